package dev.pointsman.server.buffers;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.internal.OutOfDirectMemoryError;
import java.lang.reflect.Constructor;

/** An allocator whose direct memory is used up. */
public final class NoDirectMemory extends AbstractByteBufAllocator {
    public NoDirectMemory() {
        super(true);
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
        throw error();
    }
}
