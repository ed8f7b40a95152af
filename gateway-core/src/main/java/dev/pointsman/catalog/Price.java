package dev.pointsman.catalog;

import dev.pointsman.api.Usage;
import java.math.BigInteger;

/**
 * What tokens cost, in nano-dollars per million tokens (1 USD per million = 1,000,000,000).
 *
 * @param cachedNanos a prompt token read from the provider's cache
 * @param cacheWriteNanos a prompt token written to it
 */
public record Price(long inputNanos, long outputNanos, long cachedNanos, long cacheWriteNanos) {
    public static final Price FREE = new Price(0, 0, 0, 0);
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    public Price {
        if (inputNanos < 0 || outputNanos < 0 || cachedNanos < 0 || cacheWriteNanos < 0) {
            throw new IllegalArgumentException("price: negative (expected: 0 or more nano-dollars per million tokens)");
        }
    }

    /** Nano-dollars of a call: multiplied exactly, divided once, rounded up. */
    public long cost(Usage usage) {
        try {
            long sum = Math.addExact(
                    Math.addExact(
                            Math.multiplyExact(usage.input(), inputNanos),
                            Math.multiplyExact(usage.cachedRead(), cachedNanos)),
                    Math.addExact(
                            Math.multiplyExact(usage.cacheWrite(), cacheWriteNanos),
                            Math.multiplyExact(usage.completion(), outputNanos)));
            return sum / 1_000_000 + (sum % 1_000_000 == 0 ? 0 : 1);
        } catch (ArithmeticException tooLargeForLong) {
            return exactCost(usage);
        }
    }

    private long exactCost(Usage usage) {
        BigInteger sum = product(usage.input(), inputNanos)
                .add(product(usage.cachedRead(), cachedNanos))
                .add(product(usage.cacheWrite(), cacheWriteNanos))
                .add(product(usage.completion(), outputNanos));
        BigInteger[] parts = sum.divideAndRemainder(MILLION);
        return parts[0].add(BigInteger.valueOf(parts[1].signum())).longValueExact();
    }

    private static BigInteger product(long tokens, long nanos) {
        return BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(nanos));
    }
}
