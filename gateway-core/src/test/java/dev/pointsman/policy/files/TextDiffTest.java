package dev.pointsman.policy.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TextDiffTest {
    private static final Pattern HUNK = Pattern.compile("@@ -(\\d+),(\\d+) \\+(\\d+),(\\d+) @@");

    @Test
    void theSameTextsDifferInNothing() {
        assertThat(TextDiff.unified("a", "x\ny\n", "b", "x\ny\n")).isEmpty();
        assertThat(TextDiff.unified("a", "", "b", "")).isEmpty();
    }

    @Test
    void aChangedLineIsShownWithThreeLinesAround() {
        String from = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";

        assertThat(TextDiff.unified("a", from, "b", from.replace("5", "five"))).isEqualTo("""
                --- a
                +++ b
                @@ -2,7 +2,7 @@
                 2
                 3
                 4
                -5
                +five
                 6
                 7
                 8
                """);
    }

    @Test
    void changesFarApartAreHunksOfTheirOwn() {
        String from = "a\n" + "same\n".repeat(9) + "z\n";

        assertThat(TextDiff.unified("a", from, "b", "A\n" + "same\n".repeat(9) + "Z\n"))
                .isEqualTo("""
                --- a
                +++ b
                @@ -1,4 +1,4 @@
                -a
                +A
                 same
                 same
                 same
                @@ -8,4 +8,4 @@
                 same
                 same
                 same
                -z
                +Z
                """);
    }

    @Test
    void aTextThatComesIntoBeingIsAddedWhole() {
        assertThat(TextDiff.unified("a", "", "b", "x\ny\n")).isEqualTo("--- a\n+++ b\n@@ -0,0 +1,2 @@\n+x\n+y\n");
        assertThat(TextDiff.unified("a", "x\n", "b", "")).isEqualTo("--- a\n+++ b\n@@ -1,1 +0,0 @@\n-x\n");
    }

    @Test
    void aMovedBlockKeepsTheLinesBetween() {
        assertThat(TextDiff.unified("a", "p\nq\nr\n", "b", "q\nr\np\n")).isEqualTo("""
                --- a
                +++ b
                @@ -1,3 +1,3 @@
                -p
                 q
                 r
                +p
                """);
    }

    @Test
    void textsOfManyThousandChangedLinesAreComparedInBlocks() {
        String from = "old\n".repeat(3_000);

        String diff = TextDiff.unified("a", "top\n" + from, "b", "top\n" + "new\n".repeat(3_000));

        assertThat(diff).startsWith("--- a\n+++ b\n@@ -1,3001 +1,3001 @@\n top\n-old\n");
        assertThat(diff.lines().filter(line -> line.equals("+new"))).hasSize(3_000);
    }

    @Test
    void aDifferenceAppliedToTheFirstTextGivesTheSecond() {
        Random random = new Random(7);
        for (int i = 0; i < 400; i++) {
            List<String> from = lines(random, random.nextInt(30));
            List<String> to = lines(random, random.nextInt(30));

            String diff = TextDiff.unified("a", joined(from), "b", joined(to));

            assertThat(applied(from, diff)).isEqualTo(to);
        }
    }

    private static List<String> lines(Random random, int count) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add("line " + random.nextInt(5));
        }
        return lines;
    }

    private static String joined(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    /** What {@code patch} would make of it; fails where a line is not where the hunk says. */
    private static List<String> applied(List<String> from, String diff) {
        List<String> result = new ArrayList<>();
        int at = 0;
        for (String line : diff.lines().skip(2).toList()) {
            Matcher hunk = HUNK.matcher(line);
            if (hunk.matches()) {
                int start = Integer.parseInt(hunk.group(1)) - (hunk.group(2).equals("0") ? 0 : 1);
                result.addAll(from.subList(at, start));
                at = start;
                assertThat(result.size())
                        .isEqualTo(
                                Integer.parseInt(hunk.group(3)) - (hunk.group(4).equals("0") ? 0 : 1));
            } else if (line.startsWith("+")) {
                result.add(line.substring(1));
            } else {
                assertThat(from.get(at)).isEqualTo(line.substring(1));
                if (line.startsWith(" ")) {
                    result.add(line.substring(1));
                }
                at++;
            }
        }
        result.addAll(from.subList(at, from.size()));
        return result;
    }
}
