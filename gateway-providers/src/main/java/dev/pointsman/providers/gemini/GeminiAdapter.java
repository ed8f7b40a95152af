package dev.pointsman.providers.gemini;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Body;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.UpstreamRequest;
import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.Finish;
import dev.pointsman.provider.chat.FinishReasons;
import dev.pointsman.provider.chat.ReplyForm;
import dev.pointsman.provider.lists.WholeReply;
import dev.pointsman.provider.refusal.RetryAfter;
import dev.pointsman.providers.gemini.request.GenerateRequest;
import dev.pointsman.providers.gemini.request.ThoughtSignatures;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Speaks Google's Gemini API; serves chats, embeddings and the list of models. */
final class GeminiAdapter implements ProviderAdapter {
    private static final int KEPT_SIGNATURES = 16_384;
    private static final long KEPT_SIGNATURE_CHARS = 32L << 20;

    private final GeminiSettings settings;
    private final Clock clock;
    private final ThoughtSignatures signatures = new ThoughtSignatures(KEPT_SIGNATURES, KEPT_SIGNATURE_CHARS);
    private final FinishReasons reasons = new FinishReasons(
            "gemini",
            Map.ofEntries(
                    Map.entry("STOP", Finish.STOP),
                    Map.entry("MAX_TOKENS", Finish.LENGTH),
                    Map.entry("SAFETY", Finish.CONTENT_FILTER),
                    Map.entry("RECITATION", Finish.CONTENT_FILTER),
                    Map.entry("BLOCKLIST", Finish.CONTENT_FILTER),
                    Map.entry("PROHIBITED_CONTENT", Finish.CONTENT_FILTER),
                    Map.entry("SPII", Finish.CONTENT_FILTER),
                    Map.entry("LANGUAGE", Finish.CONTENT_FILTER),
                    Map.entry("MODEL_ARMOR", Finish.CONTENT_FILTER),
                    Map.entry("IMAGE_SAFETY", Finish.CONTENT_FILTER),
                    Map.entry("IMAGE_PROHIBITED_CONTENT", Finish.CONTENT_FILTER),
                    Map.entry("IMAGE_RECITATION", Finish.CONTENT_FILTER),
                    Map.entry("NO_IMAGE", Finish.STOP),
                    Map.entry("IMAGE_OTHER", Finish.STOP),
                    Map.entry("OTHER", Finish.STOP),
                    Map.entry("FINISH_REASON_UNSPECIFIED", Finish.STOP)));

    GeminiAdapter(GeminiSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public boolean serves(Endpoint endpoint) {
        return endpoint == Endpoint.CHAT_COMPLETIONS || endpoint == Endpoint.EMBEDDINGS || endpoint == Endpoint.MODELS;
    }

    @Override
    public UpstreamRequest encode(ApiRequest request, Deployment deployment) {
        return switch (request.endpoint()) {
            case MODELS -> call("GET", settings.paths().models("pageSize=1000"), Body.EMPTY, List.of(), false);
            case EMBEDDINGS -> {
                Embeddings embeddings = new Embeddings(request, deployment.upstreamModel(), settings.paths());
                yield call("POST", embeddings.path(), Body.of(embeddings.body()), embeddings.dropped(), false);
            }
            default -> chat(request, deployment.upstreamModel());
        };
    }

    private UpstreamRequest chat(ApiRequest request, String model) {
        GenerateRequest generate = new GenerateRequest(ChatRequest.of(request), model, settings.options(), signatures);
        boolean stream = request.facts().stream();
        String path = stream
                ? settings.paths().of(model, "streamGenerateContent", "alt=sse")
                : settings.paths().of(model, "generateContent", "");
        return call("POST", path, Body.of(generate.body()), generate.dropped(), stream);
    }

    private UpstreamRequest call(String method, String path, Body body, List<String> dropped, boolean stream) {
        List<String> headers = new ArrayList<>(6);
        if (method.equals("POST")) {
            headers.add("content-type");
            headers.add("application/json");
        }
        headers.add("accept");
        headers.add(stream ? "text/event-stream" : "application/json");
        Secret key = settings.key();
        if (key != null) {
            boolean bearer = settings.auth() == GeminiSettings.Auth.BEARER;
            headers.add(bearer ? "authorization" : "x-goog-api-key");
            headers.add(bearer ? "Bearer " + key.reveal() : key.reveal());
        }
        return new UpstreamRequest(settings.target(), method, path, headers, body, settings.connectTimeout(), dropped);
    }

    @Override
    public ReplyDecoder decoder(ApiRequest request, Deployment deployment) {
        String model = deployment.upstreamModel();
        return switch (request.endpoint()) {
            case MODELS -> new WholeReply((body, reply) -> ModelRows.read(body, settings.key(), reply));
            case EMBEDDINGS -> {
                Embeddings embeddings = new Embeddings(request, model, settings.paths());
                yield new WholeReply((body, reply) -> embeddings.read(body, settings.key(), reply));
            }
            default ->
                new GeminiDecoder(new AnswerForm(
                        ReplyForm.of(request, clock.instant().getEpochSecond()),
                        request.facts().stream(),
                        oneCall(request),
                        settings.blockedFails(),
                        model,
                        request,
                        reasons,
                        signatures,
                        settings.key()));
        };
    }

    /** {@code parallel_tool_calls} is false. */
    private static boolean oneCall(ApiRequest request) {
        int field = request.fields().indexOf("parallel_tool_calls");
        return field >= 0 && request.body()[request.fields().start(field)] == 'f';
    }

    @Override
    public GatewayException failure(int status, Headers headers, byte[] body) {
        GatewayException failure = GeminiFailure.of(status, body, settings.key());
        Duration wait = RetryAfter.of(headers, clock);
        return wait == null ? failure : failure.withRetryAfter(wait);
    }
}
