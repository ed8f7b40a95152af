package dev.pointsman.server.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Map;

/** A stream on the connection that asked for it. */
final class ChannelStream implements AdminStream {
    private final Channel channel;
    private final boolean keep;
    private final Runnable free;
    private Runnable changed = () -> {};
    private Runnable closed = () -> {};
    private boolean over;

    /**
     * @param keep whether the connection goes on afterwards
     * @param free runs when the connection may take the next request
     */
    ChannelStream(Channel channel, boolean keep, Runnable free) {
        this.channel = channel;
        this.keep = keep;
        this.free = free;
    }

    @Override
    public void begin(int status, String contentType, Map<String, String> headers) {
        var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
        AdminReply.guard(head.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType));
        headers.forEach((name, value) -> head.headers().set(name, value));
        HttpUtil.setTransferEncodingChunked(head, true);
        HttpUtil.setKeepAlive(head, keep);
        channel.writeAndFlush(head);
    }

    @Override
    public boolean ready() {
        return !over && channel.isActive() && channel.isWritable();
    }

    @Override
    public void send(byte[] piece) {
        if (!over) {
            channel.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(piece)));
        }
    }

    @Override
    public void end() {
        if (over) {
            return;
        }
        var written = channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        if (!keep) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
        close();
    }

    @Override
    public void abort() {
        channel.close();
        close();
    }

    @Override
    public void whenReadyChanges(Runnable hook) {
        changed = hook;
    }

    @Override
    public void whenClosed(Runnable hook) {
        closed = hook;
    }

    @Override
    public EventLoop loop() {
        return channel.eventLoop();
    }

    void readyChanged() {
        if (!over) {
            changed.run();
        }
    }

    /** The stream has ended, or its reader has left. */
    void close() {
        if (!over) {
            over = true;
            free.run();
            closed.run();
        }
    }
}
