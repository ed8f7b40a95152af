package dev.pointsman.server.buffers;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RoomTest {
    private final ByteBufAllocator none = new NoDirectMemory();

    @BeforeAll
    static void prepare() {
        Room.setAside();
    }

    @Test
    void aShortAnswerFindsDirectMemoryAlsoWhereThereIsNone() {
        ByteBuf first = Room.ofExactly(none, 100).writeBytes(new byte[100]);
        assertThat(first.isDirect()).isTrue();
        first.release();

        ByteBuf again = Room.ofExactly(none, Spare.BYTES);
        assertThat(again.readableBytes()).isZero();
        assertThat(again.writeBytes(new byte[Spare.BYTES]).isDirect()).isTrue();
        again.release();
    }

    @Test
    void whatIsLongOrOneTooManyIsOnTheHeapAndPiecesComeBack() {
        ByteBuf large = Room.ofExactly(none, Spare.BYTES + 1);
        assertThat(large.isDirect()).isFalse();
        large.release();
        for (int turn = 0; turn < 2; turn++) {
            List<ByteBuf> taken = new ArrayList<>();
            for (int i = 0; i <= Spare.PIECES; i++) {
                taken.add(Room.ofExactly(none, 10));
            }

            assertThat(taken.stream().filter(ByteBuf::isDirect)).hasSize(Spare.PIECES);
            taken.forEach(ByteBuf::release);
        }
    }

    @Test
    void whatMayGrowIsOnTheHeapWhereThereIsNoDirectMemoryWhoeverSaysSo() {
        for (ByteBufAllocator each : List.of(none, new NoDirectMemory(NoDirectMemory::error))) {
            ByteBuf buffer = Room.of(each, 10);
            assertThat(buffer.isDirect()).isFalse();
            buffer.release();
        }
    }
}
