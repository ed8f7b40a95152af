package dev.pointsman.replay;

import dev.pointsman.ledger.DecisionRecord.Rated;
import dev.pointsman.recorded.RecordedChoice;
import dev.pointsman.recorded.RecordedDecision;
import dev.pointsman.routing.Odds;
import dev.pointsman.routing.facts.TaskGuess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the next policy would have been worth, told by what really came of choices that chance made. A choice counts as its odds under the next policy
 * over those it was drawn at. Only requests of which every choice of the next policy could have been drawn then are weighed: of the others the ledger
 * knows nothing, and they are counted.
 *
 * <p>Quality is what ratings say, so it is that of requests that get rated. The newest {@value #MOST} decisions wait for a rating; of rated
 * ones the first {@value #MOST} are used. The guess of the doubly robust estimate is made from the other half of the ratings, so that none explains
 * itself. Confined to one thread.
 */
final class OffPolicy {
    static final int MOST = 131_072;

    /** Ratings that a wider mean counts as beside those of a model and a task. */
    private static final double PRIOR = 10;
    /** Of a rating where there is none. */
    private static final double NOTHING_KNOWN = 0.5;

    /**
     * What weighed outcomes tell of their mean under the next policy. Intervals are of 95 %, each observation on its own.
     *
     * @param observations of requests that can be weighed
     * @param effective how many observations without weights tell as much: (Σ w)² / Σ w² (L. Kish, 1965)
     * @param mostWeight the largest w
     * @param before mean of the same observations as they were
     * @param inverse by inverse propensity
     * @param normalised the same, self-normalised
     * @param robust doubly robust
     * @param change doubly robust, less what it was
     */
    record Estimate(
            long observations,
            double effective,
            double mostWeight,
            Interval before,
            Interval inverse,
            Interval normalised,
            Interval robust,
            Interval change) {
        static final Estimate NONE =
                new Estimate(0, 0, 0, Interval.NONE, Interval.NONE, Interval.NONE, Interval.NONE, Interval.NONE);
    }

    /**
     * All of it.
     *
     * @param decisions that can be compared
     * @param drawn of them by chance
     * @param supported of them that can be weighed
     * @param ratings of compared decisions
     * @param ratingsSupported of them that can be weighed
     * @param ratingsLost that name no compared decision, or came when there was no room
     * @param quality by ratings, 0..1
     * @param costNanos settled nano-dollars of a request
     */
    record Report(
            long decisions,
            long drawn,
            long supported,
            long ratings,
            long ratingsSupported,
            long ratingsLost,
            Estimate quality,
            Estimate costNanos) {}

    /** A decision as far as a rating of it needs it. */
    private record Logged(String model, @Nullable String task, double weight, boolean supported, Odds next) {}

    private record Sample(Logged logged, double score) {}

    private final Map<String, Logged> waiting = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Logged> eldest) {
            return size() > MOST;
        }
    };
    private final Map<String, Sample> rated = new LinkedHashMap<>();
    private final WeightedSums costs = new WeightedSums(44);
    private long decisions;
    private long drawn;
    private long supported;
    private long lost;

    /**
     * Takes a decision, and what it would be under the next policy.
     *
     * @param next odds of the next policy's choices
     * @param expected nano-dollars by model; NaN or below 0 where not known
     */
    void decided(RecordedDecision record, RecordedChoice choice, Odds next, ToDoubleFunction<String> expected) {
        decisions++;
        drawn += choice.probability() < 1 ? 1 : 0;
        String model = choice.model();
        boolean weighed = next.models().stream().allMatch(each -> next.of(each) == 0 || possible(choice, each));
        double weight = weighed ? next.of(model) / choice.probability() : 0;
        supported += weighed ? 1 : 0;
        waiting.put(record.id(), new Logged(model, task(record), weight, weighed, next));
        long cost = record.settled().costNanos();
        if (weighed && cost >= 0) {
            ToDoubleFunction<String> guess = each -> known(expected.applyAsDouble(each));
            costs.add(weight, (double) cost, mean(next, guess), guess.applyAsDouble(model));
        }
    }

    /** Takes a rating; the last one of a decision counts. */
    void rated(Rated rating) {
        Sample before = rated.get(rating.decision());
        Logged logged = before == null ? waiting.remove(rating.decision()) : before.logged;
        if (logged == null || (before == null && rated.size() >= MOST)) {
            lost++;
            return;
        }
        rated.put(rating.decision(), new Sample(logged, rating.score()));
    }

    Report report() {
        List<List<Sample>> halves = List.of(new ArrayList<>(), new ArrayList<>());
        rated.forEach((id, sample) -> halves.get(half(id)).add(sample));
        List<Guess> guesses = List.of(new Guess(halves.get(1)), new Guess(halves.get(0)));
        WeightedSums quality = new WeightedSums(43);
        long weighed = 0;
        for (Map.Entry<String, Sample> each : rated.entrySet()) {
            Logged logged = each.getValue().logged;
            if (logged.supported) {
                weighed++;
                Guess guess = guesses.get(half(each.getKey()));
                quality.add(
                        logged.weight,
                        each.getValue().score,
                        mean(logged.next, model -> guess.of(model, logged.task)),
                        guess.of(logged.model, logged.task));
            }
        }
        return new Report(
                decisions, drawn, supported, rated.size(), weighed, lost, quality.estimate(), costs.estimate());
    }

    /** Whether the choice could have been that model. */
    private static boolean possible(RecordedChoice choice, String model) {
        Odds odds = choice.odds();
        if (odds != null) {
            return odds.of(model) > 0;
        }
        return choice.model().equals(model)
                || (choice.probability() < 1
                        && choice.candidates().stream()
                                .anyMatch(each -> each.model().equals(model)));
    }

    private static double mean(Odds odds, ToDoubleFunction<String> ofModel) {
        double mean = 0;
        for (int i = 0; i < odds.models().size(); i++) {
            double share = odds.shares().get(i);
            mean += share == 0 ? 0 : share * ofModel.applyAsDouble(odds.models().get(i));
        }
        return mean;
    }

    /** What is not known is guessed to be nothing: the guess only narrows the interval. */
    private static double known(double nanos) {
        return nanos >= 0 ? nanos : 0;
    }

    private static @Nullable String task(RecordedDecision record) {
        TaskGuess guess = record.request().signals().task();
        return guess == null ? null : guess.label();
    }

    private static int half(String id) {
        return (id.hashCode() * 0x9e3779b9) >>> 31;
    }

    /** Mean ratings of models for tasks, each drawn to the mean over all tasks, and that to the mean of all. */
    private static final class Guess {
        private static final String ALL = "";

        private record Of(String model, @Nullable String task) {}

        private final Map<Of, double[]> sums = new HashMap<>();

        Guess(List<Sample> samples) {
            for (Sample sample : samples) {
                add(new Of(sample.logged.model, sample.logged.task), sample.score);
                add(new Of(sample.logged.model, ALL), sample.score);
                add(new Of(ALL, ALL), sample.score);
            }
        }

        private void add(Of of, double score) {
            double[] sum = sums.computeIfAbsent(of, first -> new double[2]);
            sum[0] += score;
            sum[1]++;
        }

        double of(String model, @Nullable String task) {
            double all = shrunk(new Of(ALL, ALL), NOTHING_KNOWN);
            return shrunk(new Of(model, task), shrunk(new Of(model, ALL), all));
        }

        private double shrunk(Of of, double wider) {
            double[] sum = sums.get(of);
            return sum == null ? wider : (sum[0] + PRIOR * wider) / (sum[1] + PRIOR);
        }
    }
}
