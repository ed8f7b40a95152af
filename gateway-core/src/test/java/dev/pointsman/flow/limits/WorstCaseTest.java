package dev.pointsman.flow.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Usage;
import dev.pointsman.catalog.Price;
import dev.pointsman.flow.limits.Scene.Sent;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorstCaseTest {
    private final Scene scene = new Scene("[{ per: key, spend: 100/day }]");

    private double reserved(Endpoint endpoint, String body) {
        double before = scene.spent("key-spend");
        Sent sent = scene.send(endpoint, "ci", body);
        assertThat(sent.sink().ended()).isFalse();
        return scene.spent("key-spend") - before;
    }

    private double chat(String more) {
        return reserved(
                Endpoint.CHAT_COMPLETIONS,
                "{\"model\":\"large\"," + more + "\"messages\":[{\"role\":\"user\",\"content\":\"tell me\"}]}");
    }

    @Test
    void everyChoiceMayBeAsLongAsTheMaximum() {
        double one = chat("\"max_tokens\":1000,");
        double three = chat("\"max_tokens\":1000,\"n\":3,");

        assertThat(one).isBetween(0.01, 0.0101);
        assertThat(three).isBetween(0.03, 0.0301);
    }

    @Test
    void toolsAndPicturesMakeThePromptLonger() {
        double plain = chat("\"max_tokens\":1,");
        double tools = chat("\"max_tokens\":1,\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\""
                + "x".repeat(3000) + "\"}}],");
        double picture = reserved(
                Endpoint.CHAT_COMPLETIONS,
                "{\"model\":\"large\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x/y.png\"}}]}]}");

        assertThat(plain).isLessThan(100e-6);
        assertThat(tools - plain).isBetween(1000e-6, 1100e-6);
        assertThat(picture).isBetween(4000e-6, 4200e-6);
    }

    @Test
    void aPromptIsNeverLongerThanTheWindow() {
        double huge = chat("\"max_tokens\":1,\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\""
                + "x".repeat(600_000) + "\"}}],");

        assertThat(huge).as("100k in").isBetween(0.1, 0.100011);
    }

    @Test
    void embeddingsHaveNoReply() {
        assertThat(reserved(Endpoint.EMBEDDINGS, "{\"model\":\"large\",\"input\":\"tell me\"}"))
                .isLessThan(50e-6);
    }

    @Test
    void thePromptIsTakenAtItsDearestPrice() {
        Price dear = WorstCase.dearest(new Price(3_000_000, 15_000_000, 300_000, 3_750_000));

        assertThat(dear.cost(new Usage(1_000_000, 0, 0, 1_000_000, 0))).isEqualTo(3_750_000 + 15_000_000);
        assertThat(dear.cost(new Usage(0, 1_000_000, 0, 0, 0))).isEqualTo(3_750_000);
        Price longer = WorstCase.dearest(new Price(1, 1, 1, 1).beyond(10, new Price(2_000_000, 5, 0, 4_000_000)));
        assertThat(longer.cost(new Usage(1_000_000, 0, 0, 0, 0))).isEqualTo(4_000_000);
        assertThat(longer.cost(new Usage(10, 0, 0, 0, 0))).isEqualTo(1);
        assertThat(longer.cost(new Usage(0, 11, 0, 1_000_000, 0))).isEqualTo(5 + 44);
    }

    @Test
    void kindsOfTokensAndTiersMayBeDearer() {
        Price priority = new Price(4_000_000, 9_000_000, 0, 0);
        Price.Dear kinds = new Price.Dear(7_000_000, 3_000_000, 8_000_000, 2_000_000);
        Price price = new Price(1_000_000, 5_000_000, 100_000, 1_000_000, kinds, null, Map.of());

        Price dear = WorstCase.dearest(price);
        assertThat(dear.cost(new Usage(1_000_000, 0, 0, 0, 0))).isEqualTo(3_000_000);
        assertThat(dear.cost(new Usage(0, 0, 0, 1_000_000, 0))).isEqualTo(8_000_000);

        Price tiered = WorstCase.dearest(
                new Price(1_000_000, 5_000_000, 100_000, 1_000_000, kinds, null, Map.of("priority", priority)));
        assertThat(tiered.cost(new Usage(1_000_000, 0, 0, 0, 0))).isEqualTo(4_000_000);
        assertThat(tiered.cost(new Usage(0, 0, 0, 1_000_000, 0))).isEqualTo(9_000_000);
    }
}
