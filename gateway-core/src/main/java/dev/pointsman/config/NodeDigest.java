package dev.pointsman.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A SHA-256 of what some values of a policy say, whatever its layout and comments are. References to secrets count, the secrets do not. */
public final class NodeDigest {
    private final MessageDigest sha256;

    private NodeDigest(MessageDigest sha256) {
        this.sha256 = sha256;
    }

    /** In hex; null stands for what is not there. */
    public static String of(List<@Nullable ConfigNode> nodes) {
        try {
            NodeDigest digest = new NodeDigest(MessageDigest.getInstance("SHA-256"));
            for (ConfigNode node : nodes) {
                digest.add(node);
            }
            return HexFormat.of().formatHex(digest.sha256.digest());
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }

    private void add(@Nullable ConfigNode node) {
        if (node == null) {
            begin('n', 0);
        } else if (node.isMap()) {
            begin('m', node.entries().size());
            for (Map.Entry<String, ConfigNode> entry : node.entries().entrySet()) {
                text(entry.getKey());
                add(entry.getValue());
            }
        } else if (node.isList()) {
            begin('l', node.items().size());
            node.items().forEach(this::add);
        } else if (node.isScalar()) {
            text(node.text());
        } else {
            begin('n', 0);
        }
    }

    private void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        begin('t', utf8.length);
        sha256.update(utf8);
    }

    private void begin(char kind, int size) {
        sha256.update((byte) kind);
        for (int shift = 24; shift >= 0; shift -= 8) {
            sha256.update((byte) (size >>> shift));
        }
    }
}
