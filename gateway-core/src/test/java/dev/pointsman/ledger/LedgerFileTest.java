package dev.pointsman.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerFileTest {
    private static final long LONG = 1_000_000_000_000L;

    @TempDir
    private Path folder;

    @Test
    void aDecisionIsFoundWhereverItStands() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            text.append("{\"id\":\"req_")
                    .append(i)
                    .append("\",\"pad\":\"")
                    .append("ü".repeat(i % 60))
                    .append("\"}\n");
        }
        LedgerFile file = file(text.toString());

        for (int i : new int[] {0, 1, 7_777, 19_998, 19_999}) {
            assertThat(file.find("req_" + i, LONG).lines())
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .startsWith("{\"id\":\"req_" + i + "\",\"pad\":\"")
                            .endsWith("\"}"));
        }
        LedgerReader.Found none = file.find("req_20000", LONG);
        assertThat(none.lines()).isEmpty();
        assertThat(none.finished()).isTrue();
    }

    @Test
    void theNewestLinesComeFirstAndATornOneIsLeftOut() throws IOException {
        LedgerFile file = file("a\nb\nc\ntor");

        assertThat(file.newest(2, line -> true, LONG).lines()).containsExactly("c", "b");
        assertThat(file.newest(9, line -> !line.equals("b"), LONG).lines()).containsExactly("c", "a");
    }

    @Test
    void aSearchEndsWhenItsTimeIsOver() throws IOException {
        Files.writeString(
                folder.resolve("ledger.jsonl"), "x".repeat(100).concat("\n").repeat(20_000));
        long[] now = {0};

        LedgerReader.Found found =
                new LedgerFile(folder.resolve("ledger.jsonl"), () -> now[0]++).newest(1, line -> false, 2);

        assertThat(found.finished()).isFalse();
        assertThat(found.lines()).isEmpty();
    }

    @Test
    void whereThereIsNoFileNothingIsFoundAndReadingSaysSo() throws IOException {
        LedgerFile none = new LedgerFile(folder.resolve("none"), () -> 0);

        assertThat(none.find("x", LONG).finished()).isTrue();
        assertThatThrownBy(() -> none.forEach(0, Long.MAX_VALUE, (number, line, whole) -> {}))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void everyLineIsToldOnceWithItsNumberLongOnesAsNone() throws IOException {
        String big = "y".repeat(300_000);
        List<String> told = new ArrayList<>();

        file("one\n\n" + big + "\n" + "z".repeat(LedgerReader.MOST_LINE_BYTES + 5) + "\nfive\nto")
                .forEach(
                        0,
                        Long.MAX_VALUE,
                        (number, line, whole) -> told.add(number + " "
                                + (line == null ? "none" : line.length() > 9 ? line.length() : line) + " " + whole));

        assertThat(told)
                .containsExactly("1 one true", "2  true", "3 300000 true", "4 none true", "5 five true", "6 to false");
    }

    private LedgerFile file(String text) throws IOException {
        return new LedgerFile(Files.writeString(folder.resolve("ledger.jsonl"), text), () -> 0);
    }
}
