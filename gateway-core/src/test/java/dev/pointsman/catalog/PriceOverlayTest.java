package dev.pointsman.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Usage;
import dev.pointsman.config.Yaml;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PriceOverlayTest {
    private static final PriceTable BUILT_IN = PriceTable.builtIn();
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 30);
    private static final String LITELLM = """
            {
              "sample_spec": { "litellm_provider": "one of …", "input_cost_per_token": 0 },
              "gpt-4o": { "litellm_provider": "openai", "mode": "chat",
                "input_cost_per_token": 2.5e-06, "output_cost_per_token": 1e-05, "cache_read_input_token_cost": 1.25e-06,
                "input_cost_per_token_batches": 1.25e-06, "output_cost_per_token_batches": 5e-06,
                "input_cost_per_token_priority": 4.25e-06, "output_cost_per_token_priority": 1.7e-05 },
              "gemini/gemini-2.5-pro": { "litellm_provider": "gemini", "mode": "chat",
                "input_cost_per_token": 1.25e-06, "output_cost_per_token": 1e-05,
                "input_cost_per_token_above_200k_tokens": 2.5e-06, "output_cost_per_token_above_200k_tokens": 1.5e-05 },
              "claude-haiku-4-5": { "litellm_provider": "anthropic", "mode": "chat",
                "input_cost_per_token": 1e-06, "output_cost_per_token": 5e-06, "cache_creation_input_token_cost": 1.25e-06,
                "cache_creation_input_token_cost_above_1hr": 2e-06, "cache_read_input_token_cost": 1e-07 },
              "azure/my-gpt": { "litellm_provider": "azure", "mode": "chat",
                "input_cost_per_token": 3e-06, "output_cost_per_token": 6e-06, "output_cost_per_reasoning_token": 7e-06,
                "input_cost_per_audio_token": 4e-05, "output_cost_per_audio_token": 8e-05 },
              "text-embedding-3-small": { "litellm_provider": "openai", "mode": "embedding", "input_cost_per_token": 2e-08 },
              "dall-e-3": { "litellm_provider": "openai", "mode": "image_generation", "input_cost_per_pixel": 4e-08 }
            }
            """;

    @Test
    void aFileInLiteLlmsFormStandsOverTheBuiltInTable() {
        PriceOverlay prices = overlay("file: p.json", LITELLM);

        assertThat(prices.price("mine", "openai", "gpt-4o"))
                .isEqualTo(new Price(2_500_000_000L, 10_000_000_000L, 1_250_000_000, 2_500_000_000L)
                        .tiered(Map.of(
                                "batch",
                                new Price(1_250_000_000L, 5_000_000_000L, 1_250_000_000, 1_250_000_000L),
                                "priority",
                                new Price(4_250_000_000L, 17_000_000_000L, 1_250_000_000, 4_250_000_000L))));
        assertThat(prices.price("mine", "gemini", "gemini-2.5-pro").longPrompt().overTokens())
                .isEqualTo(200_000);
        assertThat(prices.price("mine", "openai", "text-embedding-3-small"))
                .isEqualTo(new Price(20_000_000, 0, 20_000_000, 20_000_000));
        assertThat(prices.price("mine", "openai", "dall-e-3")).isNull();
        assertThat(prices.price("mine", "openai", "gpt-5-nano")).isEqualTo(BUILT_IN.price("openai", "gpt-5-nano"));
    }

    @Test
    void aTypesOwnPriceComesBeforeThatOfTheListItIsBilledBy() {
        PriceOverlay prices = overlay("file: p.json", LITELLM);

        assertThat(prices.price("az", "azure", "my-gpt").inputNanos()).isEqualTo(3_000_000_000L);
        assertThat(prices.price("az", "azure", "gpt-4o")).isEqualTo(prices.price("o", "openai", "gpt-4o"));
    }

    @Test
    void kindsOfTokensWithPricesOfTheirOwnAreBilledAtThem() {
        PriceOverlay prices = overlay("file: p.json", LITELLM);
        Price azure = prices.price("az", "azure", "my-gpt");
        Price claude = prices.price("a", "anthropic", "claude-haiku-4-5");

        Usage voice = new Usage(100, 0, 0, 50, 10).with(new Usage.Dear(60, 20, 0, null));
        assertThat(azure.cost(voice)).isEqualTo(40 * 3000 + 60 * 40_000 + 30 * 6000 + 20 * 80_000 + 10 * 7000);
        Usage written = new Usage(10, 5, 100, 1, 0).with(new Usage.Dear(0, 0, 30, null));
        assertThat(claude.cost(written)).isEqualTo(10 * 1000 + 5 * 100 + 70 * 1250 + 30 * 2000 + 5000);
    }

    @Test
    void aTierHasItsPriceAndOneThatIsNotListedTheUsualOne() {
        Price price = overlay("file: p.json", LITELLM).price("o", "openai", "gpt-4o");
        Usage usage = new Usage(1000, 0, 0, 100, 0);

        assertThat(price.cost(usage.inTier("batch"))).isEqualTo(1000 * 1250 + 100 * 5000);
        assertThat(price.cost(usage.inTier("priority"))).isEqualTo(1000 * 4250 + 100 * 17_000);
        assertThat(price.cost(usage.inTier("flex"))).isEqualTo(price.cost(usage));
    }

    @Test
    void aDeploymentsOwnPriceComesFirst() {
        PriceOverlay prices = overlay("file: p.json\nmodels:\n  mine/gpt-4o: { in: 1, out: 2 }", LITELLM);

        assertThat(prices.price("mine", "openai", "gpt-4o").inputNanos()).isEqualTo(1_000_000_000);
        assertThat(prices.price("o", "openai", "gpt-4o").inputNanos()).isEqualTo(2_500_000_000L);
    }

    @Test
    void ofDatedPricesTheLatestWhoseDayHasComeHolds() {
        String versions =
                "models:\n  o/m:\n    - { from: 2026-12-01, in: 3, out: 3 }\n    - { from: 2026-01-01, in: 1, out: 1 }\n"
                        + "    - { from: 2026-11-30, in: 2, out: 2 }\n  o/later: [{ from: 2027-01-01, in: 1, out: 1 }]";

        PriceOverlay prices = overlay(versions, "");

        assertThat(prices.price("o", "", "m").inputNanos()).isEqualTo(2_000_000_000L);
        assertThat(prices.price("o", "", "later")).isNull();
    }

    @Test
    void aTableInOurOwnFormIsReadToo() {
        String csv = "provider,model_id,mode,input_usd_per_mtok,cached_input_usd_per_mtok,cache_write_usd_per_mtok,"
                + "output_usd_per_mtok,long_prompt_over_tokens,long_input,long_cached_input,long_output\n"
                + "openai,house-model,chat,1,,,2,,,,\n";

        assertThat(overlay("file: p.csv", csv)
                        .price("o", "openai", "house-model")
                        .outputNanos())
                .isEqualTo(2_000_000_000L);
    }

    @Test
    void mistakesAreToldWhereTheyStand() {
        Yaml yaml = Yaml.of("prices: { file: p.json, models: { gpt: { in: 1, out: 1 }, opnai/m: { in: 1, out: 1 },"
                + " o/m: [{ from: soon, in: 1, out: 1 }, { in: 1, out: 1 }] } }");
        String bad = "{ \"m\": { \"litellm_provider\": \"openai\", \"input_cost_per_token\": \"cheap\","
                + " \"output_cost_per_token\": -1 } }";

        PriceOverlay.from(
                yaml.node().at("prices"),
                BUILT_IN,
                file -> bad.getBytes(StandardCharsets.UTF_8),
                Set.of("o", "openai"),
                TODAY);

        assertThat(yaml.problems().stream().map(line -> line.replaceFirst("^test.yaml:1:\\d+: ", "")))
                .containsExactlyInAnyOrder(
                        "prices.file: \"p.json\": \"m\": input_cost_per_token: expected US dollars per token such as 5e-08"
                                + " but found \"cheap\"",
                        "prices.file: \"p.json\": \"m\": output_cost_per_token: expected US dollars per token such as 5e-08"
                                + " but found -1",
                        "prices.models: expected provider/model such as openai/gpt-5-nano but found \"gpt\"",
                        "prices.models: unknown provider \"opnai\" (did you mean \"openai\"?)",
                        "prices.models.o/m[0].from: expected a day such as 2026-12-01 but found \"soon\"",
                        "prices.models.o/m[1]: missing key \"from\"");
    }

    @Test
    void aFileThatIsNoTableIsToldWithWhatWasExpected() {
        for (String text : List.of("[1]", "{ \"a\": ", "")) {
            Yaml yaml = Yaml.of("prices: { file: p.json }");

            PriceOverlay.from(
                    yaml.node().at("prices"), BUILT_IN, file -> text.getBytes(StandardCharsets.UTF_8), Set.of(), TODAY);

            assertThat(yaml.problems()).singleElement().asString().contains("prices.file: \"p.json\": expected");
        }
        Yaml yaml = Yaml.of("prices: { file: p.csv }");
        PriceOverlay.from(
                yaml.node().at("prices"),
                BUILT_IN,
                file -> "provider,model_id\na".getBytes(StandardCharsets.UTF_8),
                Set.of(),
                TODAY);
        assertThat(yaml.problems()).singleElement().asString().contains("p.csv").contains("1 cells in the row of a");
    }

    private static PriceOverlay overlay(String prices, String file) {
        Yaml yaml = Yaml.of(prices);
        PriceOverlay overlay = PriceOverlay.from(
                yaml.node(),
                BUILT_IN,
                named -> file.getBytes(StandardCharsets.UTF_8),
                Set.of("o", "mine", "az", "a"),
                TODAY);
        assertThat(yaml.problems()).isEmpty();
        return overlay;
    }
}
