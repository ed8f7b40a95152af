package dev.pointsman.catalog;

import dev.pointsman.api.Usage;
import dev.pointsman.config.ConfigNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * What tokens cost, in nano-dollars per million tokens (1 USD per million = 1,000,000,000).
 *
 * @param cachedNanos a prompt token read from the provider's cache
 * @param cacheWriteNanos a prompt token written to it
 * @param longPrompt what every token of a call with a long prompt costs instead; null where length makes no difference
 */
public record Price(
        long inputNanos,
        long outputNanos,
        long cachedNanos,
        long cacheWriteNanos,
        @Nullable LongPrompt longPrompt) {
    public static final Price FREE = new Price(0, 0, 0, 0);
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);
    private static final BigDecimal MOST_DOLLARS = BigDecimal.valueOf(1_000_000);

    /**
     * Prices of a call whose whole prompt, cached tokens included, is longer than {@code overTokens}.
     *
     * @param price without a long price of its own
     */
    public record LongPrompt(long overTokens, Price price) {}

    public Price {
        if (inputNanos < 0 || outputNanos < 0 || cachedNanos < 0 || cacheWriteNanos < 0) {
            throw new IllegalArgumentException("price: negative (expected: 0 or more nano-dollars per million tokens)");
        }
    }

    public Price(long inputNanos, long outputNanos, long cachedNanos, long cacheWriteNanos) {
        this(inputNanos, outputNanos, cachedNanos, cacheWriteNanos, null);
    }

    /**
     * Reads {@code { in: 0.05, out: 0.40, cached: 0.005, cache_write: 0.0625, long: { over: 272k, in: 0.1, out: 0.6 } }}, USD per million
     * tokens. {@code cached} and {@code cache_write} default to {@code in}.
     */
    public static Price from(ConfigNode node) {
        Price price = tokens(node.onlyKeys("in", "out", "cached", "cache_write", "long"));
        ConfigNode longer = node.at("long");
        if (longer == null) {
            return price;
        }
        Price beyond = tokens(longer.onlyKeys("over", "in", "out", "cached", "cache_write"));
        ConfigNode over = longer.required("over");
        return price.beyond(over == null ? 0 : over.count(0), beyond);
    }

    /** Every price that many times as high, rounded. */
    public Price times(double factor) {
        LongPrompt beyond = longPrompt;
        return new Price(
                Math.round(inputNanos * factor),
                Math.round(outputNanos * factor),
                Math.round(cachedNanos * factor),
                Math.round(cacheWriteNanos * factor),
                beyond == null
                        ? null
                        : new LongPrompt(beyond.overTokens(), beyond.price().times(factor)));
    }

    /** The same price, and another one for prompts of more than {@code overTokens} tokens. */
    public Price beyond(long overTokens, Price price) {
        return new Price(inputNanos, outputNanos, cachedNanos, cacheWriteNanos, new LongPrompt(overTokens, price));
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
        return usage.billed() != null
                ? cost(usage.billed())
                : cost(usage.input(), usage.cachedRead(), usage.cacheWrite(), usage.completion());
    }

    /**
     * The same of tokens.
     *
     * @param input prompt tokens that are neither read from the provider's cache nor written to it
     */
    public long cost(long input, long cachedRead, long cacheWrite, long completion) {
        if (longPrompt != null && input + cachedRead + cacheWrite > longPrompt.overTokens()) {
            return longPrompt.price().cost(input, cachedRead, cacheWrite, completion);
        }
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
        return new Price(in, out, amount(node.at("cached"), in), amount(node.at("cache_write"), in));
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
        BigInteger[] parts = sum.divideAndRemainder(MILLION);
        return parts[0].add(BigInteger.valueOf(parts[1].signum())).longValueExact();
    }

    private static BigInteger product(long tokens, long nanos) {
        return BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(nanos));
    }
}
