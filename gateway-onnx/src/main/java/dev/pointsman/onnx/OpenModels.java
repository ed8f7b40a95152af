package dev.pointsman.onnx;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Models by their files: the same files, unchanged, give the same model for as long as it is in use.
 *
 * <p>The lock lets one policy at a time load a model; requests never come here.
 */
final class OpenModels<T> {
    /** Loads a model. */
    interface Opening<T> {
        T open(String modelPath, Vocabulary vocabulary) throws Unsuitable;
    }

    private final Opening<T> opening;
    private final Map<Stamps, WeakReference<T>> open = new HashMap<>();

    OpenModels(Opening<T> opening) {
        this.opening = opening;
    }

    /** A file as it was. */
    private record Stamp(Path file, long bytes, FileTime changed) {
        static Stamp of(Path file) throws IOException {
            return new Stamp(file.toRealPath(), Files.size(file), Files.getLastModifiedTime(file));
        }
    }

    private record Stamps(Stamp model, Stamp vocabulary) {}

    /**
     * The model of these files.
     *
     * @throws IOException where they cannot be read
     * @throws Unsuitable where the model is not what is wanted
     */
    synchronized T of(Path model, Path vocabularyFile, Vocabulary vocabulary) throws IOException, Unsuitable {
        open.values().removeIf(reference -> reference.get() == null);
        Stamps stamps = new Stamps(Stamp.of(model), Stamp.of(vocabularyFile));
        T known = known(stamps);
        if (known != null) {
            return known;
        }
        T opened = opening.open(model.toString(), vocabulary);
        open.put(stamps, new WeakReference<>(opened));
        return opened;
    }

    private @Nullable T known(Stamps stamps) {
        WeakReference<T> reference = open.get(stamps);
        return reference == null ? null : reference.get();
    }
}
