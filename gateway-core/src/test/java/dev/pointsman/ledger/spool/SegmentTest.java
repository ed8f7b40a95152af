package dev.pointsman.ledger.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentTest {
    private static final int SIZE = 256 * 1024;

    @TempDir
    private Path folder;

    @RepeatedTest(20)
    void whatIsWrittenWhileItIsMadeReadyIsThere() throws Exception {
        Segment segment = Segment.create(folder.resolve("1.spool"), SIZE, 1);
        byte[] record = record(72);
        int[] written = {0};
        Thread writer = new Thread(() -> {
            while (segment.append(record, record.length)) {
                written[0]++;
            }
        });
        writer.start();

        segment.ready();
        writer.join();

        assertThat(written[0]).isPositive();
        assertThat(whole(segment, record)).isEqualTo(written[0]);
    }

    @Test
    void aRenewedOneIsBlankAndHasItsNewNumber() throws IOException {
        Segment used = Segment.create(folder.resolve("1.spool"), SIZE, 1);
        byte[] record = record(72);
        assertThat(used.append(record, record.length)).isTrue();

        Segment renewed = used.renewed(7);

        assertThat(renewed.number()).isEqualTo(7);
        assertThat(renewed.read(Segment.HEADER)).isNull();
        assertThat(renewed.append(record, record.length)).isTrue();
        assertThat(renewed.read(Segment.HEADER)).isEqualTo(record);
    }

    @Test
    void oneThatRestsHoldsNothingOfTheDiskAndIsBlankWhenItIsRevived() throws IOException {
        Path file = folder.resolve("1.spool");
        Segment used = Segment.create(file, SIZE, 1);
        byte[] record = record(72);
        while (used.append(record, record.length)) {}

        assertThat(used.rest()).isTrue();
        assertThat(file).hasSize(0);

        Segment revived = used.revived(7);
        assertThat(file).hasSize(SIZE);
        assertThat(revived.number()).isEqualTo(7);
        assertThat(revived.read(Segment.HEADER)).isNull();
        assertThat(revived.append(record, record.length)).isTrue();
        assertThat(revived.read(Segment.HEADER)).isEqualTo(record);
    }

    private static byte[] record(int length) {
        byte[] record = new byte[length];
        Arrays.fill(record, (byte) 0x5a);
        return record;
    }

    private static int whole(Segment segment, byte[] record) {
        int count = 0;
        int at = Segment.HEADER;
        while (Arrays.equals(segment.read(at), record)) {
            count++;
            at = Segment.after(at, record);
        }
        return count;
    }
}
