package dev.pointsman.api.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonCursorTest {
    private static final JsonFactory JACKSON = new JsonFactory();
    private static final String[] SEEDS = {
        "{\"a\":[1,-2.5e+3,0,true,false,null,\"x\"],\"b\":{\"c\":{}},\"d\":\"\\u00e9\\n\\\"\\\\/\"}",
        "[{\"role\":\"user\",\"content\":\"Grüße, 世界 🚀 and a rather long run of plain text to fill eight bytes often\"}, [] ]",
        " {\"\":0.1E-7 , \"n\" : -0, \"deep\":[[[[[]]]]]}\n",
        "\"lone \\ud800 and \\uDC00\"",
    };
    private static final byte[] SPICE =
            "{}[],:\"\\0123456789.eE+-tfnu \n\t\u0001\u007f".getBytes(StandardCharsets.UTF_8);

    @Test
    void acceptsExactlyWhatJacksonAndTheUtf8DecoderAccept() {
        Random random = new Random(3);
        int accepted = 0;
        for (int round = 0; round < 60_000; round++) {
            byte[] text = mutated(random);
            boolean valid = valid(text);
            accepted += valid ? 1 : 0;
            assertThat(accepts(text))
                    .as(new String(text, StandardCharsets.ISO_8859_1))
                    .isEqualTo(valid);
        }
        assertThat(accepted).isBetween(5_000, 55_000);
    }

    /** A valid text with up to three bytes changed, left out or put in. */
    private static byte[] mutated(Random random) {
        byte[] text = SEEDS[random.nextInt(SEEDS.length)].getBytes(StandardCharsets.UTF_8);
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(text.length);
            byte spice = random.nextInt(4) == 0 ? (byte) random.nextInt(256) : SPICE[random.nextInt(SPICE.length)];
            ByteBuffer out = ByteBuffer.allocate(text.length + 1).put(text, 0, at);
            switch (random.nextInt(3)) {
                case 0 -> out.put(spice).put(text, at, text.length - at);
                case 1 -> out.put(spice).put(text, at + 1, text.length - at - 1);
                default -> out.put(text, at + 1, text.length - at - 1);
            }
            text = java.util.Arrays.copyOf(out.array(), out.position());
            if (text.length == 0) {
                return text;
            }
        }
        return text;
    }

    private static boolean accepts(byte[] text) {
        JsonCursor cursor = new JsonCursor(text);
        try {
            cursor.skipValue();
            cursor.finish();
            return true;
        } catch (JsonCursor.Malformed malformed) {
            return false;
        }
    }

    private static boolean valid(byte[] text) {
        try {
            String decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
            return decoded.indexOf('\uFEFF') != 0 && oneValue(decoded);
        } catch (CharacterCodingException notUtf8) {
            return false;
        }
    }

    private static boolean oneValue(String text) {
        try (JsonParser parser = JACKSON.createParser(tools.jackson.core.ObjectReadContext.empty(), text)) {
            int depth = 0;
            int values = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                values += depth == 0 ? 1 : 0;
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                parser.getString();
            }
            return values == 1 && depth == 0;
        } catch (JacksonException broken) {
            return false;
        }
    }

    @Test
    void stringsAreDecodedAsJacksonDecodesThem() {
        for (String seed : SEEDS) {
            JsonNode tree = JsonMapper.shared().readTree(seed);
            for (JsonNode node : tree.findValues("content")) {
                byte[] quoted = JsonText.quote(node.stringValue());
                assertThat(new JsonCursor(quoted).string()).isEqualTo(node.stringValue());
            }
        }
        assertThat(new JsonCursor(utf8("\"\\ud83d\\ude80 \\u00e9\\b\\f\\r\\t\\/é\"")).string())
                .isEqualTo("🚀 é\b\f\r\t/é");
    }

    @Test
    void whatIsQuotedIsReadBackTheSame() {
        Random random = new Random(5);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(40), 0, 0x3000)
                    .filter(c -> !Character.isSurrogate((char) c))
                    .forEach(text::appendCodePoint);
            byte[] quoted = JsonText.quote(text.toString());

            assertThat(new JsonCursor(quoted).string()).isEqualTo(text.toString());
            assertThat(JsonMapper.shared().readTree(quoted).stringValue()).isEqualTo(text.toString());
        }
    }

    @Test
    void numbersOfAnySizeAreRead() {
        assertThat(number("-17")).isEqualTo(-17);
        assertThat(number("1e2")).isEqualTo(100);
        assertThat(number("2.9")).isEqualTo(2);
        assertThat(number("1234567890123456789")).isEqualTo(1234567890123456768L);
        assertThat(number("9".repeat(30))).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> number("9".repeat(1001))).isInstanceOf(JsonCursor.Malformed.class);
    }

    @Test
    void nestingNamesAndNumbersAreBounded() {
        assertThat(accepts(utf8("[".repeat(500) + "]".repeat(500)))).isTrue();
        assertThat(accepts(utf8("[".repeat(501) + "]".repeat(501)))).isFalse();
        assertThat(accepts(utf8("{\"" + "x".repeat(1000) + "\":1}"))).isTrue();
        assertThat(accepts(utf8("{\"" + "x".repeat(1001) + "\":1}"))).isFalse();
    }

    private static long number(String json) {
        return new JsonCursor(utf8(json)).number();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
