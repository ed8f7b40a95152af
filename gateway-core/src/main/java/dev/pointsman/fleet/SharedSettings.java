package dev.pointsman.fleet;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The policy's {@code storage.shared}: a Redis that several gateways share.
 *
 * @param user "" for the default one
 * @param password null where it asks for none
 * @param keys seals the managed keys that gateways share there; null where they do not
 * @param answerWithin time for an answer, before the gateway decides by itself, default 50 ms
 * @param gateways that share it, at least, until it has told how many: 1 by default
 */
public record SharedSettings(
        String host,
        int port,
        int database,
        boolean tls,
        String user,
        @Nullable Secret password,
        @Nullable Secret keys,
        Duration answerWithin,
        int gateways) {
    private static final int USUAL_PORT = 6379;
    private static final int LAST_DATABASE = 999;
    private static final int MOST_GATEWAYS = 1_000;
    private static final Duration WAIT = Duration.ofMillis(50);
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final String EXPECTED = "expected redis://HOST:PORT/DATABASE or rediss://… ";

    /** The same store, reached with the same password. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SharedSettings settings
                && plain().equals(settings.plain())
                && revealed(password).equals(revealed(settings.password))
                && revealed(keys).equals(revealed(settings.keys));
    }

    @Override
    public int hashCode() {
        return Objects.hash(host, port, database);
    }

    private List<Object> plain() {
        return List.of(host, port, database, tls, user, password == null, keys == null, answerWithin, gateways);
    }

    private static String revealed(@Nullable Secret secret) {
        return secret == null ? "" : secret.reveal();
    }

    /** Null where the policy says none, or makes a mistake, which is noted. */
    public static @Nullable SharedSettings from(ConfigNode node) {
        if (!node.isMap()) {
            return at(node, node, "", null, null, WAIT, 1);
        }
        node.onlyKeys("at", "user", "password", "keys", "wait", "gateways");
        ConfigNode at = node.required("at");
        Secret password =
                node.at("password") == null ? null : node.orNothing("password").secret();
        Secret keys = node.at("keys") == null ? null : node.orNothing("keys").secret();
        String user = node.at("user") == null ? "" : node.orNothing("user").text();
        Duration wait = node.read("wait", WAIT, SharedSettings::wait);
        int gateways = node.read("gateways", 1, (value, usual) -> value.integer(1, MOST_GATEWAYS, usual));
        return at == null ? null : at(at, node, user, password, keys, wait, gateways);
    }

    private static Duration wait(ConfigNode node, Duration usual) {
        Duration wait = node.duration(usual);
        if (wait.compareTo(SHORTEST) < 0 || wait.compareTo(LONGEST) > 0) {
            node.problem("expected a time from 1ms to 1s");
        }
        return wait;
    }

    private static @Nullable SharedSettings at(
            ConfigNode at,
            ConfigNode whole,
            String user,
            @Nullable Secret password,
            @Nullable Secret keys,
            Duration wait,
            int gateways) {
        String text = at.text().strip();
        if (!at.isScalar() || (at == whole && text.equals("none"))) {
            return null;
        }
        URI uri = uri(text);
        if (uri == null) {
            at.problem((at == whole ? "expected none or redis://HOST:PORT/DATABASE or rediss://… " : EXPECTED)
                    + "but found \"" + (text.indexOf('@') < 0 ? text : "…") + "\"");
            return null;
        }
        if (uri.getRawUserInfo() != null) {
            at.problem("has a name or a password in it (expected: { at: " + uri.getScheme() + "://" + uri.getHost()
                    + ", user: NAME, password: $NAME })");
            return null;
        }
        int port = uri.getPort() < 0 ? USUAL_PORT : uri.getPort();
        return new SharedSettings(
                uri.getHost(),
                port,
                database(uri),
                uri.getScheme().equals("rediss"),
                user,
                password,
                keys,
                wait,
                gateways);
    }

    private static @Nullable URI uri(String text) {
        try {
            URI uri = new URI(text);
            boolean redis = "redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme());
            boolean whole = redis && uri.getHost() != null && uri.getRawQuery() == null && uri.getRawFragment() == null;
            return whole && database(uri) >= 0 ? uri : null;
        } catch (URISyntaxException noUri) {
            return null;
        }
    }

    /** -1 where it is none. */
    private static int database(URI uri) {
        String path = uri.getRawPath();
        if (path.isEmpty() || path.equals("/")) {
            return 0;
        }
        try {
            int number = Integer.parseInt(path.substring(1));
            return number <= LAST_DATABASE ? number : -1;
        } catch (NumberFormatException noNumber) {
            return -1;
        }
    }
}
