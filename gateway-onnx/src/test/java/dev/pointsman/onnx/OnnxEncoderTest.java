package dev.pointsman.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.learned.TextEncoder.EncodingFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real runtime over models that the tests write themselves. */
class OnnxEncoderTest {
    private static final List<String> WORDS = List.of("[UNK]", "[CLS]", "[SEP]", "up", "right", "##s");
    private static final float[][] TABLE = {{0, 0}, {1, 0}, {0, 1}, {0, 6}, {3, 0}, {4, 4}};

    @TempDir
    private Path folder;

    @Test
    void theVectorIsTheMeanOverAllPiecesScaledToLengthOne() throws Exception {
        OnnxEncoder encoder = open(TinyModel.usual(TABLE));

        assertThat(encoder.dimensions()).isEqualTo(2);
        assertVector(encoder.encode("Up"), 1, 7);
        assertVector(encoder.encode("up RIGHTS"), 1 + 3 + 4, 6 + 4 + 1);
        assertVector(encoder.encode(""), 1, 1);
        assertVector(encoder.encode("strange"), 1, 1);
    }

    @Test
    void aModelMayTakeTheNumbersOnly() throws Exception {
        OnnxEncoder encoder = open(TinyModel.of(TABLE)
                .input("input_ids", TinyModel.INT64, 1, TinyModel.ANY)
                .output("rows", TinyModel.FLOAT, 1, TinyModel.ANY, 2));

        assertVector(encoder.encode("up"), 1, 7);
    }

    @Test
    void anOutputOfTwoDimensionsIsTakenAsItIsAndBeforeRows() throws Exception {
        TinyModel model = TinyModel.usual(TABLE)
                .node(
                        "ReduceMax",
                        List.of("rows"),
                        "sentence_embedding",
                        TinyModel.attributes("axes", 1),
                        TinyModel.attribute("keepdims", 0))
                .output("sentence_embedding", TinyModel.FLOAT, TinyModel.ANY, 2);

        assertVector(open(model).encode("up right"), 3, 6);
    }

    @Test
    void maskAndTypesAreOnesAndZeros() throws Exception {
        float[][] marks = {{0, 0}, {100, 0}};
        TinyModel model = TinyModel.of(TABLE)
                .table("marks", marks)
                .input("input_ids", TinyModel.INT64, TinyModel.ANY, TinyModel.ANY)
                .input("attention_mask", TinyModel.INT64, TinyModel.ANY, TinyModel.ANY)
                .input("token_type_ids", TinyModel.INT64, TinyModel.ANY, TinyModel.ANY)
                .node("Add", List.of("attention_mask", "token_type_ids"), "both")
                .node("Gather", List.of("marks", "both"), "marked")
                .node("Add", List.of("rows", "marked"), "sum")
                .output("sum", TinyModel.FLOAT, TinyModel.ANY, TinyModel.ANY, 2);

        assertVector(open(model).encode("up"), 301, 7);
    }

    @Test
    void aZeroVectorStaysOne() throws Exception {
        assertThat(open(TinyModel.usual(new float[6][2])).encode("up")).containsExactly(0, 0);
    }

