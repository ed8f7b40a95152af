package dev.pointsman.learned.task;

import dev.pointsman.learned.HashedText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the task of a text from its hashed n-grams, and how sure that is. Immutable; bounded work per text.
 *
 * <p>From words and example sentences ({@link #ofExamples}), which may say "none of them", or by weights that were fitted to labelled lines
 * ({@link #trained}).
 */
public final class TaskClassifier {
    /** Of a text's squared length at least this share counts as known: a long prompt is judged by what the examples know. */
    private static final double LEAST_KNOWN = 0.2;

    private final List<String> labels;
    private final LinearScores scores;
    private final Calibration calibration;
    private final @Nullable TaskOdds odds;

    private TaskClassifier(List<String> labels, LinearScores scores, Calibration calibration, @Nullable TaskOdds odds) {
        this.labels = List.copyOf(labels);
        this.scores = scores;
        this.calibration = calibration;
        this.odds = odds;
    }

    /** Fits to examples; the time grows with the third power of their number (500: about a second). */
    public static TaskClassifier ofExamples(List<TaskLabel> labels) {
        List<String> names = labels.stream().map(TaskLabel::name).toList();
        List<HashedText> texts = new ArrayList<>();
        labels.forEach(label -> label.like().forEach(sentence -> texts.add(HashedText.of(sentence))));
        if (texts.isEmpty()) {
            LinearScores silent =
                    new LinearScores(new int[0], new float[0], new float[0], new float[names.size()], 1, 1);
            return new TaskClassifier(names, silent, Calibration.prior(), new TaskOdds(labels, Calibration.prior()));
        }
        List<String> background = Background.sentences();
        background.forEach(sentence -> texts.add(HashedText.of(sentence)));
        SimilarityIndex index = new SimilarityIndex(texts);
        ExampleFit fit =
                new ExampleFit(index.kernel(texts), ExampleFit.labelsOf(labels, background.size()), names.size());
        double[] stretch = new double[texts.size()];
        for (int i = 0; i < stretch.length; i++) {
            stretch[i] = index.stretch(texts.get(i), LEAST_KNOWN);
        }
        Calibration calibration = fit.calibration(stretch);
        LinearScores scores = index.linear(fit, names.size(), LEAST_KNOWN);
        return new TaskClassifier(names, scores, calibration, new TaskOdds(labels, calibration));
    }

    /** By weights that were fitted elsewhere. */
    public static TaskClassifier trained(List<String> labels, LinearScores scores, Calibration calibration) {
        return new TaskClassifier(labels, scores, calibration, null);
    }

    public List<String> labels() {
        return labels;
    }

    /** One probability per label, in their order; what is missing to 1 is that it is none of them. */
    public double[] probabilities(String text) {
        double[] raw = scores.of(HashedText.of(text));
        return odds == null ? calibration.probabilities(raw) : odds.of(text, raw);
    }

    /** Position of the highest; the first of equals. */
    public static int best(double[] probabilities) {
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) {
            best = probabilities[i] > probabilities[best] ? i : best;
        }
        return best;
    }

    LinearScores scores() {
        return scores;
    }

    Calibration calibration() {
        return calibration;
    }
}
