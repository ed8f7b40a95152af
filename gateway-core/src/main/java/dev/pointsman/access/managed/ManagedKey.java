package dev.pointsman.access.managed;

import dev.pointsman.access.KeyHash;
import dev.pointsman.access.Principal;
import dev.pointsman.access.Priority;
import dev.pointsman.routing.facts.KeyTraits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A virtual key that is managed while the gateway runs. It stays known after it was revoked, so that its name keeps its meaning in records.
 *
 * @param hashes of its values, the newest first; the others end
 * @param grant what it stands for
 * @param createdBy who made it: {@code cli}, {@code admin}, {@code local}
 * @param expires null where it does not
 * @param revokedAt null where it was not
 * @param revision how many changes have made it what it is, 1 when it is new
 */
public record ManagedKey(
        String name,
        List<KeyHash> hashes,
        Grant grant,
        Instant createdAt,
        String createdBy,
        @Nullable Instant expires,
        @Nullable Instant revokedAt,
        long revision) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,60}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final int MOST_WORDS = 100;
    private static final int MOST_CHARACTERS = 200;

    /** What a key stands for; {@code models} is null where it may use all. */
    public record Grant(
            @Nullable String team,
            Set<String> tags,
            @Nullable Set<String> models,
            Priority priority) {
        /** Of normal priority. */
        public Grant(@Nullable String team, Set<String> tags, @Nullable Set<String> models) {
            this(team, tags, models, Priority.NORMAL);
        }

        public Grant {
            tags = Set.copyOf(tags);
            models = models == null ? null : Set.copyOf(models);
            List<String> words = new ArrayList<>(tags);
            words.addAll(models == null ? Set.of() : models);
            if (words.size() > MOST_WORDS) {
                throw new IllegalArgumentException("tags and models: expected at most " + MOST_WORDS);
            }
            if (team != null) {
                words.add(team);
            }
            for (String word : words) {
                if (word.isBlank() || word.length() > MOST_CHARACTERS) {
                    throw new IllegalArgumentException(
                            "team, tags and models: expected words of 1 to " + MOST_CHARACTERS + " characters");
                }
            }
        }
    }

    public ManagedKey {
        hashes = List.copyOf(hashes);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name: expected letters, digits, dots, dashes and underscores, at most 60");
        }
        for (KeyHash hash : hashes) {
            if (!HASH.matcher(hash.hash()).matches()) {
                throw new IllegalArgumentException("key " + name + ": expected hashes of 64 hex digits");
            }
        }
    }

    Principal principal() {
        return new Principal(name, grant.team(), grant.models(), new KeyTraits(grant.tags(), true), grant.priority());
    }

    /** When it ends or ended, for whatever reason; null where it does not. */
    @Nullable
    Instant end() {
        return revokedAt != null ? revokedAt : expires;
    }

    /** {@code active}, {@code expired} or {@code revoked}. */
    public String state(Instant now) {
        return revokedAt != null ? "revoked" : expires != null && !now.isBefore(expires) ? "expired" : "active";
    }

    /** With another value; the one before counts until {@code until}, older ones no more. */
    ManagedKey rotated(String hash, Instant until) {
        KeyHash before = hashes.get(0);
        return new ManagedKey(
                name,
                List.of(new KeyHash(hash, null), new KeyHash(before.hash(), until)),
                grant,
                createdAt,
                createdBy,
                expires,
                revokedAt,
                revision + 1);
    }

    ManagedKey expiring(@Nullable Instant at) {
        return new ManagedKey(name, hashes, grant, createdAt, createdBy, at, revokedAt, revision + 1);
    }

    ManagedKey prioritized(Priority priority) {
        Grant changed = new Grant(grant.team(), grant.tags(), grant.models(), priority);
        return new ManagedKey(name, hashes, changed, createdAt, createdBy, expires, revokedAt, revision + 1);
    }

    /**
     * The one that counts of what two gateways know of a name: a key that was revoked stays so, else that of more changes counts; of as many the one made
     * first, and of those made at the same time the one whose value has the smaller digest, so that all gateways take the same.
     */
    ManagedKey or(ManagedKey other) {
        if ((revokedAt == null) != (other.revokedAt == null)) {
            return revokedAt == null ? other : this;
        }
        if (revision != other.revision) {
            return revision > other.revision ? this : other;
        }
        int first = createdAt.compareTo(other.createdAt);
        boolean ours = first != 0
                ? first < 0
                : hashes.get(0).hash().compareTo(other.hashes.get(0).hash()) <= 0;
        return ours ? this : other;
    }

    ManagedKey revoked(Instant at) {
        return new ManagedKey(name, hashes, grant, createdAt, createdBy, expires, at, revision + 1);
    }
}
