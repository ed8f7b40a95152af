package dev.pointsman.server.storage;

import dev.pointsman.access.managed.ManagedKey;
import dev.pointsman.access.managed.ManagedKeys;
import dev.pointsman.config.Secret;
import dev.pointsman.fleet.Fleet;
import dev.pointsman.fleet.SharedBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Managed keys that the gateways of a fleet have together.
 *
 * <p>The whole list lies in the shared store, sealed by an HMAC of a secret that only gateways know: who can write there makes no keys. Once a second each
 * gateway looks whether the seal is another one, takes over what is new to it, and writes the list where that lacks something. Changes of two gateways at
 * the same moment may overwrite one another there; both gateways still know their own, and write again. Each has all of it in its own vault, too.
 *
 * <p>Looks are the worker's, one at a time; only the answers of the store come on other threads.
 */
public final class FleetKeys {
    /** How often a gateway looks. */
    static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(FleetKeys.class);
    private static final String NAME = Fleet.PREFIX + "keys:";
    private static final String MAC = "HmacSHA256";
    private static final int SEAL_BYTES = 32;
    private static final int NAME_BYTES = 8;
    private static final int MOST_BYTES = 32_000_000;
    private static final Duration KEPT = Duration.ofDays(365);

    private final Fleet fleet;
    private final SharedBytes store;
    private final Secret secret;
    private final ManagedKeys keys;
    private final Executor worker;
    private final String name;
    private final AtomicBoolean looking = new AtomicBoolean();
    private byte[] known = new byte[0];
    private List<ManagedKey> told = List.of();
    private boolean warned;

    /** @param worker may block on the file of the keys; one thread */
    public FleetKeys(Fleet fleet, SharedBytes store, Secret secret, ManagedKeys keys, Executor worker) {
        this.fleet = fleet;
        this.store = store;
        this.secret = secret;
        this.keys = keys;
        this.worker = worker;
        this.name = name(secret);
    }

    /** Where the list of a secret stands: gateways with another one have a list of their own, rather than overwrite each other's. */
    static String name(Secret secret) {
        return NAME + HexFormat.of().formatHex(mac(secret, NAME.getBytes(StandardCharsets.UTF_8)), 0, NAME_BYTES);
    }

    /** Begins to look. */
    public FleetKeys start() {
        fleet.every(PAUSE, this::look);
        return this;
    }

    private void look() {
        if (fleet.up() && looking.compareAndSet(false, true)) {
            store.get(name, SEAL_BYTES).whenCompleteAsync((seal, failure) -> step(() -> sealed(seal)), worker);
        }
    }

    /** What a look does next; the look is over where that does not go well. */
    private interface Step {
        /** Gives whether the look goes on. */
        boolean take() throws IOException;
    }

    private void step(Step step) {
        boolean goesOn = false;
        try {
            goesOn = step.take();
        } catch (IOException | RuntimeException unusable) {
            warn("managed keys cannot be shared", unusable);
        } finally {
            if (!goesOn) {
                looking.set(false);
            }
        }
    }

    private boolean sealed(byte @Nullable [] seal) {
        if (seal == null) {
            return false;
        }
        if (!Arrays.equals(seal, known)) {
            store.get(name, MOST_BYTES).whenCompleteAsync((list, failure) -> step(() -> found(list)), worker);
            return true;
        }
        return !keys.list().equals(told) && write();
    }

    private boolean found(byte @Nullable [] list) throws IOException {
        if (list == null) {
            return false;
        }
        if (list.length < SEAL_BYTES) {
            return write();
        }
        byte[] seal = Arrays.copyOf(list, SEAL_BYTES);
        byte[] json = Arrays.copyOfRange(list, SEAL_BYTES, list.length);
        if (!MessageDigest.isEqual(seal(json), seal)) {
            warn("managed keys in the shared store are not sealed by this fleet's secret: they are written anew", null);
            return write();
        }
        if (!keys.merge(KeyList.read(json))) {
            return write();
        }
        known = seal;
        told = keys.list();
        warned = false;
        return false;
    }

    private boolean write() {
        List<ManagedKey> now = keys.list();
        byte[] json = KeyList.write(now).getBytes(StandardCharsets.UTF_8);
        if (json.length > MOST_BYTES - SEAL_BYTES) {
            throw new IllegalStateException("their list would take " + json.length + " bytes");
        }
        byte[] seal = seal(json);
        byte[] list = Arrays.copyOf(seal, SEAL_BYTES + json.length);
        System.arraycopy(json, 0, list, SEAL_BYTES, json.length);
        store.put(name, list, KEPT)
                .whenCompleteAsync((done, failure) -> step(() -> written(failure, seal, now)), worker);
        return true;
    }

    private boolean written(@Nullable Throwable failure, byte[] seal, List<ManagedKey> now) {
        if (failure == null) {
            known = seal;
            told = now;
        }
        return false;
    }

    private void warn(String what, @Nullable Exception why) {
        if (!warned) {
            warned = true;
            LOG.warn(what, why);
        }
    }

    private byte[] seal(byte[] json) {
        return mac(secret, json);
    }

    private static byte[] mac(Secret secret, byte[] of) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), MAC));
            return mac.doFinal(of);
        } catch (GeneralSecurityException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }
}
