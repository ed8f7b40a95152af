package dev.pointsman.report;

import dev.pointsman.api.Usage;
import dev.pointsman.catalog.Price;
import dev.pointsman.report.settings.Baseline;
import dev.pointsman.report.settings.Dimension;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What requests would have cost at a baseline, beside what they did cost: each with the tokens of its prompt, and with as many tokens of a reply as
 * {@link Baseline.Reply} says. Counted are requests that a model answered whole, at a known cost; replies out of the gateway's cache are not, their
 * savings are told apart. Confined to one thread.
 */
final class Savings {
    /** Answering models beyond it share one place. */
    private static final int MOST_MODELS = 64;
    /** Replies of a model from which on their mean means something. */
    private static final int ENOUGH_REPLIES = 30;

    private static final double DOLLAR = 1e9;

    private final Baseline baseline;
    private final Price price;
    private final Map<String, Sums> answered = new LinkedHashMap<>();

    /** Sums over the requests that one model answered, each with its resamplings. */
    private static final class Sums {
        final double[] requests = new double[Resampling.WIDTH];
        final double[] costNanos = new double[Resampling.WIDTH];
        final double[] promptNanos = new double[Resampling.WIDTH];
        final double[] replyNanos = new double[Resampling.WIDTH];
        final double[] replyTokens = new double[Resampling.WIDTH];
    }

    /**
     * What came of it.
     *
     * @param requests that were compared
     * @param costUsd what they did cost
     * @param baselineUsd what they would have cost
     * @param savedUsd the difference; below 0 where the baseline would have been cheaper
     * @param savedShare the same as a share of what they would have cost
     */
    public record Saved(
            String name,
            String model,
            String reply,
            long requests,
            Estimate costUsd,
            Estimate baselineUsd,
            Estimate savedUsd,
            Estimate savedShare) {}

    /** Of a baseline whose price is known. */
    Savings(Baseline baseline, Price price) {
        this.baseline = baseline;
        this.price = price;
    }

    Baseline baseline() {
        return baseline;
    }

    /** Whether a request is compared. */
    static boolean compared(ReportLine line) {
        return line.complete()
                && !line.fromCache()
                && line.costNanos() >= 0
                && line.model() != null
                && line.usage().prompt() > 0;
    }

    /** Adds one that is compared. */
    void add(ReportLine line, Resampling resampling) {
        String model = line.of(Dimension.MODEL);
        Sums sums = answered.get(model);
        if (sums == null) {
            sums = answered.computeIfAbsent(answered.size() < MOST_MODELS ? model : "", any -> new Sums());
        }
        Usage usage = line.usage();
        long prompt =
                price.cost(new Usage(usage.input(), usage.cachedRead(), usage.cacheWrite(), 0, 0).with(usage.dear()));
        long whole = price.cost(usage);
        resampling.add(sums.requests, 1);
        resampling.add(sums.costNanos, (double) line.costNanos());
        resampling.add(sums.promptNanos, (double) prompt);
        resampling.add(sums.replyNanos, (double) Math.max(0, whole - prompt));
        resampling.add(sums.replyTokens, (double) usage.completion());
    }

    Saved saved() {
        double count = total(0, Of.REQUESTS);
        if (count == 0) {
            return new Saved(
                    baseline.name(),
                    baseline.model(),
                    reply(),
                    0,
                    Estimate.NONE,
                    Estimate.NONE,
                    Estimate.NONE,
                    Estimate.NONE);
        }
        return new Saved(
                baseline.name(),
                baseline.model(),
                reply(),
                Math.round(count),
                Resampling.figure(sample -> dollars(total(sample, Of.COST), sample, count)),
                Resampling.figure(sample -> dollars(total(sample, Of.BASELINE), sample, count)),
                Resampling.figure(
                        sample -> dollars(total(sample, Of.BASELINE) - total(sample, Of.COST), sample, count)),
                Resampling.figure(sample -> 1 - total(sample, Of.COST) / total(sample, Of.BASELINE)));
    }

    private String reply() {
        return baseline.reply().name().toLowerCase(Locale.ROOT);
    }

    private enum Of {
        REQUESTS,
        COST,
        BASELINE
    }

    /** As if each resampling had as many requests as there were: what varies is who they are. */
    private double dollars(double nanos, int sample, double count) {
        return nanos * count / total(sample, Of.REQUESTS) / DOLLAR;
    }

    private double total(int sample, Of what) {
        double total = 0;
        for (Sums sums : answered.values()) {
            total += switch (what) {
                case REQUESTS -> sums.requests[sample];
                case COST -> sums.costNanos[sample];
                case BASELINE -> sums.promptNanos[sample] + sums.replyNanos[sample] * longer(sums, sample);
            };
        }
        return total;
    }

    /** How many times as long the baseline's replies are. */
    private double longer(Sums sums, int sample) {
        if (baseline.reply() == Baseline.Reply.SAME) {
            return 1;
        }
        double own = mean(answered.get(baseline.model()), sample);
        double its = mean(sums, sample);
        return own > 0 && its > 0 ? own / its : 1;
    }

    private static double mean(@Nullable Sums sums, int sample) {
        if (sums == null || sums.requests[0] < ENOUGH_REPLIES || sums.requests[sample] == 0) {
            return 0;
        }
        return sums.replyTokens[sample] / sums.requests[sample];
    }
}
