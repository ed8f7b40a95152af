package dev.pointsman.access.managed;

import dev.pointsman.access.FreshKey;
import dev.pointsman.access.KeyHash;
import dev.pointsman.access.KeySource;
import dev.pointsman.access.KeyStore;
import dev.pointsman.access.KnownKey;
import dev.pointsman.access.Priority;
import dev.pointsman.access.managed.ManagedKey.Grant;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The keys that are managed while the gateway runs.
 *
 * <p>Threads: requests read one immutable snapshot, by a volatile read. Changes hold this object's lock, one after the other: a change is first kept
 * in the vault, then swapped in, so that none is seen that a restart would forget; never make one on an event loop.
 */
public final class ManagedKeys implements KeySource {
    /** So many are kept; when all places are taken those that were revoked first go. */
    public static final int MOST_KEYS = 10_000;

    private record Snapshot(Map<String, ManagedKey> byName, Map<String, KnownKey> byHash) {
        static Snapshot of(Map<String, ManagedKey> keys) {
            Map<String, KnownKey> byHash = new HashMap<>();
            keys.values().forEach(key -> key.hashes().forEach(hash -> byHash.put(hash.hash(), known(key, hash))));
            return new Snapshot(keys, byHash);
        }

        private static KnownKey known(ManagedKey key, KeyHash hash) {
            KnownKey known = KnownKey.of(hash, key.principal(), key.end());
            return key.revokedAt() == null
                    ? known
                    : new KnownKey(hash.hash(), known.principal(), "it was revoked", key.revokedAt());
        }
    }

    private final KeyVault vault;
    private final boolean asked;
    private final InstantSource clock;
    private volatile Snapshot snapshot;

    private ManagedKeys(KeyVault vault, boolean asked, InstantSource clock, Map<String, ManagedKey> keys) {
        this.vault = vault;
        this.asked = asked;
        this.clock = clock;
        this.snapshot = Snapshot.of(keys);
    }

    /**
     * Those that a vault keeps.
     *
     * @param asked whether a key is asked for, also where there is none yet
     * @param clock wall clock
     */
    public static ManagedKeys open(KeyVault vault, boolean asked, InstantSource clock) throws IOException {
        Map<String, ManagedKey> keys = new LinkedHashMap<>();
        for (ManagedKey key : vault.load()) {
            if (keys.put(key.name(), key) != null) {
                throw new IOException("two keys are named \"" + key.name() + "\"");
            }
        }
        return new ManagedKeys(vault, asked, clock, keys);
    }

    @Override
    public @Nullable KnownKey find(String hash) {
        return snapshot.byHash.get(hash);
    }

    @Override
    public boolean open() {
        return !asked && snapshot.byName.isEmpty();
    }

    /** In the order in which they were made. */
    public List<ManagedKey> list() {
        return List.copyOf(snapshot.byName.values());
    }

    /** Of all that are kept, those that were revoked among them. */
    public Set<String> names() {
        return Set.copyOf(snapshot.byName.keySet());
    }

    /** Fails with {@link NoSuchElementException} where there is none of that name. */
    public ManagedKey get(String name) {
        ManagedKey key = snapshot.byName.get(name);
        if (key == null) {
            throw new NoSuchElementException("no managed key is named \"" + name + "\"");
        }
        return key;
    }

    /**
     * Makes one.
     *
     * @param who makes it
     * @param expires null for never
     * @return its value, which nobody can tell again
     * @throws IllegalArgumentException where the name is taken or no name, or there is no place left
     */
    public synchronized String create(String name, Grant grant, String who, @Nullable Instant expires)
            throws IOException {
        String value = FreshKey.value();
        List<KeyHash> hashes = List.of(new KeyHash(KeyStore.hash(value), null));
        ManagedKey key = new ManagedKey(name, hashes, grant, clock.instant(), who, expires, null, 1);
        if (snapshot.byName.containsKey(name)) {
            throw new IllegalArgumentException("a managed key is named \"" + name + "\" already");
        }
        Map<String, ManagedKey> keys = new LinkedHashMap<>(snapshot.byName);
        if (keys.size() >= MOST_KEYS) {
            makeRoom(keys);
        }
        keys.put(name, key);
        keep(keys);
        return value;
    }

    /**
     * Gives a key another value.
     *
     * @param grace how long the one before counts yet
     * @return the new value, which nobody can tell again
     */
    public synchronized String rotate(String name, Duration grace) throws IOException {
        String value = FreshKey.value();
        String hash = KeyStore.hash(value);
        change(name, key -> key.rotated(hash, clock.instant().plus(grace)));
        return value;
    }

    /** From now on it lets nobody in; does nothing more where that was so. */
    public synchronized void revoke(String name) throws IOException {
        if (get(name).revokedAt() == null) {
            change(name, key -> key.revoked(clock.instant()));
        }
    }

    /** Sets when it ends; null for never. */
    public synchronized void expire(String name, @Nullable Instant at) throws IOException {
        change(name, key -> key.expiring(at));
    }

    /** Sets how its requests stand to others where there is no place for all. */
    public synchronized void prioritize(String name, Priority priority) throws IOException {
        change(name, key -> key.prioritized(priority));
    }

    /**
     * Takes over what another gateway knows. Keys that would be too many are left out.
     *
     * @return whether that gateway knows all that is known here now
     */
    public synchronized boolean merge(List<ManagedKey> others) throws IOException {
        Map<String, ManagedKey> keys = new LinkedHashMap<>(snapshot.byName);
        Map<String, ManagedKey> theirs = new HashMap<>();
        for (ManagedKey other : others) {
            theirs.put(other.name(), other);
            if (keys.containsKey(other.name()) || keys.size() < MOST_KEYS) {
                keys.merge(other.name(), other, ManagedKey::or);
            }
        }
        if (!keys.equals(snapshot.byName)) {
            keep(keys);
        }
        return keys.entrySet().stream().allMatch(key -> key.getValue().equals(theirs.get(key.getKey())));
    }

    private void change(String name, UnaryOperator<ManagedKey> change) throws IOException {
        ManagedKey before = get(name);
        if (before.revokedAt() != null) {
            throw new IllegalArgumentException("the key \"" + name + "\" was revoked, for good");
        }
        Map<String, ManagedKey> keys = new LinkedHashMap<>(snapshot.byName);
        keys.put(name, change.apply(before));
        keep(keys);
    }

    private static void makeRoom(Map<String, ManagedKey> keys) {
        ManagedKey oldest = null;
        for (ManagedKey key : keys.values()) {
            Instant at = key.revokedAt();
            Instant first = oldest == null ? null : oldest.revokedAt();
            if (at != null && (first == null || at.isBefore(first))) {
                oldest = key;
            }
        }
        if (oldest == null) {
            throw new IllegalArgumentException("all " + MOST_KEYS + " keys are in use: revoke some");
        }
        keys.remove(oldest.name());
    }

    private void keep(Map<String, ManagedKey> keys) throws IOException {
        vault.save(new ArrayList<>(keys.values()));
        snapshot = Snapshot.of(keys);
    }
}
