package dev.pointsman.providers.openai;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.json.JsonFields;
import dev.pointsman.provider.ChatReplyDecoder;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.UpstreamRequest;
import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.FinishReasons;
import dev.pointsman.provider.chat.ReplyForm;
import dev.pointsman.providers.openai.responses.ResponsesReply;
import dev.pointsman.providers.openai.responses.ResponsesRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;

/**
 * Carries chats over to the Responses API, for models that have no other and where the chat API refuses what the other takes. Which they are is told
 * by the policy's {@code api}, or by the models' names.
 */
final class ResponsesBridge {
    /** The words of {@code api}. */
    enum Api {
        /** By the model's name. */
        AUTO,
        CHAT,
        RESPONSES
    }

    private final OpenAiSettings settings;
    private final Clock clock;
    private final ChatReplyDecoder.Failures failures;
    private final FinishReasons reasons;

    ResponsesBridge(OpenAiSettings settings, Clock clock, ChatReplyDecoder.Failures failures) {
        this.settings = settings;
        this.clock = clock;
        this.failures = failures;
        this.reasons = ResponsesReply.reasons(settings.dialect().type());
    }

    /** Whether this request goes that way. */
    boolean carries(ApiRequest request, String model) {
        if (request.endpoint() != Endpoint.CHAT_COMPLETIONS) {
            return false;
        }
        return switch (settings.api()) {
            case CHAT -> false;
            case RESPONSES -> true;
            case AUTO ->
                OpenAiModel.onlyResponds(settings.knownAs(model))
                        || (OpenAiModel.of(settings.knownAs(model)).callsWithoutEffort()
                                && request.facts().tools()
                                && !effort(request).equals("\"none\""));
        };
    }

    UpstreamRequest encode(ApiRequest request, String model, List<String> headers) {
        OpenAiModel known = OpenAiModel.of(settings.knownAs(model));
        boolean thinks = known.reasons() || OpenAiModel.onlyResponds(settings.knownAs(model));
        boolean samples = !thinks || (effort(request).equals("\"none\"") && known.samplesWithoutEffort());
        boolean stream = request.facts().stream();
        ResponsesRequest carried = new ResponsesRequest(
                ChatRequest.of(request), new ResponsesRequest.Model(model, thinks, samples), stream);
        return new UpstreamRequest(
                settings.target(),
                "POST",
                settings.paths().of(Endpoint.RESPONSES, model),
                headers,
                carried.body(),
                settings.connectTimeout(),
                carried.dropped());
    }

    ReplyDecoder decoder(ApiRequest request) {
        boolean restored = settings.dialect().has(Quirk.RESTORE_MODEL);
        return new ResponsesReply(new ResponsesReply.Form(
                ReplyForm.of(request, clock.instant().getEpochSecond()),
                request.facts().stream(),
                restored ? request.facts().model() : null,
                reasons,
                failures));
    }

    /** As the client wrote it; "" where it is not given. */
    private static String effort(ApiRequest request) {
        JsonFields fields = request.fields();
        int effort = fields.indexOf("reasoning_effort");
        return effort < 0
                ? ""
                : new String(
                        request.body(),
                        fields.start(effort),
                        fields.end(effort) - fields.start(effort),
                        StandardCharsets.UTF_8);
    }
}