    @Test
    void manyThreadsEncodeAtOnce() throws Exception {
        OnnxEncoder encoder = open(TinyModel.usual(TABLE));
        float[] up = encoder.encode("up");
        float[] rights = encoder.encode("rights");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Boolean>> same = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                boolean even = i % 2 == 0;
                same.add(threads.submit(
                        () -> Arrays.equals(encoder.encode(even ? "up" : "rights"), even ? up : rights)));
            }
            for (Future<Boolean> each : same) {
                assertThat(each.get()).isTrue();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void whatIsNoNumberIsNoVector() throws Exception {
        float[][] table = Arrays.stream(TABLE).map(float[]::clone).toArray(float[][]::new);
        table[3][0] = Float.NaN;
        OnnxEncoder encoder = open(TinyModel.usual(table));

        assertThat(encoder.encode("right")).hasSize(2);
        assertThatThrownBy(() -> encoder.encode("up"))
                .isInstanceOf(EncodingFailed.class)
                .hasMessage("the model gives what is no number");
    }

    @Test
    void inputsThatAreNotThoseOfASentenceEncoderAreRefused() {
        assertRefused(
                usual().input("pixel_values", TinyModel.FLOAT, 1, 3),
                "it asks for \"pixel_values\" (expected: input_ids, attention_mask, token_type_ids)");
        assertRefused(
                TinyModel.of(TABLE)
                        .input("input_ids", TinyModel.INT32, TinyModel.ANY, TinyModel.ANY)
                        .output("rows", TinyModel.FLOAT, TinyModel.ANY, TinyModel.ANY, 2),
                "its input \"input_ids\" has another form (expected: 64-bit integers, one text of any length)");
        assertRefused(
                TinyModel.of(TABLE)
                        .input("input_ids", TinyModel.INT64, TinyModel.ANY, 128)
                        .output("rows", TinyModel.FLOAT, TinyModel.ANY, 128, 2),
                "its input \"input_ids\" has another form");
        assertRefused(
                new TinyModel()
                        .table("table", TABLE)
                        .input("attention_mask", TinyModel.INT64, TinyModel.ANY, TinyModel.ANY)
                        .node("Gather", List.of("table", "attention_mask"), "rows")
                        .output("rows", TinyModel.FLOAT, TinyModel.ANY, TinyModel.ANY, 2),
                "it has no input \"input_ids\"");
    }

    @Test
    void outputsThatAreNoVectorsAreRefused() {
        TinyModel numbers = TinyModel.of(TABLE)
                .input("input_ids", TinyModel.INT64, TinyModel.ANY, TinyModel.ANY)
                .node("Identity", List.of("input_ids"), "same")
                .output("same", TinyModel.INT64, TinyModel.ANY, TinyModel.ANY);
        assertRefused(numbers, "it gives no vectors (expected: an output of 32-bit floats with 2 or 3 dimensions");
        assertRefused(
                TinyModel.of(TABLE)
                        .input("input_ids", TinyModel.INT64, TinyModel.ANY, TinyModel.ANY)
                        .node("Identity", List.of("rows"), "logits")
                        .output("logits", TinyModel.FLOAT, TinyModel.ANY, TinyModel.ANY, 2),
                "it gives no vectors");
        assertRefused(
                TinyModel.of(TABLE)
                        .input("input_ids", TinyModel.INT64, TinyModel.ANY, TinyModel.ANY)
                        .node("ReduceMax", List.of("rows"), "one", TinyModel.attribute("keepdims", 0))
                        .output("one", TinyModel.FLOAT),
                "it gives no vectors");
        TinyModel turned = TinyModel.of(TABLE)
                .input("input_ids", TinyModel.INT64, TinyModel.ANY, TinyModel.ANY)
                .node("Concat", List.of("rows", "rows"), "twice", TinyModel.attribute("axis", 1))
                .output("twice", TinyModel.FLOAT, TinyModel.ANY, TinyModel.ANY, 2);
        assertRefused(turned, "its output has not one row for each piece of the text");
    }

    @Test
    void aVocabularyOfAnotherModelIsRefused() {
        assertRefused(
                TinyModel.usual(Arrays.copyOf(TABLE, 5)),
                "it knows fewer pieces than the vocabulary has (6): the two are not of one model");
        float[][] large = new float[6 + 1_025][2];
        assertRefused(TinyModel.usual(large), "it knows many more pieces than the vocabulary has (6)");
    }

    @Test
    void roomForAFewMorePiecesIsUsual() throws Exception {
        assertThat(open(TinyModel.usual(new float[6 + 1_024][2])).dimensions()).isEqualTo(2);
    }

    @Test
    void aModelForShorterTextsIsRefused() {
        assertRefused(withPositions(256), "it cannot take 256 pieces at once");
    }

    @Test
    void aModelOfJustEnoughPositionsIsTaken() throws Exception {
        assertThat(open(withPositions(257)).dimensions()).isEqualTo(2);
    }

    @Test
    void bytesThatAreNoModelAreRefused() throws IOException {
        byte[] whole = usual().toBytes();
        for (byte[] bytes : List.of(
                new byte[0],
                new byte[] {1, 2, 3},
                "version https://git-lfs".getBytes(StandardCharsets.UTF_8),
                Arrays.copyOf(whole, 90))) {
            Path file = Files.write(folder.resolve("m.onnx"), bytes);
            assertThatThrownBy(() -> OnnxEncoder.open(file.toString(), vocabulary()))
                    .isInstanceOf(Unsuitable.class)
                    .hasMessageMatching("ONNX Runtime cannot load it \\([a-z ]+\\)");
        }
    }

    @Test
    void anUnknownOperationIsRefusedAtLoad() {
        assertRefused(usual().node("Dream", List.of("rows"), "dreams"), "ONNX Runtime cannot load it (");
    }

    private static TinyModel usual() {
        return TinyModel.usual(TABLE);
    }

    /** Adds a row of a second table, by place from 1. */
    private static TinyModel withPositions(int count) {
        return TinyModel.of(TABLE)
                .table("positions", new float[count][2])
                .scalar("axis", 1)
                .input("input_ids", TinyModel.INT64, TinyModel.ANY, TinyModel.ANY)
                .input("attention_mask", TinyModel.INT64, TinyModel.ANY, TinyModel.ANY)
                .node("CumSum", List.of("attention_mask", "axis"), "places")
                .node("Gather", List.of("positions", "places"), "placed")
                .node("Add", List.of("rows", "placed"), "sum")
                .output("sum", TinyModel.FLOAT, TinyModel.ANY, TinyModel.ANY, 2);
    }

    private void assertRefused(TinyModel model, String why) {
        assertThatThrownBy(() -> open(model)).isInstanceOf(Unsuitable.class).hasMessageStartingWith(why);
    }

    private OnnxEncoder open(TinyModel model) throws IOException, Unsuitable {
        return OnnxEncoder.open(model.into(folder.resolve("m.onnx")).toString(), vocabulary());
    }

    private Vocabulary vocabulary() throws IOException, Unsuitable {
        return Vocabulary.read(Files.write(folder.resolve("vocab.txt"), WORDS));
    }

    /** Points the way of (x, y), with length 1. */
    private static void assertVector(float[] vector, double x, double y) {
        double length = Math.hypot(x, y);
        assertThat(vector).hasSize(2);
        assertThat((double) vector[0]).isEqualTo(x / length, within(1e-6));
        assertThat((double) vector[1]).isEqualTo(y / length, within(1e-6));
    }
}
