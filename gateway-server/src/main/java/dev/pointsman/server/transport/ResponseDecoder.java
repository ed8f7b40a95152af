package dev.pointsman.server.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.ReferenceCountUtil;

/**
 * Netty's decoder in its strict form: one content length, never beside a transfer encoding, 32 kB of headers, and no byte while no reply is
 * due.
 */
final class ResponseDecoder extends HttpResponseDecoder {
    private static final HttpDecoderConfig STRICT = new HttpDecoderConfig()
            .setMaxInitialLineLength(8192)
            .setMaxHeaderSize(32 << 10)
            .setMaxChunkSize(64 << 10)
            .setInitialBufferSize(512);

    private boolean due;
    private boolean bodyless;
    private boolean heard;

    ResponseDecoder() {
        super(STRICT.clone());
    }

    /** A reply is due from now on. */
    void expect(String method) {
        due = true;
        heard = false;
        bodyless = method.equals("HEAD");
    }

    /** Whether any byte of the reply that is due has come. */
    boolean heard() {
        return heard;
    }

    /** The reply has ended, no other is due; whether it was the last of all that came. */
    boolean settle() {
        due = false;
        return actualReadableBytes() == 0;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (due) {
            heard = true;
            super.channelRead(context, message);
        } else {
            ReferenceCountUtil.release(message);
            context.close();
        }
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return bodyless || super.isContentAlwaysEmpty(message);
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both content-length and transfer-encoding");
    }
}
