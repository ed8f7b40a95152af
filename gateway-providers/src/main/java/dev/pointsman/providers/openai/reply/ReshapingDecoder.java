package dev.pointsman.providers.openai.reply;

import dev.pointsman.api.Headers;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.ReplyDecoder;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A decoder whose findings go through a {@link Reply} of ours before the caller's. One instance an attempt, like any decoder. */
public final class ReshapingDecoder implements ReplyDecoder {
    private final ReplyDecoder decoder;
    private final UnaryOperator<Reply> wrap;
    private @Nullable Reply wrapped;

    public ReshapingDecoder(ReplyDecoder decoder, UnaryOperator<Reply> wrap) {
        this.decoder = decoder;
        this.wrap = wrap;
    }

    @Override
    public void head(int status, Headers headers, Reply reply) {
        decoder.head(status, headers, wrapped(reply));
    }

    @Override
    public void data(byte[] bytes, Reply reply) {
        decoder.data(bytes, wrapped(reply));
    }

    @Override
    public void end(Reply reply) {
        decoder.end(wrapped(reply));
    }

    /** Made once: the caller hands in the same reply throughout. */
    private Reply wrapped(Reply reply) {
        Reply made = wrapped;
        if (made == null) {
            made = wrap.apply(reply);
            wrapped = made;
        }
        return made;
    }
}
