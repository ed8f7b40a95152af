package dev.pointsman.training.fit;

import dev.pointsman.learned.HashedText;
import dev.pointsman.learned.task.Calibration;
import dev.pointsman.learned.task.LinearScores;
import dev.pointsman.learned.task.TaskClassifier;
import dev.pointsman.training.fit.Vocabulary.Sparse;
import java.util.ArrayList;
import java.util.List;

/**
 * Fits a task classifier to labelled texts, and says how good it will be: the texts are dealt into parts, each part is told by a fit to the
 * others, and what comes out calibrates the fit to all. Equal texts fall into one part, so that none is told by its twin. The same texts and seed
 * give the same classifier, bit for bit.
 */
public final class TaskTrainer {
    /**
     * What came out.
     *
     * @param probabilities of each text, told by a fit that had not seen it, calibrated; in order of the texts
     */
    public record Outcome(TaskClassifier classifier, List<double[]> probabilities) {
        public Outcome {
            probabilities = List.copyOf(probabilities);
        }
    }

    public static final int PARTS = 5;

    private final List<String> labels;
    private final int rounds;
    private final long seed;

    /** @param rounds how often each text is learned from */
    public TaskTrainer(List<String> labels, int rounds, long seed) {
        this.labels = List.copyOf(labels);
        this.rounds = rounds;
        this.seed = seed;
    }

    /**
     * Fits, and tells each text by a fit to others.
     *
     * @param truth of each text: position of its label
     */
    public Outcome train(List<String> texts, int[] truth, Progress progress) {
        Steps steps = new Steps(progress, (PARTS + 1) * rounds);
        List<HashedText> hashed = texts.stream().map(HashedText::of).toList();
        double[][] unseen = new double[texts.size()][];
        for (int part = 0; part < PARTS; part++) {
            tellPart(part, texts, hashed, truth, unseen, steps);
        }
        Calibration calibration = Calibration.scaled(unseen, truth);
        Vocabulary vocabulary = new Vocabulary(hashed);
        SoftmaxRegression fit = fit(vocabulary, hashed, truth, steps);
        LinearScores scores = new LinearScores(
                vocabulary.features(),
                vocabulary.rarity(),
                withRarity(fit.weights(), vocabulary),
                fit.bias(),
                vocabulary.rarest(),
                1);
        List<double[]> probabilities = new ArrayList<>();
        for (double[] each : unseen) {
            probabilities.add(calibration.probabilities(each));
        }
        return new Outcome(TaskClassifier.trained(labels, scores, calibration), probabilities);
    }

    private void tellPart(
            int part, List<String> texts, List<HashedText> hashed, int[] truth, double[][] unseen, Steps steps) {
        List<HashedText> others = new ArrayList<>();
        List<Integer> their = new ArrayList<>();
        for (int i = 0; i < truth.length; i++) {
            if (partOf(texts.get(i)) != part) {
                others.add(hashed.get(i));
                their.add(truth[i]);
            }
        }
        Vocabulary vocabulary = new Vocabulary(others);
        int[] labelsOfOthers = their.stream().mapToInt(Integer::intValue).toArray();
        SoftmaxRegression fit = fit(vocabulary, others, labelsOfOthers, steps);
        for (int i = 0; i < truth.length; i++) {
            if (partOf(texts.get(i)) == part) {
                unseen[i] = fit.scores(vocabulary.sparse(hashed.get(i)));
            }
        }
    }

    private SoftmaxRegression fit(Vocabulary vocabulary, List<HashedText> texts, int[] truth, Steps steps) {
        List<Sparse> sparse = texts.stream().map(vocabulary::sparse).toList();
        SoftmaxRegression fit = new SoftmaxRegression(vocabulary.size(), labels.size());
        fit.fit(sparse, truth, rounds, seed, steps::next);
        return fit;
    }

    private float[] withRarity(float[] weights, Vocabulary vocabulary) {
        float[] scaled = weights.clone();
        for (int row = 0; row < vocabulary.size(); row++) {
            for (int label = 0; label < labels.size(); label++) {
                scaled[row * labels.size() + label] *= vocabulary.rarity()[row];
            }
        }
        return scaled;
    }

    /** By the text alone, so that twins stay together. */
    private int partOf(String text) {
        long mixed = (text.hashCode() ^ seed) * 0x9e3779b97f4a7c15L;
        return (int) Math.floorMod(mixed >>> 32, (long) PARTS);
    }

    /** Counts the rounds of all fits. */
    private static final class Steps {
        private final Progress progress;
        private final int all;
        private int done;

        Steps(Progress progress, int all) {
            this.progress = progress;
            this.all = all;
        }

        void next() {
            progress.at(++done, all);
        }
    }
}
