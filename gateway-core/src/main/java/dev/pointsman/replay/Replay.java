package dev.pointsman.replay;

import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.explain.Decider;
import dev.pointsman.explain.Outcome;
import dev.pointsman.explain.PolicyVersions;
import dev.pointsman.ledger.DecisionRecord;
import dev.pointsman.ledger.LedgerReader;
import dev.pointsman.ledger.LineTime;
import dev.pointsman.policy.Policy;
import dev.pointsman.recorded.RecordReader;
import dev.pointsman.recorded.RecordedChoice;
import dev.pointsman.recorded.RecordedDecision;
import dev.pointsman.recorded.RecordedSignals;
import dev.pointsman.recorded.RecordedText;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.ExpectedCost;
import dev.pointsman.routing.Odds;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.facts.SignalReadings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Decides the requests of a ledger again by the next policy, line by line, in bounded memory; calls nobody. Confined to one thread.
 *
 * <p>A request of which the record does not hold what the next policy asks for (a word that the former rules did not search for, a signal
 * nobody looked at) is counted as not told: nothing is guessed. Where the former policy had no need to estimate the tokens of a prompt, the
 * provider's own count stands in.
 */
public final class Replay implements LedgerReader.Lines {
    private static final int MOST_WARNINGS = 20;
    private static final int MOST_HOURS = 24 * 400;
    private static final int MOST_REASONS = 200;
    private static final long HOUR = 3_600_000;
    private static final int STEP = 10_000;
    private static final JsonMapper JSON = new JsonMapper();

    /** A former policy, as far as it can still be found. */
    private record Former(@Nullable Policy policy, RecordedText.Searched searched) {}

    private final Policy next;
    private final Decider decider;
    private final PolicyVersions versions;
    private final long fromMillis;
    private final long toMillis;
    private final LongConsumer progress;
    private final Map<String, Former> formers = new HashMap<>();
    private final Sums sums = new Sums(42);
    private final OffPolicy offPolicy = new OffPolicy();
    private final Changed.Most most = new Changed.Most();
    private final Flows models = new Flows();
    private final Flows rules = new Flows();
    private final Map<String, Long> untold = new LinkedHashMap<>();
    private final Map<String, Long> refusals = new LinkedHashMap<>();
    private final Map<String, Long> policies = new LinkedHashMap<>();
    private final TreeMap<Long, double[]> hours = new TreeMap<>();
    private final List<String> warnings = new ArrayList<>();
    private final ReplayReport.Counts counts = new ReplayReport.Counts();
    private double quality;
    private double qualitySquared;
    private long qualities;

    /**
     * Of the requests of a time.
     *
     * @param versions where the policies that decided are found
     * @param fromMillis first moment, since 1970
     * @param toMillis first moment after
     * @param progress hears now and then how many lines were read
     */
    public Replay(Policy next, PolicyVersions versions, long fromMillis, long toMillis, LongConsumer progress) {
        this.next = next;
        this.decider = new Decider(next);
        this.versions = versions;
        this.fromMillis = fromMillis;
        this.toMillis = toMillis;
        this.progress = progress;
    }

    @Override
    public void line(long number, @Nullable String line, boolean whole) {
        counts.lines++;
        if (number % STEP == 0) {
            progress.accept(number);
        }
        if (line == null) {
            warn(number, "is too long for a decision record");
        } else if (!line.isBlank() && LineTime.within(line, fromMillis, toMillis)) {
            try {
                JsonNode read = JSON.readTree(line);
                RecordedDecision record = RecordReader.read(read);
                if (record == null) {
                    counts.undecided++;
                    rated(RecordReader.rating(read));
                } else if (record.atMillis() >= fromMillis && record.atMillis() < toMillis) {
                    decide(record);
                }
            } catch (JacksonException notJson) {
                warn(number, whole ? "is not JSON" : "is torn: the ledger ends in it");
            } catch (IllegalArgumentException foreign) {
                warn(number, String.valueOf(foreign.getMessage()));
            }
        }
    }

    /** What an answer is worth beside another model's says nothing of what it is worth. */
    private void rated(DecisionRecord.@Nullable Rated rating) {
        if (rating != null && rating.comparedWith() == null) {
            offPolicy.rated(rating);
        }
    }

    private void warn(long number, String what) {
        counts.foreign++;
        if (warnings.size() < MOST_WARNINGS) {
            warnings.add("line " + number + " " + what + ": passed over");
        }
    }

