package dev.pointsman.learned.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.learned.HashedText;
import dev.pointsman.learned.file.FileInput;
import dev.pointsman.learned.file.FileOutput;
import dev.pointsman.learned.file.RefusedFile;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class NgramTableTest {
    private static final HashedText AB = HashedText.of("ab"); // the word, " ab", " ab ", "ab "

    @Test
    void knownNgramsAreWeightedByRarityAndOthersOnlyLengthenTheVector() {
        NgramTable table = new NgramTable(new int[] {AB.feature(0), AB.feature(1)}, new float[] {2, 3}, 5);

        SparseText sparse = table.sparse("ab");
        assertThat(sparse.size()).isEqualTo(2);
        assertThat(sparse.row(0)).isZero();
        assertThat(sparse.value(0)).isEqualTo(2);
        assertThat(sparse.row(1)).isEqualTo(1);
        assertThat(sparse.value(1)).isEqualTo(3);
        assertThat(AB.size()).isEqualTo(4);
        assertThat(sparse.length()).isCloseTo((float) Math.sqrt(4 + 9 + 25 + 25), within(1e-5f));
    }

    @Test
    void whatIsSeenTwiceCountsMoreButNotTwice() {
        NgramTable table = new NgramTable(new int[] {AB.feature(0)}, new float[] {1}, 5);
        assertThat(table.sparse("ab ab").value(0)).isCloseTo((float) (1 + Math.log(2)), within(1e-6f));
    }

    @Test
    void anEmptyTextHasLengthOne() {
        SparseText sparse = new NgramTable(new int[0], new float[0], 1).sparse("");
        assertThat(sparse.size()).isZero();
        assertThat(sparse.length()).isEqualTo(1);
    }

    @Test
    void whatIsReadBackTellsTheSame() throws Exception {
        NgramTable table = new NgramTable(new int[] {AB.feature(1), AB.feature(0)}, new float[] {2, 3}, 5);
        SparseText read = NgramTable.read(written(table)).sparse("ab c");

        SparseText sparse = table.sparse("ab c");
        assertThat(read.size()).isEqualTo(sparse.size()).isEqualTo(2);
        assertThat(read.row(0)).isEqualTo(sparse.row(0)).isEqualTo(1);
        assertThat(read.length()).isEqualTo(sparse.length());
    }

    @Test
    void anNgramThatStandsTwiceOrIsNotRareIsRefused() {
        int one = AB.feature(0);
        assertRefused(new NgramTable(new int[] {one, one}, new float[] {1, 1}, 5));
        assertRefused(new NgramTable(new int[] {one}, new float[] {0}, 5));
    }

    private static void assertRefused(NgramTable table) {
        assertThatThrownBy(() -> NgramTable.read(written(table)))
                .isInstanceOf(RefusedFile.class)
                .hasMessageContaining("n-gram");
    }

    private static FileInput written(NgramTable table) {
        FileOutput out = new FileOutput();
        table.write(out);
        return new FileInput(ByteBuffer.wrap(out.bytes()));
    }
}
