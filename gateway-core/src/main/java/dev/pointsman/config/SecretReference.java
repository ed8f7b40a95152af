package dev.pointsman.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns {@code $NAME} and {@code file:/path} into a {@link Secret}. */
final class SecretReference {
    private static final long REREAD_NANOS = 1_000_000_000L;

    private SecretReference() {}

    static @Nullable Secret resolve(ConfigNode node, String reference, Function<String, @Nullable String> environment) {
        if (reference.startsWith("$")) {
            String name = reference.substring(1);
            String value = environment.apply(name);
            if (value == null || value.isBlank()) {
                node.problem("environment variable " + name + " is not set");
                return null;
            }
            return Secret.of(value.strip());
        }
        if (reference.startsWith("file:")) {
            Path path = Path.of(reference.substring("file:".length()));
            try {
                return Secret.from(new SecretFile(path, Files.readString(path).strip()));
            } catch (IOException unreadable) {
                node.problem("cannot read secret file " + path);
                return null;
            }
        }
        if (node.isScalar()) {
            node.problem("expected a reference to a secret ($NAME or file:/path), never the secret itself");
        }
        return null;
    }

    /** Reads the file again when a second has passed; keeps the last good value while it cannot be read. */
    private static final class SecretFile implements Supplier<String> {
        private final Path path;
        private volatile String value;
        private volatile long readAt = System.nanoTime();

        SecretFile(Path path, String value) {
            this.path = path;
            this.value = value;
        }

        @Override
        public String get() {
            long now = System.nanoTime();
            if (now - readAt > REREAD_NANOS) {
                readAt = now;
                value = reread();
            }
            return value;
        }

        private String reread() {
            try {
                String fresh = Files.readString(path).strip();
                return fresh.isEmpty() ? value : fresh;
            } catch (IOException beingReplaced) {
                return value;
            }
        }
    }
}
