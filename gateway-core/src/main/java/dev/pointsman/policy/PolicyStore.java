package dev.pointsman.policy;

import dev.pointsman.config.ConfigException;
import dev.pointsman.config.NamedFiles;
import dev.pointsman.policy.files.FileReplacement;
import dev.pointsman.policy.files.PolicyHistory;
import dev.pointsman.policy.files.PolicyVersion;
import dev.pointsman.policy.files.PolicyVersion.Author;
import dev.pointsman.policy.files.WatchedContents;
import dev.pointsman.policy.files.WatchedFile;
import dev.pointsman.rollout.RolloutSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The current policy, made runnable, and its file; with each look at it, the files of its secrets are read again, and
 * a file that it names (a trained router, prices) is loaded anew with the policy where its content has changed. A new one is built aside and
 * swapped in whole; a file that cannot be used changes nothing but the {@link Status}. Where the policy names a next one, that file is watched and
 * loaded beside it, and both are made runnable together. What goes live is kept in the {@link PolicyHistory}.
 *
 * <p>Threads: {@link #current()} is one volatile read. Loads hold this object's lock, one after the other; never call them on an event loop.
 *
 * @param <T> what a policy is made into
 */
public final class PolicyStore<T> {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyStore.class);
    private static final String UNREADABLE = "";

    /** Makes a policy runnable; takes over from the one before what is to live on (breakers, counters). */
    public interface Activation<T> {
        /**
         * Makes it.
         *
         * @param next the policy that {@code policy} names to be tried beside it; null where there is none, or none that is good
         */
        T activate(Policy policy, @Nullable Policy next, @Nullable T previous);
    }

    /** Where a text that goes live is put. */
    public enum Keep {
        /** Into the policy's file, which must be writable. */
        IN_FILE,
        /** Nowhere: until the file changes, or the gateway starts anew. */
        IN_MEMORY
    }

    /**
     * How the loads went.
     *
     * @param digest of the policy that runs
     * @param loadedAt when it was swapped in
     * @param loads that were swapped in, the first one included
     * @param failures loads that changed nothing
     * @param restartNeeded the policy that runs asks for another server, storage or telemetry than the one started with
     * @param error why the last load changed nothing; null where it did not fail
     */
    public record Status(
            String digest,
            Instant loadedAt,
            long loads,
            long failures,
            boolean restartNeeded,
            @Nullable String error) {
        private Status withError(String other) {
            return new Status(digest, loadedAt, loads, failures, restartNeeded, other);
        }
    }

    /**
     * How it is with the next policy.
     *
     * @param digest of the one that is loaded; null where none is
     * @param error why the file of now is not used; null where it is
     * @param ignored sections of it that count for nothing, since those of the running policy hold
     */
    public record NextStatus(
            Path file, @Nullable String digest, @Nullable String error, List<String> ignored) {}

    /**
     * What runs. One object, so that whoever sees a new policy sees with it where that came from.
     *
     * @param inMemory by an operator's wish, not from the file
     */
    private record Current<T>(T value, Policy policy, boolean inMemory) {}

    private final WatchedFile file;
    private final PolicyLoader loader;
    private final Activation<T> activation;
    private final PolicyHistory history;
    private final Clock clock;
    private final Policy first;
    private volatile Current<T> current;
    private volatile Status status;
    private volatile @Nullable NextStatus nextStatus;
    private final AtomicLong nextFailures = new AtomicLong();
    private @Nullable NextPolicy next;
    /** Digest of the text that the file had when it was read last, whether it was any good or not. */
    private String tried;

    /** The files that the running policy names. */
    private WatchedContents named;
    /** Those that the text in its file names, where that was refused. */
    private WatchedContents ofRefused = new WatchedContents(Map.of());

    private @Nullable ScheduledFuture<?> watching;

    private PolicyStore(
            Path path,
            PolicyLoader loader,
            Policy first,
            Activation<T> activation,
            PolicyHistory history,
            Clock clock) {
        this.file = new WatchedFile(path);
        this.loader = loader;
        this.activation = activation;
        this.history = history;
        this.clock = clock;
        this.first = first;
        this.tried = first.digest();
        this.named = new WatchedContents(first.files().digests());
        next = nextOf(first);
        this.current = new Current<>(activation.activate(first, usable(first), null), first, false);
        this.status = new Status(first.digest(), clock.instant(), 1, 0, false, null);
        first.warnings().forEach(warning -> LOG.warn("{}", warning));
        history.keep(version(first, Author.FILE, true), first.text());
        nextChanged();
    }

    /**
     * Loads the file for the first time; keeps no history.
     *
     * @throws ConfigException with every problem of the file
     */
    public static <T> PolicyStore<T> open(Path file, PolicyLoader loader, Activation<T> activation, Clock clock) {
        return open(file, loader, loader.load(file), activation, PolicyHistory.in(null), clock);
    }

    /**
     * The same where the file was loaded already, to learn how to start.
     *
     * @param loaded what {@code loader} made of the file; should it have changed since, that is seen like any change
     */
    public static <T> PolicyStore<T> open(
            Path file,
            PolicyLoader loader,
            Policy loaded,
            Activation<T> activation,
            PolicyHistory history,
            Clock clock) {
        return new PolicyStore<>(file, loader, loaded, activation, history, clock);
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

    /** Whether the policy that runs is not the one of the file, by an operator's wish. */
    public boolean inMemory() {
        return current.inMemory();
    }

    /** Null where the policy names no next one. */
    public @Nullable NextStatus next() {
        return nextStatus;
    }

    /** Loads of next policies that changed nothing. */
    public long nextFailures() {
        return nextFailures.get();
    }

    public PolicyHistory history() {
        return history;
    }

    /** The policy's file. */
    public Path file() {
        return file.path();
    }

    /** Looks at the files every so often until {@link #unwatch}; a change is live after two looks. The worker must be free to block. */
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

    /** Reads the files now, changed or not. True where the policy was swapped in; else {@link #status()} tells why not. */
    public synchronized boolean reload() {
        file.read();
        if (next != null) {
            next.read();
        }
        return load(true);
    }

    synchronized void look() {
        first.secretFiles().refresh(); // the server's and the storage's stay those of the start
        if (current.policy().secretFiles() != first.secretFiles()) {
            current.policy().secretFiles().refresh();
        }
        boolean contentsChanged = named.changed();
        if (file.worthReading() && load(false)) {
            contentsChanged = false; // they were read with it
        }
        if (ofRefused.changed()) {
            load(true);
        } else if (contentsChanged) {
            loadAgain();
        }
        NextPolicy beside = next;
        if (beside != null) {
            if (beside.look()) {
                activateAgain();
            }
            nextChanged();
        }
    }

    /** The running policy, where a file that it names has changed; one that is refused leaves all as it was. */
    private void loadAgain() {
        Policy running = current.policy();
        boolean inMemory = current.inMemory();
        String error = status.error();
        boolean refused = !inMemory && !running.digest().equals(tried);
        NamedFiles files = new NamedFiles(file.path().toString());
        try {
            swapIn(loader.load(file.path().toString(), running.text(), files), Author.FILE, inMemory);
            if (refused && error != null) {
                status = status.withError(error); // the text in the file is as bad as before
            }
        } catch (ConfigException bad) {
            failed(bad);
        } catch (RuntimeException defect) {
            LOG.error("a policy could not be made runnable", defect);
            failed(defect);
        }
    }

    /** The same policy with another one beside it. */
    private void activateAgain() {
        Current<T> before = current;
        Policy policy = before.policy();
        try {
            current = new Current<>(
                    activation.activate(policy, usable(policy), before.value()), policy, before.inMemory());
        } catch (RuntimeException defect) {
            LOG.error("a next policy could not be made runnable, what runs stays", defect);
        }
    }

    /** Checks a text as a load would; changes nothing. Blocks on files that it names. */
    public Policy check(String text) {
        return loader.load(file.path().toString(), text);
    }

    /**
     * Has a text go live: checks it, puts it into the file, swaps it in. Where one of these fails, all is as it was.
     *
     * @throws ConfigException with every problem of the text
     * @throws IOException where the file cannot be written
     */
    public synchronized Policy replace(String text, Author author, Keep keep) throws IOException {
        Policy policy = check(text);
        if (keep == Keep.IN_FILE) {
            keepUnread(author);
            FileReplacement.write(file.path(), text);
        }
        try {
            swapIn(policy, author, keep == Keep.IN_MEMORY && !policy.digest().equals(tried));
        } catch (RuntimeException defect) {
            if (keep == Keep.IN_FILE) {
                FileReplacement.write(file.path(), current.policy().text());
            }
            throw defect;
        }
        if (keep == Keep.IN_FILE) {
            file.read();
            tried = policy.digest();
        }
        return policy;
    }

    /**
     * Makes the next policy the current one, by its text.
     *
     * @throws IllegalStateException where there is none that could be
     * @throws ConfigException with every problem of the text
     * @throws IOException where the policy's file cannot be written
     */
    public synchronized Policy promote(Author author, Keep keep) throws IOException {
        Policy tried = usable(current.policy());
        if (tried == null) {
            throw new IllegalStateException("there is no next policy to promote");
        }
        return replace(tried.text(), author, keep);
    }

    /** The text of {@code current}, of {@code next}, or of a version by its digest or the first 12 or more digits of it. */
    public synchronized Optional<String> text(String named) {
        Policy running = current.policy();
        Policy tried = next == null ? null : next.policy();
        if (named.equals("current") || running.digest().equals(named)) {
            return Optional.of(running.text());
        }
        if (tried != null && (named.equals("next") || tried.digest().equals(named))) {
            return Optional.of(tried.text());
        }
        return history.text(named);
    }

    /** The file may hold a text that never went live: it is kept before another takes its place. */
    private void keepUnread(Author author) {
        try {
            String text = PolicyLoader.read(file.path());
            String digest = Policy.digestOf(text);
            if (!digest.equals(current.policy().digest())) {
                String note = "in the file, not live, when " + author.who() + " replaced it";
                history.keep(new PolicyVersion(clock.instant(), digest, "file", note, false), text);
            }
        } catch (ConfigException unreadable) {
            LOG.debug("the policy's file cannot be read before it is replaced", unreadable);
        }
    }

    private boolean load(boolean evenIfSame) {
        String text = text(evenIfSame);
        String digest = text == null ? UNREADABLE : Policy.digestOf(text);
        if (text == null || (!evenIfSame && digest.equals(tried))) {
            return false;
        }
        tried = digest;
        NamedFiles files = new NamedFiles(file.path().toString());
        try {
            swapIn(loader.load(file.path().toString(), text, files), Author.FILE, false);
            return true;
        } catch (ConfigException bad) {
            ofRefused = new WatchedContents(files.digests());
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
            return PolicyLoader.read(file.path());
        } catch (ConfigException unreadable) {
            if (evenIfTold || !tried.equals(UNREADABLE)) {
                tried = UNREADABLE;
                failed(unreadable);
            }
            return null;
        }
    }

    private void swapIn(Policy policy, Author author, boolean inMemory) {
        Current<T> before = current;
        boolean restartNeeded = !policy.server().equals(first.server())
                || !policy.storage().sameStores(first.storage())
                || !policy.telemetry().sameWays(first.telemetry());
        next = nextOf(policy);
        named = new WatchedContents(policy.files().digests());
        ofRefused = new WatchedContents(Map.of());
        current = new Current<>(activation.activate(policy, usable(policy), before.value()), policy, inMemory);
        status = new Status(
                policy.digest(), clock.instant(), status.loads() + 1, status.failures(), restartNeeded, null);
        LOG.info("policy {} is live, digest {}, by {}", file.path(), policy.digest(), author.who());
        history.keep(version(policy, author, true), policy.text());
        if (!policy.warnings().equals(before.policy().warnings())) {
            policy.warnings().forEach(warning -> LOG.warn("{}", warning));
        }
        if (restartNeeded) {
            LOG.warn("server, storage or telemetry has changed: this takes effect after a restart");
        }
        nextChanged();
    }

    /** The next policy that a policy names, read; the one there is where it is of the same file. */
    private @Nullable NextPolicy nextOf(Policy policy) {
        RolloutSettings rollout = policy.rollout();
        if (rollout == null) {
            return null;
        }
        NextPolicy before = next;
        return before != null && before.path().equals(rollout.next()) ? before : new NextPolicy(rollout.next(), loader);
    }

    /** Null where there is none, or it is the policy itself, as after a promotion. */
    private @Nullable Policy usable(Policy policy) {
        Policy tried = next == null ? null : next.policy();
        return tried == null || tried.digest().equals(policy.digest()) ? null : tried.heldTo(policy);
    }

    /** Tells how it is with the next policy; what has changed of that is logged and kept. */
    private void nextChanged() {
        NextPolicy named = next;
        NextStatus before = nextStatus;
        if (named == null) {
            nextStatus = null;
            return;
        }
        Policy policy = named.policy();
        nextFailures.addAndGet(named.newFailures());
        NextStatus now = new NextStatus(
                named.path(),
                policy == null ? null : policy.digest(),
                named.error(),
                policy == null ? List.of() : policy.ignoredBeside(current.policy()));
        nextStatus = now;
        if (policy != null && (before == null || !policy.digest().equals(before.digest()))) {
            history.keep(version(policy, new Author("file", "next policy of a rollout"), false), policy.text());
        }
        if (!now.ignored().isEmpty() && (before == null || !before.ignored().equals(now.ignored()))) {
            LOG.warn(
                    "next policy {}: {} differ from the running policy's, which hold",
                    named.path(),
                    String.join(", ", now.ignored()));
        }
    }

    private PolicyVersion version(Policy policy, Author author, boolean live) {
        return new PolicyVersion(clock.instant(), policy.digest(), author.who(), author.note(), live);
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
            LOG.warn("policy {} is refused, the one before stays:\n{}", file.path(), error);
        }
    }
}
