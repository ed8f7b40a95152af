package dev.pointsman.providers.bedrock.reply;

import dev.pointsman.api.Headers;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.lists.WholeReply;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A reply to a chat: a stream of events where the head says so, else one message. */
public final class BedrockDecoder implements ReplyDecoder {
    public static final String EVENT_STREAM = "application/vnd.amazon.eventstream";
    private static final int MOST_ID = 128;

    private final ReplyShape shape;
    private @Nullable ReplyDecoder body;

    public BedrockDecoder(ReplyShape shape) {
        this.shape = shape;
    }

    @Override
    public void head(int status, Headers headers, Reply reply) {
        String type = headers.first("content-type");
        String lower = type == null ? "" : type.toLowerCase(Locale.ROOT);
        boolean events = lower.startsWith(EVENT_STREAM);
        if (events && !shape.streamed()) {
            reply.fail(WholeReply.broken("the provider streamed an answer that was asked for whole"));
            return;
        }
        String id = id(headers);
        body = events || (shape.streamed() && lower.isEmpty())
                ? new ConverseStream(shape, id, reply)
                : new WholeReply(new ConverseMessage(shape, id));
    }

    private String id(Headers headers) {
        String told = headers.first("x-amzn-requestid");
        return told == null || told.isBlank() || told.length() > MOST_ID ? shape.id() : "chatcmpl-" + told.strip();
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
