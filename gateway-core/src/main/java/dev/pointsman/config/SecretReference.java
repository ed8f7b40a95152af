package dev.pointsman.config;

import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns {@code $NAME} and {@code file:/path} into a {@link Secret}. */
final class SecretReference {
    private SecretReference() {}

    static @Nullable Secret resolve(
            ConfigNode node, String reference, Function<String, @Nullable String> environment, SecretFiles files) {
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
            Path path = node.file(reference.substring("file:".length()));
            Secret secret = path == null ? null : files.add(path);
            if (path != null && secret == null) {
                node.problem("secret file " + path + " cannot be read or is empty");
            }
            return secret;
        }
        if (node.isScalar()) {
            node.problem("expected a reference to a secret ($NAME or file:/path), never the secret itself");
        }
        return null;
    }
}
