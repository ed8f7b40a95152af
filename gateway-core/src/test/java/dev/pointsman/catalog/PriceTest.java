package dev.pointsman.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Usage;
import dev.pointsman.config.Yaml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PriceTest {
    @Test
    void cachedTokensCostWhatInputDoesWhereNothingIsSaid() {
        Price price = Price.from(Yaml.of("{ in: 0.05, out: 0.40 }").node());

        assertThat(price).isEqualTo(new Price(50_000_000, 400_000_000, 50_000_000, 50_000_000));
    }

    @Test
    void everyPriceCanBeGiven() {
        Yaml yaml = Yaml.of("{ in: 1, out: 2, cached: 0.1, cache_write: 1.25,"
                + " long: { over: 272k, in: 3, out: 4, cached: 0.2, cache_write: 2.5 } }");

        Price price = Price.from(yaml.node());

        assertThat(yaml.problems()).isEmpty();
        assertThat(price)
                .isEqualTo(new Price(1_000_000_000L, 2_000_000_000L, 100_000_000, 1_250_000_000)
                        .beyond(272_000, new Price(3_000_000_000L, 4_000_000_000L, 200_000_000, 2_500_000_000L)));
    }

    @Test
    void nineDecimalsAreExact() {
        assertThat(Price.from(Yaml.of("{ in: 0.000000001, out: 0.1 }").node()).inputNanos())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cheap", "-1", "0.0000000001", "1e30", "1000001", "$KEY"})
    void whatIsNoAmountIsAProblem(String amount) {
        Yaml yaml = Yaml.of("price: { in: " + amount + ", out: 1 }");

        Price.from(yaml.node().at("price"));

        assertThat(yaml.problems())
                .containsExactly("test.yaml:1:14: price.in: expected USD per million tokens such as 0.05 but found \""
                        + amount + "\"");
    }

    @Test
    void bothDirectionsNeedAPrice() {
        Yaml yaml = Yaml.of("price: { in: 1 }");

        Price.from(yaml.node().at("price"));

        assertThat(yaml.problems()).containsExactly("test.yaml:1:8: price: missing key \"out\"");
    }

    @Test
    void aCallIsRoundedUpOnce() {
        Price price = new Price(1, 1, 1, 1);

        assertThat(price.cost(new Usage(1, 1, 1, 1, 1))).isEqualTo(1);
        assertThat(price.cost(Usage.NONE)).isZero();
        assertThat(price.cost(new Usage(500_000, 0, 0, 500_001, 0))).isEqualTo(2);
    }

    @Test
    void eachKindOfTokenHasItsPrice() {
        Price price = new Price(1_000_000, 10_000_000, 100_000_000, 1_000_000_000);

        assertThat(price.cost(new Usage(1, 3, 4, 2, 5))).isEqualTo(1 + 70 + 300 + 4000);
    }

    @Test
    void aSumBeyondLongIsStillExact() {
        Price price = new Price(4_000_000_000_000_000L, 0, 0, 0);

        assertThat(price.cost(new Usage(5_000_000, 0, 0, 0, 0))).isEqualTo(20_000_000_000_000_000L);
    }

    @Test
    void aLongPromptCountsItsCachedTokensAndCostsMoreThroughout() {
        Price price = new Price(1_000_000, 1_000_000, 1_000_000, 1_000_000)
                .beyond(100, new Price(2_000_000, 3_000_000, 0, 0));

        assertThat(price.cost(new Usage(50, 50, 0, 10, 0))).isEqualTo(110);
        assertThat(price.cost(new Usage(50, 51, 0, 10, 0))).isEqualTo(130);
    }
}
