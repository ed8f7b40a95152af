package dev.pointsman.policy;

import dev.pointsman.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The current policy, made runnable, and its file; with each look at it, the files of its secrets are read again. A new one is built aside and swapped in whole; a file that cannot be used changes
 * nothing but the {@link Status}.
 *
 * <p>The file is looked at again and again rather than subscribed to: that sees editors that put a new file in its place and Kubernetes, which
 * swaps a link above it. It is read once it has held still for one look, so that a half-written one is passed over.
 *
 * <p>Threads: {@link #current()} is one volatile read. Loads hold this object's lock, one after the other; never call them on an event loop.
 *
 * @param <T> what a policy is made into
 */
public final class PolicyStore<T> {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyStore.class);
    /** Looks after a change for which the content is read even if size and time look the same: clocks of file systems are coarse. */
    private static final int RECHECKS = 4;

    private static final String UNREADABLE = "";

    /** Makes a policy runnable; takes over from the one before what is to live on (breakers, counters). */
    public interface Activation<T> {
        T activate(Policy policy, @Nullable T previous);
    }

    /**
     * How the loads went.
     *
     * @param digest of the policy that runs
     * @param loadedAt when it was swapped in
     * @param loads that were swapped in, the first one included
     * @param failures loads that changed nothing
     * @param restartNeeded the policy that runs asks for another server or storage than the one started with
     * @param error why the last load changed nothing; null where it did not fail
     */
    public record Status(
            String digest,
            Instant loadedAt,
            long loads,
            long failures,
            boolean restartNeeded,
            @Nullable String error) {}

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

    private record Current<T>(T value, Policy policy) {}

    private final Path file;
    private final PolicyLoader loader;
    private final Activation<T> activation;
    private final Clock clock;
    private final Policy first;
    private volatile Current<T> current;
    private volatile Status status;
    private Look seen;
    private Look held;
    /** Digest of the text that was loaded last, whether it was any good or not. */
    private String tried;

    private int rechecks = RECHECKS;
    private @Nullable ScheduledFuture<?> watching;

    private PolicyStore(Path file, PolicyLoader loader, Policy first, Activation<T> activation, Clock clock) {
        this.file = file;
        this.loader = loader;
        this.activation = activation;
        this.clock = clock;
        this.seen = Look.at(file);
        this.held = seen;
        this.first = first;
        this.tried = first.digest();
        this.current = new Current<>(activation.activate(first, null), first);
        this.status = new Status(first.digest(), clock.instant(), 1, 0, false, null);
        first.warnings().forEach(warning -> LOG.warn("{}", warning));
    }

    /**
     * Loads the file for the first time.
     *
     * @throws ConfigException with every problem of the file
     */
    public static <T> PolicyStore<T> open(Path file, PolicyLoader loader, Activation<T> activation, Clock clock) {
        return open(file, loader, loader.load(file), activation, clock);
    }

    /**
     * The same where the file was loaded already, to learn how to start.
     *
     * @param loaded what {@code loader} made of the file; should it have changed since, that is seen like any change
     */
    public static <T> PolicyStore<T> open(
            Path file, PolicyLoader loader, Policy loaded, Activation<T> activation, Clock clock) {
        return new PolicyStore<>(file, loader, loaded, activation, clock);
    }

    /** What runs now. A request keeps the one it began with. */
    public T current() {
        return current.value();
    }

    /** The policy that {@link #current()} was made of. */
    public Policy policy() {
        return current.policy();
    }

    public Status status() {
        return status;
    }

    /** Looks at the file every so often until {@link #unwatch}; a change is live after two looks. The worker must be free to block. */
    public synchronized void watch(ScheduledExecutorService worker, Duration every) {
        unwatch();
        watching = worker.scheduleWithFixedDelay(this::look, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Looks no more; does nothing where it does not. */
    public synchronized void unwatch() {
        if (watching != null) {
            watching.cancel(false);
            watching = null;
        }
    }

    /** Reads the file now, changed or not. True where it was swapped in; else {@link #status()} tells why not. */
    public synchronized boolean reload() {
        seen = Look.at(file);
        held = seen;
        rechecks = RECHECKS;
        return load(true);
    }

    synchronized void look() {
        current.policy().secretFiles().refresh();
        Look now = Look.at(file);
        boolean still = now.equals(held);
        held = now;
        if (!now.equals(seen)) {
            if (still) {
                seen = now;
                rechecks = RECHECKS;
                load(false);
            }
        } else if (rechecks > 0) {
            rechecks--;
            load(false);
        }
    }

    private boolean load(boolean evenIfSame) {
        String text = text(evenIfSame);
        String digest = text == null ? UNREADABLE : Policy.digestOf(text);
        if (text == null || (!evenIfSame && digest.equals(tried))) {
            return false;
        }
        tried = digest;
        try {
            swapIn(loader.load(file.toString(), text));
            return true;
        } catch (ConfigException bad) {
            failed(bad);
        } catch (RuntimeException defect) {
            LOG.error("a policy could not be made runnable", defect);
            failed(defect);
        }
        return false;
    }

    /** Null where the file cannot be read; that is told once until it can be again. */
    private @Nullable String text(boolean evenIfTold) {
        try {
            return PolicyLoader.read(file);
        } catch (ConfigException unreadable) {
            if (evenIfTold || !tried.equals(UNREADABLE)) {
                tried = UNREADABLE;
                failed(unreadable);
            }
            return null;
        }
    }

    private void swapIn(Policy policy) {
        Current<T> before = current;
        boolean restartNeeded =
                !policy.server().equals(first.server()) || !policy.storage().equals(first.storage());
        current = new Current<>(activation.activate(policy, before.value()), policy);
        status = new Status(
                policy.digest(), clock.instant(), status.loads() + 1, status.failures(), restartNeeded, null);
        LOG.info("policy {} is live, digest {}", file, policy.digest());
        if (!policy.warnings().equals(before.policy().warnings())) {
            policy.warnings().forEach(warning -> LOG.warn("{}", warning));
        }
        if (restartNeeded) {
            LOG.warn("server or storage has changed: this takes effect after a restart");
        }
    }

    private void failed(RuntimeException reason) {
        String error = Objects.requireNonNullElseGet(reason.getMessage(), reason::toString);
        Status before = status;
        boolean told = error.equals(before.error());
        status = new Status(
                before.digest(),
                before.loadedAt(),
                before.loads(),
                before.failures() + 1,
                before.restartNeeded(),
                error);
        if (!told) {
            LOG.warn("policy {} is refused, the one before stays:\n{}", file, error);
        }
    }
}
