package dev.pointsman.providers.cohere.chat;

import dev.pointsman.api.Headers;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.chat.FinishReasons;
import dev.pointsman.provider.chat.ReplyForm;
import dev.pointsman.provider.lists.WholeReply;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A reply to a chat: events where the head says so, else one message. */
public final class CohereDecoder implements ReplyDecoder {
    /**
     * What the reply answers.
     *
     * @param model as it was asked for: replies name none
     */
    public record Form(
            ReplyForm chat,
            boolean streamed,
            String model,
            FinishReasons reasons,
            @Nullable Secret key) {}

    private final Form form;
    private @Nullable ReplyDecoder body;

    public CohereDecoder(Form form) {
        this.form = form;
    }

    @Override
    public void head(int status, Headers headers, Reply reply) {
        String type = headers.first("content-type");
        String lower = type == null ? "" : type.toLowerCase(Locale.ROOT);
        boolean events = lower.startsWith("text/event-stream");
        if (events && !form.streamed()) {
            reply.fail(WholeReply.broken("the provider streamed an answer that was asked for whole"));
            return;
        }
        body = events || (form.streamed() && lower.isEmpty())
                ? new CohereStream(form, reply)
                : new WholeReply(new CohereMessage(form));
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
