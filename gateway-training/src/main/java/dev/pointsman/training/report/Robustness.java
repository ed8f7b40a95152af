package dev.pointsman.training.report;

import dev.pointsman.learned.quality.QualityEstimator;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/** How often a router decides the same when a prompt changes in what should not matter: letters' case, one typo, spaces at the end, a polite beginning. */
final class Robustness {
    /** Prompts that are tried, the first. */
    static final int MOST_PROMPTS = 500;

    private Robustness() {}

    /**
     * Shares of unchanged decisions, 0 to 1, by what was changed.
     *
     * @param pair as in {@link RouterEvaluation.Options}; between two models the decision is that at the median of the prompts' preferences
     */
    static Map<String, Double> shares(QualityEstimator estimator, List<String> prompts, List<Integer> pair, long seed) {
        List<String> some = prompts.subList(0, Math.min(MOST_PROMPTS, prompts.size()));
        ToIntFunction<String> decision = decision(estimator, some, pair);
        int[] before = some.stream().mapToInt(decision).toArray();
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, UnaryOperator<String>> changes = new LinkedHashMap<>();
        changes.put("all in lower case", prompt -> prompt.toLowerCase(Locale.ROOT));
        changes.put("one typo", prompt -> typo(prompt, random));
        changes.put("spaces at the end", prompt -> prompt + "   ");
        changes.put("a polite beginning", prompt -> "Could you please help me with this? " + prompt);
        Map<String, Double> shares = new LinkedHashMap<>();
        changes.forEach((name, change) -> {
            int same = 0;
            for (int i = 0; i < before.length; i++) {
                same += decision.applyAsInt(change.apply(some.get(i))) == before[i] ? 1 : 0;
            }
            shares.put(name, (double) same / before.length);
        });
        return shares;
    }

    private static ToIntFunction<String> decision(
            QualityEstimator estimator, List<String> prompts, List<Integer> pair) {
        if (pair.isEmpty()) {
            return prompt -> highest(estimator.estimate(prompt));
        }
        int strong = pair.get(0);
        int weak = pair.get(1);
        double[] preferences = prompts.stream()
                .mapToDouble(prompt -> estimator.preference(prompt, strong, weak))
                .toArray();
        double threshold = Calibrator.threshold(0.5, preferences);
        return prompt -> estimator.preference(prompt, strong, weak) >= threshold ? 1 : 0;
    }

    private static int highest(double[] scores) {
        double most = Arrays.stream(scores).max().orElse(Double.NaN);
        int first = 0;
        while (first < scores.length - 1 && scores[first] < most) {
            first++;
        }
        return first;
    }

    /** Two letters beside one another change places. */
    static String typo(String prompt, SplittableRandom random) {
        if (prompt.length() < 2) {
            return prompt;
        }
        int place = random.nextInt(prompt.length() - 1);
        char[] letters = prompt.toCharArray();
        char kept = letters[place];
        letters[place] = letters[place + 1];
        letters[place + 1] = kept;
        return new String(letters);
    }
}
