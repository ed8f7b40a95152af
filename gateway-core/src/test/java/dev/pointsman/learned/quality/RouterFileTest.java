package dev.pointsman.learned.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.learned.file.FileOutput;
import dev.pointsman.learned.file.Matrix;
import dev.pointsman.learned.file.RefusedFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RouterFileTest {
    private static final List<String> TEXTS =
            List.of("", "red", "blue white", "a red and a blue one", "x".repeat(9_000));
    private static final StoredPrompts STORED =
            Spaces.stored(2, new float[] {1, 0.25f, Float.NaN, 0, 1, 0.5f}, "red", "blue", "white");

    @ParameterizedTest
    @EnumSource(RouterKind.class)
    void whatIsReadBackTellsTheSameToTheLastBit(RouterKind kind) throws Exception {
        LearnedRouter written = router(kind);
        byte[] bytes = RouterFile.write(written);
        LearnedRouter read = RouterFile.read(bytes);

        assertThat(read.models()).containsExactly("small", "große");
        assertThat(read.card()).isEqualTo(written.card());
        assertThat(read.costs().meansUsd()).containsExactly(0.001, Double.NaN);
        for (String text : TEXTS) {
            assertThat(read.estimate(text)).containsExactly(written.estimate(text));
            assertThat(read.preference(text, 1, 0)).isEqualTo(written.preference(text, 1, 0));
            assertThat(read.familiarity(text)).isEqualTo(written.familiarity(text));
            assertThat(read.costs(text)).containsExactly(written.costs(text));
        }
        assertThat(RouterFile.write(read)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @EnumSource(RouterKind.class)
    void garbageWithAFittingDigestNeverEndsInAnythingButARefusal(RouterKind kind) {
        Random random = new Random(5);
        byte[] good = RouterFile.write(router(kind));
        int refused = 0;
        for (int round = 0; round < 1_500; round++) {
            byte[] bad = good.clone();
            for (int hits = 0; hits < 3; hits++) {
                int at = 8 + random.nextInt(bad.length - 40);
                bad[at] = random.nextBoolean() ? (byte) random.nextInt() : (byte) (random.nextBoolean() ? 0x7f : 0xff);
            }
            refused += tried(signed(bad));
        }
        assertThat(refused).isGreaterThan(300);
    }

    @ParameterizedTest
    @EnumSource(RouterKind.class)
    void everyCutIsNoticedEvenWithAFittingDigest(RouterKind kind) {
        byte[] good = RouterFile.write(router(kind));
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> RouterFile.read(cut)).isInstanceOf(RefusedFile.class);
        }
        for (int length = 8; length < good.length - 32; length++) {
            byte[] cut = signed(Arrays.copyOf(good, length + 32));
            assertThatThrownBy(() -> RouterFile.read(cut)).isInstanceOf(RefusedFile.class);
        }
    }

    @Test
    void everySingleByteThatIsChangedIsNoticed() {
        byte[] good = RouterFile.write(router(RouterKind.CLUSTER));
        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= 0x10;
            assertThatThrownBy(() -> RouterFile.read(bad)).isInstanceOf(RefusedFile.class);
        }
    }

    @Test
    void aFileOfAnotherKindOrVersionAndBytesBehindTheEndAreToldApart() {
        assertThatThrownBy(() -> RouterFile.read(
                        "version: 1\nproviders: and so on, but no router".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("no router")
                .hasMessageContaining("gateway train");
        byte[] good = RouterFile.write(router(RouterKind.SW));
        byte[] other = good.clone();
        ByteBuffer.wrap(other).putInt(4, 9);
        assertThatThrownBy(() -> RouterFile.read(signed(other))).hasMessageContaining("version 9 (expected: 3)");
        byte[] longer = signed(Arrays.copyOf(good, good.length + 4));
        assertThatThrownBy(() -> RouterFile.read(longer)).hasMessageContaining("longer than it says");
        byte[] changed = good.clone();
        changed[40] ^= 1;
        assertThatThrownBy(() -> RouterFile.read(changed)).hasMessageContaining("digest does not fit");
        assertThatThrownBy(() -> RouterFile.read(Arrays.copyOf(good, RouterFile.MOST_BYTES + 1)))
                .hasMessageContaining("bytes (expected: up to");
    }

    @Test
    void modelsOfOneNameAndCostsBelowZeroAreRefused() {
        assertRefusedModels(out -> out.text("a").number(0.5).text("a").number(0.5), "one name");
        assertRefusedModels(out -> out.text("a").number(-0.5).text("b").number(0.5), "below 0");
        assertRefusedModels(out -> out.text("").number(0.5).text("b").number(0.5), "models' names");
    }

    @Test
    void aKindThatIsNotKnownIsNamedAsSuch() {
        FileOutput out = new FileOutput().number(0x504d5254).number(3).text("oracle");
        assertThatThrownBy(() -> RouterFile.read(signed(Arrays.copyOf(out.bytes(), out.bytes().length + 32))))
                .hasMessageContaining("kind that is not known");
    }

    @Test
    void aRouterOfOtherModelsThanItsScoresIsNotMade() {
        LearnedRouter router = router(RouterKind.SW);
        assertThatThrownBy(() -> new LearnedRouter(
                        router.card(),
                        List.of("a"),
                        new PromptCosts(new double[1], null),
                        Spaces.SPACE,
                        STORED,
                        router.scorer()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LearnedRouter(
                        router.card(),
                        List.of("a", "a"),
                        new PromptCosts(new double[2], null),
                        Spaces.SPACE,
                        STORED,
                        router.scorer()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tasksAreToldByThoseThatKnowThem() {
        assertThat(router(RouterKind.SW).tasks()).isEmpty();
        assertThat(router(RouterKind.TWO_STAGE).tasks().orElseThrow().tasks()).hasSize(2);
        assertThat(router(RouterKind.BLEND).tasks().orElseThrow().tasks().get(0).prompts())
                .isEqualTo(40);
    }

    @Test
    void aCardTellsFiguresAndNotesByName() {
        RouterCard card = router(RouterKind.SW).card().with("dev-gain", 0.5).with("licence", "Apache-2.0");
        assertThat(card.figures()).containsEntry("dev-gain", 0.5).containsEntry("settings", 3.0);
        assertThat(card.notes()).containsEntry("licence", "Apache-2.0");
        assertThat(router(RouterKind.SW).with(card).card()).isEqualTo(card);
        assertThatThrownBy(() -> card.with("gain", Double.NaN)).hasMessageContaining("gain: NaN");
        assertThatThrownBy(() -> card.with("gain", Double.POSITIVE_INFINITY)).hasMessageContaining("finite");
        assertThat(RouterKind.named("two-stage")).contains(RouterKind.TWO_STAGE);
        assertThat(RouterKind.named("TWO_STAGE")).isEmpty();
    }

    @Test
    void aCardTellsThresholdsOfItsPairAlone() {
        RouterCard card = router(RouterKind.SW).card().with(RouterCard.THRESHOLD, 0.9);
        assertThat(card.threshold("große", "small")).isNaN();
        assertThat(card.threshold("große", "small", 0.3)).isNaN();

        RouterCard shared = card.withShares("große", "small", share -> 1 - share * share);
        assertThat(shared.threshold("große", "small", 0.5)).isEqualTo(0.75);
        assertThat(shared.threshold("große", "small", 0)).isEqualTo(1);
        assertThat(shared.threshold("große", "small", 1)).isEqualTo(0);
        assertThat(shared.threshold("große", "small", 0.525)).isEqualTo((0.75 + 1 - 0.55 * 0.55) / 2);
        assertThat(shared.threshold("große", "small")).as("of another pair").isNaN();
        assertThat(shared.threshold("small", "große", 0.5)).isNaN();
        RouterCard calibrated = shared.with(RouterCard.THRESHOLD, 0.4).withShares("große", "small", share -> share);
        assertThat(calibrated.threshold("große", "small")).isEqualTo(0.4);
    }

    private static int tried(byte[] bytes) {
        try {
            LearnedRouter router = RouterFile.read(bytes);
            for (double score : router.estimate("a red one")) {
                assertThat(Double.isInfinite(score)).isFalse();
            }
            router.familiarity("blue");
            return 0;
        } catch (RefusedFile told) {
            assertThat(told.getMessage()).isNotBlank();
            return 1;
        }
    }

    private interface Models {
        void write(FileOutput out);
    }

    private static void assertRefusedModels(Models models, String words) {
        FileOutput out = new FileOutput().number(0x504d5254).number(3);
        router(RouterKind.SW).card().write(out);
        models.write(out.number(2));
        byte[] bytes = Arrays.copyOf(out.bytes(), out.bytes().length + 32);
        assertThatThrownBy(() -> RouterFile.read(signed(bytes)))
                .isInstanceOf(RefusedFile.class)
                .hasMessageContaining(words);
    }

    private static byte[] signed(byte[] bytes) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(bytes, 0, bytes.length - 32);
            System.arraycopy(sha256.digest(), 0, bytes, bytes.length - 32, 32);
            return bytes;
        } catch (java.security.NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }

    private static LearnedRouter router(RouterKind kind) {
        RouterCard card =
                new RouterCard(kind, 7, 3, "ab12", Map.of("settings", 3.0), Map.of("source", "made up for a test"));
        return new LearnedRouter(
                card,
                List.of("small", "große"),
                new PromptCosts(new double[] {0.001, Double.NaN}, Spaces.heads(Spaces.head(1, -1, 0.5f))),
                Spaces.SPACE,
                STORED,
                scorer(kind));
    }

    private static Scorer scorer(RouterKind kind) {
        return switch (kind) {
            case SW -> new SimilarityRanking(STORED);
            case MF ->
                new LowRankLogits(
                        Spaces.heads(Spaces.head(1, -1, 0.5f)), new LinearHeads(1, 2, new float[] {2, 0, -1, 0.25f}));
            case CLASSIFIER -> new NgramLogits(Matrix.of(3, 2, new float[] {2, 0, 0, -1, 0.3f, 0}), new float[] {0, 1});
            case KNN -> new NearestPrompts(STORED, 2);
            case CLUSTER ->
                new ClusterMeans(
                        Spaces.centres(new float[] {1, 0}, new float[] {0, 1}),
                        Matrix.of(2, 2, new float[] {1, 0, 0.5f, 0.3f}),
                        2);
            case TWO_STAGE -> ScorersTest.mixture(0.3);
            case BLEND ->
                new Blend(List.of(
                        new Blend.Part(RouterKind.KNN, 0.25, scorer(RouterKind.KNN)),
                        new Blend.Part(RouterKind.TWO_STAGE, 0.75, scorer(RouterKind.TWO_STAGE))));
        };
    }
}
