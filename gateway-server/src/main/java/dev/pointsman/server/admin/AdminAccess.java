package dev.pointsman.server.admin;

import dev.pointsman.access.KeyStore;
import dev.pointsman.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Who may use what begins with {@code /admin/}. With a key: who presents it. Without: programs of this machine, where the listener is of this machine
 * too; a web page is not one of them, whatever name it has made the browser resolve to this machine (so {@code Host} is looked at, and
 * {@code Origin}). Health and metrics ask for nothing.
 */
public final class AdminAccess {
    private static final String GUARDED = "/admin/";
    private static final String BEARER = "bearer ";
    private static final List<String> YAML =
            List.of("application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml");

    private final boolean loopback;
    private final Supplier<@Nullable Secret> key;

    /**
     * What is known of a request before its body is read.
     *
     * @param peerLoopback whether it comes from this machine
     * @param headers first value of a header by its name in lower case; null where it was not sent
     * @param body whether one follows
     */
    record Head(
            String method, String path, boolean peerLoopback, UnaryOperator<@Nullable String> headers, boolean body) {
        @Nullable
        String header(String name) {
            return headers.apply(name);
        }

        boolean writes() {
            return !method.equals("GET") && !method.equals("HEAD");
        }
    }

    /**
     * @param loopback whether the listener is bound to this machine only
     * @param key what is asked for; null for none
     */
    public AdminAccess(boolean loopback, Supplier<@Nullable Secret> key) {
        this.loopback = loopback;
        this.key = key;
    }

    /** The answer to who is not let in; null for all others. */
    @Nullable
    AdminPage refusal(Head head) {
        if (!guarded(head.path())) {
            return null;
        }
        Secret secret = key.get();
        AdminPage refused = secret == null ? withoutKey(head) : withKey(head, secret);
        return refused != null || !head.writes() || !head.body() ? refused : wrongType(head.header("content-type"));
    }

    /** Who a request is of, once it is let in. */
    String who(@Nullable String userAgent) {
        return userAgent != null && userAgent.startsWith("pointsman-cli")
                ? "cli"
                : key.get() == null ? "local" : "admin";
    }

    static boolean guarded(String path) {
        return path.startsWith(GUARDED) || path.equals("/admin");
    }

    private static @Nullable AdminPage withKey(Head head, Secret secret) {
        String authorization = head.header("authorization");
        boolean bearer = authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        String presented = authorization != null && bearer
                ? authorization.substring(BEARER.length()).strip()
                : "";
        if (presented.isEmpty()) {
            return AdminPage.error(401, "send the key of server.admin_key as \"Authorization: Bearer KEY\"");
        }
        return MessageDigest.isEqual(digest(presented), digest(secret.reveal()))
                ? null
                : AdminPage.error(401, "this is not the key of server.admin_key");
    }

    private @Nullable AdminPage withoutKey(Head head) {
        if (!loopback) {
            return AdminPage.error(
                    403,
                    "the admin API needs a key on a listener that other machines reach: set server.admin_key: $NAME, or"
                            + " server.admin to 127.0.0.1");
        }
        if (!head.peerLoopback()) {
            return AdminPage.error(403, "without server.admin_key only this machine may use the admin API");
        }
        String host = head.header("host");
        if (host == null || !named(host)) {
            return AdminPage.error(
                    403, "without server.admin_key the admin API answers to localhost and 127.0.0.1 only (Host)");
        }
        String origin = head.header("origin");
        if (head.writes() && origin != null && !origin.equals("http://" + host)) {
            return AdminPage.error(403, "without server.admin_key no web page may change anything here (Origin)");
        }
        return null;
    }

    /** A form or a script of another site can send other types without being asked for permission. */
    private static @Nullable AdminPage wrongType(@Nullable String contentType) {
        String type =
                contentType == null ? "" : contentType.split(";", -1)[0].strip().toLowerCase(Locale.ROOT);
        return type.equals("application/json") || YAML.contains(type)
                ? null
                : AdminPage.error(415, "expected content-type application/json, or application/yaml for a policy");
    }

    /** Whether a Host header names this machine by a name that only it has. */
    private static boolean named(String host) {
        String name = host.toLowerCase(Locale.ROOT).replaceFirst(":\\d{1,5}$", "");
        return name.equals("localhost") || name.equals("[::1]") || name.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }

    private static byte[] digest(String text) {
        return KeyStore.hash(text).getBytes(StandardCharsets.US_ASCII);
    }
}
