package dev.pointsman.learned.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tells the task of a text from its vector, by the vectors of example sentences: the same fit and calibration as for n-grams, with the cosine of
 * the vectors as similarity. Immutable.
 */
public final class VectorClassifier {
    private final List<String> labels;
    private final TaskOdds odds;
    /** One per label: its score is the product with a text's vector of length 1. */
    private final double[][] weights;

    private VectorClassifier(List<String> labels, TaskOdds odds, double[][] weights) {
        this.labels = List.copyOf(labels);
        this.odds = odds;
        this.weights = weights;
    }

    /** What needs a vector before {@link #of} can be called: the examples in order of the labels, then common sentences. */
    public static List<String> sentences(List<TaskLabel> labels) {
        List<String> sentences = new ArrayList<>();
        labels.forEach(label -> sentences.addAll(label.like()));
        sentences.addAll(Background.sentences());
        return sentences;
    }

    /**
     * Fits; takes long, as {@link TaskClassifier#ofExamples} does.
     *
     * @param vectors of {@link #sentences}, in that order, all of one length
     */
    public static VectorClassifier of(List<TaskLabel> labels, List<float[]> vectors) {
        int background = Background.sentences().size();
        List<double[]> scaled = new ArrayList<>();
        vectors.forEach(vector -> scaled.add(scaled(vector)));
        double[][] kernel = new double[scaled.size()][scaled.size()];
        for (int i = 0; i < kernel.length; i++) {
            for (int j = 0; j < kernel.length; j++) {
                kernel[i][j] = product(scaled.get(i), scaled.get(j));
            }
        }
        ExampleFit fit = new ExampleFit(kernel, ExampleFit.labelsOf(labels, background), labels.size());
        double[] stretch = new double[scaled.size()];
        Arrays.fill(stretch, 1);
        double[][] weights = new double[labels.size()][scaled.get(0).length];
        for (int i = 0; i < kernel.length; i++) {
            for (int label = 0; label < weights.length; label++) {
                for (int at = 0; at < weights[label].length; at++) {
                    weights[label][at] += fit.coefficients(i)[label] * scaled.get(i)[at];
                }
            }
        }
        List<String> names = labels.stream().map(TaskLabel::name).toList();
        return new VectorClassifier(names, new TaskOdds(labels, fit.calibration(stretch)), weights);
    }

    public List<String> labels() {
        return labels;
    }

    /** Length of the vectors. */
    public int dimensions() {
        return weights[0].length;
    }

    /** One probability per label; what is missing to 1 is that it is none of them. */
    public double[] probabilities(String text, float[] vector) {
        double[] scaled = scaled(vector);
        double[] scores = new double[weights.length];
        for (int label = 0; label < scores.length; label++) {
            scores[label] = product(weights[label], scaled);
        }
        return odds.of(text, scores);
    }

    private static double[] scaled(float[] vector) {
        double square = 0;
        for (float value : vector) {
            square += value * value;
        }
        double length = square == 0 ? 1 : Math.sqrt(square);
        double[] scaled = new double[vector.length];
        for (int i = 0; i < vector.length; i++) {
            scaled[i] = vector[i] / length;
        }
        return scaled;
    }

    private static double product(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }
}
