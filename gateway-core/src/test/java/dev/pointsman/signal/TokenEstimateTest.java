package dev.pointsman.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.tokens.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The error that docs/routing.md states, against o200k, over 40 texts of ten kinds. */
class TokenEstimateTest {
    private record Text(String kind, String words) {
        double error() {
            double count = Tokenizer.O200K.count(words);
            return (TokenEstimate.tokens(words) - count) / count;
        }
    }

    /** The sum of the four texts of a kind, and each of them, in percent off at most. */
    @ParameterizedTest
    @CsvSource({
        "english, 3, 5",
        "chat, 4, 5",
        "german, 16, 25",
        "romance, 8, 12",
        "russian, 12, 20",
        "arabic-hindi, 5, 20",
        "chinese, 14, 25",
        "japanese-korean, 4, 12",
        "code, 4, 8",
        "structured, 12, 15"
    })
    void theEstimateIsAsNearAsTheGuideSays(String kind, int ofSum, int ofEach) throws IOException {
        List<Text> texts =
                texts().stream().filter(text -> text.kind.equals(kind)).toList();
        double estimated = texts.stream()
                .mapToDouble(text -> TokenEstimate.tokens(text.words))
                .sum();
        double counted = texts.stream()
                .mapToInt(text -> Tokenizer.O200K.count(text.words))
                .sum();

        assertThat(texts).hasSize(4);
        assertThat(Math.abs(estimated / counted - 1)).isLessThanOrEqualTo(ofSum / 100.0);
        assertThat(texts).allSatisfy(text -> assertThat(Math.abs(text.error())).isLessThanOrEqualTo(ofEach / 100.0));
    }

    @Test
    void itLeansToNeitherSide() throws IOException {
        double[] errors = texts().stream().mapToDouble(Text::error).sorted().toArray();

        assertThat(errors).hasSize(40);
        assertThat(Arrays.stream(errors).average().orElseThrow()).isBetween(-0.05, 0.05);
        double[] sizes = Arrays.stream(errors).map(Math::abs).sorted().toArray();
        assertThat(sizes[20]).as("median").isLessThanOrEqualTo(0.06);
    }

    private static List<Text> texts() throws IOException {
        List<Text> texts = new ArrayList<>();
        String all;
        try (InputStream samples = TokenEstimateTest.class.getResourceAsStream("samples.txt")) {
            all = new String(samples.readAllBytes(), StandardCharsets.UTF_8);
        }
        for (String sample : all.substring("## ".length()).split("\n## ", -1)) {
            int line = sample.indexOf('\n');
            texts.add(new Text(
                    sample.substring(0, line), sample.substring(line + 1).strip()));
        }
        return texts;
    }
}
