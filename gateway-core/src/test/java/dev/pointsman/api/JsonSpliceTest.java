package dev.pointsman.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.json.JsonFields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class JsonSpliceTest {
    private static final ObjectMapper JSON = JsonMapper.shared();

    @Test
    void aReplacedValueLeavesEveryOtherByteAsItWas() {
        assertThat(splice("{ \"model\" :\t\"a\" , \"prompt\":\"p\\u00e9\", \"x\": 1.50 }", "model", "\"bb\""))
                .isEqualTo("{ \"model\" :\t\"bb\" , \"prompt\":\"p\\u00e9\", \"x\": 1.50 }");
    }

    @Test
    void aNewFieldIsAppendedAfterTheLast() {
        assertThat(splice("{\"model\":\"a\",\"prompt\":\"p\" }", "stream", "true"))
                .isEqualTo("{\"model\":\"a\",\"prompt\":\"p\",\"stream\":true }");
    }

    @Test
    void anEmptyObjectTakesAField() {
        assertThat(text(new JsonSplice(utf8("{}"), JsonFields.NONE).set("a", utf8("1"))))
                .isEqualTo("{\"a\":1}");
    }

    @Test
    void theBytesOfThePromptAreNotCopied() {
        byte[] body = utf8("{\"model\":\"a\",\"prompt\":\"long\"}");
        ApiRequest request = parse(body);

        Body edited = request.splice().setString("model", "b").apply();

        List<byte[]> arrays = new ArrayList<>();
        edited.forEach((array, offset, length) -> arrays.add(array));
        assertThat(arrays).hasSize(3).first().isSameAs(body);
        assertThat(arrays.get(2)).isSameAs(body);
    }

    @Test
    void noEditGivesTheSameBytes() {
        byte[] body = utf8("{\"model\":\"a\",\"prompt\":\"p\"}");
        assertThat(parse(body).splice().apply().toArray()).isEqualTo(body);
    }

    @Test
    void randomEditsEqualTheSameEditsOnATree() {
        Random random = new Random(7);
        for (int round = 0; round < 5_000; round++) {
            JsonFields.Builder fields = new JsonFields.Builder();
            byte[] body = randomObject(random, fields);
            JsonFields found = fields.build();
            ObjectNode tree = (ObjectNode) JSON.readTree(body);
            JsonSplice splice = new JsonSplice(body, found);
            for (int edit = random.nextInt(6); edit > 0; edit--) {
                String name = "f" + random.nextInt(8);
                if (random.nextBoolean()) {
                    splice.remove(name);
                    tree.remove(name);
                } else {
                    String value = randomValue(random);
                    splice.set(name, utf8(value));
                    tree.set(name, JSON.readTree(value));
                }
            }

            byte[] edited = splice.apply().toArray();

            assertThat(JSON.readTree(edited)).isEqualTo(tree);
        }
    }

    /** An object of the fields f0 … f7, some of them, with white space wherever it may stand. */
    private static byte[] randomObject(Random random, JsonFields.Builder fields) {
        StringBuilder json = new StringBuilder(space(random)).append('{').append(space(random));
        int names = random.nextInt(6);
        for (int i = 0; i < names; i++) {
            if (i > 0) {
                json.append(',').append(space(random));
            }
            int nameStart = json.length();
            json.append("\"f")
                    .append(i)
                    .append('"')
                    .append(space(random))
                    .append(':')
                    .append(space(random));
            int start = json.length();
            json.append(randomValue(random));
            fields.add("f" + i, nameStart, start, json.length());
            json.append(space(random));
        }
        return utf8(json.append('}').append(space(random)).toString());
    }

    private static String randomValue(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> "\"a,}{\\\"" + random.nextInt(100) + "\"";
            case 1 -> "[1,{\"f1\":2}, \"]\"]";
            case 2 -> "{\"f0\" : [ ] }";
            case 3 -> "null";
            case 4 -> "true";
            default -> Integer.toString(random.nextInt());
        };
    }

    private static String space(Random random) {
        return " \n".substring(0, random.nextInt(3));
    }

    private static String splice(String json, String name, String value) {
        return text(parse(utf8(json)).splice().set(name, utf8(value)));
    }

    private static ApiRequest parse(byte[] body) {
        return ApiRequest.parse(Endpoint.COMPLETIONS, "/v1/completions", Headers.NONE, body);
    }

    private static String text(JsonSplice splice) {
        return new String(splice.apply().toArray(), StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
