package dev.pointsman.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every row of {@code docs/edge-cases.md} names tests that prove it, or says why it cannot occur. A test belongs to the rows whose numbers
 * its name begins with: {@code e29_e32_an_error_…}.
 */
class EdgeCaseRegistryTest {
    private static final Path PAGE = Path.of("..", "docs", "edge-cases.md");
    private static final int LAST = 60;
    private static final Pattern NUMBERS = Pattern.compile("^((?:[eE]\\d{2}_)+)");
    private static final Pattern ROW = Pattern.compile("^\\| (E\\d{2}) \\| (.+?) \\| (.*) \\|$");
    private static final Pattern NAMED = Pattern.compile("`(\\w+)\\.(\\w+)`");
    private static final String NO_TEST = "no test: ";
    private static final int SHOWN = 4;

    /** Number to tests, as {@code Class.method}. */
    private static final Map<String, Set<String>> TESTS = tests();

    private static Map<String, Set<String>> tests() {
        var tests = new TreeMap<String, Set<String>>();
        for (Sources.SourceFile file : Sources.tests()) {
            String owner = file.path().getFileName().toString().replace(".java", "");
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitMethod(MethodTree method, Void nothing) {
                    String name = method.getName().toString();
                    Matcher numbers = NUMBERS.matcher(name);
                    if (numbers.find() && isTest(method)) {
                        for (String number : numbers.group(1).split("_", -1)) {
                            if (!number.isEmpty()) {
                                tests.computeIfAbsent("E" + number.substring(1), any -> new TreeSet<>())
                                        .add(owner + "." + name);
                            }
                        }
                    }
                    return super.visitMethod(method, null);
                }
            }.scan(file.unit(), null);
        }
        return tests;
    }

    private static boolean isTest(MethodTree method) {
        return method.getModifiers().getAnnotations().stream()
                .anyMatch(each -> each.getAnnotationType().toString().endsWith("Test"));
    }

    /** {@code -Dpointsman.write=true} names the tests anew, at most four for a row. */
    @Test
    void everyRowNamesTestsThatExistOrSaysWhyThereIsNone() throws IOException {
        if (Boolean.getBoolean("pointsman.write")) {
            Files.writeString(PAGE, rewritten());
        }
        var rows = new ArrayList<String>();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher row = ROW.matcher(line);
            if (row.find()) {
                rows.add(row.group(1));
                hold(row.group(1), row.group(3));
            }
        }
        var expected = new ArrayList<String>();
        for (int number = 1; number <= LAST; number++) {
            expected.add("E%02d".formatted(number));
        }
        assertThat(rows).isEqualTo(expected);
    }

    private static void hold(String number, String proof) {
        if (proof.startsWith(NO_TEST)) {
            assertThat(proof.length()).as("a reason: %s", number).isGreaterThan(NO_TEST.length() + 10);
            return;
        }
        List<String> named = new ArrayList<>();
        Matcher each = NAMED.matcher(proof);
        while (each.find()) {
            named.add(each.group(1) + "." + each.group(2));
        }
        assertThat(named)
                .as(
                        "tests of %s in docs/edge-cases.md; to name them anew: mvn -pl gateway-server -am test"
                                + " -Dtest=EdgeCaseRegistryTest -Dsurefire.failIfNoSpecifiedTests=false"
                                + " -Dpointsman.write=true",
                        number)
                .isNotEmpty()
                .allSatisfy(
                        test -> assertThat(TESTS.getOrDefault(number, Set.of())).contains(test));
    }

    private static String rewritten() throws IOException {
        var text = new StringBuilder();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher row = ROW.matcher(line);
            if (row.find() && TESTS.containsKey(row.group(1))) {
                List<String> tests = TESTS.get(row.group(1)).stream()
                        .limit(SHOWN)
                        .map(test -> "`" + test + "`")
                        .toList();
                text.append("| %s | %s | %s |".formatted(row.group(1), row.group(2), String.join(", ", tests)));
            } else {
                text.append(line);
            }
            text.append('\n');
        }
        return text.toString();
    }
}
