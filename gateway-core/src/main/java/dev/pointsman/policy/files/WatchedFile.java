package dev.pointsman.policy.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * Tells when a file is worth reading again.
 *
 * <p>It is looked at again and again rather than subscribed to: that sees editors that put a new file in its place and Kubernetes, which
 * swaps a link above it. It is read once it has held still for one look, so that a half-written one is passed over. Not thread-safe.
 */
public final class WatchedFile {
    /** Looks after a change for which the content is read even if size and time look the same: clocks of file systems are coarse. */
    private static final int RECHECKS = 4;

    private final Path path;
    private Look seen;
    private Look held;
    private int rechecks = RECHECKS;

    /** What tells one version of a file from another without reading it. */
    private record Look(String realPath, FileTime changed, long size, String fileKey) {
        static final Look MISSING = new Look("", FileTime.fromMillis(0), -1, "");

        static Look at(Path file) {
            try {
                BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
                String real = file.toRealPath().toString();
                return new Look(real, found.lastModifiedTime(), found.size(), String.valueOf(found.fileKey()));
            } catch (IOException notThere) {
                return MISSING;
            }
        }
    }

    /** Watches from its state of now on. */
    public WatchedFile(Path path) {
        this.path = path;
        this.seen = Look.at(path);
        this.held = seen;
    }

    public Path path() {
        return path;
    }

    /** The state of now counts as read. */
    public void read() {
        seen = Look.at(path);
        held = seen;
        rechecks = RECHECKS;
    }

    /** Looks once. True where the content should be read: it has changed and held still, or may have changed unseen. */
    public boolean worthReading() {
        Look now = Look.at(path);
        boolean still = now.equals(held);
        held = now;
        if (!now.equals(seen)) {
            if (still) {
                seen = now;
                rechecks = RECHECKS;
            }
            return still;
        }
        if (rechecks > 0) {
            rechecks--;
            return true;
        }
        return false;
    }
}
