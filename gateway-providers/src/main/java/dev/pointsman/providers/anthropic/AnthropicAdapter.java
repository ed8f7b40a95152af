package dev.pointsman.providers.anthropic;

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
import dev.pointsman.providers.claude.ClaudeModel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Speaks Anthropic's Messages API; serves chats by translation, and requests of that API as they are. */
final class AnthropicAdapter implements ProviderAdapter {
    private static final String VERSION = "2023-06-01";

    private final AnthropicSettings settings;
    private final Clock clock;
    private final FinishReasons reasons = new FinishReasons(
            "anthropic",
            Map.of(
                    "end_turn", Finish.STOP,
                    "stop_sequence", Finish.STOP,
                    "max_tokens", Finish.LENGTH,
                    "model_context_window_exceeded", Finish.LENGTH,
                    "tool_use", Finish.TOOL_CALLS,
                    "pause_turn", Finish.STOP,
                    "compaction", Finish.STOP,
                    "refusal", Finish.CONTENT_FILTER));

    AnthropicAdapter(AnthropicSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public boolean serves(Endpoint endpoint) {
        return endpoint == Endpoint.CHAT_COMPLETIONS
                || endpoint == Endpoint.MESSAGES
                || endpoint == Endpoint.COUNT_TOKENS
                || endpoint == Endpoint.MODELS;
    }

    @Override
    public UpstreamRequest encode(ApiRequest request, Deployment deployment) {
        String model = deployment.upstreamModel();
        boolean stream = request.facts().stream();
        return switch (request.endpoint()) {
            case MESSAGES -> call("POST", "", inHeaders(request), NativeRequest.body(request, model), List.of());
            case COUNT_TOKENS ->
                call("POST", "/count_tokens", inHeaders(request), NativeRequest.body(request, model), List.of());
            case MODELS -> call("GET", null, headers(false, VERSION, settings.beta()), Body.EMPTY, List.of());
            default -> {
                MessagesRequest message = new MessagesRequest(ChatRequest.of(request), model, settings);
                Body body = Body.of(message.body(stream));
                yield call("POST", "", headers(stream, VERSION, settings.beta()), body, message.dropped());
            }
        };
    }

    /** At a path below that of messages; null for the list of models. */
    private UpstreamRequest call(
            String method, @Nullable String below, List<String> headers, Body body, List<String> dropped) {
        String path = below == null ? settings.modelsPath() : settings.path(below);
        return new UpstreamRequest(settings.target(), method, path, headers, body, settings.connectTimeout(), dropped);
    }

    /** Of a client that speaks Anthropic's API: its version counts, and its betas are added to the policy's. */
    private List<String> inHeaders(ApiRequest request) {
        String version = NativeRequest.header(request, "anthropic-version", VERSION);
        String beta = NativeRequest.header(request, "anthropic-beta", "");
        String comma = beta.isEmpty() || settings.beta().isEmpty() ? "" : ",";
        return headers(request.facts().stream(), version, settings.beta() + comma + beta);
    }

    private List<String> headers(boolean stream, String version, String beta) {
        List<String> headers = new ArrayList<>(10);
        headers.add("content-type");
        headers.add("application/json");
        headers.add("accept");
        headers.add(stream ? "text/event-stream" : "application/json");
        headers.add("anthropic-version");
        headers.add(version);
        Secret key = settings.key();
        if (key != null) {
            boolean bearer = settings.auth() == AnthropicSettings.Auth.BEARER;
            headers.add(bearer ? "authorization" : "x-api-key");
            headers.add(bearer ? "Bearer " + key.reveal() : key.reveal());
        }
        if (!beta.isEmpty()) {
            headers.add("anthropic-beta");
            headers.add(beta);
        }
        return headers;
    }

    @Override
    public ReplyDecoder decoder(ApiRequest request, Deployment deployment) {
        return switch (request.endpoint()) {
            case MESSAGES -> new NativeReply(form(request, false));
            case COUNT_TOKENS -> new NativeReply(form(request, true));
            case MODELS -> new WholeReply((body, reply) -> ClaudeModels.read(body, settings.key(), reply));
            default -> chat(request, deployment);
        };
    }

    private NativeReply.Form form(ApiRequest request, boolean counts) {
        return new NativeReply.Form(request.facts().stream() && !counts, counts, reasons, settings.key());
    }

    private ReplyDecoder chat(ApiRequest request, Deployment deployment) {
        boolean jsonTool = request.facts().jsonSchema()
                && !ClaudeModel.of(deployment.upstreamModel()).schema();
        AnthropicDecoder.Form form = new AnthropicDecoder.Form(
                ReplyForm.of(request, clock.instant().getEpochSecond()),
                request.facts().stream(),
                jsonTool,
                reasons,
                settings.key());
        return new AnthropicDecoder(form);
    }

    @Override
    public GatewayException failure(int status, Headers headers, byte[] body) {
        return AnthropicFailure.of(status, body, settings.key()).withRetryAfter(RetryAfter.of(headers, clock));
    }
}
