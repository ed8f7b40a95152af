package dev.pointsman.providers.openai.responses;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.provider.ChatReplyDecoder;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.chat.Finish;
import dev.pointsman.provider.chat.FinishReasons;
import dev.pointsman.provider.chat.ReplyForm;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A reply of the Responses API told as that of a chat: events where the head says so, else one response. */
public final class ResponsesReply implements ReplyDecoder {
    /**
     * What the reply answers.
     *
     * @param publicModel name that takes the place of the provider's in {@code model}; null leaves it
     * @param failures reads an error that stands in a reply of status 200
     */
    public record Form(
            ReplyForm chat,
            boolean streamed,
            @Nullable String publicModel,
            FinishReasons reasons,
            ChatReplyDecoder.Failures failures) {
        String model(String told) {
            return publicModel == null ? told : publicModel;
        }

        GatewayException failure(byte[] error) {
            GatewayException failure = failures.of(ChatReplyDecoder.statusOf(error), error);
            // the type of an event is no type of an error
            return failure.type().equals("error")
                    ? failure.withStatus(failure.status(), failure.kind().type())
                    : failure;
        }
    }

    private final Form form;
    private @Nullable ReplyDecoder body;

    public ResponsesReply(Form form) {
        this.form = form;
    }

    /** The words for why a response ended: its status, or what made it incomplete. */
    public static FinishReasons reasons(String provider) {
        return new FinishReasons(
                provider,
                Map.of(
                        "completed", Finish.STOP,
                        "max_output_tokens", Finish.LENGTH,
                        "max_tokens", Finish.LENGTH,
                        "content_filter", Finish.CONTENT_FILTER));
    }

    @Override
    public void head(int status, Headers headers, Reply reply) {
        String told = headers.first("content-type");
        String type = told == null ? "" : told.toLowerCase(Locale.ROOT);
        boolean events = type.startsWith("text/event-stream");
        if (events && !form.streamed()) {
            reply.fail(new GatewayException(
                    ErrorKind.UPSTREAM_ERROR, "the provider streamed an answer that was asked for whole"));
            return;
        }
        List<String> relayed = ChatReplyDecoder.relayed(headers);
        body = events || (form.streamed() && type.isEmpty())
                ? new ResponseStream(form, relayed, reply)
                : ResponseBody.decoder(form, relayed);
    }

    @Override
    public void data(byte[] bytes, Reply reply) {
        if (body != null) {
            body.data(bytes, reply);
        }
    }

    @Override
    public void end(Reply reply) {
        if (body != null) {
            body.end(reply);
        }
    }
}
