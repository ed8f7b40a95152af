package dev.pointsman.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that the secrets of one document come from. {@link #refresh} reads them again, so that a rotated key is used without a reload; it
 * blocks on files and so never runs on an event loop. Secrets are added while the document is read, by one thread, and not after.
 */
public final class SecretFiles {
    private static final Logger LOG = LoggerFactory.getLogger(SecretFiles.class);

    private final List<SecretFile> files = new ArrayList<>();

    /** The secret a file holds, without the white space around it; null where the file cannot be read or holds nothing. */
    public @Nullable Secret add(Path path) {
        String value = read(path);
        if (value == null) {
            return null;
        }
        SecretFile file = new SecretFile(path, value);
        files.add(file);
        return Secret.from(() -> file.value);
    }

    /** Reads every file again; one that cannot be read, or holds nothing, keeps its last value. */
    public void refresh() {
        files.forEach(SecretFile::refresh);
    }

    private static @Nullable String read(Path path) {
        try {
            String value = Files.readString(path).strip();
            return value.isEmpty() ? null : value;
        } catch (IOException unreadable) {
            LOG.debug("secret file {} cannot be read", path, unreadable);
            return null;
        }
    }

    /** Written by whoever refreshes, read by every loop. */
    private static final class SecretFile {
        private final Path path;
        private volatile String value;
        private boolean missed;

        SecretFile(Path path, String value) {
            this.path = path;
            this.value = value;
        }

        void refresh() {
            String fresh = read(path);
            if (fresh == null && !missed) {
                LOG.warn("secret file {} cannot be read or is empty; its last value stays in use", path);
            } else if (fresh != null && !fresh.equals(value)) {
                value = fresh;
                LOG.info("secret file {} has changed; its new value is in use", path);
            }
            missed = fresh == null;
        }
    }
}
