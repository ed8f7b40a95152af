package dev.pointsman.training.data;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Gathers answers that were rated one by one. Those to prompts that ask the same become one row, with the mean of each model's ratings. Where the cost of a
 * scored answer is not known, it is taken to be the mean of the model's others. Where the odds of all draws of a question are known, so are those of each
 * model's having been asked. Not for use by several threads.
 */
public final class RatedPrompts {
    /** A mean in the making. */
    private static final class Sum {
        private double sum;
        private int count;

        void add(double value) {
            if (!Double.isNaN(value)) {
                sum += value;
                count++;
            }
        }

        double mean() {
            return count == 0 ? Double.NaN : sum / count;
        }
    }

    /** All that is known of one question. */
    private static final class Question {
        private final String prompt;
        private final Map<String, Sum> scores = new TreeMap<>();
        private final Map<String, Sum> costs = new TreeMap<>();
        /** Chance that no draw was of the model. */
        private final Map<String, Double> never = new TreeMap<>();

        private boolean drawn = true;

        Question(String prompt) {
            this.prompt = prompt;
        }

        void draw(Map<String, Double> odds) {
            drawn &= !odds.isEmpty();
            odds.forEach((model, each) -> never.merge(model, 1 - each, (before, now) -> before * now));
        }

        double[] odds(List<String> models) {
            return drawn
                    ? models.stream()
                            .mapToDouble(model -> 1 - never.getOrDefault(model, 1.0))
                            .toArray()
                    : new double[0];
        }
    }

    private final Map<String, Question> questions = new LinkedHashMap<>();
    private final Map<String, Sum> costs = new TreeMap<>();

    /**
     * Adds a rating; further questions than a table may have rows are left out.
     *
     * @param score 0..1
     * @param costUsd US dollars of the call; NaN where not known
     * @param odds of each model's being the one that was asked; empty where they are not known
     */
    public void rated(String prompt, String model, double score, double costUsd, Map<String, Double> odds) {
        String key = QuestionKey.of(prompt);
        Question question = questions.get(key);
        if (question == null && questions.size() < OutcomeTable.MOST_ROWS) {
            question = new Question(prompt);
            questions.put(key, question);
        }
        if (question != null) {
            question.scores.computeIfAbsent(model, first -> new Sum()).add(score);
            question.costs.computeIfAbsent(model, first -> new Sum()).add(costUsd);
            costs.computeIfAbsent(model, first -> new Sum()).add(costUsd);
            question.draw(odds);
        }
    }

    /** How many questions there are. */
    public int size() {
        return questions.size();
    }

    /** Models in the order of their names, questions in the order in which they came. */
    public OutcomeTable table() {
        TreeSet<String> names = new TreeSet<>();
        questions.values().forEach(question -> names.addAll(question.scores.keySet()));
        List<String> models = List.copyOf(names);
        int[] row = {0};
        return new OutcomeTable(
                models,
                questions.entrySet().stream()
                        .map(entry -> row(Integer.toString(++row[0]), entry.getKey(), entry.getValue(), models))
                        .toList());
    }

    private OutcomeRow row(String id, String key, Question question, List<String> models) {
        double[] scores = new double[models.size()];
        double[] dollars = new double[models.size()];
        Arrays.fill(scores, Double.NaN);
        Arrays.fill(dollars, Double.NaN);
        for (int i = 0; i < scores.length; i++) {
            Sum score = question.scores.get(models.get(i));
            Sum cost = question.costs.get(models.get(i));
            Sum all = costs.get(models.get(i));
            if (score != null && cost != null && all != null) {
                scores[i] = score.mean();
                dollars[i] = Double.isNaN(cost.mean()) ? all.mean() : cost.mean();
            }
        }
        return new OutcomeRow(id, "", question.prompt, key, scores, dollars, question.odds(models));
    }
}
