package dev.pointsman.providers.openai;

import dev.pointsman.api.Endpoint;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.ProviderSettings;
import dev.pointsman.provider.Target;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One provider of OpenAI's form, ready to be called: its dialect with what the policy changed in it, where it stands, and its key.
 *
 * <p>Keys of the policy beside {@code type}, {@code url} and {@code key}: {@code auth} (bearer, api-key, x-api-key, none),
 * {@code headers} (a map; a value may be a reference to a secret), {@code drop} (a list), {@code rename} (a map), {@code quirks} (a map of
 * {@link Quirk} words to true or false), {@code endpoints} (a list of paths below {@code /v1}), {@code keep} (fields that are sent though the
 * profile would not), {@code base_model} (a model's name, or a map of upstream names to such), {@code api} (auto, chat, responses: how chats
 * are asked for); for Azure {@code resource}, {@code style}
 * (v1, classic) and {@code api_version}.
 *
 * @param secretHeaders headers whose values are secrets, by name
 * @param baseModels the model behind each upstream name that does not tell it; under {@code "*"} that of all others
 */
record OpenAiSettings(
        OpenAiDialect dialect,
        Target target,
        EndpointPaths paths,
        @Nullable Secret key,
        Map<String, Secret> secretHeaders,
        Map<String, String> baseModels,
        ResponsesBridge.Api api,
        Duration connectTimeout) {
    private static final String[] KEYS = {
        "type",
        "url",
        "key",
        "keys",
        "api",
        "auth",
        "headers",
        "drop",
        "rename",
        "quirks",
        "endpoints",
        "keep",
        "base_model"
    };
    private static final Set<String> OURS =
            Set.of("host", "content-length", "transfer-encoding", "connection", "content-type", "accept-encoding");
    private static final String CLASSIC_VERSION = "2024-10-21";
    /** Azure's classic style knows {@code stream_options} from this version on. */
    private static final String STREAM_OPTIONS_SINCE = "2024-09-01";

    private static final String ANY = "*";
    private static final URI NOWHERE = URI.create("http://invalid.invalid");

    /** All that no client may see. */
    List<Secret> secrets() {
        List<Secret> all = new ArrayList<>(secretHeaders.values());
        if (key != null) {
            all.add(key);
        }
        return all;
    }

    /** A name that tells what the model behind an upstream name takes. */
    String knownAs(String upstreamModel) {
        if (baseModels.isEmpty()) {
            return upstreamModel;
        }
        String known = baseModels.getOrDefault(upstreamModel, baseModels.get(ANY));
        return known == null ? upstreamModel : known;
    }

    private static Map<String, String> baseModels(@Nullable ConfigNode node) {
        if (node == null) {
            return Map.of();
        }
        if (!node.isMap()) {
            return Map.of(ANY, node.text());
        }
        Map<String, String> models = new LinkedHashMap<>();
        node.entries().forEach((name, model) -> models.put(name, model.text()));
        return Map.copyOf(models);
    }

    /** Notes every mistake at its node; what it returns then is never called. */
    static OpenAiSettings from(ProviderSettings settings, OpenAiDialect profile) {
        ConfigNode node = settings.node();
        boolean azure = profile.type().equals("azure");
        node.onlyKeys(azure ? and(KEYS, "resource", "style", "api_version") : KEYS);
        URI base = base(settings, profile, azure);
        Map<String, Secret> secrets = new LinkedHashMap<>();
        OpenAiDialect dialect = overridden(node, profile, secrets);
        checkKey(settings, profile, dialect);
        String version = text(node, "api_version");
        EndpointPaths paths;
        boolean classic = azure && classic(node);
        if (classic) {
            String known = version == null ? CLASSIC_VERSION : version;
            paths = EndpointPaths.classic(base, known);
            dialect = known.compareTo(STREAM_OPTIONS_SINCE) < 0 ? dialect.with(Quirk.NO_STREAM_OPTIONS) : dialect;
            dialect = node.at("endpoints") == null ? dialect.notServing(Endpoint.RESPONSES) : dialect;
        } else if (azure) {
            paths = EndpointPaths.below(azureBase(base), version);
        } else {
            paths = EndpointPaths.below(base, null);
        }
        return new OpenAiSettings(
                dialect,
                target(base, node),
                paths,
                settings.key(),
                Map.copyOf(secrets),
                baseModels(node.at("base_model")),
                api(node, profile, classic),
                settings.connectTimeout());
    }

    /** Of OpenAI itself, and of Azure where it has its paths, the model's name decides; all others are asked for chats. */
    private static ResponsesBridge.Api api(ConfigNode node, OpenAiDialect profile, boolean classic) {
        boolean own = profile.type().equals("openai") || profile.type().equals("azure");
        ResponsesBridge.Api usual = own && !classic ? ResponsesBridge.Api.AUTO : ResponsesBridge.Api.CHAT;
        ConfigNode said = node.at("api");
        if (said == null || profile.type().equals("ollama")) {
            return usual;
        }
        ResponsesBridge.Api api = said.oneOf(ResponsesBridge.Api.class, usual);
        if (classic && api != ResponsesBridge.Api.CHAT) {
            said.problem("Azure's classic style has no Responses API (expected: style: v1, or api: chat)");
        }
        return api;
    }

    private static void checkKey(ProviderSettings settings, OpenAiDialect profile, OpenAiDialect dialect) {
        String keyName = profile.keyName();
        boolean elsewhere = settings.url() != null && profile.url() != null;
        boolean needed = keyName != null && !elsewhere && dialect.credential() != Credential.NONE;
        if (needed && settings.key() == null && settings.node().at("key") == null) {
            settings.node()
                    .problem("missing key \"key\": type " + profile.type() + " needs one, such as key: $" + keyName);
        }
    }

    private static URI base(ProviderSettings settings, OpenAiDialect profile, boolean azure) {
        ConfigNode node = settings.node();
        String url = settings.url() != null ? settings.url() : profile.url();
        if (url == null && azure && text(node, "resource") != null) {
            url = "https://" + text(node, "resource") + ".openai.azure.com";
        }
        if (url == null) {
            node.problem("missing key " + (azure ? "\"resource\" or \"url\"" : "\"url\"") + ": type " + profile.type()
                    + " has no address of its own");
            return NOWHERE;
        }
        try {
            return URI.create(url);
        } catch (IllegalArgumentException malformed) {
            at(node, "url").problem("expected a URL such as https://host/v1 but found \"" + url + "\"");
            return NOWHERE;
        }
    }

    private static Target target(URI base, ConfigNode node) {
        try {
            return Target.of(base);
        } catch (IllegalArgumentException noTarget) {
            at(node, "url").problem("expected a URL such as https://host/v1 but found \"" + base + "\"");
            return Target.of(NOWHERE);
        }
    }

    /** A bare resource gets the path of the v1 style. */
    private static URI azureBase(URI base) {
        String path = base.getRawPath();
        if (path == null || path.isEmpty() || path.equals("/")) {
            String query = base.getRawQuery() == null ? "" : "?" + base.getRawQuery();
            return URI.create(base.getScheme() + "://" + base.getRawAuthority() + "/openai/v1" + query);
        }
        return base;
    }

    private static boolean classic(ConfigNode node) {
        String style = text(node, "style");
        if (style != null && !style.equals("v1") && !style.equals("classic")) {
            at(node, "style").problem("expected one of v1, classic but found \"" + style + "\"");
        }
        return "classic".equals(style);
    }

    private static OpenAiDialect overridden(ConfigNode node, OpenAiDialect profile, Map<String, Secret> secrets) {
        OpenAiDialect dialect = profile;
        ConfigNode auth = node.at("auth");
        if (auth != null) {
            dialect = dialect.with(auth.oneOf(Credential.class, profile.credential()));
        }
        ConfigNode drop = node.at("drop");
        if (drop != null) {
            dialect = dialect.dropping(drop.texts().toArray(new String[0]));
        }
        ConfigNode keep = node.at("keep");
        if (keep != null) {
            dialect = dialect.keeping(keep.texts().toArray(new String[0]));
        }
        ConfigNode rename = node.at("rename");
        if (rename != null) {
            for (Map.Entry<String, ConfigNode> each : rename.entries().entrySet()) {
                dialect = dialect.renaming(each.getKey(), each.getValue().text());
            }
        }
        dialect = quirks(node.at("quirks"), dialect);
        dialect = endpoints(node.at("endpoints"), dialect);
        return dialect.withHeaders(headers(node.at("headers"), secrets));
    }

    private static OpenAiDialect quirks(@Nullable ConfigNode node, OpenAiDialect profile) {
        if (node == null) {
            return profile;
        }
        OpenAiDialect dialect = profile;
        List<String> words =
                Arrays.stream(Quirk.values()).map(OpenAiSettings::word).toList();
        node.onlyKeys(words.toArray(new String[0]));
        for (Quirk quirk : Quirk.values()) {
            ConfigNode value = node.isMap() ? node.at(word(quirk)) : null;
            if (value != null) {
                dialect = value.bool(false) ? dialect.with(quirk) : dialect.without(quirk);
            }
        }
        return dialect;
    }

    private static OpenAiDialect endpoints(@Nullable ConfigNode node, OpenAiDialect profile) {
        if (node == null) {
            return profile;
        }
        var known = new LinkedHashMap<String, Endpoint>();
        for (Endpoint endpoint : Endpoint.values()) {
            known.put(endpoint.pathBelowBase().substring(1), endpoint);
        }
        known.remove(Endpoint.FEEDBACK.pathBelowBase().substring(1));
        List<Endpoint> served = new ArrayList<>();
        for (ConfigNode item : node.itemsOrSelf()) {
            Endpoint endpoint = known.get(item.text());
            if (endpoint != null) {
                served.add(endpoint);
            } else if (item.isScalar()) {
                item.problem(
                        "unknown endpoint \"" + item.text() + "\"" + NearestWord.hint(item.text(), known.keySet()));
            }
        }
        return served.isEmpty() ? profile : profile.serving(served.toArray(new Endpoint[0]));
    }

    private static List<String> headers(@Nullable ConfigNode node, Map<String, Secret> secrets) {
        List<String> plain = new ArrayList<>();
        if (node == null) {
            return plain;
        }
        for (Map.Entry<String, ConfigNode> each : node.entries().entrySet()) {
            String name = each.getKey().toLowerCase(Locale.ROOT);
            String value = each.getValue().text();
            if (!isToken(name) || OURS.contains(name)) {
                node.problemAtKey(each.getKey(), "header \"" + each.getKey() + "\" cannot be set");
            } else if (value.startsWith("$") || value.startsWith("file:")) {
                Secret secret = each.getValue().secret();
                if (secret != null) {
                    secrets.put(name, secret);
                }
            } else if (value.chars().anyMatch(c -> c < ' ' || c > '~')) {
                each.getValue().problem("expected printable ASCII");
            } else {
                plain.add(name);
                plain.add(value);
            }
        }
        return plain;
    }

    private static boolean isToken(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || "0123456789-_.".indexOf(c) >= 0);
    }

    private static String word(Quirk quirk) {
        return quirk.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static @Nullable String text(ConfigNode node, String key) {
        ConfigNode value = node.at(key);
        return value == null ? null : value.text();
    }

    private static ConfigNode at(ConfigNode node, String key) {
        ConfigNode value = node.at(key);
        return value == null ? node : value;
    }

    private static String[] and(String[] keys, String... more) {
        var all = new ArrayList<>(Arrays.asList(keys));
        all.addAll(Arrays.asList(more));
        return all.toArray(new String[0]);
    }
}
