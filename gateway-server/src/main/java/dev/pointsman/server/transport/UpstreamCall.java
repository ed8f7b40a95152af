package dev.pointsman.server.transport;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.provider.Transport;
import dev.pointsman.provider.UpstreamRequest;
import dev.pointsman.server.buffers.Room;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CodecException;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call: {@code waiting → carried → ended}. Waiting, it stands in its pool's queue under a deadline; carried, it hears what its
 * {@link Carrier} reads. A carrier that was used before and closes before any byte of the reply was most likely closed by the provider
 * while idle: the call then goes back to waiting, once. The listener hears exactly one end, or none after {@link #cancel}.
 *
 * <p>Body bytes of one read burst are gathered and handed on as one array, at the end of the burst or at 64 kB.
 */
final class UpstreamCall implements Transport.Call {
    private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final UpstreamRequest request;
    private final Transport.Listener listener;
    private final ConnectionPool pool;
    private @Nullable Carrier carrier;
    private @Nullable Future<?> deadline;
    private @Nullable Inflation inflation;
    private final Gathered gathered;
    private long carriedNanos;
    private boolean onUsedCarrier;
    private boolean heard;
    private boolean replayed;
    private boolean paused;
    private boolean ended;

    UpstreamCall(UpstreamRequest request, Transport.Listener listener, ConnectionPool pool) {
        this.request = request;
        this.listener = listener;
        this.pool = pool;
        this.gathered = new Gathered(pool.home().lender());
    }

    UpstreamRequest request() {
        return request;
    }

    boolean ended() {
        return ended;
    }

    boolean paused() {
        return paused;
    }

    /** It stands in the queue from now on, for no longer than its connect timeout. */
    void waits() {
        deadline = pool.home()
                .loop()
                .schedule(this::waitedInVain, request.connectTimeout().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void waitedInVain() {
        if (!ended && carrier == null) {
            pool.forget(this);
            fail(pool.waitedInVain());
        }
    }

    /** @param used whether the connection has answered before, and so may have been closed by the provider meanwhile */
    void carriedBy(Carrier line, boolean used, long now) {
        stopWaiting();
        carrier = line;
        onUsedCarrier = used;
        carriedNanos = now;
    }

    private void stopWaiting() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    /** Any byte of a reply came: from here on nothing is sent twice. */
    void heard() {
        heard = true;
    }

    /** @param contentEncoding of the reply, null for plain bytes */
    void head(int status, Headers headers, @Nullable String contentEncoding) {
        heard = true;
        if (ended) {
            return;
        }
        if (contentEncoding == null || contentEncoding.equalsIgnoreCase("identity")) {
            listener.head(status, headers);
            return;
        }
        Inflation made = Inflation.of(contentEncoding, pool.home().settings().inflatedBytes());
        if (made == null) {
            broken("an unasked content-encoding that is not understood", null);
            return;
        }
        inflation = made;
        listener.head(
                status,
                name -> name.equals("content-encoding") || name.equals("content-length") ? null : headers.first(name));
    }

    void data(ByteBuf bytes) {
        int count = bytes.readableBytes();
        if (ended || count == 0) {
            return;
        }
        if (gathered.isFullFor(count)) {
            deliver();
            if (ended) {
                return;
            }
        }
        gathered.add(bytes);
    }

    /** Hands on what was gathered. */
    void deliver() {
        if (gathered.isEmpty() || ended) {
            return;
        }
        byte[] whole = gathered.take();
        if (inflation == null) {
            listener.data(whole);
            return;
        }
        try {
            inflation.feed(whole, plain -> {
                if (!ended) {
                    listener.data(plain);
                }
            });
        } catch (Inflation.Broken e) {
            broken(e.getMessage(), e);
        }
    }

    /** The body is whole by its framing. */
    void end() {
        deliver();
        if (ended) {
            return;
        }
        if (inflation != null && !inflation.whole()) {
            broken("a compressed reply that was cut", null);
            return;
        }
        finish();
        listener.end();
    }

    /** What came is no proper reply; the carrier is dropped. */
    void broken(@Nullable String what, @Nullable Throwable cause) {
        Carrier line = carrier;
        fail(new GatewayException(ErrorKind.UPSTREAM_ERROR, pool.name() + ": " + what, cause));
        if (line != null) {
            line.drop();
        }
    }

    /**
     * The carrier is gone before the reply was whole.
     *
     * @param unprocessed the provider said that it did nothing for this call
     */
    void lost(@Nullable Throwable cause, boolean unprocessed) {
        if (ended) {
            return;
        }
        if (cause instanceof OutOfMemoryError) {
            fail(Room.none(cause));
            return;
        }
        if (ownFault(cause)) {
            fail(new GatewayException(ErrorKind.INTERNAL, "the gateway failed while it read a reply", cause));
            return;
        }
        boolean stale = onUsedCarrier && pool.home().now() - carriedNanos < STALE_NANOS;
        if (!heard && !replayed && (stale || unprocessed) && !pool.home().closed()) {
            replayed = true;
            carrier = null;
            pool.acquireFresh(this);
            return;
        }
        deliver();
        fail(new GatewayException(
                ErrorKind.UPSTREAM_ERROR,
                pool.name()
                        + (heard
                                ? ": the connection was cut before the reply was whole"
                                : ": the connection was closed without a reply"),
                cause));
    }

    /** Neither the network nor the codec, so it came out of the listener or of this package. */
    private static boolean ownFault(@Nullable Throwable cause) {
        return cause instanceof Error || (cause instanceof RuntimeException && !(cause instanceof CodecException));
    }

    void fail(GatewayException error) {
        if (!ended) {
            finish();
            listener.failed(error);
        }
    }

    /** For failures known while the caller is still in {@code send}. */
    void failLater(GatewayException error) {
        pool.home().loop().execute(() -> fail(error));
    }

    private void finish() {
        ended = true;
        carrier = null;
        gathered.clear();
        stopWaiting();
        if (inflation != null) {
            inflation.close();
        }
    }

    @Override
    public void cancel() {
        if (ended) {
            return;
        }
        Carrier line = carrier;
        finish();
        if (line == null) {
            pool.forget(this);
        } else {
            line.drop();
        }
    }

    @Override
    public void pause() {
        reading(false);
    }

    @Override
    public void resume() {
        reading(true);
    }

    private void reading(boolean on) {
        if (!ended && paused == on) {
            paused = !on;
            if (carrier != null) {
                carrier.reading(on);
            }
        }
    }
}
