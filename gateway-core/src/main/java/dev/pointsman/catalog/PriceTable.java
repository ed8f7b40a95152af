package dev.pointsman.catalog;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * List prices that ship with the gateway, by provider type and the provider's own model name; for deployments whose policy gives none.
 *
 * <p>File: {@code prices.csv} beside this class; each row names its source and the date of it. A model whose input or output price is not
 * known has no price here. A long prompt's cache writes cost more by the same factor as its input. Anthropic takes twice the input's price for what
 * its cache keeps for an hour (its price page, 2026-10).
 */
public final class PriceTable {
    /** Types that are billed by another's list. */
    private static final Map<String, String> BILLED_AS =
            Map.of("azure", "openai", "gemini", "google", "vertex", "google");

    private static final int HOUR_WRITE_FACTOR = 2;

    private final Map<String, Price> prices;

    private PriceTable(Map<String, Price> prices) {
        this.prices = Map.copyOf(prices);
    }

    /** The table in this jar. */
    public static PriceTable builtIn() {
        try (InputStream file =
                        Objects.requireNonNull(PriceTable.class.getResourceAsStream("prices.csv"), "prices.csv");
                BufferedReader reader = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return parse(reader.lines().toList());
        } catch (IOException brokenJar) {
            throw new UncheckedIOException("prices.csv", brokenJar);
        }
    }

    /** Comma-separated lines, the first one (after remarks) naming the columns. */
    static PriceTable parse(List<String> lines) {
        return new PriceTable(rows(lines));
    }

    /** The same table under others' prices. */
    PriceTable under(Map<String, Price> others) {
        Map<String, Price> all = new HashMap<>(prices);
        all.putAll(others);
        return new PriceTable(all);
    }

    /**
     * Prices by {@code provider/model} of a file in the form of the table in this jar.
     *
     * @throws IllegalArgumentException where it is not in that form
     */
    static Map<String, Price> rows(List<String> lines) {
        List<String> rows = new ArrayList<>(lines);
        rows.removeIf(line -> line.isBlank() || line.startsWith("#"));
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("prices: no line that names the columns");
        }
        List<String> columns = List.of(rows.remove(0).split(",", -1));
        Map<String, Price> prices = new HashMap<>();
        for (String row : rows) {
            Row cells = new Row(columns, row.split(",", -1));
            Price price = price(cells);
            if (price != null) {
                prices.put(cells.text("provider") + "/" + cells.text("model_id"), price);
            }
        }
        return prices;
    }

    /** Null where it is not known. A type's own price comes before that of the list it is billed by. A dated snapshot ({@code gpt-5-nano-2025-08-07}) costs what its model does, unless it is listed. */
    public @Nullable Price price(String providerType, String upstreamModel) {
        Price own = listed(providerType, upstreamModel);
        String billedAs = BILLED_AS.get(providerType);
        return own != null || billedAs == null ? own : listed(billedAs, upstreamModel);
    }

    private @Nullable Price listed(String type, String upstreamModel) {
        Price listed = prices.get(type + "/" + upstreamModel);
        return listed != null
                ? listed
                : prices.get(type + "/" + upstreamModel.replaceFirst("-\\d{4}-?\\d{2}-?\\d{2}$", ""));
    }

    private static @Nullable Price price(Row row) {
        Long in = row.nanos("input_usd_per_mtok");
        Long out = row.text("mode").equals("embedding") ? Long.valueOf(0) : row.nanos("output_usd_per_mtok");
        if (in == null || out == null) {
            return null;
        }
        long write = or(row.nanos("cache_write_usd_per_mtok"), in);
        boolean hours = row.text("provider").equals("anthropic");
        Price price = hours(hours, new Price(in, out, or(row.nanos("cached_input_usd_per_mtok"), in), write));
        String over = row.text("long_prompt_over_tokens");
        Long longIn = row.nanos("long_input");
        Long longOut = row.nanos("long_output");
        if (over.isEmpty() || longIn == null || longOut == null) {
            return price;
        }
        long longWrite = in == 0 ? longIn : scaled(write, longIn, in);
        return price.beyond(
                Long.parseLong(over),
                hours(hours, new Price(longIn, longOut, or(row.nanos("long_cached_input"), longIn), longWrite)));
    }

    /** With what an hour of the cache costs, where that has a price of its own. */
    private static Price hours(boolean priced, Price price) {
        long in = price.inputNanos();
        long out = price.outputNanos();
        return priced ? price.dear(new Price.Dear(out, in, out, in * HOUR_WRITE_FACTOR)) : price;
    }

    private static long scaled(long amount, long by, long per) {
        return BigInteger.valueOf(amount)
                .multiply(BigInteger.valueOf(by))
                .divide(BigInteger.valueOf(per))
                .longValueExact();
    }

    private static long or(@Nullable Long known, long fallback) {
        return known == null ? fallback : known;
    }

    private static final class Row {
        private final List<String> columns;
        private final String[] cells;

        Row(List<String> columns, String[] cells) {
            if (cells.length != columns.size()) {
                throw new IllegalArgumentException("prices: " + cells.length + " cells in the row of " + cells[0]
                        + " (expected: " + columns.size() + ")");
            }
            this.columns = columns;
            this.cells = cells;
        }

        String text(String column) {
            int place = columns.indexOf(column);
            if (place < 0) {
                throw new IllegalArgumentException("prices: no column \"" + column + "\"");
            }
            return cells[place];
        }

        @Nullable
        Long nanos(String column) {
            return Price.nanos(text(column));
        }
    }
}
