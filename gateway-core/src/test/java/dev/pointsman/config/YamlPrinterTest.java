package dev.pointsman.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlPrinterTest {
    private static final String ODD =
            " \t\n\r\0\u0007\u001b\u007f\u0085\u00a0\u2028\u2029\ufeff\ufffe\uffff-?:,[]{}#&*!|>'\"%@`~=<$/\\aZ09.+_é漢😀";
    private static final List<String> PLAIN = List.of(
            "null", "~", "true", "on", "No", "22:00", "1e3", "0x1f", "0017", "-1", ".5", "1_000", "a b", "$KEY", "x",
            "y");

    @Test
    void aDocumentIsWrittenInBlockStyleWithoutItsComments() {
        String text = """
                # who serves
                providers: { one: { type: echo }, two: { type: openai, key: $TOKEN } }
                models: &all
                  small: [one/s,   "two/s"]   # cheap first
                  'large': { at: two/l, price: { in: 1.25 }, can: [], traits: {} }
                again: *all
                tests:
                - - a
                  - [b, [c]]
                  - { given: ~ }
                strict: true
                """;

        assertThat(YamlPrinter.print("p.yaml", text)).isEqualTo("""
                providers:
                  one:
                    type: echo
                  two:
                    type: openai
                    key: $TOKEN
                models:
                  small:
                    - one/s
                    - two/s
                  large:
                    at: two/l
                    price:
                      in: 1.25
                    can: []
                    traits: {}
                again:
                  small:
                    - one/s
                    - two/s
                  large:
                    at: two/l
                    price:
                      in: 1.25
                    can: []
                    traits: {}
                tests:
                  - - a
                    - - b
                      - - c
                    - given: null
                strict: true
                """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // what the core schema makes something else of keeps its quotes, or its lack of them
                "\"null\" | \"null\"",
                "null | null",
                "~ | null",
                "\"~\" | \"~\"",
                "true | true",
                "'true' | \"true\"",
                "1 | 1",
                "'1' | \"1\"",
                "007 | 007",
                "'007' | \"007\"",
                "0x1f | 0x1f",
                "'0x1f' | \"0x1f\"",
                "1e3 | 1e3",
                "'1e3' | \"1e3\"",
                "-.inf | -.inf",
                "'-5' | \"-5\"",
                "-5 | -5",
                "0o17 | 0o17",
                // what older readers take for something else is quoted
                "on | \"on\"",
                "No | \"No\"",
                "y | \"y\"",
                "22:00 | \"22:00\"",
                "1_000 | \"1_000\"",
                "2026-01-05 | \"2026-01-05\"",
                "0b101 | \"0b101\"",
                "<< | \"<<\"",
                "= | \"=\"",
            })
    void whatReadersTakeForOtherThanTextIsToldApart(String written, String printed) {
        assertThat(YamlPrinter.print("p.yaml", "a: " + written + "\n")).isEqualTo("a: " + printed + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "128k | 128k",
                "5% | 5%",
                "200ms..2s | 200ms..2s",
                "$TOKEN | $TOKEN",
                "/a+b/i | /a+b/i",
                "a#b | a#b",
                "a:b | a:b",
                "\"< 300\" | < 300",
                "\"> 0.5\" | \"> 0.5\"",
                "\"*\" | \"*\"",
                "\"a: b\" | \"a: b\"",
                "\"a #b\" | \"a #b\"",
                "\"a:\" | \"a:\"",
                "'- a' | \"- a\"",
                "'---' | \"---\"",
                "'...' | \"...\"",
                "'' | \"\"",
                "' a' | \" a\"",
                "'a ' | \"a \"",
                "grüße | grüße",
                "\"\\u00e9\\u2028\\ufeff\\0\\x7f\" | \"é\\u2028\\ufeff\\x00\\x7f\"",
                "\"a\\tb\\r\\n\\\"c\\\\\" | \"a\\tb\\r\\n\\\"c\\\\\"",
                "!!str 5 | \"5\"",
                "!!str null | \"null\"",
            })
    void aTextIsPlainWhereThatIsSafe(String written, String printed) {
        assertThat(YamlPrinter.print("p.yaml", "a: " + written + "\n")).isEqualTo("a: " + printed + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# only a comment\n", "null", "--- ~\n"})
    void nothingIsWrittenAsNull(String text) {
        assertThat(YamlPrinter.print("p.yaml", text)).isEqualTo("null\n");
    }

    @Test
    void aTextOfSeveralLinesBecomesOneLineAndStaysThatText() {
        String printed =
                YamlPrinter.print("p.yaml", "a: |\n  one\n  two\nb: >\n  three\n  four\nc: five\n  six\n\n  seven\n");

        assertThat(printed).isEqualTo("a: \"one\\ntwo\\n\"\nb: \"three four\\n\"\nc: \"five six\\nseven\"\n");
    }

    @Test
    void keysOfAnyLengthAndLookAreKept() {
        String longKey = "k".repeat(1_500);
        String text = "? \"" + longKey + "\"\n: [1]\n\"a: b\": 1\n? ''\n: x\n'on': { 'null': 2 }\n";

        String printed = YamlPrinter.print("p.yaml", text);

        assertThat(plain(printed)).isEqualTo(plain(text));
        assertThat(printed).startsWith("? \"kkk").endsWith("\"a: b\": 1\n\"\": x\n\"on\":\n  \"null\": 2\n");
    }

    @Test
    void randomDocumentsReadTheSameAfterPrintingAndPrintTheSameAgain() {
        Random random = new Random(17);
        for (int i = 0; i < 1_000; i++) {
            String text = document(random, 0);

            String printed = YamlPrinter.print("p.yaml", text);

            assertThat(plain(printed)).as(text).isEqualTo(plain(text));
            assertThat(YamlPrinter.print("p.yaml", printed)).isEqualTo(printed);
        }
    }

    @Test
    void aTextThatIsNotYamlIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> YamlPrinter.print("p.yaml", "a: [1\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("p.yaml:2:1: not YAML: ");
    }

    @Test
    void aDocumentThatAnchorsMakeHugeIsRefusedAndNotWrittenOut() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [" + "x".repeat(100) + "]\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }

        assertThatThrownBy(() -> YamlPrinter.print("p.yaml", bomb.toString()))
                .hasMessageStartingWith("p.yaml:1:1: written out, the file has more than 1048576 characters");
    }

    /** In flow style; texts are of odd characters, in double quotes or plain. */
    private static String document(Random random, int depth) {
        int kind = random.nextInt(depth > 4 ? 4 : 8);
        if (kind < 4) {
            return kind == 0 ? PLAIN.get(random.nextInt(PLAIN.size())) : scalar(random, "");
        }
        List<String> parts = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            String value = document(random, depth + 1);
            parts.add(kind < 6 ? value : "? " + scalar(random, "k" + i) + "\n: " + value);
        }
        return (kind < 6 ? "[" : "{") + String.join(",\n", parts) + (kind < 6 ? "]" : "}");
    }

    private static String scalar(Random random, String begin) {
        StringBuilder text = new StringBuilder("\"").append(begin);
        for (int i = random.nextInt(6); i > 0; i--) {
            int c = ODD.codePointAt(random.nextInt(ODD.length()));
            text.append(random.nextInt(9) == 0 ? PLAIN.get(random.nextInt(PLAIN.size())) : String.format("\\U%08x", c));
        }
        return text.append('"').toString();
    }

    private static Object plain(String text) {
        ConfigProblems problems = new ConfigProblems();
        Object plain = plain(YamlConfig.parse("p.yaml", text, name -> null, problems));
        assertThat(problems.all()).isEmpty();
        return plain;
    }

    private static Object plain(ConfigNode node) {
        return switch (node.kind()) {
            case NULL -> Map.of();
            case SCALAR -> node.text();
            case LIST ->
                List.of(
                        "list",
                        node.items().stream().map(YamlPrinterTest::plain).toList());
            case MAP -> {
                Map<String, Object> entries = new LinkedHashMap<>();
                node.entries().forEach((key, value) -> entries.put(key, plain(value)));
                yield List.of("map", List.copyOf(entries.entrySet()));
            }
        };
    }
}
