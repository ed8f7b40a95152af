package dev.pointsman.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GatheredTest {
    private final Gathered.Lender lender = new Gathered.Lender();

    @Test
    void piecesOfBurstsThatAlternateComeOutWholeAndInTheirOrder() {
        Random random = new Random(1);
        Gathered[] bursts = {new Gathered(lender), new Gathered(lender), new Gathered(lender)};
        ByteArrayOutputStream[] given = {
            new ByteArrayOutputStream(), new ByteArrayOutputStream(), new ByteArrayOutputStream()
        };
        for (int i = 0; i < 20_000; i++) {
            int which = random.nextInt(bursts.length);
            byte[] piece = new byte[1 + random.nextInt(random.nextInt(50) == 0 ? 100_000 : 900)];
            random.nextBytes(piece);
            if (bursts[which].isFullFor(piece.length) || random.nextInt(5) == 0) {
                assertThat(bursts[which].take()).isEqualTo(given[which].toByteArray());
                given[which].reset();
            } else if (random.nextInt(50) == 0) {
                bursts[which].clear();
                given[which].reset();
            }
            ByteBuf bytes = Unpooled.wrappedBuffer(piece);
            bursts[which].add(bytes);
            given[which].writeBytes(piece);
            assertThat(bytes.isReadable()).isFalse();
        }
    }

    @Test
    void aBurstThatIsNotTakenGivesTheLoopsBufferBack() {
        Gathered first = new Gathered(lender);
        first.add(Unpooled.wrappedBuffer(new byte[] {1}));
        first.add(Unpooled.wrappedBuffer(new byte[] {2}));
        first.clear();
        Gathered second = new Gathered(lender);
        second.add(Unpooled.wrappedBuffer(new byte[] {3}));
        second.add(Unpooled.wrappedBuffer(new byte[] {4}));

        assertThat(first.isEmpty()).isTrue();
        assertThat(second.take()).containsExactly(3, 4);
    }
}
