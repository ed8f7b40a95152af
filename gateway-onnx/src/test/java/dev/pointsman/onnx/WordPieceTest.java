package dev.pointsman.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cases of BERT's own tests (google-research/bert, tokenization_test.py), and what is bounded here. */
class WordPieceTest {
    private static final List<String> VOCABULARY = List.of(
            "[PAD]",
            "[UNK]",
            "[CLS]",
            "[SEP]",
            "want",
            "##want",
            "##ed",
            "wa",
            "un",
            "runn",
            "##ing",
            ",",
            "low",
            "lowest",
            "##est",
            "\u535a",
            "\ud840\udc00",
            "[",
            "]",
            "cl",
            "##s");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "NONE",
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                " \tHeLLo!how   Are yoU?  |hello ! how are you ?",
                "H\u00e9llo|hello",
                "ah\u535a\u63a8zz|ah \u535a \u63a8 zz",
                "A-B_c|a - b _ c",
                "$5,00|$ 5 , 00",
                "\u201cquoted\u201d \u2014 so|\u201c quoted \u201d \u2014 so",
                "\u0130stanbul|istanbul",
                "a\u00a0b\u3000c\u2028d|a b c d",
                "so\u00adft\u200b a\u0000b \ufffd|soft ab",
                "\u304c|\u304b",
            })
    void textsAreReadAsUncasedModelsReadThem(String text, String words) {
        List<String> found = new ArrayList<>();
        PlainWords.of(text, found::add);
        assertThat(String.join(" ", found)).isEqualTo(words);
    }

    @Test
    void linesAreBlanksLikeOthers() {
        List<String> found = new ArrayList<>();
        PlainWords.of("a\nb\r\nc\n", found::add);
        assertThat(found).containsExactly("a", "b", "c");
    }

    @Test
    void readingEndsWhereNoMoreIsWanted() {
        List<String> found = new ArrayList<>();
        PlainWords.of("a , b c", word -> {
            found.add(word);
            return found.size() < 2;
        });
        assertThat(found).containsExactly("a", ",");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unwanted running|un ##want ##ed runn ##ing",
                "unwantedX running|[UNK] runn ##ing",
                "UNwant\u00c9d,running|un ##want ##ed , runn ##ing",
                "lowest|lowest",
                "lowed|low ##ed",
                "\u535a\ud840\udc00\u63a8|\u535a \ud840\udc00 [UNK]",
                "want ##want|want [UNK] [UNK] want",
                "[CLS]|[ cl ##s ]",
            })
    void wordsAreCutIntoTheLongestPiecesThatAreKnown(String text, String pieces) throws IOException, Unsuitable {
        assertThat(pieces(text)).isEqualTo("[CLS] " + pieces + " [SEP]");
    }

    @Test
    void anEmptyTextIsItsTwoEnds() throws IOException, Unsuitable {
        assertThat(tokens("")).containsExactly(2, 3);
    }

    @Test
    void noMoreThan256NumbersAreMade() throws IOException, Unsuitable {
        assertThat(tokens("want ".repeat(254))).hasSize(256).endsWith(4, 3);
        assertThat(tokens("want ".repeat(255))).hasSize(256).endsWith(4, 3);
        assertThat(tokens("want ".repeat(253))).hasSize(255);
        assertThat(tokens("want ".repeat(253) + "un" + "ed".repeat(40)))
                .hasSize(256)
                .endsWith(8, 3);
    }

    @Test
    void aWordOfMoreThan100CharactersIsUnknown() throws IOException, Unsuitable {
        assertThat(tokens("un" + "ed".repeat(49))).hasSize(52);
        assertThat(tokens("un" + "ed".repeat(50))).containsExactly(2, 1, 3);
    }

    @Test
    void ofALongTextTheBeginningIsRead() throws IOException, Unsuitable {
        assertThat(tokens(" ".repeat(2_996) + "want")).containsExactly(2, 4, 3);
        assertThat(tokens(" ".repeat(2_997) + "want")).containsExactly(2, 1, 3);
        assertThat(tokens(" ".repeat(2_999) + "\ud840\udc00")).containsExactly(2, 3);
    }

    private String pieces(String text) throws IOException, Unsuitable {
        return Arrays.stream(tokens(text))
                .mapToObj(number -> VOCABULARY.get((int) number))
                .collect(Collectors.joining(" "));
    }

    private long[] tokens(String text) throws IOException, Unsuitable {
        Path file = Files.write(folder.resolve("vocab.txt"), VOCABULARY);
        return new WordPiece(Vocabulary.read(file)).tokens(text);
    }
}
