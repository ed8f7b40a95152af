package dev.pointsman.onnx;

import ai.onnxruntime.OrtException;
import dev.pointsman.learned.TextEncoder.EncodingFailed;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;

/** A model with the vocabulary it was trained with, which has been tried. Thread-safe; the model is closed when the last that uses this is gone. */
final class TriedModel {
    /** More numbers than a vocabulary has lines, up to here, is room that a model was given for nothing. */
    private static final int MOST_UNUSED = 1_024;

    private static final Cleaner CLEANER = Cleaner.create();

    private final WordPiece pieces;
    private final SentenceModel model;
    private final int length;

    private TriedModel(WordPiece pieces, SentenceModel model, int length) {
        this.pieces = pieces;
        this.model = model;
        this.length = length;
    }

    /** What a model must be. */
    interface Check {
        void of(int length) throws Unsuitable;
    }

    /** Loads a model and tries it: a first text, the vocabulary's last piece, the longest text; then whether as many numbers are wanted as it gives. */
    static TriedModel open(String modelPath, SentenceModel.Output output, Vocabulary vocabulary, Check check)
            throws Unsuitable {
        SentenceModel model = SentenceModel.open(modelPath, output);
        try {
            WordPiece pieces = new WordPiece(vocabulary);
            int length = tried(model, pieces, vocabulary);
            check.of(length);
            TriedModel tried = new TriedModel(pieces, model, length);
            CLEANER.register(tried, model::close);
            return tried;
        } catch (Unsuitable unsuitable) {
            model.close();
            throw unsuitable;
        }
    }

    /** Length of what it gives. */
    private static int tried(SentenceModel model, WordPiece pieces, Vocabulary vocabulary) throws Unsuitable {
        int dimensions;
        try {
            dimensions = model.vector(pieces.tokens("")).length;
        } catch (OrtException failed) {
            throw new Unsuitable("it cannot be run (" + SentenceModel.words(failed) + ")");
        }
        if (!runs(model, pieces.filled(vocabulary.size() - 1, 1))) {
            throw new Unsuitable("it knows fewer pieces than the vocabulary has (" + vocabulary.size()
                    + "): the two are not of one model");
        }
        if (runs(model, pieces.filled(vocabulary.size() + MOST_UNUSED, 1))) {
            throw new Unsuitable("it knows many more pieces than the vocabulary has (" + vocabulary.size()
                    + "): the two are not of one model");
        }
        if (!runs(model, pieces.filled(vocabulary.size() - 1, WordPiece.MOST_TOKENS - 2))) {
            throw new Unsuitable("it cannot take " + WordPiece.MOST_TOKENS + " pieces at once");
        }
        return dimensions;
    }

    private static boolean runs(SentenceModel model, long[] tokens) throws Unsuitable {
        try {
            model.vector(tokens);
            return true;
        } catch (OrtException refused) {
            return false;
        }
    }

    /** What it gives for a text; of its own. */
    float[] vector(String text) throws EncodingFailed {
        try {
            return model.vector(pieces.tokens(text));
        } catch (OrtException failed) {
            throw new EncodingFailed("ONNX Runtime says \"" + SentenceModel.words(failed) + "\"");
        } catch (Unsuitable unsuitable) {
            throw new EncodingFailed("as to the model, " + unsuitable.getMessage());
        } finally {
            Reference.reachabilityFence(this); // not closed under the run
        }
    }

    /** How many numbers it gives for a text. */
    int length() {
        return length;
    }
}
