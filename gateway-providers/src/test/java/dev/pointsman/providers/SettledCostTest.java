package dev.pointsman.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Usage;
import dev.pointsman.catalog.Price;
import dev.pointsman.catalog.PriceTable;
import dev.pointsman.config.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every exchange that was ever recorded costs what its provider says it used, times the price, to the nano-dollar. What was used is read out of
 * the recording by {@link ToldCounts}, the sum is done by hand in decimals; the other side is what a running gateway does: the provider's adapter
 * reads the reply, and the price takes the usage that it tells.
 */
class SettledCostTest {
    /** Answers whose providers told no usage: their requests did not ask for it, as was usual then. */
    private static final List<String> NO_USAGE_TOLD = List.of(
            "cases/azure/chat-streaming-with-events-with-content-2.json",
            "cases/openai-chat/open-ai-function-calls-tools-streaming-parallel-with-events-with-conte-1.json");

    private static final int FIXTURES = 97;
    private static final int REFUSALS = 8;
    private static final int LISTED = 42;

    private static final List<String> KINDS =
            List.of("in", "cached", "cache_write", "cache_write_1h", "audio_in", "out", "reasoning", "audio_out");
    private static final Map<String, BigDecimal> USUAL =
            dollars("1.37", "0.173", "1.913", "3.019", "21.31", "9.113", "7.771", "41.93");
    private static final Map<String, BigDecimal> LONG =
            dollars("2.711", "0.347", "3.833", "6.043", "43.07", "13.67", "11.69", "62.87");
    private static final Map<String, BigDecimal> FLEX =
            dollars("0.691", "0.089", "0.953", "1.511", "10.67", "4.561", "3.889", "20.97");
    private static final Map<String, BigDecimal> PRIORITY =
            dollars("3.041", "0.379", "4.201", "6.637", "46.87", "20.03", "17.09", "92.23");
    private static final long LONG_OVER = 1_000;

    private static Map<String, BigDecimal> dollars(String... amounts) {
        Map<String, BigDecimal> dollars = new TreeMap<>();
        for (int i = 0; i < KINDS.size(); i++) {
            dollars.put(KINDS.get(i), new BigDecimal(amounts[i]));
        }
        return dollars;
    }

    private static String yaml(Map<String, BigDecimal> dollars) {
        return dollars.toString().replace("{", "").replace("}", "").replace("=", ": ");
    }

    /** A price in which every kind of token costs something else. */
    private static Price everyKind() {
        Yaml yaml = Yaml.of("{ " + yaml(USUAL) + ", long: { over: " + LONG_OVER + ", " + yaml(LONG)
                + " }, tiers: { flex: { " + yaml(FLEX) + " }, priority: { " + yaml(PRIORITY) + " } } }");
        Price price = Price.from(yaml.node());
        assertThat(yaml.problems()).isEmpty();
        return price;
    }

    private static Map<String, BigDecimal> everyKind(ToldCounts told) {
        if (told.tier() != null) {
            return told.tier().equals("flex") ? FLEX : PRIORITY;
        }
        return told.prompt() > LONG_OVER ? LONG : USUAL;
    }

    static List<Fixture> answers() {
        return Fixture.all().stream().filter(Fixture::answered).toList();
    }

    static Stream<Fixture> billed() {
        return answers().stream().filter(each -> !NO_USAGE_TOLD.contains(each.path()));
    }

    @Test
    void no_fixture_is_left_out() {
        List<Fixture> all = Fixture.all();

        assertThat(all).hasSize(FIXTURES);
        assertThat(all).filteredOn(each -> !each.answered()).hasSize(REFUSALS);
        assertThat(answers())
                .filteredOn(each -> ToldCounts.of(each.form(), each.told()) == null)
                .extracting(Fixture::path)
                .containsExactlyElementsOf(NO_USAGE_TOLD);
    }

    @Test
    void answers_that_tell_no_usage_cost_nothing_that_is_known() {
        assertThat(answers())
                .filteredOn(each -> NO_USAGE_TOLD.contains(each.path()))
                .allSatisfy(each -> assertThat(each.usage(1 << 20)).isNull());
    }

    @ParameterizedTest
    @MethodSource("billed")
    void e39_e41_e42_the_cost_is_the_usage_times_the_price_where_every_kind_of_token_has_one_of_its_own(
            Fixture fixture) {
        ToldCounts told = Objects.requireNonNull(ToldCounts.of(fixture.form(), fixture.told()));
        Price price = everyKind();

        for (int step : new int[] {1 << 20, 7}) {
            Usage usage = Objects.requireNonNull(fixture.usage(step));

            assertThat(price.cost(usage)).isEqualTo(told.nanos(everyKind(told)));
        }
    }

    @ParameterizedTest
    @MethodSource("billed")
    void e39_the_cost_is_the_usage_times_the_list_price(Fixture fixture) throws IOException {
        Map<String, BigDecimal> listed = listed(fixture);
        Price price = PriceTable.builtIn().price(fixture.type(), fixture.model());
        assertThat(price != null).isEqualTo(listed != null);
        if (price == null || listed == null) {
            return;
        }
        ToldCounts told = Objects.requireNonNull(ToldCounts.of(fixture.form(), fixture.told()));

        long cost = price.cost(Objects.requireNonNull(fixture.usage(1 << 20)));

        assertThat(cost).isEqualTo(told.nanos(listed));
    }

    @Test
    void most_fixtures_have_a_list_price() throws IOException {
        int listed = 0;
        for (Fixture fixture : answers()) {
            listed += listed(fixture) == null ? 0 : 1;
        }
        assertThat(listed).isEqualTo(LISTED);
    }

    /** The row of the shipped table for it, or for the model that it is a snapshot of; null where there is none. */
    private static @Nullable Map<String, BigDecimal> listed(Fixture fixture) throws IOException {
        String provider = fixture.type().equals("gemini") ? "google" : fixture.type();
        List<String> names = List.of(fixture.model(), fixture.model().replaceFirst("-20\\d\\d-?\\d\\d-?\\d\\d$", ""));
        try (InputStream file = Objects.requireNonNull(PriceTable.class.getResourceAsStream("prices.csv"))) {
            List<List<String>> rows = new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> Arrays.asList(line.split(",", -1)))
                    .toList();
            for (List<String> row : rows) {
                Map<String, String> cells = new HashMap<>();
                for (int i = 0; i < row.size(); i++) {
                    cells.put(rows.get(0).get(i), row.get(i));
                }
                if (provider.equals(cells.get("provider")) && names.contains(cells.get("model_id"))) {
                    return dollars(provider, cells);
                }
            }
        }
        return null;
    }

    /** What the table has no column for costs as what it is a part of; Anthropic takes twice the input's price for an hour of its cache. */
    private static Map<String, BigDecimal> dollars(String provider, Map<String, String> cells) {
        String in = cells.get("input_usd_per_mtok");
        String out = cells.get("mode").equals("embedding") ? "0" : cells.get("output_usd_per_mtok");
        String written = or(cells.get("cache_write_usd_per_mtok"), in);
        String hour = provider.equals("anthropic")
                ? new BigDecimal(in).multiply(BigDecimal.valueOf(2)).toPlainString()
                : written;
        return dollars(in, or(cells.get("cached_input_usd_per_mtok"), in), written, hour, in, out, out, out);
    }

    private static String or(String cell, String fallback) {
        return cell.isEmpty() ? fallback : cell;
    }
}
