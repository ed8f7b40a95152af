package dev.pointsman.server.buffers;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A piece of the direct memory that was set aside, 128 kB in all; given back when it is released. */
final class Spare extends UnpooledDirectByteBuf {
    static final int PIECES = 64;
    /** Enough for the head and the body of an error. */
    static final int BYTES = 2 << 10;

    private static final Queue<ByteBuffer> FREE = new ArrayBlockingQueue<>(PIECES);

    private static int made;

    private final ByteBuffer memory;

    private Spare(ByteBuffer memory) {
        super(UnpooledByteBufAllocator.DEFAULT, memory, BYTES);
        this.memory = memory;
        clear();
    }

    static synchronized void setAside() {
        while (made < PIECES) {
            FREE.add(ByteBuffer.allocateDirect(BYTES));
            made++;
        }
    }

    /** Null where all are in use, or one would not do. */
    static @Nullable ByteBuf of(int bytes) {
        ByteBuffer memory = bytes > BYTES ? null : FREE.poll();
        return memory == null ? null : new Spare(memory);
    }

    @Override
    protected void deallocate() {
        super.deallocate();
        FREE.add(memory);
    }
}
