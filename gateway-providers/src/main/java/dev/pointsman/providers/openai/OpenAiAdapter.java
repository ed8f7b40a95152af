package dev.pointsman.providers.openai;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.ChatReplyDecoder;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.UpstreamRequest;
import dev.pointsman.provider.lists.WholeReply;
import dev.pointsman.provider.refusal.ErrorReport;
import dev.pointsman.provider.refusal.KeyMask;
import dev.pointsman.provider.refusal.RetryAfter;
import dev.pointsman.providers.openai.reply.EmbeddingRows;
import dev.pointsman.providers.openai.reply.FinishWords;
import dev.pointsman.providers.openai.reply.ModelList;
import dev.pointsman.providers.openai.reply.ReplyMend;
import dev.pointsman.providers.openai.reply.ReplyShape;
import dev.pointsman.providers.openai.reply.ReshapedReply;
import dev.pointsman.providers.openai.reply.ReshapingDecoder;
import dev.pointsman.providers.openai.reply.StreamMend;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Speaks OpenAI's own form, and with an {@link OpenAiDialect} that of every provider that copies it. A request is edited by splicing only;
 * a reply is passed through, mended only where its dialect says so.
 */
final class OpenAiAdapter implements ProviderAdapter {
    /** The client's headers that a provider may see. */
    private static final String[] FORWARDED = {"openai-beta", "idempotency-key"};

    private final OpenAiSettings settings;
    private final OpenAiDialect dialect;
    private final RequestEdits edits;
    private final Clock clock;
    private final ChatReplyDecoder.Failures failures;
    private final ResponsesBridge bridge;
    private final FinishWords words;

    OpenAiAdapter(OpenAiSettings settings, Clock clock) {
        this.settings = settings;
        this.dialect = settings.dialect();
        this.edits = new RequestEdits(dialect);
        this.clock = clock;
        this.words = new FinishWords(dialect.type());
        this.failures = (status, body) -> failure(status, Headers.NONE, body);
        this.bridge = new ResponsesBridge(settings, clock, failures);
    }

    @Override
    public boolean serves(Endpoint endpoint) {
        return dialect.endpoints().contains(endpoint);
    }

    @Override
    public UpstreamRequest encode(ApiRequest request, Deployment deployment) {
        Endpoint endpoint = request.endpoint();
        String model = deployment.upstreamModel();
        if (bridge.carries(request, model)) {
            return bridge.encode(request, model, headers(request));
        }
        RequestEdits.Sent sent = endpoint.form() == Endpoint.Form.JSON
                ? edits.json(request, model, settings.knownAs(model))
                : new RequestEdits.Sent(request.withModel(model), List.of());
        return new UpstreamRequest(
                settings.target(),
                endpoint == Endpoint.MODELS ? "GET" : "POST",
                settings.paths().of(endpoint, model),
                headers(request),
                sent.body(),
                settings.connectTimeout(),
                sent.dropped());
    }

    private List<String> headers(ApiRequest request) {
        List<String> headers = new ArrayList<>(12);
        String contentType = contentType(request);
        if (contentType != null) {
            headers.add("content-type");
            headers.add(contentType);
        }
        headers.add("accept");
        headers.add(accept(request));
        Secret key = settings.key();
        if (key != null && dialect.credential() != Credential.NONE) {
            headers.add(dialect.credential().header());
            headers.add(dialect.credential().value(key.reveal()));
        }
        for (String name : FORWARDED) {
            String value = request.headers().first(name);
            if (value != null) {
                headers.add(name);
                headers.add(value);
            }
        }
        headers.addAll(dialect.headers());
        if (!settings.secretHeaders().isEmpty()) {
            for (Map.Entry<String, Secret> each : settings.secretHeaders().entrySet()) {
                headers.add(each.getKey());
                headers.add(each.getValue().reveal());
            }
        }
        return headers;
    }

    private static @Nullable String contentType(ApiRequest request) {
        return switch (request.endpoint().form()) {
            case NONE -> null;
            case JSON -> "application/json";
            case MULTIPART -> request.headers().first("content-type");
        };
    }

    private static String accept(ApiRequest request) {
        return switch (request.endpoint()) {
            case SPEECH, TRANSCRIPTIONS, TRANSLATIONS, IMAGE_EDITS, IMAGE_VARIATIONS -> "*/*";
            case CHAT_COMPLETIONS,
                    RESPONSES,
                    COMPLETIONS,
                    EMBEDDINGS,
                    MODERATIONS,
                    IMAGE_GENERATIONS,
                    FEEDBACK,
                    MODELS -> request.facts().stream() ? "text/event-stream" : "application/json";
            case MESSAGES, COUNT_TOKENS, RERANK -> "application/json";
        };
    }

    @Override
    public ReplyDecoder decoder(ApiRequest request, Deployment deployment) {
        if (bridge.carries(request, deployment.upstreamModel())) {
            return bridge.decoder(request);
        }
        ChatReplyDecoder.Settings form = ChatReplyDecoder.Settings.of(request);
        if (dialect.has(Quirk.RESTORE_MODEL)) {
            form = form.withModel(request.facts().model());
        }
        if (request.endpoint() == Endpoint.CHAT_COMPLETIONS) {
            return chat(request, form);
        }
        if (request.endpoint() == Endpoint.MODELS) {
            return new WholeReply(new ModelList(dialect.type(), failures));
        }
        ReplyDecoder decoder = new ChatReplyDecoder(form, failures);
        if (request.endpoint() != Endpoint.EMBEDDINGS || !dialect.has(Quirk.FLOAT_EMBEDDINGS)) {
            return decoder;
        }
        boolean base64 = RequestEdits.wantsBase64(request.body(), request.fields());
        ReshapedReply.Change rows = (body, usage) -> EmbeddingRows.mend(body, base64);
        return new ReshapingDecoder(decoder, reply -> new ReshapedReply(reply, rows));
    }

    private ReplyDecoder chat(ApiRequest request, ChatReplyDecoder.Settings form) {
        boolean stream = request.facts().stream();
        if (!dialect.has(stream ? Quirk.MEND_STREAM : Quirk.MEND_REPLY)) {
            return new ChatReplyDecoder(form, failures);
        }
        ReplyShape shape = ReplyShape.of(
                request,
                dialect.has(Quirk.RESTORE_MODEL),
                clock.instant().getEpochSecond(),
                dialect.has(Quirk.THINK_TAGS));
        if (stream) {
            return new ChatReplyDecoder(form, failures, new StreamMend(shape, words));
        }
        ReshapedReply.Change change = (body, usage) -> ReplyMend.mend(body, usage, shape, words);
        return new ReshapingDecoder(
                new ChatReplyDecoder(form, failures), reply -> new ReshapedReply(reply, change, words::know));
    }

    @Override
    public GatewayException failure(int status, Headers headers, byte[] body) {
        ErrorReport report = KeyMask.mask(ErrorReport.read(body), settings.secrets());
        ErrorKind kind = FailureTable.kind(status, report);
        String said = report.message();
        GatewayException failure = said.isEmpty()
                ? new GatewayException(kind, "the provider answered with status " + status)
                : new GatewayException(kind, said).quotingProvider();
        return FailureTable.told(failure, status, report).withRetryAfter(RetryAfter.of(headers, clock));
    }
}
