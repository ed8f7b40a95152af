package dev.pointsman.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files that a document names, relative to its own folder; what is read here has at most 64 MiB, and is remembered by its digest. Blocks.
 * Confined to one thread at a time.
 */
public final class NamedFiles {
    private static final int MOST_BYTES = 64 << 20;

    private static final String UNREADABLE = "";

    private final String document;
    private final Map<Path, String> digests = new LinkedHashMap<>();

    /** @param document name of the document's file; the working folder counts where it is none */
    public NamedFiles(String document) {
        this.document = document;
    }

    /** The bytes of the file a node names; null, with a problem noted there, where it cannot be read. */
    public byte @Nullable [] bytes(ConfigNode node) {
        Path file = file(node);
        if (file == null) {
            return null;
        }
        digests.put(file, UNREADABLE);
        try {
            if (Files.size(file) <= MOST_BYTES) {
                byte[] bytes = Files.readAllBytes(file);
                digests.put(file, digestOf(bytes));
                return bytes;
            }
            node.problem("\"" + file + "\" is too large (expected: at most " + (MOST_BYTES >> 20) + " MiB)");
        } catch (IOException unreadable) {
            node.problem("the file \"" + node.text() + "\" cannot be read");
        }
        return null;
    }

    /** The files whose content was asked for, with its digest; "" where it could not be read. */
    public Map<Path, String> digests() {
        return Collections.unmodifiableMap(digests);
    }

    /** Digest of a file's content as it is now, as {@link #digests} tells it. */
    public static String digestNow(Path file) {
        try {
            return Files.isRegularFile(file) && Files.size(file) <= MOST_BYTES
                    ? digestOf(Files.readAllBytes(file))
                    : UNREADABLE;
        } catch (IOException unreadable) {
            return UNREADABLE;
        }
    }

    private static String digestOf(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
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
            digests.put(file, UNREADABLE);
            node.problem("there is no file \"" + file + "\"");
        } catch (InvalidPathException noPath) {
            node.problem("the file \"" + name + "\" cannot be read");
        }
        return null;
    }
}
