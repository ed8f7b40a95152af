package dev.pointsman.server.http.request;

import dev.pointsman.api.Body;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Arrays;

/**
 * The body of one request as it comes in. Memory is taken as bytes come, at most eight times as many as came, and counted against the
 * budget of all bodies until {@link #release}.
 */
public final class RequestBody {
    private static final int FIRST_BYTES = 64 << 10;
    /** Once such a part of an announced body has come, there is room for all of it: no more copies, which would take memory again. */
    private static final long EARNEST_PART = 8;

    private static final byte[] NONE = {};

    private final Body.Budget budget;
    private final int limit;
    private final long announced;
    private byte[] bytes = NONE;
    private int size;
    private long reserved;

    /**
     * Empty so far.
     *
     * @param announced length of the body; -1 where it is not told
     * @throws GatewayException {@code TOO_LARGE} where that is above the limit
     */
    public RequestBody(Body.Budget budget, int limit, long announced) {
        this.budget = budget;
        this.limit = limit;
        this.announced = announced;
        if (announced > limit) {
            throw tooLarge(limit);
        }
    }

    /**
     * Copies the next bytes.
     *
     * @throws GatewayException {@code TOO_LARGE}, {@code OVERLOADED}
     */
    public void add(ByteBuf more) {
        int count = more.readableBytes();
        if (count > limit - size) {
            throw tooLarge(limit);
        }
        if (size + count > bytes.length) {
            grow(size + count);
        }
        more.readBytes(bytes, size, count);
        size += count;
    }

    private void grow(int least) {
        long wanted = Math.max(least, Math.max(FIRST_BYTES, bytes.length * 2L));
        boolean earnest = announced >= least && least >= announced / EARNEST_PART;
        int capacity = (int) (earnest ? announced : Math.min(wanted, announced >= least ? announced : limit));
        reserve(budget, capacity - bytes.length);
        reserved += capacity - bytes.length;
        bytes = Arrays.copyOf(bytes, capacity);
    }

    /**
     * Takes memory for request bodies.
     *
     * @throws GatewayException {@code OVERLOADED} when too much is held already
     */
    public static void reserve(Body.Budget budget, long bytes) {
        if (!budget.tryReserve(bytes)) {
            throw new GatewayException(
                            ErrorKind.OVERLOADED, "the gateway holds too many request bodies; try again shortly")
                    .withRetryAfter(Duration.ofSeconds(1));
        }
    }

    /** Takes over what was reserved elsewhere for this body (it was inflated). */
    public void adopt(long reservedElsewhere) {
        reserved += reservedElsewhere;
    }

    public int size() {
        return size;
    }

    /** All of it; the array is handed over. */
    public byte[] take() {
        byte[] all = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        bytes = NONE;
        size = 0;
        return all;
    }

    /** Gives the memory back to the budget; the exchange has ended. Does nothing the second time. */
    public void release() {
        budget.release(reserved);
        reserved = 0;
        bytes = NONE;
    }

    public static GatewayException tooLarge(int limit) {
        return new GatewayException(
                ErrorKind.TOO_LARGE, "the request body is larger than the " + limit + " bytes allowed");
    }
}
