package dev.pointsman.policy.files;

import dev.pointsman.config.NamedFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tells when one of the files that a policy names has another content than the one that was read. Blocks on them. Not thread-safe. */
public final class WatchedContents {
    private final List<Content> contents = new ArrayList<>();

    /** A file with the digest of what was seen of it last. */
    private static final class Content {
        private final WatchedFile file;
        private String digest;

        Content(Path path, String digest) {
            this.file = new WatchedFile(path);
            this.digest = digest;
        }

        boolean changed() {
            String now = file.worthReading() ? NamedFiles.digestNow(file.path()) : digest;
            boolean other = !now.equals(digest);
            digest = now;
            return other;
        }
    }

    /** @param digests the files, and what was read of each: {@link NamedFiles#digests} */
    public WatchedContents(Map<Path, String> digests) {
        digests.forEach((path, digest) -> contents.add(new Content(path, digest)));
    }

    /** Looks once at each; true where any has changed since it was read, or since this told so. */
    public boolean changed() {
        boolean changed = false;
        for (Content content : contents) {
            changed |= content.changed();
        }
        return changed;
    }
}
