package dev.pointsman.providers.gemini;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.ProviderSettings;
import dev.pointsman.provider.Target;
import dev.pointsman.providers.gemini.request.GenerateOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * One provider of Google's form, ready to be called.
 *
 * <p>Keys of the policy beside {@code type}, {@code url} and {@code key}: {@code auth} (api-key, bearer: how the key is sent; a bearer token is usual
 * on Vertex), {@code thoughts} (always ask for them), {@code signature_filler} (stand-ins for signatures that another provider never gave),
 * {@code blocked_prompt} (answer, error), {@code safety} (thresholds by category), and for Vertex {@code project} and {@code location}.
 *
 * @param blockedFails a refused prompt is an error, else an answer that says so
 */
record GeminiSettings(
        Target target,
        GooglePaths paths,
        @Nullable Secret key,
        Auth auth,
        GenerateOptions options,
        boolean blockedFails,
        Duration connectTimeout) {
    /** How the key is sent. */
    enum Auth {
        API_KEY,
        BEARER
    }

    /** The words of {@code blocked_prompt}. */
    enum BlockedPrompt {
        ANSWER,
        ERROR
    }

    /** The words of {@code safety}: what is blocked. */
    enum Threshold {
        OFF,
        BLOCK_NONE,
        BLOCK_ONLY_HIGH,
        BLOCK_MEDIUM_AND_ABOVE,
        BLOCK_LOW_AND_ABOVE
    }

    private static final String OWN_URL = "https://generativelanguage.googleapis.com";
    private static final String GLOBAL = "global";
    private static final URI NOWHERE = URI.create("http://invalid.invalid");
    private static final Pattern PLACE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.:_-]{0,100}");
    private static final Set<String> CATEGORIES =
            Set.of("harassment", "hate_speech", "sexually_explicit", "dangerous_content", "civic_integrity");

    /** Notes every mistake at its node; what it returns then is never called. */
    static GeminiSettings from(ProviderSettings settings) {
        ConfigNode node = settings.node();
        boolean vertex = settings.type().equals(GeminiFactory.VERTEX);
        if (vertex) {
            node.onlyKeys(
                    "type",
                    "url",
                    "key",
                    "keys",
                    "auth",
                    "thoughts",
                    "signature_filler",
                    "blocked_prompt",
                    "safety",
                    "project",
                    "location");
        } else {
            node.onlyKeys(
                    "type", "url", "key", "keys", "auth", "thoughts", "signature_filler", "blocked_prompt", "safety");
        }
        if (settings.key() == null && settings.url() == null && node.at("key") == null) {
            String such = vertex ? "file:/path/of/an/access-token" : "$GEMINI_API_KEY";
            node.problem("missing key \"key\": type " + settings.type() + " needs one, such as key: " + such);
        }
        Auth usual = vertex ? Auth.BEARER : Auth.API_KEY;
        Auth auth = node.read("auth", usual, (word, fallback) -> word.oneOf(Auth.class, fallback));
        String project = vertex ? place(node, "project", "") : "";
        String location = vertex ? place(node, "location", GLOBAL) : "";
        if (vertex && project.isEmpty() && auth == Auth.BEARER && node.at("project") == null) {
            node.problem("missing key \"project\": type vertex needs the id of a project");
        }
        URI base = base(settings, location);
        return new GeminiSettings(
                Target.of(base),
                new GooglePaths(vertex, path(base), project, location, query(base)),
                settings.key(),
                auth,
                new GenerateOptions(
                        vertex,
                        node.read("thoughts", false, ConfigNode::bool),
                        node.read("signature_filler", true, ConfigNode::bool),
                        safety(node.at("safety"))),
                node.read("blocked_prompt", BlockedPrompt.ANSWER, (word, none) -> word.oneOf(BlockedPrompt.class, none))
                        == BlockedPrompt.ERROR,
                settings.connectTimeout());
    }

    private static String place(ConfigNode node, String key, String otherwise) {
        ConfigNode given = node.at(key);
        if (given == null) {
            return otherwise;
        }
        String text = given.text();
        if (!PLACE.matcher(text).matches()) {
            given.problem("expected an id such as my-project or europe-west4");
            return otherwise;
        }
        return text;
    }

    private static @Nullable ArrayNode safety(@Nullable ConfigNode node) {
        if (node == null) {
            return null;
        }
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        node.entries().forEach((word, value) -> {
            String category = word.toLowerCase(Locale.ROOT).replace('-', '_');
            if (!CATEGORIES.contains(category)) {
                node.problemAtKey(
                        word,
                        "unknown category \"" + word + "\" (expected: harassment, hate-speech, sexually-explicit,"
                                + " dangerous-content, civic-integrity)");
                return;
            }
            Threshold threshold = value.oneOf(Threshold.class, Threshold.OFF);
            out.addObject()
                    .put("category", "HARM_CATEGORY_" + category.toUpperCase(Locale.ROOT))
                    .put("threshold", threshold.name());
        });
        return out.isEmpty() ? null : out;
    }

    private static URI base(ProviderSettings settings, String location) {
        String own = settings.type().equals(GeminiFactory.VERTEX) ? "https://" + host(location) : OWN_URL;
        try {
            URI base = URI.create(settings.url() == null ? own : settings.url());
            Target.of(base);
            return base;
        } catch (IllegalArgumentException malformed) {
            settings.node().problem("url: expected a URL such as https://host");
            return NOWHERE;
        }
    }

    /** Of Vertex AI: one for the world, one for each continent, one for each region. */
    private static String host(String location) {
        return switch (location) {
            case GLOBAL -> "aiplatform.googleapis.com";
            case "us", "eu" -> "aiplatform." + location + ".rep.googleapis.com";
            default -> location + "-aiplatform.googleapis.com";
        };
    }

    private static String path(URI base) {
        String path = base.getRawPath() == null ? "" : base.getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static String query(URI base) {
        return base.getRawQuery() == null ? "" : "?" + base.getRawQuery();
    }
}