    private void decide(RecordedDecision record) {
        counts.requests++;
        count(policies, record.policy());
        Former former = formers.computeIfAbsent(record.policy(), this::former);
        int measured =
                (int) Math.min(Integer.MAX_VALUE, record.settled().usage().input());
        RecordedSignals signals = new RecordedSignals(readings(record, former), measured);
        RecordedText text = RecordedText.under(record.request().text(), former.searched);
        Outcome outcome = decider.decide(record.request(), signals, text);
        if (text.mattered() || !signals.missing().isEmpty()) {
            counts.untold++;
            signals.missing().forEach(signal -> count(untold, signal));
            if (text.mattered()) {
                text.missing().forEach(word -> count(untold, "text: " + word));
            }
            return;
        }
        counts.told++;
        compare(record, outcome, former, record.request().signals().anyTokens() >= 0 || measured > 0);
    }

    /** A task that was told then holds; where none was told, that means something only to a policy of the same labels. */
    private SignalReadings readings(RecordedDecision record, Former former) {
        SignalReadings read = record.request().signals();
        if (next.tasks().labels().isEmpty()) {
            return read.withTask(true, null);
        }
        boolean same = former.policy != null
                && next.tasks().labels().equals(former.policy.tasks().labels());
        return read.task() != null || same ? read : read.withTask(false, null);
    }

    private Former former(String digest) {
        Policy found = versions.withDigest(digest);
        return new Former(
                found, found == null ? RecordedText.Searched.NOTHING : RecordedText.Searched.of(found.rules()));
    }

    private void compare(RecordedDecision record, Outcome outcome, Former former, boolean tokensKnown) {
        RecordedChoice before = record.choice();
        String after = outcome.model();
        if (after == null) {
            count(refusals, outcome.words());
        }
        counts.refusedAfter += after == null ? 1 : 0;
        counts.refusedBefore += before == null ? 1 : 0;
        String from = before == null ? "(refused)" : before.model();
        String to = after == null ? "(refused)" : after;
        models.add(from, to);
        rules.add(
                rule(before == null ? null : before.rule()),
                rule(outcome.decision() == null ? null : outcome.decision().rule()));
        boolean changed = !from.equals(to);
        counts.changed += changed ? 1 : 0;
        if (before == null || outcome.decision() == null) {
            if (changed) {
                most.add(changed(record, from, to, outcome, 0, 0));
            }
            return;
        }
        Candidate chosen = outcome.decision().candidates().get(0);
        double better = quality(record, before, chosen.model(), former, outcome);
        String old = deployment(record, before);
        Deployment place = place(chosen, old);
        sums.next();
        sums.add(old, Sums.Of.BEFORE, 1);
        sums.add(place.id(), Sums.Of.AFTER, 1);
        waited(record);
        double cost = tokensKnown ? cost(record, before, place, former, outcome) : Double.NaN;
        if (Double.isNaN(cost)) {
            counts.costUnknown++;
        }
        if (changed) {
            most.add(changed(record, from, to, outcome, Double.isNaN(cost) ? 0 : cost, better));
        }
        Odds odds = Objects.requireNonNullElse(outcome.decision().odds(), Odds.certain(to));
        offPolicy.decided(record, before, odds, model -> tokensKnown ? expected(model, outcome.context()) : Double.NaN);
    }

    /** Expected nano-dollars at the model's first deployment; -1 where they are not known. */
    private double expected(String model, RoutingContext context) {
        Model its = next.catalog().model(model);
        return its == null ? -1 : ExpectedCost.nanos(its, its.deployments().get(0), context);
    }

    /** Expected nano-dollars of a call under a policy; -1 where it does not have the place, or no price for it. */
    private static long cost(Policy policy, String model, String deployment, RoutingContext context) {
        Model its = policy.catalog().model(model);
        Deployment place = policy.catalog().deployment(deployment);
        return its == null || place == null ? -1 : ExpectedCost.nanos(its, place, context);
    }

    private static String rule(@Nullable String name) {
        return name == null ? "(none)" : name;
    }

    private static Changed changed(
            RecordedDecision record, String from, String to, Outcome outcome, double costNanos, double quality) {
        RecordedChoice before = record.choice();
        return new Changed(
                record.id(),
                record.atMillis(),
                from,
                to,
                rule(before == null ? null : before.rule()),
                rule(outcome.decision() == null ? null : outcome.decision().rule()),
                costNanos,
                quality);
    }

