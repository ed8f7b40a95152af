package dev.pointsman.onnx;

import ai.onnxruntime.OrtException;
import dev.pointsman.learned.TextEncoder;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;

/**
 * Encodes texts by a model and the vocabulary it was trained with. Thread-safe; the model is closed when the last policy that uses this is gone.
 */
final class OnnxEncoder implements TextEncoder {
    /** More numbers than a vocabulary has lines, up to here, is room that a model was given for nothing. */
    private static final int MOST_UNUSED = 1_024;

    private static final Cleaner CLEANER = Cleaner.create();

    private final WordPiece pieces;
    private final SentenceModel model;
    private final int dimensions;

    private OnnxEncoder(WordPiece pieces, SentenceModel model, int dimensions) {
        this.pieces = pieces;
        this.model = model;
        this.dimensions = dimensions;
    }

    /** Loads a model and tries it: a first text, the vocabulary's last piece, the longest text. */
    static OnnxEncoder open(String modelPath, Vocabulary vocabulary) throws Unsuitable {
        SentenceModel model = SentenceModel.open(modelPath, SentenceModel.Output.VECTOR);
        try {
            WordPiece pieces = new WordPiece(vocabulary);
            int dimensions = tried(model, pieces, vocabulary);
            OnnxEncoder encoder = new OnnxEncoder(pieces, model, dimensions);
            CLEANER.register(encoder, model::close);
            return encoder;
        } catch (Unsuitable unsuitable) {
            model.close();
            throw unsuitable;
        }
    }

    /** Length of what it gives. */
    static int tried(SentenceModel model, WordPiece pieces, Vocabulary vocabulary) throws Unsuitable {
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

    @Override
    public float[] encode(String text) throws EncodingFailed {
        try {
            return scaled(model.vector(pieces.tokens(text)));
        } catch (OrtException failed) {
            throw new EncodingFailed("ONNX Runtime says \"" + SentenceModel.words(failed) + "\"");
        } catch (Unsuitable unsuitable) {
            throw new EncodingFailed("as to the model, " + unsuitable.getMessage());
        } finally {
            Reference.reachabilityFence(this); // not closed under the run
        }
    }

    private static float[] scaled(float[] vector) throws EncodingFailed {
        double square = 0;
        for (float value : vector) {
            square += (double) value * value;
        }
        if (!Double.isFinite(square)) {
            throw new EncodingFailed("the model gives what is no number");
        }
        double length = square == 0 ? 1 : Math.sqrt(square);
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= (float) length;
        }
        return vector;
    }

    @Override
    public int dimensions() {
        return dimensions;
    }
}
