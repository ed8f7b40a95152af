package dev.pointsman.onnx;

import dev.pointsman.learned.TextEncoder;

/** Encodes texts by a model and the vocabulary it was trained with. Thread-safe. */
final class OnnxEncoder implements TextEncoder {
    private final TriedModel model;

    private OnnxEncoder(TriedModel model) {
        this.model = model;
    }

    /** Loads a model and tries it. */
    static OnnxEncoder open(String modelPath, Vocabulary vocabulary) throws Unsuitable {
        return new OnnxEncoder(TriedModel.open(modelPath, SentenceModel.Output.VECTOR, vocabulary, anyLength -> {}));
    }

    @Override
    public float[] encode(String text) throws EncodingFailed {
        return scaled(model.vector(text));
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
        return model.length();
    }
}
