package dev.pointsman.providers.gemini;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.lists.WholeReply;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A reply to a chat: events where the head says so, else one response. */
final class GeminiDecoder implements ReplyDecoder {
    private final AnswerForm form;
    private @Nullable ReplyDecoder body;

    GeminiDecoder(AnswerForm form) {
        this.form = form;
    }

    @Override
    public void head(int status, Headers headers, Reply reply) {
        String type = headers.first("content-type");
        String lower = type == null ? "" : type.toLowerCase(Locale.ROOT);
        boolean events = lower.startsWith("text/event-stream");
        if (events && !form.streamed()) {
            reply.fail(new GatewayException(
                    ErrorKind.UPSTREAM_ERROR, "the provider streamed an answer that was asked for whole"));
            return;
        }
        body = events || (form.streamed() && lower.isEmpty())
                ? new GeminiStream(form, reply)
                : new WholeReply((whole, to) -> GeminiAnswer.read(form, whole, to));
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
