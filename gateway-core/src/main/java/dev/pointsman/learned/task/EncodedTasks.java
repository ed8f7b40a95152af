package dev.pointsman.learned.task;

import dev.pointsman.learned.TextEncoder;
import dev.pointsman.learned.TextEncoder.EncodingFailed;
import java.util.ArrayList;
import java.util.List;

/** Tells the task of a text by an encoder of this process, from the vectors of example sentences. Thread-safe; takes as long as the encoder does. */
public final class EncodedTasks {
    private final TextEncoder encoder;
    private final VectorClassifier classifier;

    private EncodedTasks(TextEncoder encoder, VectorClassifier classifier) {
        this.encoder = encoder;
        this.classifier = classifier;
    }

    /** Encodes the examples, and the common sentences that stand against them, and fits. */
    static EncodedTasks of(List<TaskLabel> labels, TextEncoder encoder) throws EncodingFailed {
        List<float[]> vectors = new ArrayList<>();
        for (String sentence : VectorClassifier.sentences(labels)) {
            vectors.add(encoder.encode(sentence));
        }
        return new EncodedTasks(encoder, VectorClassifier.of(labels, vectors));
    }

    public List<String> labels() {
        return classifier.labels();
    }

    /** One probability per label, in their order; what is missing to 1 is that it is none of them. */
    public double[] probabilities(String text) throws EncodingFailed {
        return classifier.probabilities(text, encoder.encode(text));
    }
}
