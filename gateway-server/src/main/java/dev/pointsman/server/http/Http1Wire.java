package dev.pointsman.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pointsman.api.ReplyHead;
import dev.pointsman.server.buffers.Room;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the replies of one HTTP/1.1 connection, one after the other, encoding by hand: a sized reply is one buffer and one flush.
 *
 * <p>What comes in one turn of the loop is gathered in {@code pending} and flushed together: at the end of the reply, or by one task at the
 * end of the turn. {@code unsent} counts what a sized body still owes; below 0 the length is not told.
 *
 * <p>What is larger than {@code PIECE} waits in {@code backlog}, counted against the budget of all bodies, and goes out in pieces as the
 * client takes them: a socket copies what it is given into direct memory. While something waits there everything else queues behind it,
 * the end of the reply ({@code ending}) too.
 */
final class Http1Wire implements ReplyWire {
    private static final Logger LOG = LoggerFactory.getLogger(Http1Wire.class);
    /** Up to here copying is cheaper than one more buffer in the write. */
    private static final int COPIED = 16 << 10;

    private static final int GATHERED = 32 << 10;
    private static final int PIECE = 64 << 10;

    private static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");
    private static final byte[] CONTENT_TYPE = ascii("content-type: ");
    private static final byte[] CONTENT_LENGTH = ascii("content-length: ");
    private static final byte[] REQUEST_ID = ascii("x-request-id: ");
    private static final byte[] DATE = ascii("date: ");
    private static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");
    private static final byte[] CLOSE = ascii("connection: close\r\n");
    private static final byte[] KEEP_ALIVE = ascii("connection: keep-alive\r\n");
    private static final byte[] EVENTS = ascii("cache-control: no-cache\r\nx-accel-buffering: no\r\n");
    private static final byte[] CRLF = ascii("\r\n");
    private static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");
    private static final byte[] HEX = ascii("0123456789abcdef");
    private static final int CHUNK_FRAME = 12;

    private final FrontLoop front;
    private final Http1Connection connection;
    private final ChannelHandlerContext context;
    private final Runnable flushTask = this::flushAll;
    private final ArrayDeque<ByteBuf> backlog = new ArrayDeque<>(0);
    private boolean headOnly;
    private boolean persistent;
    private boolean http11;
    private boolean bodiless;
    private boolean chunked;
    private boolean events;
    private long unsent;
    private boolean over;
    private boolean ending;
    private boolean pumping;
    private boolean flushing;
    private @Nullable ByteBuf pending;

    Http1Wire(FrontLoop front, Http1Connection connection, ChannelHandlerContext context) {
        this.front = front;
        this.connection = connection;
        this.context = context;
    }

    /** A new request has come. */
    void request(boolean isHead, boolean isHttp11, boolean keepAlive) {
        headOnly = isHead;
        http11 = isHttp11;
        persistent = keepAlive;
        over = false;
    }

    @Override
    public void sendContinue() {
        if (http11) {
            context.writeAndFlush(Unpooled.wrappedBuffer(CONTINUE), context.voidPromise());
        }
    }

    @Override
    public void leaveRequestUnread() {
        persistent = false;
    }

    @Override
    public void start(ReplyHead head, String requestId, List<String> headers) {
        boolean never = head.status() == 204 || head.status() == 304;
        boolean sized = head.bodyBytes() >= 0;
        bodiless = headOnly || never;
        chunked = !sized && http11 && !never;
        events = head.contentType().startsWith("text/event-stream");
        unsent = bodiless ? 0 : head.bodyBytes();
        persistent = persistent && (sized || http11) && !connection.draining();
        HeadWriter writer = front.writer().status(head.status());
        if (!head.contentType().isEmpty()) {
            writer.header(CONTENT_TYPE, head.contentType());
        }
        if (sized && !never) {
            writer.header(CONTENT_LENGTH, head.bodyBytes());
        } else if (chunked) {
            writer.raw(CHUNKED);
        }
        writer.header(REQUEST_ID, requestId).header(DATE, front.date());
        if (!persistent) {
            writer.raw(CLOSE);
        } else if (!http11) {
            writer.raw(KEEP_ALIVE);
        }
        if (events) {
            writer.raw(EVENTS);
        }
        writer.headers(head.headers()).headers(headers);
        boolean together = sized && unsent <= COPIED;
        pending = together
                ? writer.endBefore(context.alloc(), (int) unsent)
                : writer.end(context.alloc(), sized ? 0 : 512);
        if (!sized) {
            flushSoon();
        }
    }

