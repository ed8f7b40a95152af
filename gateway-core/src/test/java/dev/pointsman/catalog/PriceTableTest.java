package dev.pointsman.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Usage;
import java.util.List;
import org.junit.jupiter.api.Test;

class PriceTableTest {
    private final PriceTable table = PriceTable.builtIn();

    @Test
    void aListedModelHasItsPrice() {
        assertThat(table.price("openai", "gpt-5-nano"))
                .isEqualTo(new Price(50_000_000, 400_000_000, 5_000_000, 50_000_000));
    }

    @Test
    void aDatedSnapshotCostsWhatItsModelDoes() {
        assertThat(table.price("openai", "gpt-5-nano-2025-08-07")).isEqualTo(table.price("openai", "gpt-5-nano"));
        assertThat(table.price("anthropic", "claude-opus-4-5-20251101"))
                .isEqualTo(table.price("anthropic", "claude-opus-4-5"));
    }

    @Test
    void azureIsBilledAsOpenAi() {
        assertThat(table.price("azure", "gpt-5-mini")).isNotNull().isEqualTo(table.price("openai", "gpt-5-mini"));
    }

    @Test
    void aModelNobodyListsHasNoPrice() {
        assertThat(table.price("openai", "gpt-nobody")).isNull();
        assertThat(table.price("", "gpt-5-nano")).isNull();
    }

    @Test
    void longPromptsKeepTheirPrices() {
        Price price = table.price("openai", "gpt-6-sol");

        assertThat(price.longPrompt().overTokens()).isEqualTo(272_000);
        assertThat(price.longPrompt().price())
                .isEqualTo(new Price(4_000_000_000L, 15_000_000_000L, 400_000_000, 5_000_000_000L));
    }

    @Test
    void anthropicTakesTwiceTheInputForAnHourOfItsCache() {
        Usage usage = new Usage(0, 0, 1_000_000, 0, 0);

        assertThat(table.price("anthropic", "claude-opus-5-5").cost(usage)).isEqualTo(5_000_000_000L);
        assertThat(table.price("anthropic", "claude-opus-5-5").cost(usage.with(new Usage.Dear(0, 0, 400_000, null))))
                .isEqualTo(600_000L * 5_000 + 400_000L * 8_000);
        Price haiku = table.price("anthropic", "claude-haiku-5-5");
        assertThat(haiku.longPrompt().price().dear().hourWriteNanos())
                .isEqualTo(2 * haiku.longPrompt().price().inputNanos());
    }

    @Test
    void anEmptyCellIsUnknownAndNotFree() {
        PriceTable small = PriceTable.parse(List.of(
                "# remark",
                "provider,model_id,mode,input_usd_per_mtok,cached_input_usd_per_mtok,cache_write_usd_per_mtok,"
                        + "output_usd_per_mtok,long_prompt_over_tokens,long_input,long_cached_input,long_output",
                "acme,one,chat,1,,,,,,,",
                "acme,two,chat,1,,,2,,,,",
                "acme,three,embedding,0.1,,,,,,,"));

        assertThat(small.price("acme", "one")).isNull();
        assertThat(small.price("acme", "two"))
                .isEqualTo(new Price(1_000_000_000, 2_000_000_000, 1_000_000_000, 1_000_000_000));
        assertThat(small.price("acme", "three")).isEqualTo(new Price(100_000_000, 0, 100_000_000, 100_000_000));
    }
}
