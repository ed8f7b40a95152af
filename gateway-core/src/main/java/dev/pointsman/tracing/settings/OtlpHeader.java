package dev.pointsman.tracing.settings;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A header of what is sent to a collector.
 *
 * @param written its value as the policy has it, a secret as a reference; two headers are equal where this is
 */
public record OtlpHeader(String name, String written, Secret value) {
    private static final String TOKEN = "abcdefghijklmnopqrstuvwxyz0123456789-_.";

    static List<OtlpHeader> listFrom(ConfigNode node) {
        List<OtlpHeader> headers = new ArrayList<>();
        for (Map.Entry<String, ConfigNode> each : node.entries().entrySet()) {
            String name = each.getKey().toLowerCase(Locale.ROOT);
            String written = each.getValue().text();
            boolean secret = written.startsWith("$") || written.startsWith("file:");
            Secret value = secret ? each.getValue().secret() : Secret.of(written);
            if (name.isEmpty() || !name.chars().allMatch(c -> TOKEN.indexOf(c) >= 0)) {
                node.problemAtKey(each.getKey(), "expected the name of a header");
            } else if (!secret && written.chars().anyMatch(c -> c < ' ' || c > '~')) {
                each.getValue().problem("expected printable ASCII");
            } else if (value != null) {
                headers.add(new OtlpHeader(name, written, value));
            }
        }
        return headers;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OtlpHeader header && header.name.equals(name) && header.written.equals(written);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + written.hashCode();
    }
}
