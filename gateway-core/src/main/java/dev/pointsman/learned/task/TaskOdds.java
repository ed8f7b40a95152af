package dev.pointsman.learned.task;

import java.util.List;

/**
 * What words and examples together say of a text: one probability per task, the rest that it is none of them.
 *
 * <p>Each task has a logit: its score by the examples, calibrated. A word of the task lifts it to {@value #ONE_WORD} above "none", if the
 * examples say nothing, and each further one by {@value #FURTHER_WORD}, of four words at most. A task without examples waits for a word.
 */
final class TaskOdds {
    private static final double ONE_WORD = 2;
    private static final double FURTHER_WORD = 1;
    private static final int MOST_WORDS = 4;

    private final Calibration calibration;
    private final TaskWords words;
    private final boolean[] judged;

    /** @param calibration of the examples' scores, with a "none" */
    TaskOdds(List<TaskLabel> labels, Calibration calibration) {
        this.calibration = calibration;
        this.words = new TaskWords(labels);
        this.judged = new boolean[labels.size()];
        for (int i = 0; i < judged.length; i++) {
            judged[i] = !labels.get(i).like().isEmpty();
        }
    }

    /** @param scores of the text by the examples of each task */
    double[] of(String text, double[] scores) {
        double[] logits = new double[judged.length];
        int[] counts = words.none() ? new int[judged.length] : words.countIn(text);
        for (int i = 0; i < logits.length; i++) {
            double byExamples = judged[i] ? calibration.logit(scores[i]) : Double.NEGATIVE_INFINITY;
            logits[i] = counts[i] == 0 ? byExamples : withWords(byExamples, counts[i]);
        }
        return Calibration.ofLogits(logits, true);
    }

    private double withWords(double byExamples, int count) {
        double lift = ONE_WORD + FURTHER_WORD * (Math.min(count, MOST_WORDS) - 1);
        // what examples say beyond their silence counts on top
        return lift + Math.max(0, byExamples - calibration.shift());
    }
}
