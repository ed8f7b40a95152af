package dev.pointsman.policy;

import dev.pointsman.config.ConfigException;
import dev.pointsman.config.NamedFiles;
import dev.pointsman.policy.files.WatchedContents;
import dev.pointsman.policy.files.WatchedFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The next policy of a rollout, as its file has it. One that cannot be used leaves the one before in its place, and the current policy alone. Not
 * thread-safe: used under the lock of {@link PolicyStore}.
 */
final class NextPolicy {
    private static final Logger LOG = LoggerFactory.getLogger(NextPolicy.class);
    private static final String UNREAD = "";

    private final WatchedFile file;
    private final PolicyLoader loader;
    private String tried = UNREAD;
    private @Nullable Policy policy;
    private @Nullable String error;
    private long failures;
    private WatchedContents named = new WatchedContents(Map.of());

    NextPolicy(Path file, PolicyLoader loader) {
        this.file = new WatchedFile(file);
        this.loader = loader;
        load(false);
    }

    Path path() {
        return file.path();
    }

    /** Null before the file could be used for the first time. */
    @Nullable
    Policy policy() {
        return policy;
    }

    /** Why the file of now is not used; null where it is. */
    @Nullable
    String error() {
        return error;
    }

    /** Loads that changed nothing, since this was last asked. */
    long newFailures() {
        long since = failures;
        failures = 0;
        return since;
    }

    /** Looks at the file and those it names, and reads the secrets that it names again; true where another policy was read. */
    boolean look() {
        if (policy != null) {
            policy.secretFiles().refresh();
        }
        boolean contentsChanged = named.changed();
        return (contentsChanged || file.worthReading()) && load(contentsChanged);
    }

    /** Reads it now. */
    boolean read() {
        file.read();
        return load(false);
    }

    private boolean load(boolean evenIfSame) {
        String text;
        try {
            text = PolicyLoader.read(file.path());
        } catch (ConfigException unreadable) {
            tried = UNREAD;
            failed(unreadable);
            return false;
        }
        String digest = Policy.digestOf(text);
        if (digest.equals(tried) && !evenIfSame) {
            return false;
        }
        tried = digest;
        NamedFiles files = new NamedFiles(file.path().toString());
        try {
            policy = loader.load(file.path().toString(), text, files);
            error = null;
            LOG.info("next policy {} is loaded, digest {}", file.path(), digest);
            return true;
        } catch (ConfigException bad) {
            failed(bad);
        } catch (RuntimeException defect) {
            LOG.error("a next policy could not be loaded", defect);
            failed(defect);
        } finally {
            named = new WatchedContents(files.digests());
        }
        return false;
    }

    /** Told once. */
    private void failed(RuntimeException reason) {
        String why = Objects.requireNonNullElseGet(reason.getMessage(), reason::toString);
        if (!why.equals(error)) {
            error = why;
            failures++;
            LOG.warn("next policy {} is refused, the current one is not affected:\n{}", file.path(), why);
        }
    }
}
