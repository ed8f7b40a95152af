package dev.pointsman.access;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds who a virtual key stands for: of the policy, or of those beside it. Only digests are kept; a presented key is hashed once, known or not,
 * and the digests are compared in constant time.
 */
public final class KeyStore {
    /** Copied for each digest, which is quicker than to look the algorithm up; never fed itself. */
    private static final MessageDigest SHA_256 = sha256();

    private final Map<String, KnownKey> byHash = new HashMap<>();
    private final KeySource others;
    private final InstantSource clock;

    /** Those of a policy alone. */
    public KeyStore(List<KeySettings> keys, InstantSource clock) {
        this(keys, KeySource.NONE, clock);
    }

    /**
     * @param others asked where the policy does not know a key
     * @param clock wall clock, for keys that end
     */
    public KeyStore(List<KeySettings> keys, KeySource others, InstantSource clock) {
        this.others = others;
        this.clock = clock;
        for (KeySettings key : keys) {
            for (KeyHash hash : key.hashes()) {
                byHash.put(hash.hash(), known(key, hash));
            }
        }
    }

    private static KnownKey known(KeySettings key, KeyHash hash) {
        return key.disabled()
                ? KnownKey.refused(hash.hash(), key.principal(), "it is disabled")
                : KnownKey.of(hash, key.principal(), key.expires());
    }

    /** No keys at all: everybody is {@link Principal#ANONYMOUS}. */
    public boolean open() {
        return byHash.isEmpty() && others.open();
    }

    /** Whom a key stands for; fails with {@code AUTHENTICATION} where it is not known, or no longer valid. */
    public Principal authenticate(String key) {
        KnownKey known = find(hash(key));
        String refusal = known == null ? "this gateway does not know it." : known.refusal(clock.millis());
        if (known == null || refusal != null) {
            throw new GatewayException(ErrorKind.AUTHENTICATION, "Incorrect API key provided: " + refusal);
        }
        return known.principal();
    }

    private @Nullable KnownKey find(String hash) {
        KnownKey own = byHash.get(hash);
        KnownKey entry = own == null ? others.find(hash) : own;
        byte[] known = (entry == null ? "" : entry.hash()).getBytes(StandardCharsets.US_ASCII);
        boolean same = MessageDigest.isEqual(known, hash.getBytes(StandardCharsets.US_ASCII));
        return same ? entry : null;
    }

    /** SHA-256 as 64 lower-case hex digits. */
    public static String hash(String key) {
        return HexFormat.of().formatHex(copy(SHA_256).digest(key.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException notOfThisProvider) {
            return sha256();
        }
    }
}
