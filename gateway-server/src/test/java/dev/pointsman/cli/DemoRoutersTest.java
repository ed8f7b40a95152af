package dev.pointsman.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.learned.quality.RouterCard;
import dev.pointsman.learned.quality.RouterFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The demo routers that are shipped are what the commands on their cards give, to the last byte, and no more is said of them than what was measured. */
class DemoRoutersTest {
    private static final Path SHIPPED = Path.of("../config/routers");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"demo-pair", "demo-tasks"})
    void theCommandsOfACardGiveItsFile(String name) throws Exception {
        String card = Files.readString(SHIPPED.resolve(name + ".md"));
        Matcher command = Pattern.compile("(?m)^\\./gateway (.*)$").matcher(card);
        String measured = "";
        while (command.find()) {
            measured = run(command.group(1));
        }
        Matcher apgr = Pattern.compile("(?m)^  router +(\\d\\.\\d+ \\[\\S+ \\S+]) +\\d+\\.\\d %")
                .matcher(measured);
        assertThat(apgr.find()).as(measured).isTrue();
        assertThat(card).contains("APGR " + apgr.group(1) + " with");

        byte[] shipped = Files.readAllBytes(SHIPPED.resolve(name + ".router"));
        assertThat(Files.readAllBytes(folder.resolve(name + ".router")))
                .as("run the commands of %s.md again, and put the file and its figures in place", name)
                .isEqualTo(shipped);
        assertThat(shipped.length).isLessThan(1_000_000);
        RouterCard told = RouterFile.read(shipped).card();
        for (String figure : List.of("dev-rows", "dev-apgr", "dev-aiq", "dev-quality", "held-squared-error")) {
            assertThat(card)
                    .contains("| `" + figure + "` | " + rounded(told.figures().get(figure)) + " |");
        }
        assertThat(told.notes()).containsEntry("licence", "Apache-2.0");
    }

    @Test
    void demoOutcomesAreTheSameForTheSameSeedAndNumbersAreBounded() throws Exception {
        run("demo-outcomes --out a.jsonl --rows 50 --seed 4");
        run("demo-outcomes --out b.jsonl --rows 50 --seed 4");
        run("demo-outcomes --out c.jsonl --rows 50 --seed 5");
        assertThat(folder.resolve("a.jsonl")).hasSameTextualContentAs(folder.resolve("b.jsonl"));
        assertThat(Files.readString(folder.resolve("c.jsonl")))
                .isNotEqualTo(Files.readString(folder.resolve("a.jsonl")));
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine().setErr(new PrintWriter(err));
        assertThat(line.execute("demo-outcomes", "--out", "x", "--rows", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--rows: 0 (expected: 1 to 100000)");
        assertThat(line.execute("train", "--outcomes", "x", "--out", "y", "--examples", "6"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--examples: 6 (expected: 0 to 5)");
    }

    private static String rounded(double value) {
        return String.format(Locale.ROOT, "%.3f", value).replaceFirst("\\.000$", "");
    }

    /** With files in the test's folder; words in quotes are one. */
    private String run(String text) {
        List<String> words = new ArrayList<>();
        Matcher word = Pattern.compile("\"([^\"]*)\"|(\\S+)").matcher(text);
        while (word.find()) {
            String each = word.group(1) == null ? word.group(2) : word.group(1);
            boolean file = each.matches("[a-z/-]+\\.(jsonl|router)");
            words.add(
                    file
                            ? folder.resolve(Path.of(each).getFileName().toString())
                                    .toString()
                            : each);
        }
        StringWriter out = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
        assertThat(line.execute(words.toArray(String[]::new)))
                .as(out.toString())
                .isZero();
        return out.toString();
    }
}
