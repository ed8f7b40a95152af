package dev.pointsman.providers.bedrock;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Body;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.UpstreamRequest;
import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.Finish;
import dev.pointsman.provider.chat.FinishReasons;
import dev.pointsman.provider.chat.ReplyForm;
import dev.pointsman.provider.lists.EmbeddingsRequest;
import dev.pointsman.provider.lists.WholeReply;
import dev.pointsman.provider.refusal.RetryAfter;
import dev.pointsman.providers.bedrock.BedrockSettings.Place;
import dev.pointsman.providers.bedrock.aws.UriText;
import dev.pointsman.providers.bedrock.reply.BedrockDecoder;
import dev.pointsman.providers.bedrock.reply.BedrockFailure;
import dev.pointsman.providers.bedrock.reply.EmbeddingsDecoder;
import dev.pointsman.providers.bedrock.reply.ModelSummaries;
import dev.pointsman.providers.bedrock.reply.ReplyShape;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Speaks Amazon Bedrock: chats by {@code Converse}, embeddings by {@code InvokeModel}, the list of models. */
final class BedrockAdapter implements ProviderAdapter {
    private static final Set<String> SIGNATURE_REFUSED =
            Set.of("invalidsignature", "signaturedoesnotmatch", "requestexpired", "requesttimetooskewed");

    private final BedrockSettings settings;
    private final Clock clock;
    private final FinishReasons reasons = new FinishReasons(
            "bedrock",
            Map.of(
                    "end_turn", Finish.STOP,
                    "stop_sequence", Finish.STOP,
                    "max_tokens", Finish.LENGTH,
                    "model_context_window_exceeded", Finish.LENGTH,
                    "tool_use", Finish.TOOL_CALLS,
                    "content_filtered", Finish.CONTENT_FILTER,
                    "guardrail_intervened", Finish.CONTENT_FILTER));

    BedrockAdapter(BedrockSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public boolean serves(Endpoint endpoint) {
        return endpoint == Endpoint.CHAT_COMPLETIONS || endpoint == Endpoint.EMBEDDINGS || endpoint == Endpoint.MODELS;
    }

    @Override
    public UpstreamRequest encode(ApiRequest request, Deployment deployment) {
        UpstreamRequest plain = switch (request.endpoint()) {
            case EMBEDDINGS -> embeddings(request, deployment);
            case MODELS ->
                call(settings.models(), "GET", "/foundation-models", "application/json", Body.EMPTY, List.of());
            default -> converse(request, deployment);
        };
        return settings.access().admit(plain, clock.instant());
    }

    private UpstreamRequest converse(ApiRequest request, Deployment deployment) {
        ConverseRequest converse = new ConverseRequest(ChatRequest.of(request), model(deployment), settings);
        boolean stream = request.facts().stream();
        return call(
                settings.runtime(),
                "POST",
                modelPath(deployment) + (stream ? "/converse-stream" : "/converse"),
                stream ? BedrockDecoder.EVENT_STREAM : "application/json",
                Body.of(converse.body()),
                converse.dropped());
    }

    private UpstreamRequest embeddings(ApiRequest request, Deployment deployment) {
        String id = deployment.upstreamModel();
        Embeddings embeddings = new Embeddings(
                EmbeddingsRequest.of(request), settings.baseModels().getOrDefault(id, id), settings.inputType());
        return call(
                settings.runtime(),
                "POST",
                modelPath(deployment) + "/invoke",
                "application/json",
                Body.of(embeddings.body()),
                embeddings.dropped());
    }

    private UpstreamRequest call(
            Place place, String method, String path, String accept, Body body, List<String> dropped) {
        List<String> headers = body.length() == 0
                ? List.of("accept", accept)
                : List.of("content-type", "application/json", "accept", accept);
        return new UpstreamRequest(
                place.target(), method, place.path() + path, headers, body, settings.connectTimeout(), dropped);
    }

    private static String modelPath(Deployment deployment) {
        return "/model/" + UriText.encode(deployment.upstreamModel());
    }

    private BedrockModel model(Deployment deployment) {
        return BedrockModel.of(deployment.upstreamModel(), settings.baseModels());
    }

    @Override
    public ReplyDecoder decoder(ApiRequest request, Deployment deployment) {
        return switch (request.endpoint()) {
            case EMBEDDINGS -> new EmbeddingsDecoder(EmbeddingsRequest.of(request), deployment.upstreamModel());
            case MODELS -> new WholeReply(new ModelSummaries());
            default -> new BedrockDecoder(shape(request, deployment));
        };
    }

    private ReplyShape shape(ApiRequest request, Deployment deployment) {
        long created = clock.instant().getEpochSecond();
        String id = "chatcmpl-" + Long.toHexString(created) + Integer.toHexString(Arrays.hashCode(request.body()));
        return new ReplyShape(
                ReplyForm.of(request, created),
                request.facts().stream(),
                deployment.upstreamModel(),
                id,
                request.facts().jsonSchema() && !model(deployment).schema(),
                reasons,
                settings.access()::secrets);
    }

    @Override
    public GatewayException failure(int status, Headers headers, byte[] body) {
        String name = headers.first("x-amzn-errortype");
        GatewayException failure =
                BedrockFailure.of(status, name, body, settings.access().secrets());
        if (failure.kind() != ErrorKind.UPSTREAM_AUTHENTICATION) {
            return failure.withRetryAfter(RetryAfter.of(headers, clock));
        }
        GatewayException skew = skew(BedrockFailure.plain(name), failure.text(), headers);
        return skew == null ? failure : skew;
    }

    /** A signature refused because of the time in it is worth another try, by Amazon's clock; null for any other refusal. */
    private @Nullable GatewayException skew(String name, String words, Headers headers) {
        String lower = words.toLowerCase(Locale.ROOT);
        boolean timed = SIGNATURE_REFUSED.contains(name) || lower.contains("signature") || lower.contains("clock");
        Instant theirs = timed ? date(headers.first("date")) : null;
        Instant ours = clock.instant();
        if (theirs == null || !settings.access().adopted(theirs, ours)) {
            return null;
        }
        long minutes = Duration.between(ours, theirs).toMinutes();
        return new GatewayException(
                ErrorKind.UPSTREAM_ERROR,
                "Amazon refused a signature: the gateway's clock is " + Math.abs(minutes) + " minutes "
                        + (minutes > 0 ? "behind" : "ahead of")
                        + " Amazon's; requests are now signed by Amazon's clock, but the gateway's should be set right");
    }

    private static @Nullable Instant date(@Nullable String header) {
        if (header == null) {
            return null;
        }
        try {
            return ZonedDateTime.parse(header.strip(), DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
                    .toInstant();
        } catch (DateTimeException notADate) {
            return null;
        }
    }
}
