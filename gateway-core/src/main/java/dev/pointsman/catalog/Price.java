package dev.pointsman.catalog;

import dev.pointsman.api.Usage;
import dev.pointsman.config.ConfigNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What tokens cost, in nano-dollars per million tokens (1 USD per million = 1,000,000,000).
 *
 * @param cachedNanos a prompt token read from the provider's cache
 * @param cacheWriteNanos a prompt token written to it
 * @param dear what tokens of some kinds cost instead; null where all cost the same
 * @param longPrompt what every token of a call with a long prompt costs instead; null where length makes no difference
 * @param tiers what every token costs instead where a tier of the provider other than the usual one serves, by its name
 */
public record Price(
        long inputNanos,
        long outputNanos,
        long cachedNanos,
        long cacheWriteNanos,
        @Nullable Dear dear,
        @Nullable LongPrompt longPrompt,
        Map<String, Price> tiers) {
    public static final Price FREE = new Price(0, 0, 0, 0);
    /** Names of tiers: OpenAI's flex and priority processing, and batches. */
    static final List<String> TIERS = List.of("flex", "priority", "batch");

    private static final String[] KEYS = {
        "in", "out", "cached", "cache_write", "cache_write_1h", "reasoning", "audio_in", "audio_out"
    };
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);
    private static final BigDecimal MOST_DOLLARS = BigDecimal.valueOf(1_000_000);

    /**
     * Prices of kinds of tokens that may differ from those of their field.
     *
     * @param hourWriteNanos a prompt token written to the cache for an hour
     */
    public record Dear(long reasoningNanos, long audioInNanos, long audioOutNanos, long hourWriteNanos) {
        public Dear {
            if (reasoningNanos < 0 || audioInNanos < 0 || audioOutNanos < 0 || hourWriteNanos < 0) {
                throw negative();
            }
        }

        private Dear times(double factor) {
            return new Dear(
                    Math.round(reasoningNanos * factor),
                    Math.round(audioInNanos * factor),
                    Math.round(audioOutNanos * factor),
                    Math.round(hourWriteNanos * factor));
        }
    }

    /**
     * Prices of a call whose whole prompt, cached tokens included, is longer than {@code overTokens}.
     *
     * @param price without a long price of its own
     */
    public record LongPrompt(long overTokens, Price price) {}

    public Price {
        tiers = Map.copyOf(tiers);
        if (inputNanos < 0 || outputNanos < 0 || cachedNanos < 0 || cacheWriteNanos < 0) {
            throw negative();
        }
    }

    public Price(long inputNanos, long outputNanos, long cachedNanos, long cacheWriteNanos) {
        this(inputNanos, outputNanos, cachedNanos, cacheWriteNanos, null, null, Map.of());
    }

    private static IllegalArgumentException negative() {
        return new IllegalArgumentException("price: negative (expected: 0 or more nano-dollars per million tokens)");
    }

    /**
     * Reads {@code { in: 0.05, out: 0.40, cached: 0.005, cache_write: 0.0625, long: { over: 272k, in: 0.1, out: 0.6 } }}, USD per million
     * tokens. {@code cached}, {@code cache_write} and {@code audio_in} default to {@code in}, {@code reasoning} and {@code audio_out} to {@code
     * out}, {@code cache_write_1h} to {@code cache_write}. {@code tiers} has a price for each tier that is not the usual one.
     */
    public static Price from(ConfigNode node) {
        return whole(node.onlyKeys(keys("long", "tiers")));
    }

    /** The same beside the day {@code from} which it holds. */
    static Price dated(ConfigNode node) {
        return whole(node.onlyKeys(keys("from", "long", "tiers")));
    }

    private static Price whole(ConfigNode node) {
        Price price = tokens(node);
        ConfigNode longer = node.at("long");
        if (longer != null) {
            Price beyond = tokens(longer.onlyKeys(keys("over")));
            ConfigNode over = longer.required("over");
            price = price.beyond(over == null ? 0 : over.count(0), beyond);
        }
        ConfigNode tiers = node.at("tiers");
        if (tiers != null) {
            Map<String, Price> each = new HashMap<>();
            tiers.onlyKeys(TIERS.toArray(new String[0]))
                    .entries()
                    .forEach((name, tier) -> each.put(name, tokens(tier.onlyKeys(keys()))));
            price = price.tiered(each);
        }
        return price;
    }

    private static String[] keys(String... more) {
        return Stream.concat(Stream.of(KEYS), Stream.of(more)).toArray(String[]::new);
    }

    /** Every price that many times as high, rounded. */
    public Price times(double factor) {
        LongPrompt beyond = longPrompt;
        Map<String, Price> dearer = new HashMap<>();
        tiers.forEach((tier, price) -> dearer.put(tier, price.times(factor)));
        return new Price(
                Math.round(inputNanos * factor),
                Math.round(outputNanos * factor),
                Math.round(cachedNanos * factor),
                Math.round(cacheWriteNanos * factor),
                dear == null ? null : dear.times(factor),
                beyond == null
                        ? null
                        : new LongPrompt(beyond.overTokens(), beyond.price().times(factor)),
                dearer);
    }

    /** The same price, and another one for prompts of more than {@code overTokens} tokens. */
    public Price beyond(long overTokens, Price price) {
        return new Price(
                inputNanos, outputNanos, cachedNanos, cacheWriteNanos, dear, new LongPrompt(overTokens, price), tiers);
    }

    /** The same price, and others for some kinds of tokens. */
    Price dear(Dear some) {
        return new Price(inputNanos, outputNanos, cachedNanos, cacheWriteNanos, some, longPrompt, tiers);
    }

    /** The same price, and others for some tiers. */
    Price tiered(Map<String, Price> each) {
        return new Price(inputNanos, outputNanos, cachedNanos, cacheWriteNanos, dear, longPrompt, each);
    }

    /** Nano-dollars of an amount in dollars; null where it is no amount from 0 to 1,000,000 with at most nine decimals. */
    static @Nullable Long nanos(String dollars) {
        try {
            BigDecimal amount = new BigDecimal(dollars.strip());
            boolean sane = amount.signum() >= 0 && amount.compareTo(MOST_DOLLARS) <= 0;
            return sane ? (Long) amount.movePointRight(9).longValueExact() : null;
        } catch (ArithmeticException | NumberFormatException notAnAmount) {
            return null;
        }
    }

    /** Nano-dollars of a call: multiplied exactly, divided once, rounded up. */
    public long cost(Usage usage) {
        if (usage.billed() != null) {
            return cost(usage.billed());
        }
        Price tier = usage.dear().tier() == null
                ? this
                : tiers.getOrDefault(usage.dear().tier(), this);
        Price price = tier.of(usage.prompt());
        return price.dear == null
                ? price.sum(usage.input(), usage.cachedRead(), usage.cacheWrite(), usage.completion())
                : price.cost(usage, price.dear);
    }

    private Price of(long promptTokens) {
        return longPrompt != null && promptTokens > longPrompt.overTokens() ? longPrompt.price() : this;
    }

    /** Kinds with prices of their own come out of those they are part of. */
    private long cost(Usage usage, Dear dear) {
        Usage.Dear some = usage.dear();
        BigInteger sum = product(usage.input() - some.audioIn(), inputNanos)
                .add(product(some.audioIn(), dear.audioInNanos))
                .add(product(usage.cachedRead(), cachedNanos))
                .add(product(usage.cacheWrite() - some.hourWrite(), cacheWriteNanos))
                .add(product(some.hourWrite(), dear.hourWriteNanos))
                .add(product(usage.output() - some.audioOut(), outputNanos))
                .add(product(some.audioOut(), dear.audioOutNanos))
                .add(product(usage.reasoning(), dear.reasoningNanos));
        return dividedUp(sum);
    }

    /**
     * The same of tokens.
     *
     * @param input prompt tokens that are neither read from the provider's cache nor written to it
     */
    public long cost(long input, long cachedRead, long cacheWrite, long completion) {
        Price price = of(input + cachedRead + cacheWrite);
        return price.sum(input, cachedRead, cacheWrite, completion);
    }

    private long sum(long input, long cachedRead, long cacheWrite, long completion) {
        try {
            long sum = Math.addExact(
                    Math.addExact(Math.multiplyExact(input, inputNanos), Math.multiplyExact(cachedRead, cachedNanos)),
                    Math.addExact(
                            Math.multiplyExact(cacheWrite, cacheWriteNanos),
                            Math.multiplyExact(completion, outputNanos)));
            return sum / 1_000_000 + (sum % 1_000_000 == 0 ? 0 : 1);
        } catch (ArithmeticException tooLargeForLong) {
            return exactCost(input, cachedRead, cacheWrite, completion);
        }
    }

    private static Price tokens(ConfigNode node) {
        long in = amount(node.required("in"), 0);
        long out = amount(node.required("out"), 0);
        long write = amount(node.at("cache_write"), in);
        Price price = new Price(in, out, amount(node.at("cached"), in), write);
        Dear dear = new Dear(
                amount(node.at("reasoning"), out),
                amount(node.at("audio_in"), in),
                amount(node.at("audio_out"), out),
                amount(node.at("cache_write_1h"), write));
        return dear.equals(new Dear(out, in, out, write)) ? price : price.dear(dear);
    }

    private static long amount(@Nullable ConfigNode node, long fallback) {
        if (node == null) {
            return fallback;
        }
        Long nanos = nanos(node.text());
        if (nanos == null) {
            node.problem("expected USD per million tokens such as 0.05 but found \"" + node.text() + "\"");
            return fallback;
        }
        return nanos;
    }

    private long exactCost(long input, long cachedRead, long cacheWrite, long completion) {
        BigInteger sum = product(input, inputNanos)
                .add(product(cachedRead, cachedNanos))
                .add(product(cacheWrite, cacheWriteNanos))
                .add(product(completion, outputNanos));
        return dividedUp(sum);
    }

    private static long dividedUp(BigInteger sum) {
        BigInteger[] parts = sum.divideAndRemainder(MILLION);
        return parts[0].add(BigInteger.valueOf(parts[1].signum())).longValueExact();
    }

    private static BigInteger product(long tokens, long nanos) {
        return BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(nanos));
    }
}
