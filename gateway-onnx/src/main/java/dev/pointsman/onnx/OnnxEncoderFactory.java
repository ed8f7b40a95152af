package dev.pointsman.onnx;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.learned.TextClassifier;
import dev.pointsman.learned.TextEncoder;
import dev.pointsman.learned.TextEncoderFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code encoder: { onnx: models/encoder.onnx, vocab: models/vocab.txt }}, and {@code estimator:} alike. Policies that name the same files, unchanged, share
 * one encoder for as long as one of them is in use: a reload loads no model again.
 */
public final class OnnxEncoderFactory implements TextEncoderFactory {
    private static final Logger LOG = LoggerFactory.getLogger(OnnxEncoderFactory.class);

    /** No references to methods: they would link what needs the runtime before it is known whether that is there. */
    private final OpenModels<OnnxEncoder> encoders =
            new OpenModels<>((model, vocabulary) -> OnnxEncoder.open(model, vocabulary));

    private final OpenModels<OnnxClassifier> classifiers =
            new OpenModels<>((model, vocabulary) -> OnnxClassifier.open(model, vocabulary));

    @Override
    public String type() {
        return "onnx";
    }

    @Override
    public @Nullable TextEncoder create(ConfigNode settings, Function<ConfigNode, @Nullable String> paths) {
        return opened(settings, paths, encoders);
    }

    @Override
    public @Nullable TextClassifier classifier(ConfigNode settings, Function<ConfigNode, @Nullable String> paths) {
        return opened(settings, paths, classifiers);
    }

    private static <T> @Nullable T opened(
            ConfigNode settings, Function<ConfigNode, @Nullable String> paths, OpenModels<T> models) {
        settings.onlyKeys("onnx", "vocab");
        ConfigNode model = settings.required("onnx");
        ConfigNode vocab = settings.required("vocab");
        String modelPath = model == null ? null : paths.apply(model);
        String vocabPath = vocab == null ? null : paths.apply(vocab);
        if (model == null || modelPath == null || vocab == null || vocabPath == null) {
            return null;
        }
        ConfigNode read = vocab;
        try {
            Vocabulary vocabulary = Vocabulary.read(Path.of(vocabPath));
            read = model;
            return models.of(Path.of(modelPath), Path.of(vocabPath), vocabulary);
        } catch (Unsuitable unsuitable) {
            read.problem("\"" + read.text() + "\" cannot be used: " + unsuitable.getMessage());
        } catch (IOException unreadable) {
            settings.problem("the files cannot be read");
        } catch (LinkageError missing) {
            LOG.warn("ONNX Runtime cannot be loaded", missing);
            settings.problem(
                    "ONNX Runtime cannot be loaded: its jar (com.microsoft.onnxruntime:onnxruntime) has to lie beside"
                            + " gateway-onnx.jar in the folder \"plugins\", and its library has to be one for this machine");
        }
        return null;
    }
}
