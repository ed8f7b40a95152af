package dev.pointsman.learned;

import dev.pointsman.config.ConfigNode;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes a plug-in encoder, or a classifier, named in the policy; found by {@link java.util.ServiceLoader}. */
public interface TextEncoderFactory {
    /** The key of the policy that tells this one from others: {@code encoder: { onnx: model.onnx, … }}. */
    String type();

    /**
     * Reads its own keys from its entry. Takes long, and may be called again with the same files, at each load of the policy.
     *
     * @param settings the whole entry, a map that has {@link #type} as a key
     * @param paths where the file that a node names stands; null, with a problem noted there, where there is none
     * @return null where it cannot be made; then problems are noted at the nodes that are to blame
     */
    @Nullable
    TextEncoder create(ConfigNode settings, Function<ConfigNode, @Nullable String> paths);

    /** The same of a classifier of texts, by the same keys; where there is none of the kind, null with a problem noted. */
    default @Nullable TextClassifier classifier(ConfigNode settings, Function<ConfigNode, @Nullable String> paths) {
        settings.problem("\"" + type() + "\" has no classifiers: expected the file of a trained router");
        return null;
    }
}
