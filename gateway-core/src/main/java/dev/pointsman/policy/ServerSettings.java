package dev.pointsman.policy;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The policy's {@code server}: listeners and their limits. Read once, at the start; a reload that changes it needs a restart.
 *
 * @param listen default {@code 127.0.0.1:8080}
 * @param admin listener of health and metrics, default {@code 127.0.0.1:9090}; null where the policy says {@code none}
 * @param adminKey what the admin API asks for; null where it has none, and serves this machine only
 * @param dashboard whether the admin listener has the dashboard; default true
 * @param tls null for clear text
 * @param http2 HTTP/2 beside HTTP/1.1, over TLS and in clear text; default true
 * @param maxBodyBytes of one request, after inflating; default 32 MB
 * @param maxBufferedBytes of all requests under way and replies held back, together; 0, the default, for a quarter of the heap
 * @param maxConnections of clients, default 10,000
 * @param maxConnectionsPerAddress of clients from one address; 0, the default, for no such limit
 * @param threads event loops; 0, the default, for one a core
 * @param idle how long a connection without a request is kept; default 30 s
 * @param drain how long streams may go on after a signal to stop; default 30 s
 * @param corsOrigins origins of web pages that may call, {@code *} for any; default none
 */
public record ServerSettings(
        ListenAddress listen,
        @Nullable ListenAddress admin,
        @Nullable AdminKey adminKey,
        boolean dashboard,
        @Nullable TlsFiles tls,
        boolean http2,
        int maxBodyBytes,
        long maxBufferedBytes,
        int maxConnections,
        int maxConnectionsPerAddress,
        int threads,
        Duration idle,
        Duration drain,
        List<String> corsOrigins,
        AccessLog accessLog) {
    private static final ListenAddress LISTEN = new ListenAddress("127.0.0.1", 8080);
    private static final ListenAddress ADMIN = new ListenAddress("127.0.0.1", 9090);
    private static final long MIN_BYTES = 1_000;
    private static final long MAX_BODY_BYTES = 1_000_000_000;

    /**
     * The operators' key.
     *
     * @param reference as the policy names it; two keys are equal where this is
     */
    public record AdminKey(String reference, Secret secret) {
        static @Nullable AdminKey from(@Nullable ConfigNode node) {
            Secret secret = node == null ? null : node.secret();
            return node == null || secret == null ? null : new AdminKey(node.text(), secret);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof AdminKey key && key.reference.equals(reference);
        }

        @Override
        public int hashCode() {
            return reference.hashCode();
        }
    }

    /**
     * PEM files: a certificate chain and its private key.
     *
     * @param clients what certificates are asked of clients; null where none are
     */
    public record TlsFiles(
            Path certificate, Path key, @Nullable ClientCertificates clients) {
        static TlsFiles from(ConfigNode node) {
            node.onlyKeys("cert", "key", "client_ca", "client_auth");
            return new TlsFiles(file(node.required("cert")), file(node.required("key")), ClientCertificates.from(node));
        }

        private static Path file(@Nullable ConfigNode node) {
            Path path = node == null ? null : node.file(node.text());
            if (node != null && path != null && !Files.isReadable(path)) {
                node.problem("cannot read file " + path);
            }
            return path == null ? Path.of("") : path;
        }
    }

    /**
     * Certificates of clients.
     *
     * @param authority PEM file with those that sign them
     * @param demand default {@code require}
     */
    public record ClientCertificates(Path authority, ClientDemand demand) {
        static @Nullable ClientCertificates from(ConfigNode tls) {
            ConfigNode authority = tls.at("client_ca");
            ConfigNode demand = tls.at("client_auth");
            if (authority == null) {
                if (demand != null) {
                    demand.problem(
                            "expected client_ca beside it, a PEM file with those who sign certificates of clients");
                }
                return null;
            }
            return new ClientCertificates(
                    TlsFiles.file(authority),
                    demand == null ? ClientDemand.REQUIRE : demand.oneOf(ClientDemand.class, ClientDemand.REQUIRE));
        }
    }

    /** What is asked of clients: a certificate, or that one they show be good. */
    public enum ClientDemand {
        REQUIRE,
        WANT
    }

    /** How the line logged for each request is written. */
    public enum AccessLog {
        JSON,
        TEXT,
        OFF
    }

    public ServerSettings {
        corsOrigins = List.copyOf(corsOrigins);
    }

    static ServerSettings from(ConfigNode node) {
        node.onlyKeys(
                "listen",
                "admin",
                "admin_key",
                "dashboard",
                "tls",
                "http2",
                "max_body",
                "max_buffered",
                "max_connections",
                "max_connections_per_address",
                "threads",
                "idle",
                "drain",
                "cors",
                "access_log");
        ConfigNode tls = node.at("tls");
        return new ServerSettings(
                node.read("listen", LISTEN, ListenAddress::from),
                admin(node.at("admin")),
                AdminKey.from(node.at("admin_key")),
                node.read("dashboard", true, ConfigNode::bool),
                tls == null ? null : TlsFiles.from(tls),
                node.read("http2", true, ConfigNode::bool),
                (int) bytes(node, "max_body", 32_000_000, MAX_BODY_BYTES),
                bytes(node, "max_buffered", 0, Long.MAX_VALUE),
                node.read("max_connections", 10_000, (value, most) -> value.integer(1, 1_000_000, most)),
                node.read("max_connections_per_address", 0, (value, none) -> value.integer(0, 1_000_000, none)),
                node.read("threads", 0, (value, one) -> value.integer(0, 1024, one)),
                node.read("idle", Duration.ofSeconds(30), ConfigNode::duration),
                node.read("drain", Duration.ofSeconds(30), ConfigNode::duration),
                node.read("cors", List.of(), (value, none) -> value.texts()),
                node.read("access_log", AccessLog.JSON, (value, json) -> value.oneOf(AccessLog.class, json)));
    }

    private static @Nullable ListenAddress admin(@Nullable ConfigNode node) {
        if (node == null) {
            return ADMIN;
        }
        return node.isScalar() && node.text().equals("none") ? null : ListenAddress.from(node, ADMIN);
    }

    private static long bytes(ConfigNode node, String key, long fallback, long most) {
        ConfigNode value = node.at(key);
        long bytes = value == null ? fallback : value.bytes(fallback);
        if (value != null && (bytes < MIN_BYTES || bytes > most)) {
            value.problem("expected 1kB" + (most == MAX_BODY_BYTES ? " to 1GB" : " or more") + " but found \""
                    + value.text() + "\"");
            return fallback;
        }
        return bytes;
    }
}
