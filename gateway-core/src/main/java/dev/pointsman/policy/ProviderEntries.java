package dev.pointsman.policy;

import dev.pointsman.catalog.PriceOverlay;
import dev.pointsman.catalog.ProviderTypes;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NameRule;
import dev.pointsman.config.NearestWord;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.ProviderFactory;
import dev.pointsman.provider.ProviderSettings;
import dev.pointsman.provider.Target;
import dev.pointsman.provider.keys.KeyedAdapter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads {@code providers}: what all types share here, the rest by the type's own factory. */
final class ProviderEntries {
    /** Types of the language that no factory of this release reads. */
    private static final Set<String> LATER = Set.of("voyage");

    private static final int MOST_KEYS = 16;
    private static final String NO_URL = "http://localhost";

    private final Map<String, ProviderFactory> factories = new HashMap<>();
    private final Duration connectTimeout;

    ProviderEntries(Iterable<ProviderFactory> factories, Duration connectTimeout) {
        factories.forEach(factory -> factory.types().forEach(type -> this.factories.put(type, factory)));
        this.connectTimeout = connectTimeout;
    }

    /** Adapters by provider name, in file order; a provider that could not be made is left out, with a problem. */
    Map<String, ProviderAdapter> adapters(ConfigNode node) {
        Map<String, ProviderAdapter> adapters = new LinkedHashMap<>();
        node.entries().forEach((name, entry) -> {
            NameRule.checkKey(node, name, "provider");
            ProviderAdapter adapter = adapter(name, entry);
            if (adapter != null) {
                adapters.put(name, adapter);
            }
        });
        if (node.isMap() && node.entries().isEmpty()) {
            node.problem("expected at least one provider");
        }
        return adapters;
    }

    /** List prices hold at a type's own address; under a {@code url} of one's own only for Azure, which has none in common. */
    static ProviderTypes types(ConfigNode node, PriceOverlay prices) {
        Map<String, String> billedAs = new HashMap<>();
        node.entries().forEach((name, entry) -> billedAs.put(name, billedAs(entry)));
        return new ProviderTypes(billedAs, prices, Map.of());
    }

    private static String billedAs(ConfigNode entry) {
        ConfigNode type = entry.isMap() ? entry.at("type") : null;
        if (type == null || !type.isScalar()) {
            return "";
        }
        ConfigNode url = entry.at("url");
        return url == null || type.text().equals("azure") || isOpenAi(url) ? type.text() : "";
    }

    private @Nullable ProviderAdapter adapter(String name, ConfigNode entry) {
        ConfigNode type = entry.isMap() ? entry.required("type") : null;
        if (!entry.isMap()) {
            entry.problem("expected a map such as { type: openai, key: $OPENAI_API_KEY }");
        }
        if (type == null || !type.isScalar()) {
            return null;
        }
        ProviderFactory factory = factories.get(type.text());
        if (factory == null) {
            unknownType(type);
            return null;
        }
        String url = url(entry.at("url"));
        List<KeyedAdapter.Key> keys = new ArrayList<>();
        for (Secret secret : secrets(entry)) {
            ProviderSettings settings = new ProviderSettings(name, type.text(), url, secret, connectTimeout, entry);
            keys.add(new KeyedAdapter.Key(keys.size() + 1, secret, factory.create(settings)));
        }
        return switch (keys.size()) {
            case 0 -> factory.create(new ProviderSettings(name, type.text(), url, null, connectTimeout, entry));
            case 1 -> keys.get(0).adapter();
            default -> new KeyedAdapter(keys);
        };
    }

    /** {@code key}, then {@code keys}. */
    private static List<Secret> secrets(ConfigNode entry) {
        List<Secret> secrets = new ArrayList<>();
        Set<String> references = new HashSet<>();
        ConfigNode key = entry.at("key");
        ConfigNode keys = entry.at("keys");
        if (key != null) {
            secrets.add(secret(key, references));
        }
        if (keys != null) {
            for (ConfigNode each : keys.items()) {
                secrets.add(secret(each, references));
            }
            if (keys.isList() && (keys.items().isEmpty() || secrets.size() > MOST_KEYS)) {
                keys.problem("expected 1 to " + MOST_KEYS + " keys such as [$OPENAI_KEY_1, $OPENAI_KEY_2]");
            }
        }
        return secrets;
    }

    private static Secret secret(ConfigNode node, Set<String> references) {
        Secret secret = node.secret();
        if (secret != null && !references.add(node.text())) {
            node.problem("\"" + node.text() + "\" is named twice");
        }
        // a key that cannot be read is one problem, not also a missing key
        return secret == null ? Secret.of("") : secret;
    }

    private void unknownType(ConfigNode type) {
        Set<String> offered = new TreeSet<>(factories.keySet());
        if (LATER.contains(type.text())) {
            type.notYet("provider type \"" + type.text() + "\"", "");
        } else {
            type.problem("unknown provider type \"" + type.text() + "\""
                    + NearestWord.hint(type.text(), offered)
                    + (offered.isEmpty() ? "; no providers are on the class path" : ""));
        }
    }

    private static @Nullable String url(@Nullable ConfigNode node) {
        if (node == null) {
            return null;
        }
        try {
            Target.of(URI.create(node.text()));
            return node.text();
        } catch (IllegalArgumentException notAUrl) {
            node.problem("expected a URL such as http://localhost:8000/v1 but found \"" + node.text() + "\"");
            return NO_URL;
        }
    }

    private static boolean isOpenAi(ConfigNode url) {
        String text = url.text();
        return text.startsWith("https://api.openai.com/") || text.startsWith("https://eu.api.openai.com/");
    }
}