    /** Where the request went first, or would have. */
    private static String deployment(RecordedDecision record, RecordedChoice before) {
        return record.order().isEmpty()
                ? before.candidates().get(0).deployments().get(0)
                : record.order().get(0);
    }

    /** Where it would go: the same deployment where it still may, else the first. */
    private static Deployment place(Candidate chosen, String old) {
        for (Deployment deployment : chosen.deployments()) {
            if (deployment.id().equals(old)) {
                return deployment;
            }
        }
        return chosen.deployments().get(0);
    }

    /** Expected nano-dollars after less before; NaN where one is not known. */
    private double cost(
            RecordedDecision record, RecordedChoice choice, Deployment place, Former former, Outcome outcome) {
        String old = deployment(record, choice);
        long before = record.expectedCostNanos();
        if (before < 0 && former.policy != null) {
            before = cost(former.policy, choice.model(), old, outcome.context());
        }
        if (before < 0) {
            before = cost(next, choice.model(), old, outcome.context());
        }
        Candidate chosen =
                Objects.requireNonNull(outcome.decision()).candidates().get(0);
        long after = ExpectedCost.nanos(chosen.model(), place, outcome.context());
        if (before < 0 || after < 0) {
            return Double.NaN;
        }
        counts.costKnown++;
        sums.add(old, Sums.Of.COST_BEFORE, (double) before);
        sums.add(place.id(), Sums.Of.COST_AFTER, (double) after);
        double[] hour = hours.computeIfAbsent(record.atMillis() / HOUR, any -> new double[2]);
        hour[0] += (double) before;
        hour[1] += (double) after;
        if (hours.size() > MOST_HOURS) {
            hours.pollFirstEntry();
        }
        long settled = record.settled().costNanos();
        if (settled >= 0 && before > 0 && old.equals(record.settled().deployment())) {
            sums.add(old, Sums.Of.SETTLED, (double) settled);
            sums.add(old, Sums.Of.EXPECTED, (double) before);
        }
        return after - (double) before;
    }

    private void waited(RecordedDecision record) {
        String answered = record.settled().deployment();
        double millis = record.settled().firstOutputMillis();
        if (answered != null && millis >= 0) {
            sums.add(answered, Sums.Of.WAITED, millis);
            sums.add(answered, Sums.Of.WAITS, 1);
        }
    }

    /** Expected quality after less before, by the next policy's profiles (a model that it lacks: by the former's). */
    private double quality(
            RecordedDecision record, RecordedChoice before, Model chosen, Former former, Outcome outcome) {
        Model old = next.catalog().model(before.model());
        if (old == null && former.policy != null) {
            old = former.policy.catalog().model(before.model());
        }
        if (old == null) {
            return 0;
        }
        String task = record.request().signals().task() == null
                ? null
                : outcome.context().task();
        double better = chosen.quality(task) - old.quality(task);
        quality += better;
        qualitySquared += better * better;
        qualities++;
        return better;
    }

    private static void count(Map<String, Long> counts, String what) {
        if (counts.size() < MOST_REASONS || counts.containsKey(what)) {
            counts.merge(what, 1L, Long::sum);
        }
    }

    /** What was found so far. */
    public ReplayReport report() {
        return new ReplayReport(
                next.digest(),
                policies,
                missingPolicies(),
                counts.copy(),
                Interval.wilson(counts.changed, counts.told),
                counts.costKnown == 0 ? Interval.NONE : sums.figure(sample -> sample.cost(Sums.Of.COST_BEFORE) / 1e9),
                counts.costKnown == 0 ? Interval.NONE : sums.figure(sample -> sample.cost(Sums.Of.COST_AFTER) / 1e9),
                counts.costKnown == 0
                        ? Interval.NONE
                        : sums.figure(
                                sample -> (sample.cost(Sums.Of.COST_AFTER) - sample.cost(Sums.Of.COST_BEFORE)) / 1e9),
                Interval.mean(quality, qualitySquared, qualities),
                counts.told == 0
                        ? Interval.NONE
                        : sums.figure(sample -> sample.wait(Sums.Of.AFTER) - sample.wait(Sums.Of.BEFORE)),
                offPolicy.report(),
                most.all(),
                models.all(),
                rules.all(),
                untold,
                refusals,
                hours,
                warnings);
    }

    private List<String> missingPolicies() {
        List<String> missing = new ArrayList<>();
        formers.forEach((digest, former) -> {
            if (former.policy == null) {
                missing.add(digest);
            }
        });
        return missing;
    }
}
