package dev.pointsman.learned.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class FileInputTest {
    @Test
    void whatWasWrittenIsReadBack() throws Exception {
        FileOutput out = new FileOutput();
        out.number(7).number(1L << 40).number(0.25).text("Größe").numbers(new int[] {1, 2});
        out.numbers(new float[] {0.1f, -3}).numbers(new short[] {5, -1}).number(Double.NaN);

        FileInput in = input(out);
        assertThat(in.count(0, 7, "things")).isEqualTo(7);
        assertThat(in.whole()).isEqualTo(1L << 40);
        assertThat(in.number(0, 1, "share")).isEqualTo(0.25);
        assertThat(in.text(1, 10, "name")).isEqualTo("Größe");
        assertThat(in.counts(2, 2, "places")).containsExactly(1, 2);
        assertThat(in.numbers(2, "weights")).containsExactly(0.1f, -3);
        assertThat(in.shorts(2)).containsExactly((short) 5, (short) -1);
        assertThat(in.numberOrNone("costs")).isNaN();
        in.end();
    }

    @Test
    void moreThanTheFirstRoomIsWrittenWhole() throws Exception {
        float[] many = new float[50_000];
        many[49_999] = 2;
        FileInput in = input(new FileOutput().number(1).numbers(many).text("end"));

        assertThat(in.count(1, 1, "things")).isEqualTo(1);
        assertThat(in.numbers(50_000, "weights")).isEqualTo(many);
        assertThat(in.text(3, 3, "name")).isEqualTo("end");
    }

    @Test
    void numbersOutOfTheirBoundsAreRefused() {
        assertRefused(() -> input(new FileOutput().number(8)).count(0, 7, "things"), "states 8 for its things");
        assertRefused(() -> input(new FileOutput().number(-1)).count(0, 7, "things"), "expected: 0 to 7");
        assertRefused(() -> input(new FileOutput().number(1.5)).number(0, 1, "share"), "states 1.5 for its share");
        assertRefused(() -> input(new FileOutput().number(-0.5)).number(0, 1, "share"), "expected: 0.0 to 1.0");
        assertRefused(() -> input(new FileOutput().number(Double.NaN)).number(0, 1, "share"), "share");
        assertRefused(
                () -> input(new FileOutput().number(Double.POSITIVE_INFINITY)).numberOrNone("costs"), "infinite");
        assertRefused(
                () -> input(new FileOutput().numbers(new float[] {Float.NaN})).numbers(1, "weights"),
                "weights is no number");
        assertRefused(
                () -> input(new FileOutput().numbers(new float[] {Float.NEGATIVE_INFINITY}))
                        .numbers(1, "weights"),
                "weights is no number");
        assertRefused(
                () -> input(new FileOutput().halves(new float[] {Float.NaN})).halves(1, "rows"), "rows is no number");
        assertRefused(() -> input(new FileOutput().numbers(new int[] {3})).counts(1, 2, "places"), "places");
    }

    @Test
    void nothingIsMadeRoomForThatTheBytesCannotFill() {
        FileOutput few = new FileOutput().number(1);
        assertRefused(() -> input(few).whole(), "shorter than it says");
        assertRefused(() -> input(few).numbers(Integer.MAX_VALUE, "weights"), "shorter than it says");
        assertRefused(() -> input(few).halves(Integer.MAX_VALUE, "weights"), "shorter than it says");
        assertRefused(() -> input(few).counts(2, 9, "places"), "shorter than it says");
        assertRefused(() -> input(few).shorts(3), "shorter than it says");
        assertRefused(() -> input(new FileOutput()).count(0, 1, "things"), "shorter than it says");
        assertRefused(() -> input(few).number(0, 1, "share"), "shorter than it says");
        assertRefused(() -> input(new FileOutput().number(9)).text(0, 100, "name"), "shorter than it says");
    }

    @Test
    void textsThatAreNoneAndBytesBehindTheEndAreRefused() {
        FileOutput broken = new FileOutput().number(2).numbers(new short[] {(short) 0xc3c3});
        assertRefused(() -> input(broken).text(1, 9, "name"), "name is no text");
        assertRefused(() -> input(new FileOutput().text("")).text(1, 9, "name"), "bytes of its name");
        assertRefused(() -> input(new FileOutput().number(1)).end(), "longer than it says");
    }

    private static FileInput input(FileOutput out) {
        return new FileInput(ByteBuffer.wrap(out.bytes()));
    }

    private static void assertRefused(ThrowingCallable reading, String words) {
        assertThatThrownBy(reading).isInstanceOf(RefusedFile.class).hasMessageContaining(words);
    }
}
