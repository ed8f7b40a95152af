package dev.pointsman.learned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HashedTextTest {
    private static final int CHARACTERS = 1 << 16;

    @Test
    void aTextIsItsWordsInOnesAndTwosAndItsCharactersInThreesAndFours() {
        Map<Integer, Double> features = featuresOf("Ab, CD");

        Map<Integer, Double> expected = new TreeMap<>();
        expect(expected, word("ab"));
        expect(expected, word("cd"));
        expect(expected, Murmur3.ofTwoBlocks(hash("ab"), hash("cd")) & 0xffff);
        for (String gram : new String[] {" ab", "ab,", "b, ", " ab,", "ab, ", " cd", "cd ", " cd "}) {
            expect(expected, CHARACTERS | (hash(gram) & 0xffff));
        }
        assertThat(features).isEqualTo(expected);
    }

    @Test
    void oneCharacterAloneHasOneGram() {
        assertThat(featuresOf("x").keySet()).containsExactlyInAnyOrder(word("x"), CHARACTERS | (hash(" x ") & 0xffff));
    }

    @Test
    void repeatedNgramsWeighByTheirLogarithm() {
        Map<Integer, Double> features = featuresOf("go go\ngo\tgo");

        assertThat(features.get(word("go"))).isCloseTo(1 + Math.log(4), within(1e-6));
        assertThat(features.get(Murmur3.ofTwoBlocks(hash("go"), hash("go")) & 0xffff))
                .isCloseTo(1 + Math.log(3), within(1e-6));
        assertThat(featuresOf("go ".repeat(300)).get(word("go"))).isCloseTo(1 + Math.log(300), within(1e-5));
    }

    @Test
    void caseAndKindOfBlankDoNotCount() {
        assertThat(featuresOf("Straße\u00a0ÄRGER\n")).isEqualTo(featuresOf("straße  ärger"));
    }

    @Test
    void underscoresAndDigitsBelongToWordsAndSignsDoNot() {
        assertThat(featuresOf("a_1+b")).containsKeys(word("a_1"), word("b")).doesNotContainKey(word("a"));
    }

    @Test
    void everyFeatureIsListedOnceHoweverLongTheText() {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder();
        while (text.length() < 7_000) {
            text.append((char) ('!' + random.nextInt(90)));
        }
        HashedText hashed = HashedText.of(text.toString());
        Map<Integer, Double> once = featuresOf(text.toString());

        assertThat(once).hasSize(hashed.size());
        assertThat(once.keySet()).allMatch(feature -> feature >= 0 && feature < HashedText.FEATURES);
        assertThat(hashed.size()).isGreaterThan(9_000);
    }

    @Test
    void ofALongTextTheBeginningAndTheEndAreRead() {
        String head = "alpha " + "x ".repeat(2_995) + "inmid ";
        String tail = " omega" + "y".repeat(1_990);
        String text = head + "middle ".repeat(1_000) + tail;

        Map<Integer, Double> features = featuresOf(text);

        assertThat(features).containsKey(word("alpha")).containsKey(CHARACTERS | (hash("omeg") & 0xffff));
        assertThat(features).doesNotContainKey(word("middle"));
        assertThat(HashedText.of("z".repeat(8_000)).weight(0)).isEqualTo(1);
        assertThat(featuresOf("ab ".repeat(2_666) + "ab").get(word("ab"))).isCloseTo(1 + Math.log(2_667), within(1e-5));
    }

    @Test
    void nothingHasNoFeatures() {
        assertThat(HashedText.of("").size()).isZero();
        assertThat(HashedText.of(" \n\t ").size()).isZero();
    }

    private static Map<Integer, Double> featuresOf(String text) {
        HashedText hashed = HashedText.of(text);
        Map<Integer, Double> features = new TreeMap<>();
        for (int i = 0; i < hashed.size(); i++) {
            features.put(hashed.feature(i), (double) hashed.weight(i));
        }
        return features;
    }

    private static void expect(Map<Integer, Double> features, int feature) {
        features.merge(feature, 1.0, (one, more) -> (double) (float) (1 + Math.log(2)));
    }

    private static int word(String word) {
        return hash(word) & 0xffff;
    }

    private static int hash(String text) {
        return Murmur3.hash(text.toCharArray(), 0, text.length());
    }
}
