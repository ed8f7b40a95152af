package dev.pointsman.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every promise of {@code docs/reliability.md}, and every threat of {@code docs/security.md}, names tests that exist. */
class PromisesTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern PROMISE = Pattern.compile("^\\| (\\d+) \\| (.+) \\|$");
    private static final Pattern TROUBLE = Pattern.compile("^\\| (W\\d+) \\| (.+) \\|$");
    private static final Pattern THREAT = Pattern.compile("^\\| (T\\d+) \\| (.+) \\|$");
    private static final Pattern NAMED = Pattern.compile("`(\\w+Test)\\.(\\w+)`");
    private static final int PROMISES = 20;

    @Test
    void everyPromiseNamesTestsThatExist() throws IOException {
        List<String> rows = held("reliability.md", PROMISE);

        assertThat(rows).hasSize(PROMISES).doesNotHaveDuplicates();
    }

    @Test
    void everyTroubleNamesTestsThatExist() throws IOException {
        assertThat(held("reliability.md", TROUBLE)).isNotEmpty().doesNotHaveDuplicates();
    }

    @Test
    void everyThreatNamesTestsThatExist() throws IOException {
        assertThat(held("security.md", THREAT)).isNotEmpty().doesNotHaveDuplicates();
    }

    /** The rows' names; each row has been held against the tests. */
    private static List<String> held(String page, Pattern pattern) throws IOException {
        Set<String> tests = tests();
        List<String> rows = new ArrayList<>();
        for (String line : Files.readAllLines(DOCS.resolve(page))) {
            Matcher row = pattern.matcher(line);
            if (row.find()) {
                rows.add(row.group(1));
                List<String> named = new ArrayList<>();
                Matcher each = NAMED.matcher(line);
                while (each.find()) {
                    named.add(each.group(1) + "." + each.group(2));
                }
                assertThat(named)
                        .as("tests of %s in docs/%s", row.group(1), page)
                        .isNotEmpty();
                assertThat(tests).as("docs/%s, %s", page, row.group(1)).containsAll(named);
            }
        }
        return rows;
    }

    private static Set<String> tests() {
        Set<String> tests = new TreeSet<>();
        for (Sources.SourceFile file : Sources.tests()) {
            String owner = file.path().getFileName().toString().replace(".java", "");
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitMethod(MethodTree method, Void nothing) {
                    if (method.getModifiers().getAnnotations().stream()
                            .anyMatch(
                                    each -> each.getAnnotationType().toString().endsWith("Test"))) {
                        tests.add(owner + "." + method.getName());
                    }
                    return super.visitMethod(method, null);
                }
            }.scan(file.unit(), null);
        }
        return tests;
    }
}
