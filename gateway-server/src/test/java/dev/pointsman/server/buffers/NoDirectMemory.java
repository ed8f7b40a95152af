package dev.pointsman.server.buffers;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.internal.OutOfDirectMemoryError;
import java.lang.reflect.Constructor;
import java.util.function.Supplier;

/** An allocator whose direct memory is used up. */
public final class NoDirectMemory extends AbstractByteBufAllocator {
    private final Supplier<? extends OutOfMemoryError> error;

    public NoDirectMemory() {
        this(NoDirectMemory::plain);
    }

    public NoDirectMemory(Supplier<? extends OutOfMemoryError> error) {
        super(true);
        this.error = error;
    }

    /** As the virtual machine makes it, which is what Netty meets unless it may open {@code java.nio}. */
    public static OutOfMemoryError plain() {
        return new OutOfMemoryError(
                "Cannot reserve 65536 bytes of direct buffer memory (allocated: 4181022, limit: 4194304)");
    }

    /** As Netty makes it. */
    public static OutOfDirectMemoryError error() {
        try {
            Constructor<OutOfDirectMemoryError> made =
                    OutOfDirectMemoryError.class.getDeclaredConstructor(String.class);
            made.setAccessible(true);
            return made.newInstance("failed to allocate");
        } catch (ReflectiveOperationException other) {
            throw new LinkageError(other.getMessage(), other);
        }
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return UnpooledByteBufAllocator.DEFAULT.heapBuffer(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        throw error.get();
    }
}