    @Override
    public void data(byte[] bytes) {
        if (over || bodiless || bytes.length == 0) {
            return;
        }
        if (chunked) {
            chunk(bytes);
            flushSoon();
            return;
        }
        if (unsent >= 0) {
            if (bytes.length > unsent) {
                LOG.error("a reply is longer than its head said; the connection is cut");
                abort();
                return;
            }
            unsent -= bytes.length;
        }
        plain(bytes);
        if (unsent != 0) {
            flushSoon();
        }
    }

    private void chunk(byte[] bytes) {
        ByteBuf buffer = gather(bytes.length <= COPIED ? bytes.length + CHUNK_FRAME : CHUNK_FRAME);
        int digits = 1 + (31 - Integer.numberOfLeadingZeros(bytes.length)) / 4;
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            buffer.writeByte(HEX[bytes.length >> shift & 15]);
        }
        buffer.writeBytes(CRLF);
        plain(bytes);
        gather(CRLF.length).writeBytes(CRLF);
    }

    private void plain(byte[] bytes) {
        if (bytes.length <= COPIED) {
            gather(bytes.length).writeBytes(bytes);
        } else {
            writePending();
            write(Unpooled.wrappedBuffer(bytes));
        }
    }

    /** The gathering buffer, with room for small additions. */
    private ByteBuf gather(int more) {
        ByteBuf buffer = pending;
        if (buffer != null && buffer.readableBytes() + more > GATHERED) {
            writePending();
            buffer = null;
        }
        if (buffer == null) {
            buffer = Room.of(context.alloc(), more);
            pending = buffer;
        }
        return buffer;
    }

    @Override
    public void end() {
        if (over) {
            return;
        }
        if (unsent > 0) {
            LOG.error("a reply is shorter than its head said; the connection is cut");
            abort();
            return;
        }
        if (chunked && !bodiless) {
            gather(LAST_CHUNK.length).writeBytes(LAST_CHUNK);
        }
        over = true;
        if (backlog.isEmpty()) {
            finish();
        } else {
            ending = true;
            writePending();
        }
    }

    private void finish() {
        if (persistent) {
            flushAll();
            connection.replyDone();
        } else {
            connection.lastReplyDone(flushLast());
        }
    }

    @Override
    public void abort() {
        if (over) {
            return;
        }
        over = true;
        dropBacklog();
        if (!http11 && !chunked && !events) {
            // the end of an HTTP/1.0 body is the end of the connection: only a reset tells that it is not whole
            context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        connection.lastReplyDone(flushLast());
    }

    @Override
    public boolean writable() {
        return backlog.isEmpty() && context.channel().isWritable();
    }

    /** The connection is closed. */
    void release() {
        ByteBuf buffer = pending;
        pending = null;
        if (buffer != null) {
            buffer.release();
        }
        dropBacklog();
    }

    private void dropBacklog() {
        ending = false;
        for (ByteBuf next = backlog.poll(); next != null; next = backlog.poll()) {
            front.budget().release(next.readableBytes());
            next.release();
        }
    }

    /** Gives the client the next pieces of what waits, as many as it takes. */
    void pump() {
        if (pumping || backlog.isEmpty()) {
            return;
        }
        pumping = true;
        while (!backlog.isEmpty() && context.channel().isWritable()) {
            ByteBuf first = backlog.element();
            boolean last = first.readableBytes() <= PIECE;
            ByteBuf piece = last ? backlog.remove() : first.readRetainedSlice(PIECE);
            front.budget().release(piece.readableBytes());
            send(piece);
            context.flush();
        }
        pumping = false;
        connection.replyMoved();
        if (ending && backlog.isEmpty()) {
            ending = false;
            finish();
        }
    }

    private void flushSoon() {
        if (!flushing) {
            flushing = true;
            front.loop().execute(flushTask);
        }
    }

    private void flushAll() {
        flushing = false;
        writePending();
        context.flush();
    }

    private ChannelFuture flushLast() {
        ByteBuf buffer = pending;
        pending = null;
        if (buffer == null) {
            return context.writeAndFlush(Unpooled.EMPTY_BUFFER);
        }
        front.metrics().bytesToClients(buffer.readableBytes());
        return context.writeAndFlush(buffer);
    }

    private void writePending() {
        ByteBuf buffer = pending;
        if (buffer != null) {
            pending = null;
            write(buffer);
        }
    }

    private void write(ByteBuf buffer) {
        if (backlog.isEmpty() && buffer.readableBytes() <= PIECE) {
            send(buffer);
        } else {
            front.budget().hold(buffer.readableBytes());
            backlog.add(buffer);
            pump();
        }
    }

    private void send(ByteBuf buffer) {
        front.metrics().bytesToClients(buffer.readableBytes());
        context.write(buffer, context.voidPromise());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
