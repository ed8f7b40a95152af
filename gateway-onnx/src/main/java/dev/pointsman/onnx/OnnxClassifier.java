package dev.pointsman.onnx;

import dev.pointsman.learned.TextClassifier;
import dev.pointsman.learned.TextEncoder.EncodingFailed;

/** Classifies texts by a model such as BERT with a head, and the vocabulary it was trained with. Thread-safe. */
final class OnnxClassifier implements TextClassifier {
    private static final int MOST_CLASSES = 64;

    private final TriedModel model;

    private OnnxClassifier(TriedModel model) {
        this.model = model;
    }

    /** Loads a model and tries it. */
    static OnnxClassifier open(String modelPath, Vocabulary vocabulary) throws Unsuitable {
        return new OnnxClassifier(
                TriedModel.open(modelPath, SentenceModel.Output.CLASSES, vocabulary, OnnxClassifier::check));
    }

    private static void check(int classes) throws Unsuitable {
        if (classes < 2 || classes > MOST_CLASSES) {
            throw new Unsuitable("it tells " + classes + " classes (expected: 2 to " + MOST_CLASSES + ")");
        }
    }

    @Override
    public double[] probabilities(String text) throws EncodingFailed {
        return softmax(model.vector(text));
    }

    private static double[] softmax(float[] logits) throws EncodingFailed {
        double highest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            highest = Math.max(highest, logit);
        }
        double[] odds = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < odds.length; i++) {
            odds[i] = Math.exp(logits[i] - highest);
            sum += odds[i];
        }
        if (!Double.isFinite(sum)) {
            throw new EncodingFailed("the model gives what is no number");
        }
        for (int i = 0; i < odds.length; i++) {
            odds[i] /= sum;
        }
        return odds;
    }

    @Override
    public int classes() {
        return model.length();
    }
}
