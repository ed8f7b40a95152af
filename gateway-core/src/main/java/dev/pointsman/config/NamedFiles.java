package dev.pointsman.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The files that a document names, relative to its own folder; what is read here has at most 64 MiB. Blocks. */
public final class NamedFiles {
    private static final int MOST_BYTES = 64 << 20;

    private final String document;

    /** @param document name of the document's file; the working folder counts where it is none */
    public NamedFiles(String document) {
        this.document = document;
    }

    /** The bytes of the file a node names; null, with a problem noted there, where it cannot be read. */
    public byte @Nullable [] bytes(ConfigNode node) {
        Path file = file(node);
        try {
            if (file == null) {
                return null;
            }
            if (Files.size(file) <= MOST_BYTES) {
                return Files.readAllBytes(file);
            }
            node.problem("\"" + file + "\" is too large (expected: at most " + (MOST_BYTES >> 20) + " MiB)");
        } catch (IOException unreadable) {
            node.problem("the file \"" + node.text() + "\" cannot be read");
        }
        return null;
    }

    /** Where the file a node names stands, of whatever size; null, with a problem noted there, where there is none. */
    public @Nullable String path(ConfigNode node) {
        Path file = file(node);
        return file == null ? null : file.toString();
    }

    private @Nullable Path file(ConfigNode node) {
        String name = node.text();
        if (!node.isScalar()) {
            return null;
        }
        try {
            Path file = Path.of(document).resolveSibling(name);
            if (Files.isRegularFile(file)) {
                return file;
            }
            node.problem("there is no file \"" + file + "\"");
        } catch (InvalidPathException noPath) {
            node.problem("the file \"" + name + "\" cannot be read");
        }
        return null;
    }
}
