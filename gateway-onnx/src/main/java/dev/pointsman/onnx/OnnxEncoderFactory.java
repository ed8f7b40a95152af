package dev.pointsman.onnx;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.learned.TextEncoder;
import dev.pointsman.learned.TextEncoderFactory;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code encoder: { onnx: models/encoder.onnx, vocab: models/vocab.txt }}. Policies that name the same files, unchanged, share one encoder for as long
 * as one of them is in use: a reload loads no model again.
 *
 * <p>The lock lets one policy at a time load a model; requests never come here.
 */
public final class OnnxEncoderFactory implements TextEncoderFactory {
    private static final Logger LOG = LoggerFactory.getLogger(OnnxEncoderFactory.class);

    private final Map<Stamps, WeakReference<OnnxEncoder>> open = new HashMap<>();

    /** A file as it was. */
    private record Stamp(Path file, long bytes, FileTime changed) {
        static Stamp of(Path file) throws IOException {
            return new Stamp(file.toRealPath(), Files.size(file), Files.getLastModifiedTime(file));
        }
    }

    private record Stamps(Stamp model, Stamp vocabulary) {}

    @Override
    public String type() {
        return "onnx";
    }

    @Override
    public @Nullable TextEncoder create(ConfigNode settings, Function<ConfigNode, @Nullable String> paths) {
        settings.onlyKeys("onnx", "vocab");
        ConfigNode model = settings.required("onnx");
        ConfigNode vocab = settings.required("vocab");
        String modelPath = model == null ? null : paths.apply(model);
        String vocabPath = vocab == null ? null : paths.apply(vocab);
        if (model == null || modelPath == null || vocab == null || vocabPath == null) {
            return null;
        }
        try {
            return shared(model, Path.of(modelPath), vocab, Path.of(vocabPath));
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

    private synchronized @Nullable OnnxEncoder shared(
            ConfigNode model, Path modelFile, ConfigNode vocab, Path vocabFile) throws IOException {
        open.values().removeIf(reference -> reference.get() == null);
        Stamps stamps = new Stamps(Stamp.of(modelFile), Stamp.of(vocabFile));
        WeakReference<OnnxEncoder> known = open.get(stamps);
        OnnxEncoder encoder = known == null ? null : known.get();
        if (encoder == null) {
            encoder = opened(model, modelFile, vocab, vocabFile);
            if (encoder != null) {
                open.put(stamps, new WeakReference<>(encoder));
            }
        }
        return encoder;
    }

    private static @Nullable OnnxEncoder opened(ConfigNode model, Path modelFile, ConfigNode vocab, Path vocabFile) {
        ConfigNode read = vocab;
        try {
            Vocabulary vocabulary = Vocabulary.read(vocabFile);
            read = model;
            return OnnxEncoder.open(modelFile.toString(), vocabulary);
        } catch (Unsuitable unsuitable) {
            read.problem("\"" + read.text() + "\" cannot be used: " + unsuitable.getMessage());
            return null;
        }
    }
}
