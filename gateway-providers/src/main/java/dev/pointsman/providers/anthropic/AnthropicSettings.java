package dev.pointsman.providers.anthropic;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.ProviderSettings;
import dev.pointsman.provider.Target;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One provider of Anthropic's form, ready to be called.
 *
 * <p>Keys of the policy beside {@code type}, {@code url} and {@code key}: {@code auth} (x-api-key, bearer), {@code beta} (a list for the
 * {@code anthropic-beta} header), {@code max_tokens} (where a request names none; else the model's most), {@code prefill} (refuse, continue:
 * what to do with a last turn of the assistant where the model takes none).
 *
 * @param path of the endpoint
 * @param beta joined by commas; "" for none
 * @param maxTokens 0 for the model's most
 * @param continues a turn of the user is added after a last turn of the assistant
 */
record AnthropicSettings(
        Target target,
        String path,
        @Nullable Secret key,
        Auth auth,
        String beta,
        int maxTokens,
        boolean continues,
        Duration connectTimeout) {
    /** How the key is sent. */
    enum Auth {
        X_API_KEY,
        BEARER
    }

    /** The words of {@code prefill}. */
    enum Prefill {
        REFUSE,
        CONTINUE
    }

    /** Path of a thing below messages, such as {@code /count_tokens}; "" for messages themselves. A query stays at the end. */
    String path(String below) {
        int query = path.indexOf('?');
        return query < 0 ? path + below : path.substring(0, query) + below + path.substring(query);
    }

    /** Path of the list of models, as many on one page as there can be. */
    String modelsPath() {
        int query = path.indexOf('?');
        String plain = query < 0 ? path : path.substring(0, query);
        String more = query < 0 ? "?" : path.substring(query) + "&";
        return plain.substring(0, plain.length() - "messages".length()) + "models" + more + "limit=1000";
    }

    private static final String OWN_URL = "https://api.anthropic.com";
    private static final URI NOWHERE = URI.create("http://invalid.invalid");
    private static final int MOST_TOKENS = 1_000_000;

    /** Notes every mistake at its node; what it returns then is never called. */
    static AnthropicSettings from(ProviderSettings settings) {
        ConfigNode node = settings.node();
        node.onlyKeys("type", "url", "key", "keys", "auth", "beta", "max_tokens", "prefill");
        if (settings.key() == null && settings.url() == null && node.at("key") == null) {
            node.problem("missing key \"key\": type anthropic needs one, such as key: $ANTHROPIC_API_KEY");
        }
        URI base = base(settings);
        ConfigNode auth = node.at("auth");
        ConfigNode beta = node.at("beta");
        ConfigNode most = node.at("max_tokens");
        ConfigNode prefill = node.at("prefill");
        return new AnthropicSettings(
                Target.of(base),
                path(base),
                settings.key(),
                auth == null ? Auth.X_API_KEY : auth.oneOf(Auth.class, Auth.X_API_KEY),
                beta == null ? "" : String.join(",", words(beta)),
                most == null ? 0 : most.integer(1, MOST_TOKENS, 1),
                prefill != null && prefill.oneOf(Prefill.class, Prefill.REFUSE) == Prefill.CONTINUE,
                settings.connectTimeout());
    }

    private static List<String> words(ConfigNode node) {
        List<String> words = node.texts();
        for (String word : words) {
            if (word.isEmpty() || word.chars().anyMatch(c -> c <= ' ' || c > '~')) {
                node.problem("expected words such as context-1m-2025-08-07");
                return List.of();
            }
        }
        return words;
    }

    private static URI base(ProviderSettings settings) {
        try {
            URI base = URI.create(settings.url() == null ? OWN_URL : settings.url());
            Target.of(base);
            return base;
        } catch (IllegalArgumentException malformed) {
            settings.node().problem("url: expected a URL such as https://host");
            return NOWHERE;
        }
    }

    private static String path(URI base) {
        String path = base.getRawPath() == null ? "" : base.getRawPath();
        String plain = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        String query = base.getRawQuery() == null ? "" : "?" + base.getRawQuery();
        return plain + (plain.endsWith("/v1") ? "/messages" : "/v1/messages") + query;
    }
}
