package dev.pointsman.server.http;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the front listens, and what it grants its clients.
 *
 * @param address port 0 takes a free one
 * @param http2 HTTP/2 is spoken too: by ALPN over TLS, by its preface over clear text
 * @param corsOrigins web origins that may call from a browser; {@code *} admits all, empty answers no CORS request
 * @param tls null for clear text
 */
public record FrontSettings(
        InetSocketAddress address,
        Limits limits,
        Timeouts timeouts,
        boolean http2,
        List<String> corsOrigins,
        @Nullable Tls tls) {

    public FrontSettings {
        corsOrigins = List.copyOf(corsOrigins);
    }

    /** Clear text, HTTP/1.1 and HTTP/2, no CORS, the usual limits. */
    public static FrontSettings at(InetSocketAddress address) {
        return new FrontSettings(address, Limits.USUAL, Timeouts.USUAL, true, List.of(), null);
    }

    /**
     * What clients may use at most.
     *
     * @param bodyBytes of one request body, as sent and, where it is compressed, inflated
     * @param bufferedBytes of all request bodies held at a time
     * @param connections open at a time; one more is closed at once
     * @param connectionsPerAddress the same for one client address; 0 sets no such limit
     */
    public record Limits(int bodyBytes, long bufferedBytes, int connections, int connectionsPerAddress) {
        public static final Limits USUAL = new Limits(32 << 20, 256L << 20, 10_000, 0);

        public Limits {
            atLeastOne("bodyBytes", bodyBytes);
            atLeastOne("bufferedBytes", bufferedBytes);
            atLeastOne("connections", connections);
            if (connectionsPerAddress < 0) {
                throw new IllegalArgumentException(
                        "connectionsPerAddress: " + connectionsPerAddress + " (expected: 0 or more)");
            }
        }

        private static void atLeastOne(String name, long value) {
            if (value < 1) {
                throw new IllegalArgumentException(name + ": " + value + " (expected: 1 or more)");
            }
        }
    }

    /**
     * How long clients may take. Checked four times a second.
     *
     * @param head from the first byte of a request head to its last, however the bytes are spread
     * @param body in which a body must end, or bring 8 kB for each second; then again
     * @param idle between two requests of a connection
     * @param handshake for TLS
     * @param stall without a byte taken by a client that is being answered
     */
    public record Timeouts(Duration head, Duration body, Duration idle, Duration handshake, Duration stall) {
        public static final Timeouts USUAL = new Timeouts(
                Duration.ofSeconds(8),
                Duration.ofSeconds(8),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofSeconds(20));
    }

    /**
     * PEM files; read again when they change.
     *
     * @param certificate the chain, leaf first
     * @param key its private key: PKCS#8, not encrypted
     * @param clientAuthority those that sign certificates of clients; null where none are asked for
     * @param clientsMust whether a client without a certificate is refused
     */
    public record Tls(Path certificate, Path key, @Nullable Path clientAuthority, boolean clientsMust) {
        /** Asks clients for no certificate. */
        public Tls(Path certificate, Path key) {
            this(certificate, key, null, false);
        }
    }
}
