package dev.pointsman.server.transport;

import dev.pointsman.api.Body;
import dev.pointsman.server.buffers.Room;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;

/** A large request body on its way out, in pieces of at most 64 kB, so that it is never in direct buffers as a whole. */
final class BodySource {
    static final int PIECE = 64 << 10;

    private final ArrayDeque<ByteBuf> segments = new ArrayDeque<>(4);

    BodySource(Body body) {
        body.forEach((array, offset, length) -> segments.add(Unpooled.wrappedBuffer(array, offset, length)));
    }

    boolean exhausted() {
        return segments.isEmpty();
    }

    /** The next piece, fresh; only where not exhausted. */
    ByteBuf next(ByteBufAllocator allocator) {
        ByteBuf segment = segments.element();
        int count = Math.min(PIECE, segment.readableBytes());
        ByteBuf piece = Room.of(allocator, count).writeBytes(segment, count);
        if (!segment.isReadable()) {
            segments.remove();
            segment.release();
        }
        return piece;
    }
}
