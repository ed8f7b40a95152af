package dev.pointsman.server.transport;

import dev.pointsman.api.Body;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.provider.UpstreamRequest;
import dev.pointsman.server.buffers.Room;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection that speaks HTTP/1.1, one call at a time: {@code idle → request out, reply due → reply whole → idle}, or closed.
 *
 * <p>It goes back to its pool only when the read burst that brought the reply's last byte is over and brought nothing more, when its request
 * was written to the end, and when the reply allows it. In any other case it is closed: so no call can hear bytes meant for another.
 */
final class UpstreamHandler extends ChannelInboundHandlerAdapter implements Carrier {
    private static final int MOST_INTERIM_REPLIES = 8;
    private static final int PIECES_IN_A_TURN = 16;

    private final ConnectionPool pool;
    private final ResponseDecoder decoder = new ResponseDecoder();
    private final Channel channel;
    private final long bornNanos;
    private long idleSinceNanos;
    private long idleLimitNanos;
    private @Nullable UpstreamCall call;
    private @Nullable BodySource rest;
    private @Nullable ChannelFuture lastWrite;
    private boolean writing;
    private boolean used;
    private boolean keep;
    /** The head that came is a 1xx, its end is not the reply's. */
    private boolean interim;

    private int interimReplies;
    /** The reply is whole, the read burst is not over yet. */
    private boolean settling;

    UpstreamHandler(ConnectionPool pool, Channel channel) {
        this.pool = pool;
        this.channel = channel;
        this.bornNanos = pool.home().now();
        this.idleLimitNanos = pool.home().settings().idle().toNanos();
    }

    /** Takes its place at the end of the channel's pipeline. */
    void install() {
        channel.pipeline().addLast(decoder, this);
    }

    void idleSince(long now) {
        idleSinceNanos = now;
    }

    boolean usable(long now) {
        return channel.isActive()
                && now - idleSinceNanos < idleLimitNanos
                && now - bornNanos < pool.home().settings().age().toNanos();
    }

    void begin(UpstreamCall next, long now) {
        UpstreamRequest request = next.request();
        RequestHead head = pool.home().head();
        next.carriedBy(this, used, now);
        if (!head.encode(request, pool.hostHeader())) {
            next.failLater(new GatewayException(
                    ErrorKind.INVALID_REQUEST,
                    "the request cannot be sent: a header or the path holds what HTTP forbids"));
            pool.offer(this);
            return;
        }
        call = next;
        keep = true;
        interim = false;
        interimReplies = 0;
        decoder.expect(request.method());
        Body body = request.body();
        boolean small = body.length() <= BodySource.PIECE;
        ByteBuf out = Room.of(channel.alloc(), head.length() + (small ? body.length() : 0));
        head.writeTo(out);
        if (small) {
            body.forEach((array, offset, length) -> out.writeBytes(array, offset, length));
        } else {
            rest = new BodySource(body);
        }
        write(out);
        writeRest();
        if (next.paused()) {
            reading(false);
        }
    }

    private void write(ByteBuf out) {
        ChannelFuture written = channel.writeAndFlush(out);
        lastWrite = written;
        if (!written.isSuccess()) {
            written.addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    /**
     * A flush may make the channel writable again within this very loop, hence the guard; a provider that reads as fast as we write must not
     * keep the event loop from others, hence the turns.
     */
    private void writeRest() {
        if (writing) {
            return;
        }
        writing = true;
        int pieces = 0;
        while (rest != null && pieces < PIECES_IN_A_TURN && channel.isWritable() && channel.isActive()) {
            ByteBuf piece = rest.next(channel.alloc());
            if (rest.exhausted()) {
                rest = null;
            }
            write(piece);
            pieces++;
        }
        writing = false;
        if (pieces == PIECES_IN_A_TURN && rest != null) {
            pool.home().loop().execute(this::writeRest);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        writeRest();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (call != null) {
                receive(call, (HttpObject) message);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void receive(UpstreamCall receiver, HttpObject message) {
        if (message.decoderResult().isFailure()) {
            receiver.broken(
                    "a reply that is not HTTP/1.1", message.decoderResult().cause());
            return;
        }
        if (message instanceof HttpResponse response) {
            head(receiver, response);
        }
        if (message instanceof HttpContent content && call == receiver && !interim) {
            receiver.data(content.content());
            if (message instanceof LastHttpContent) {
                keep &= decoder.settle();
                receiver.end();
                settling = true;
                call = null;
            }
        }
    }

    private void head(UpstreamCall receiver, HttpResponse response) {
        int status = response.status().code();
        String fault = fault(response, status);
        if (fault != null) {
            receiver.broken(fault, null);
            return;
        }
        interim = status < 200;
        if (interim) {
            receiver.heard();
            if (++interimReplies > MOST_INTERIM_REPLIES) {
                receiver.broken("more than " + MOST_INTERIM_REPLIES + " interim replies", null);
            }
            return;
        }
        HttpHeaders headers = response.headers();
        keep = response.protocolVersion().equals(HttpVersion.HTTP_1_1) && HttpUtil.isKeepAlive(response);
        String promised = headers.get("keep-alive");
        if (promised != null) {
            idleLimitNanos = Math.min(idleLimitNanos, idleLimit(promised));
        }
        receiver.head(status, headers::get, headers.get(HttpHeaderNames.CONTENT_ENCODING));
    }

    /** What the decoder lets through and is no proper reply to us; null where nothing is wrong. */
    private static @Nullable String fault(HttpResponse response, int status) {
        HttpVersion version = response.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            return "a reply of another HTTP version";
        }
        if (status < 100 || status > 599 || status == 101) {
            return "a reply with status " + status;
        }
        if (response.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            List<String> codings = response.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
            if (codings.size() != 1 || !codings.get(0).equalsIgnoreCase("chunked")) {
                return "a reply with a transfer encoding other than chunked";
            }
        }
        return null;
    }

    /** From {@code timeout=5, max=100}: a second less than promised. Not a number: no limit of its own. */
    private static long idleLimit(String keepAlive) {
        int at = keepAlive.indexOf("timeout=");
        if (at < 0) {
            return Long.MAX_VALUE;
        }
        long seconds = 0;
        int next = at + "timeout=".length();
        int first = next;
        while (next < keepAlive.length() && next < first + 6 && Character.isDigit(keepAlive.charAt(next))) {
            seconds = seconds * 10 + Character.digit(keepAlive.charAt(next++), 10);
        }
        return next == first ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(Math.max(0, seconds - 1));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (call != null) {
            call.deliver();
        } else if (settling) {
            settling = false;
            settle();
        }
    }

    private void settle() {
        boolean written = rest == null && lastWrite != null && lastWrite.isSuccess();
        rest = null;
        if (!keep || !written || !channel.isActive()) {
            close();
            return;
        }
        lastWrite = null;
        used = true;
        reading(true);
        long now = pool.home().now();
        if (now - bornNanos < pool.home().settings().age().toNanos()) {
            pool.offer(this);
        } else {
            close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        pool.closed(this);
        lose(null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        lose(cause);
        close();
    }

    private void lose(@Nullable Throwable cause) {
        UpstreamCall carried = call;
        call = null;
        rest = null;
        if (carried != null) {
            if (decoder.heard()) {
                carried.heard();
            }
            carried.lost(cause, false);
        }
    }

    @Override
    public void drop() {
        call = null;
        rest = null;
        close();
    }

    @Override
    public void reading(boolean on) {
        if (channel.config().isAutoRead() != on) {
            channel.config().setAutoRead(on);
        }
    }

    void close() {
        channel.close();
    }
}
