package dev.pointsman.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds who a virtual key stands for. Only digests are kept; a presented key is hashed once, known or not, and the digests are compared
 * in constant time.
 */
public final class KeyStore {
    private record Entry(String hash, Principal principal) {}

    private final Map<String, Entry> byHash = new HashMap<>();

    public KeyStore(List<KeySettings> keys) {
        for (KeySettings key : keys) {
            byHash.put(key.hash(), new Entry(key.hash(), new Principal(key.name(), key.team(), key.models())));
        }
    }

    /** No keys at all: everybody is {@link Principal#ANONYMOUS}. */
    public boolean open() {
        return byHash.isEmpty();
    }

    /** Null where no key has that value. */
    public @Nullable Principal find(String key) {
        String hash = hash(key);
        Entry entry = byHash.get(hash);
        byte[] known = (entry == null ? "" : entry.hash()).getBytes(StandardCharsets.US_ASCII);
        boolean same = MessageDigest.isEqual(known, hash.getBytes(StandardCharsets.US_ASCII));
        return entry != null && same ? entry.principal() : null;
    }

    /** SHA-256 as 64 lower-case hex digits. */
    public static String hash(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
