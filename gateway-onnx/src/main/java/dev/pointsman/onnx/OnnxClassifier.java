package dev.pointsman.onnx;

import ai.onnxruntime.OrtException;
import dev.pointsman.learned.TextClassifier;
import dev.pointsman.learned.TextEncoder.EncodingFailed;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;

/**
 * Classifies texts by a model such as BERT with a head, and the vocabulary it was trained with. Thread-safe; the model is closed when the last policy
 * that uses this is gone.
 */
final class OnnxClassifier implements TextClassifier {
    private static final int MOST_CLASSES = 64;
    private static final Cleaner CLEANER = Cleaner.create();

    private final WordPiece pieces;
    private final SentenceModel model;
    private final int classes;

    private OnnxClassifier(WordPiece pieces, SentenceModel model, int classes) {
        this.pieces = pieces;
        this.model = model;
        this.classes = classes;
    }

    /** Loads a model and tries it, see {@link OnnxEncoder#tried}. */
    static OnnxClassifier open(String modelPath, Vocabulary vocabulary) throws Unsuitable {
        SentenceModel model = SentenceModel.open(modelPath, SentenceModel.Output.CLASSES);
        try {
            WordPiece pieces = new WordPiece(vocabulary);
            int classes = OnnxEncoder.tried(model, pieces, vocabulary);
            if (classes < 2 || classes > MOST_CLASSES) {
                throw new Unsuitable("it tells " + classes + " classes (expected: 2 to " + MOST_CLASSES + ")");
            }
            OnnxClassifier classifier = new OnnxClassifier(pieces, model, classes);
            CLEANER.register(classifier, model::close);
            return classifier;
        } catch (Unsuitable unsuitable) {
            model.close();
            throw unsuitable;
        }
    }

    @Override
    public double[] probabilities(String text) throws EncodingFailed {
        try {
            return softmax(model.vector(pieces.tokens(text)));
        } catch (OrtException failed) {
            throw new EncodingFailed("ONNX Runtime says \"" + SentenceModel.words(failed) + "\"");
        } catch (Unsuitable unsuitable) {
            throw new EncodingFailed("as to the model, " + unsuitable.getMessage());
        } finally {
            Reference.reachabilityFence(this); // not closed under the run
        }
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
        return classes;
    }
}
