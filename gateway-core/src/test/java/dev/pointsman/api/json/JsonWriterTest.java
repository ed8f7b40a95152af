package dev.pointsman.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonWriterTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final JsonWriter json = new JsonWriter(1);

    @Test
    void objectsAndArraysNestWithTheirCommas() {
        json.beginObject();
        json.field("a", "x");
        json.name("list").beginArray();
        json.number(1);
        json.text("two");
        json.beginObject();
        json.endObject();
        json.nothing();
        json.endArray();
        json.field("yes", true);
        json.field("no", false);
        json.field("texts", List.of("p", "q"));
        json.field("one", Set.of("r"));
        json.field("none", List.of());
        json.fieldIfAny("left out", null);
        json.fieldIfAny("there", "t");
        json.endObject();

        assertThat(text())
                .isEqualTo("{\"a\":\"x\",\"list\":[1,\"two\",{},null],\"yes\":true,\"no\":false,"
                        + "\"texts\":[\"p\",\"q\"],\"one\":[\"r\"],\"none\":[],\"there\":\"t\"}");
    }

    @Test
    void aNewTextStartsAtTheBeginningOfTheSameBuffer() {
        json.text("a long text that needs a larger buffer");
        byte[] buffer = json.buffer();

        json.reset();
        json.number(7);

        assertThat(json.buffer()).isSameAs(buffer);
        assertThat(json.toBytes()).containsExactly('7');
    }

    @Test
    void anyTextReadsBackAsItself() {
        Random dice = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int k = dice.nextInt(40); k > 0; k--) {
                text.appendCodePoint(point(dice));
            }
            json.reset();

            json.text(text.toString());

            assertThat(read().asString()).isEqualTo(text.toString());
            assertThat(json.toBytes()).isEqualTo(JsonText.quote(text.toString()));
        }
    }

    private static int point(Random dice) {
        int[] below = {0x20, 0x80, 0x800, 0xd800, 0x11_0000};
        int point = dice.nextInt(below[dice.nextInt(below.length)]);
        return point >= 0xd800 && point < 0xe000 ? '?' : point;
    }

    @Test
    void aLoneSurrogateBecomesAQuestionMark() {
        json.text("a\ud83d!\udc00");

        assertThat(text()).isEqualTo("\"a?!?\"");
    }

    @Test
    void anyNumberReadsBackAsTheSameBits() {
        Random dice = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            double value = switch (i % 4) {
                case 0 -> dice.nextDouble();
                case 1 -> Double.longBitsToDouble(dice.nextLong());
                case 2 -> dice.nextInt(2_000_000) / 1e4;
                default -> dice.nextLong() >> dice.nextInt(60);
            };
            if (Double.isFinite(value)) {
                json.reset();
                json.number(value);
                assertThat(Double.doubleToLongBits(Double.parseDouble(text())))
                        .as("%s written as %s", value, text())
                        .isEqualTo(Double.doubleToLongBits(value));
            }
        }
    }

    @Test
    void numbersAreWrittenShort() {
        json.beginArray();
        for (double value : new double[] {0, -0.0, 1, 0.86, 12.5, 100, 0.1234, 0.12001423155880242, -3.5, 1e10, 1e-7}) {
            json.number(value);
        }
        json.number(Double.NaN);
        json.number(Double.NEGATIVE_INFINITY);
        json.endArray();

        assertThat(text())
                .isEqualTo("[0.0,-0.0,1.0,0.86,12.5,100.0,0.1234,0.12001423155880242,-3.5,1.0E10,1.0E-7,null,null]");
    }

    @Test
    void wholeNumbersReachFromTheLeastToTheGreatest() {
        json.beginArray();
        for (long value : new long[] {0, 9, 10, -1, 1_790_000_000_000L, Long.MAX_VALUE, Long.MIN_VALUE}) {
            json.number(value);
        }
        json.endArray();

        assertThat(text()).isEqualTo("[0,9,10,-1,1790000000000,9223372036854775807,-9223372036854775808]");
    }

    @Test
    void wholeNumbersOfAnyLengthAreWrittenAsTheyAre() {
        Random random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            long value = random.nextLong() >> random.nextInt(64);
            json.reset();
            json.number(value);

            assertThat(text()).isEqualTo(Long.toString(value));
        }
    }

    @Test
    void aNumberIsReadAsTheDoubleNearestToIt() {
        Random random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            String places = Long.toString(random.nextLong() >>> (1 + random.nextInt(62)));
            int point = random.nextInt(places.length());
            String written = (random.nextBoolean() ? "-" : "")
                    + (point == 0 ? "0." + places : places.substring(0, point) + "." + places.substring(point))
                    + (random.nextInt(9) == 0 ? "e-" + random.nextInt(300) : "");

            assertThat(Double.doubleToLongBits(
                            JsonText.toDouble(JsonText.ascii(" " + written + " "), 1, 1 + written.length())))
                    .as(written)
                    .isEqualTo(Double.doubleToLongBits(Double.parseDouble(written)));
        }
    }

    @Test
    void namesThatShareAPlaceAreToldApart() {
        for (int twice = 0; twice < 2; twice++) {
            json.reset();
            json.beginObject();
            json.field("Aa", 1); // these two have the same hash
            json.field("BB", 2);
            json.field("a \"name\" that is longer than those that are remembered", 3);
            json.endObject();

            assertThat(text())
                    .isEqualTo(
                            "{\"Aa\":1,\"BB\":2,\"a \\\"name\\\" that is longer than those that are remembered\":3}");
        }
    }

    @Test
    void nanosecondsBecomeMillisecondsWithThreePlaces() {
        json.beginObject();
        json.millisField("whole", 4_000_000);
        json.millisField("places", 4_120_499);
        json.millisField("up", 4_120_501);
        json.millisField("none", -1);
        json.millisField("least", 999);
        json.millisField("zero", 0);
        json.endObject();

        assertThat(text()).isEqualTo("{\"whole\":4.0,\"places\":4.12,\"up\":4.121,\"least\":0.001,\"zero\":0.0}");
    }

    private String text() {
        return new String(json.toBytes(), StandardCharsets.UTF_8);
    }

    private JsonNode read() {
        return JSON.readTree(text());
    }
}
