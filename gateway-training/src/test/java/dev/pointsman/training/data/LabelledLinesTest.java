package dev.pointsman.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.training.data.LabelledLines.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledLinesTest {
    @TempDir
    private Path folder;

    @Test
    void eachLineIsATextWithItsLabelOrWithNone() throws IOException {
        LabelledLines read = read("""
                {"text": "fix this", "label": "code", "from": "log"}

                {"label": null, "text": "the weather"}
                """);

        assertThat(read.problems()).isEmpty();
        assertThat(read.lines()).containsExactly(new Line(1, "fix this", "code"), new Line(3, "the weather", null));
    }

    @Test
    void everyBadLineIsToldAtItsPlaceAndTheGoodOnesAreKept() throws IOException {
        LabelledLines read = read("""
                text,label
                ["a", "b"]
                {"text": 7, "label": "a"}
                {"label": "a"}
                {"text": "x"}
                {"text": "x", "label": ""}
                {"text": " ", "label": "a"}
                {"text": "good", "label": "a"}
                """);

        String expected = "expected {\"text\": \"…\", \"label\": \"…\"} but ";
        String file = folder.resolve("lines.jsonl").toString();
        assertThat(read.problems())
                .containsExactly(
                        file + ":1: " + expected + "found no JSON",
                        file + ":2: " + expected + "found no object",
                        file + ":3: " + expected + "\"text\" is no text",
                        file + ":4: " + expected + "\"text\" is missing",
                        file + ":5: " + expected + "\"label\" is missing (null stands for no label)",
                        file + ":6: " + expected + "\"label\" is empty (null stands for no label)",
                        file + ":7: " + expected + "\"text\" is empty");
        assertThat(read.lines()).containsExactly(new Line(8, "good", "a"));
    }

    @Test
    void aFileThatIsNotThereOrNoTextIsAnError() throws IOException {
        Path bytes = Files.write(folder.resolve("b"), new byte[] {'{', (byte) 0xff, (byte) 0xfe});

        assertThatThrownBy(() -> LabelledLines.read(folder.resolve("a"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> LabelledLines.read(bytes)).hasMessage(bytes + " is not UTF-8 text");
    }

    private LabelledLines read(String text) throws IOException {
        return LabelledLines.read(Files.writeString(folder.resolve("lines.jsonl"), text));
    }
}
