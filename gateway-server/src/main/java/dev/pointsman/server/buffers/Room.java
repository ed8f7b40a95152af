package dev.pointsman.server.buffers;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;

/**
 * Buffers for a socket, also where direct memory is used up. Netty has an error of its own for that, but only where it may open {@code java.nio}:
 * else it is the virtual machine's.
 */
public final class Room {
    private Room() {}

    /** Sets aside what {@link #ofExactly} falls back to. When it is first needed it is too late. */
    public static void setAside() {
        Spare.setAside();
    }

    /** What a client is told whose request or reply found none. */
    public static GatewayException none(Throwable cause) {
        return new GatewayException(ErrorKind.OVERLOADED, "the gateway is short of memory; try again shortly", cause)
                .withRetryAfter(Duration.ofSeconds(1));
    }

    /**
     * A direct buffer, or one on the heap where there is no direct memory left: its write fails then as any write may, which ends that connection and
     * cancels what is under way on it, where an error here would leave a request without an end.
     */
    public static ByteBuf of(ByteBufAllocator allocator, int bytes) {
        try {
            return allocator.ioBuffer(bytes);
        } catch (OutOfMemoryError none) {
            return allocator.heapBuffer(bytes);
        }
    }

    /** The same for so many bytes and no more: a short answer finds direct memory that was set aside, so that an error can still be told. */
    public static ByteBuf ofExactly(ByteBufAllocator allocator, int bytes) {
        try {
            return allocator.ioBuffer(bytes);
        } catch (OutOfMemoryError none) {
            ByteBuf spare = Spare.of(bytes);
            return spare == null ? allocator.heapBuffer(bytes) : spare;
        }
    }
}
