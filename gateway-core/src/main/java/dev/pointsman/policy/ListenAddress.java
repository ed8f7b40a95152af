package dev.pointsman.policy;

import dev.pointsman.config.ConfigNode;
import java.util.Locale;

/**
 * Where a listener is bound.
 *
 * @param host address or host name without brackets; {@code 0.0.0.0} and {@code ::} are all addresses
 * @param port 0 for one that the system chooses
 */
public record ListenAddress(String host, int port) {
    /** Reads {@code 127.0.0.1:8080}, {@code [::1]:8080}, {@code :8080} (all addresses) or {@code 8080} (loopback). */
    static ListenAddress from(ConfigNode node, ListenAddress fallback) {
        String text = node.text().strip();
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "127.0.0.1" : text.substring(0, colon);
        String port = text.substring(colon + 1);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (bracketed) {
            host = host.substring(1, host.length() - 1);
        }
        boolean sane =
                port.matches("\\d{1,5}") && Integer.parseInt(port) <= 65_535 && (bracketed || !host.contains(":"));
        if (!sane || host.chars().anyMatch(c -> c <= ' ' || c == '/')) {
            if (node.isScalar()) {
                node.problem("expected an address such as 127.0.0.1:8080 but found \"" + text + "\"");
            }
            return fallback;
        }
        return new ListenAddress(host.isEmpty() ? "0.0.0.0" : host, Integer.parseInt(port));
    }

    /** Whether only this machine reaches it; told from the text alone, no name is looked up. */
    public boolean loopback() {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.equals("::1") || name.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
