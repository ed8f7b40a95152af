package dev.pointsman.server.http;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The body of one request as it comes in. Memory is taken as bytes come, not as a head announces them, and counted against the budget
 * of all bodies until {@link #release}.
 */
final class RequestBody {
    private static final int FIRST_BYTES = 64 << 10;
    private static final byte[] NONE = {};

    /** What all request bodies may hold at a time. One atomic count, never above the limit. */
    static final class Budget {
        private final long limit;
        private final AtomicLong used = new AtomicLong();

        Budget(long limit) {
            this.limit = limit;
        }

        /** @throws GatewayException {@code OVERLOADED} when too much is held already */
        void reserve(long bytes) {
            if (used.addAndGet(bytes) > limit) {
                used.addAndGet(-bytes);
                throw new GatewayException(
                                ErrorKind.OVERLOADED, "the gateway holds too many request bodies; try again shortly")
                        .withRetryAfter(Duration.ofSeconds(1));
            }
        }

        void release(long bytes) {
            used.addAndGet(-bytes);
        }

        long used() {
            return used.get();
        }
    }

    private final Budget budget;
    private final int limit;
    private final long announced;
    private byte[] bytes = NONE;
    private int size;
    private long reserved;

    /** @param announced length of the body; -1 where it is not told */
    RequestBody(Budget budget, int limit, long announced) {
        this.budget = budget;
        this.limit = limit;
        this.announced = announced;
        if (announced > limit) {
            throw tooLarge(limit);
        }
    }

    /** @throws GatewayException {@code TOO_LARGE}, {@code OVERLOADED} */
    void add(ByteBuf more) {
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
        int capacity = (int) Math.min(wanted, announced >= least ? announced : limit);
        budget.reserve(capacity - bytes.length);
        reserved += capacity - bytes.length;
        bytes = Arrays.copyOf(bytes, capacity);
    }

    /** Takes over what was reserved elsewhere for this body (it was inflated). */
    void adopt(long reservedElsewhere) {
        reserved += reservedElsewhere;
    }

    int size() {
        return size;
    }

    /** All of it; the array is handed over. */
    byte[] take() {
        byte[] all = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        bytes = NONE;
        size = 0;
        return all;
    }

    /** Gives the memory back to the budget; the exchange has ended. Does nothing the second time. */
    void release() {
        budget.release(reserved);
        reserved = 0;
        bytes = NONE;
    }

    static GatewayException tooLarge(int limit) {
        return new GatewayException(
                ErrorKind.TOO_LARGE, "the request body is larger than the " + limit + " bytes allowed");
    }
}
