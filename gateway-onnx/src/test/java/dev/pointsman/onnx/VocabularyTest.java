package dev.pointsman.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocabularyTest {
    private static final String SPECIAL = "[UNK]\n[CLS]\n[SEP]\n";

    @TempDir
    private Path folder;

    @Test
    void theNumberOfAPieceIsThatOfItsLine() throws IOException, Unsuitable {
        for (String end : new String[] {"", "\n", "\r\n"}) {
            Vocabulary read = read((SPECIAL + "a\n##bcd" + end).getBytes(StandardCharsets.UTF_8));
            assertThat(read.size()).isEqualTo(5);
            assertThat(read.number("[UNK]")).isZero();
            assertThat(read.number("##bcd")).isEqualTo(4);
            assertThat(read.number("bcd")).isEqualTo(-1);
            assertThat(read.longest()).isEqualTo(5);
        }
    }

    @Test
    void whatIsNoVocabularyOfThisKindIsRefused() {
        assertRefused("a\nb\n", "it has no line [UNK] (expected: the vocab.txt of an uncased BERT model)");
        assertRefused("[UNK]\n[CLS]\n", "it has no line [SEP]");
        assertRefused(SPECIAL + "the\nThe\n", "line 5 has a capital letter");
        assertRefused("", "it has no line [UNK]");
        assertThatThrownBy(() -> read(new byte[] {(byte) 0xff, 10}))
                .isInstanceOf(Unsuitable.class)
                .hasMessage("it is not UTF-8 text");
        assertThatThrownBy(() -> read(new byte[(16 << 20) + 1]))
                .isInstanceOf(Unsuitable.class)
                .hasMessage("it is too large (expected: at most 16 MiB)");
    }

    private void assertRefused(String text, String why) {
        assertThatThrownBy(() -> read(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Unsuitable.class)
                .hasMessageStartingWith(why);
    }

    private Vocabulary read(byte[] bytes) throws IOException, Unsuitable {
        return Vocabulary.read(Files.write(folder.resolve("vocab.txt"), bytes));
    }
}
