package dev.pointsman.learned.task;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.learned.TextEncoder;
import dev.pointsman.learned.TextEncoder.EncodingFailed;
import dev.pointsman.learned.TextEncoderFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code encoder} names: how example sentences are compared. By hashed n-grams where both are null, also where the entry is mistaken.
 *
 * @param model node that names a model of embeddings
 * @param encoder of this process
 * @param node the entry itself
 */
public record EncoderChoice(
        @Nullable ConfigNode model,
        @Nullable TextEncoder encoder,
        @Nullable ConfigNode node) {
    /** The type that is told of where it was not plugged in. */
    private static final String ONNX = "onnx";

    private static final EncoderChoice HASHED = new EncoderChoice(null, null, null);

    /** Notes mistakes at their nodes; null stands for n-grams. */
    public static EncoderChoice from(@Nullable ConfigNode node, TaskResources resources) {
        if (node == null || (node.isScalar() && node.text().equals("hashed"))) {
            return HASHED;
        }
        if (!node.isMap()) {
            node.problem("expected hashed, { embeddings: MODEL } or { onnx: FILE, vocab: FILE }");
            return HASHED;
        }
        for (TextEncoderFactory factory : resources.encoders()) {
            if (node.at(factory.type()) != null) {
                TextEncoder encoder = factory.create(node, resources.paths());
                return encoder == null ? HASHED : new EncoderChoice(null, encoder, node);
            }
        }
        if (node.at(ONNX) != null) {
            node.problem("\"onnx\" needs a plug-in that is not there: put gateway-onnx.jar and the jar of ONNX Runtime"
                    + " (com.microsoft.onnxruntime:onnxruntime) into the folder \"plugins\", and start anew");
            return HASHED;
        }
        node.onlyKeys("embeddings");
        ConfigNode model = node.required("embeddings");
        return model == null ? HASHED : new EncoderChoice(model, null, node);
    }

    boolean hashed() {
        return model == null && encoder == null;
    }

    /** Tells tasks by the encoder of this process; null where there is none, nothing to compare with, or it fails. */
    @Nullable
    EncodedTasks encoded(List<TaskLabel> labels) {
        if (encoder == null
                || node == null
                || labels.stream().allMatch(label -> label.like().isEmpty())) {
            return null;
        }
        try {
            return EncodedTasks.of(labels, encoder);
        } catch (EncodingFailed failed) {
            node.problem("the examples cannot be encoded: " + failed.getMessage());
            return null;
        }
    }
}
