package dev.pointsman.providers.openai;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.Secret;
import dev.pointsman.config.Yaml;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.ProviderSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adapters made from a policy entry, as the policy loader makes them; {@code $KEY} is set. */
final class Adapters {
    static final String KEY = "test-key-4711-abcdef";
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private Adapters() {}

    static ProviderAdapter of(String entry) {
        Yaml yaml = Yaml.of(entry, Map.of("KEY", KEY));
        ProviderAdapter adapter = create(yaml);
        if (!yaml.problems().isEmpty()) {
            throw new IllegalStateException(yaml.problems().toString());
        }
        return adapter;
    }

    static List<String> problems(String entry) {
        Yaml yaml = Yaml.of(entry, Map.of("KEY", KEY));
        create(yaml);
        return yaml.problems();
    }

    private static ProviderAdapter create(Yaml yaml) {
        ConfigNode node = yaml.node();
        ConfigNode type = node.required("type");
        ConfigNode key = node.at("key");
        Secret secret = key == null ? null : key.secret();
        return new OpenAiFactory(Clock.fixed(NOW, ZoneOffset.UTC))
                .create(new ProviderSettings(
                        "it",
                        type == null ? "openai" : type.text(),
                        text(node.at("url")),
                        secret,
                        Duration.ofSeconds(2),
                        node));
    }

    private static @Nullable String text(@Nullable ConfigNode node) {
        return node == null ? null : node.text();
    }
}
