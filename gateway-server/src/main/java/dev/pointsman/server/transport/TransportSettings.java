package dev.pointsman.server.transport;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Bounds of the way out.
 *
 * @param connections open connections, at most, to one target on one event loop; 1 or more
 * @param waiting calls that may wait for a connection to one target on one event loop, beside those a dial is under way for; 0 or
 *     more
 * @param idle how long an unused connection is kept; shorter than providers keep theirs, so that few calls meet a closed
 *     one
 * @param age how old a connection may grow before it is replaced: names are looked up again, load spreads
 * @param inflatedBytes how large a reply that came compressed may become
 * @param trusted PEM file with the certificate authorities to trust in place of the JDK's
 * @param userAgent value of the {@code user-agent} header
 */
public record TransportSettings(
        int connections,
        int waiting,
        Duration idle,
        Duration age,
        long inflatedBytes,
        @Nullable Path trusted,
        String userAgent) {
    public TransportSettings {
        if (connections < 1) {
            throw new IllegalArgumentException("connections: " + connections + " (expected: 1 or more)");
        }
        if (waiting < 0) {
            throw new IllegalArgumentException("waiting: " + waiting + " (expected: 0 or more)");
        }
        if (inflatedBytes < 1) {
            throw new IllegalArgumentException("inflatedBytes: " + inflatedBytes + " (expected: 1 or more)");
        }
    }

    /** 1,024 connections to a target over all loops, 1,024 calls waiting on each, 45 s idle, 10 minutes old, 64 MB inflated. */
    public static TransportSettings defaults(int loops, String version) {
        int each = Math.max(16, 1024 / Math.max(1, loops));
        return new TransportSettings(
                each, 1024, Duration.ofSeconds(45), Duration.ofMinutes(10), 64L << 20, null, "pointsman/" + version);
    }
}
