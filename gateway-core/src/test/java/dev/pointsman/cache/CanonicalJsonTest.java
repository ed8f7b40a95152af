package dev.pointsman.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"b\":1,\"a\":2} | { \"a\" : 2 , \"b\" : 1 }",
                "{\"a\":{\"d\":1,\"c\":[]},\"ab\":1} | {\"ab\":1,\"a\":{\"c\":[ ],\"d\":1}}",
                "\"\\u0041\" | \"A\"",
                "\"\\u00e9\" | \"é\"",
                "\"\\u20ac\" | \"€\"",
                "\"\\ud83d\\ude00\" | \"😀\"",
                "\"\\/\" | \"/\"",
                "\"\\u000A\\u0009\\u000d\\u0008\\u000c\" | \"\\n\\t\\r\\b\\f\"",
                "\"\\u0022\\u005C\" | \"\\\"\\\\\"",
                "\"\\u001F\" | \"\\u001f\"",
                "\"\\uD800x\" | \"\\ud800x\"",
                "{\"\\u0061\":1} | {\"a\":1}",
                "1 | 1.0",
                "100 | 1e2",
                "100 | 1.0E+2",
                "0.5 | 5e-1",
                "0.5 | 0.50",
                "-1.5 | -15e-1",
                "0 | -0",
                "0 | 0.000e7",
                "12 | 1.2e1",
                "1e40 | 10.0e39",
                "0.00001 | 1e-5",
            })
    void theSameValueHasOneForm(String one, String other) {
        assertThat(form(one)).isEqualTo(form(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1,2] | [2,1]",
                "[1] | [[1]]",
                "{\"a\":1} | {\"a\":\"1\"}",
                "{\"a\":1,\"a\":2} | {\"a\":2,\"a\":1}",
                "{\"a\":1,\"b\":2} | {\"a\":2,\"b\":1}",
                "{\"a\":\"b,c\"} | {\"a\":\"b\",\"c\":1}",
                "\"a\" | \"A\"",
                "\"\\\\n\" | \"\\n\"",
                "\"\\ud800\" | \"\\ud801\"",
                "\"\\\\ud800\" | \"\\ud800\"",
                "1 | -1",
                "1 | 10",
                "1.5 | 15",
                "1e40 | 1e41",
                "0.1 | 0.01",
                "true | false",
                "null | 0",
                "[] | {}",
                "\"\" | null",
                "[\"\",\"\"] | [\",\"]",
            })
    void anotherValueHasAnother(String one, String other) {
        assertThat(form(one)).isNotEqualTo(form(other));
    }

    @Test
    void neitherOrderNorSpaceNorEscapesMatterInRandomValues() {
        for (int seed = 0; seed < 300; seed++) {
            String one = value(new Random(seed), new Random(1), 0);
            String other = value(new Random(seed), new Random(2), 0);

            assertThat(form(one)).as("seed %d: %s / %s", seed, one, other).isEqualTo(form(other));
        }
    }

    @Test
    void randomValuesThatDifferHaveDifferentForms() {
        List<String> forms = new ArrayList<>();
        for (int seed = 0; seed < 300; seed++) {
            // the seed within makes each value another one
            forms.add(form("[" + value(new Random(seed), new Random(1), 0) + "," + seed + "]"));
        }

        assertThat(forms).doesNotHaveDuplicates();
    }

    @Test
    void belowABoundFieldsCountInTheirOrder() {
        String deep = "{\"a\":".repeat(CanonicalJson.SORTED_DEPTH);
        String end = "}".repeat(CanonicalJson.SORTED_DEPTH);

        assertThat(form(deep + "{\"x\":1,\"y\":2}" + end)).isNotEqualTo(form(deep + "{\"y\":2,\"x\":1}" + end));
    }

    @Test
    void anyValueMayStandInTheHole() {
        String one = "{\"a\":\"some text\",\"b\":1}";
        String other = "{\"a\":[1,{\"x\":2}],\"b\":1}";

        assertThat(form(one, 5)).isEqualTo(form(other, 5)).isNotEqualTo(form(one));
        assertThat(form(one, 5)).isNotEqualTo(form(one.replace("1}", "2}"), 5));
    }

    @Test
    void namesAreSetApart() {
        assertThat(names("ab", "c")).isNotEqualTo(names("a", "bc"));
    }

    @Test
    void manyFieldsAreSorted() {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            fields.add("\"f" + i + "\":" + i);
        }
        String inOrder = form("{" + String.join(",", fields) + "}");
        Collections.shuffle(fields, new Random(3));

        assertThat(form("{" + String.join(",", fields) + "}")).isEqualTo(inOrder);
    }

    private static String names(String... names) {
        CanonicalJson json = new CanonicalJson(new byte[0], -1);
        for (String name : names) {
            json.addName(name);
        }
        return text(json);
    }

    private static String form(String value) {
        return form(value, -1);
    }

    private static String form(String value, int hole) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        CanonicalJson json = new CanonicalJson(bytes, hole);
        json.add(0, bytes.length);
        return text(json);
    }

    private static String text(CanonicalJson json) {
        return new String(Arrays.copyOf(json.bytes(), json.length()), StandardCharsets.ISO_8859_1);
    }

    /** A value chosen by one source of chance, written as another one has it. */
    private static String value(Random what, Random how, int depth) {
        int kind = what.nextInt(depth > 3 ? 3 : 5);
        return switch (kind) {
            case 0 -> spaced(how, string("t" + what.nextInt(50) + "é\n", how));
            case 1 -> spaced(how, number(what.nextInt(1000), how));
            case 2 -> spaced(how, List.of("true", "false", "null").get(what.nextInt(3)));
            case 3 -> {
                List<String> items = new ArrayList<>();
                for (int i = what.nextInt(4); i > 0; i--) {
                    items.add(value(what, how, depth + 1));
                }
                yield "[" + String.join(",", items) + "]";
            }
            default -> {
                List<String> fields = new ArrayList<>();
                for (int i = what.nextInt(6); i > 0; i--) {
                    fields.add(spaced(how, string("n" + i, how)) + ":" + value(what, how, depth + 1));
                }
                Collections.shuffle(fields, how);
                yield "{" + String.join(",", fields) + "}";
            }
        };
    }

    private static String number(int number, Random how) {
        return how.nextBoolean() ? Integer.toString(number) : number + (how.nextBoolean() ? ".00" : "0e-1");
    }

    private static String string(String text, Random how) {
        StringBuilder written = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean escaped = c < ' ' || how.nextBoolean();
            written.append(escaped ? String.format("\\u%04x", (int) c) : String.valueOf(c));
        }
        return written.append('"').toString();
    }

    private static String spaced(Random how, String value) {
        return " ".repeat(how.nextInt(2)) + value + "\n".repeat(how.nextInt(2));
    }
}
