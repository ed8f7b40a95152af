package dev.pointsman.provider.lists;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.ReplyDecoder;
import java.io.ByteArrayOutputStream;

/**
 * A reply that is one JSON body: held until it is whole (at most {@link #MAX_BYTES}), then given to its {@link Reader}. What the reader finds to
 * be no JSON is a failure of the provider's.
 */
public final class WholeReply implements ReplyDecoder {
    public static final int MAX_BYTES = 64 << 20;

    /**
     * Reads the body and ends the reply, well or not. As long as it has told nothing it may throw {@link JsonCursor.Malformed} or the
     * {@link GatewayException} to fail with.
     */
    @FunctionalInterface
    public interface Reader {
        void read(byte[] body, Reply reply);
    }

    private final Reader reader;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private boolean over;

    public WholeReply(Reader reader) {
        this.reader = reader;
    }

    @Override
    public void head(int status, Headers headers, Reply reply) {}

    @Override
    public void data(byte[] bytes, Reply reply) {
        if (over) {
            return;
        }
        if (bytes.length > MAX_BYTES - held.size()) {
            over = true;
            held.reset();
            reply.fail(broken("the provider's answer is larger than " + MAX_BYTES + " bytes"));
            return;
        }
        held.writeBytes(bytes);
    }

    @Override
    public void end(Reply reply) {
        if (over) {
            return;
        }
        over = true;
        try {
            reader.read(held.toByteArray(), reply);
        } catch (JsonCursor.Malformed notJson) {
            reply.fail(broken("the provider's answer is not a JSON object"));
        } catch (GatewayException told) {
            reply.fail(told);
        }
    }

    /** The failure for an answer that is none; {@code why} begins with the provider's part in it. */
    public static GatewayException broken(String why) {
        return new GatewayException(ErrorKind.UPSTREAM_ERROR, why);
    }
}
