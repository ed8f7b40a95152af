package dev.pointsman.provider;

import java.net.URI;
import java.util.Locale;

/**
 * Host to call; connections are pooled by it. Prints without user info or query.
 *
 * @param http2 whether HTTP/2 may be negotiated by ALPN (TLS only)
 */
public record Target(String host, int port, boolean tls, boolean http2) {
    /** Of an absolute http or https URL; only scheme, host and port are used. */
    public static Target of(URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals("https");
        if (url.getHost() == null || !(tls || scheme.equals("http"))) {
            throw new IllegalArgumentException(
                    "url: " + url + " (expected: http://host[:port]/… or https://host[:port]/…)");
        }
        int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
        return new Target(url.getHost(), port, tls, tls);
    }

    /** Value of the {@code Host} header. */
    public String authority() {
        boolean plain = port == (tls ? 443 : 80);
        return plain ? host : host + ":" + port;
    }
}
