package dev.pointsman.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The files that a document names, relative to its own folder; at most 64 MiB each. Blocks. */
public final class NamedFiles {
    private static final int MOST_BYTES = 64 << 20;

    private final String document;

    /** @param document name of the document's file; the working folder counts where it is none */
    public NamedFiles(String document) {
        this.document = document;
    }

    /** The bytes of the file a node names; null, with a problem noted there, where it cannot be read. */
    public byte @Nullable [] bytes(ConfigNode node) {
        String name = node.text();
        if (!node.isScalar()) {
            return null;
        }
        try {
            Path file = Path.of(document).resolveSibling(name);
            if (!Files.isRegularFile(file)) {
                node.problem("there is no file \"" + file + "\"");
            } else if (Files.size(file) > MOST_BYTES) {
                node.problem("\"" + file + "\" is too large (expected: at most " + (MOST_BYTES >> 20) + " MiB)");
            } else {
                return Files.readAllBytes(file);
            }
        } catch (InvalidPathException | IOException unreadable) {
            node.problem("the file \"" + name + "\" cannot be read");
        }
        return null;
    }
}
