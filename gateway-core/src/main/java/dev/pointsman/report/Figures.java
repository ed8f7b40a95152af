package dev.pointsman.report;

import dev.pointsman.api.Usage;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Sums of some requests. Confined to one thread while they grow. */
public final class Figures {
    private static final int MOST_KINDS = 100;

    private final Latency total = new Latency();
    private final Latency firstOutput = new Latency();
    private final Latency overhead = new Latency();
    private final Map<String, Long> errors = new TreeMap<>();
    private long requests;
    private long failed;
    private long retried;
    private long fellBack;
    private long asked;
    private long hits;
    private long savedNanos;
    private long costNanos;
    private long costUnknown;
    private long input;
    private long cachedRead;
    private long cacheWrite;
    private long output;
    private long reasoning;

    Figures() {}

    void add(ReportLine line) {
        requests++;
        if (!line.complete()) {
            failed++;
            if (errors.size() < MOST_KINDS || errors.containsKey(line.end())) {
                errors.merge(line.end(), 1L, Long::sum);
            }
        }
        retried += line.attempts() > 1 ? 1 : 0;
        fellBack += line.fellBack() ? 1 : 0;
        asked += line.cacheable() ? 1 : 0;
        total.add(line.totalMillis());
        firstOutput.add(line.firstOutputMillis());
        overhead.add(line.overheadMillis());
        if (line.fromCache()) {
            hits++;
            savedNanos += line.savedNanos();
        } else {
            tokens(line.usage());
        }
        long cost = line.costNanos();
        if (cost >= 0) {
            costNanos += cost;
        } else if (line.attempts() > 0) {
            costUnknown++;
        }
    }

    private void tokens(Usage usage) {
        input += usage.input();
        cachedRead += usage.cachedRead();
        cacheWrite += usage.cacheWrite();
        output += usage.output();
        reasoning += usage.reasoning();
    }

    public long requests() {
        return requests;
    }

    /** Requests that did not end well. */
    public long failed() {
        return failed;
    }

    /** The same by the word of their end. */
    public Map<String, Long> errors() {
        return Collections.unmodifiableMap(errors);
    }

    /** Requests of more than one attempt. */
    public long retried() {
        return retried;
    }

    /** Requests that another model answered than the first that was tried. */
    public long fellBack() {
        return fellBack;
    }

    /** Requests for which a cache was asked. */
    public long cacheable() {
        return asked;
    }

    /** Those of them that it answered. */
    public long hits() {
        return hits;
    }

    /** Nano-dollars that those would have cost. */
    public long savedNanos() {
        return savedNanos;
    }

    /** Nano-dollars, as far as known. */
    public long costNanos() {
        return costNanos;
    }

    /** Requests that a provider was asked for, of unknown cost. */
    public long costUnknown() {
        return costUnknown;
    }

    /** Tokens that providers processed, by kind: replies out of a cache have none. */
    public Usage tokens() {
        return new Usage(input, cachedRead, cacheWrite, output, reasoning);
    }

    /** Milliseconds from the request to the end of its reply, that a share of the requests does not exceed; NaN where there are none. */
    public double totalMillis(double share) {
        return total.quantile(share);
    }

    /** The same to the first output. */
    public double firstOutputMillis(double share) {
        return firstOutput.quantile(share);
    }

    /** The same of the time that was not spent waiting for providers. */
    public double overheadMillis(double share) {
        return overhead.quantile(share);
    }
}
