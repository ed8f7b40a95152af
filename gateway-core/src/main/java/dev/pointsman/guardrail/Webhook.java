package dev.pointsman.guardrail;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The address that a guardrail asks, and how long it waits. Where it goes stands in the policy alone; nothing of a request is part of it.
 *
 * @param secret sent as a bearer token; null for none
 * @param blocksOnError whether a request is refused where the webhook fails or is late
 */
public record Webhook(URI url, @Nullable Secret secret, Duration timeout, boolean blocksOnError) {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration MOST = Duration.ofSeconds(30);
    private static final URI NOWHERE = URI.create("http://invalid/");

    private enum OnError {
        ALLOW,
        BLOCK
    }

    /** Reads {@code { url: https://…, secret: $NAME, timeout: 2s, on_error: block }}; only {@code url} is required. */
    static Webhook from(ConfigNode node) {
        node.onlyKeys("url", "secret", "timeout", "on_error");
        ConfigNode url = node.required("url");
        ConfigNode secret = node.at("secret");
        return new Webhook(
                url == null ? NOWHERE : url(url),
                secret == null ? null : secret.secret(),
                node.read("timeout", TIMEOUT, Webhook::timeout),
                node.read("on_error", OnError.BLOCK, (word, usual) -> word.oneOf(OnError.class, usual))
                        == OnError.BLOCK);
    }

    private static URI url(ConfigNode node) {
        try {
            URI url = new URI(node.text());
            String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
            boolean web = scheme.equals("https") || scheme.equals("http");
            if (web && url.getHost() != null && url.getUserInfo() == null && url.getFragment() == null) {
                return url;
            }
        } catch (URISyntaxException unreadable) {
            node.problem("not a URL: " + unreadable.getReason() + " (expected: https://host[:port]/path)");
            return NOWHERE;
        }
        node.problem("expected https://host[:port]/path, or http://, without user or fragment");
        return NOWHERE;
    }

    private static Duration timeout(ConfigNode node, Duration usual) {
        Duration timeout = node.duration(usual);
        if (timeout.isZero() || timeout.compareTo(MOST) > 0) {
            node.problem("expected a time up to 30s, such as 2s");
            return usual;
        }
        return timeout;
    }

    /** Whether both say the same, as far as that can be told: secrets are compared by their presence. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Webhook webhook
                && webhook.url.equals(url)
                && (webhook.secret == null) == (secret == null)
                && webhook.timeout.equals(timeout)
                && webhook.blocksOnError == blocksOnError;
    }

    @Override
    public int hashCode() {
        return Objects.hash(url, timeout, blocksOnError);
    }

    /** Path and query as they are sent. */
    public String path() {
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }
}
