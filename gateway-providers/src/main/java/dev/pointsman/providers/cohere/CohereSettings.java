package dev.pointsman.providers.cohere;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.ProviderSettings;
import dev.pointsman.provider.Target;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One provider of Cohere's form, ready to be called.
 *
 * <p>Keys of the policy beside {@code type}, {@code url} and {@code key}: {@code input_type}, what texts to be embedded are for where a request
 * does not say ({@code search_document}).
 *
 * @param base what all paths begin with; "" where that is nothing
 * @param query of all paths, with its question mark; "" for none
 */
record CohereSettings(
        Target target, String base, String query, @Nullable Secret key, InputType inputType, Duration connectTimeout) {
    /** What texts are embedded for. */
    enum InputType {
        SEARCH_DOCUMENT,
        SEARCH_QUERY,
        CLASSIFICATION,
        CLUSTERING;

        /** As the API spells it. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final String OWN_URL = "https://api.cohere.com";
    private static final URI NOWHERE = URI.create("http://invalid.invalid");

    /** Notes every mistake at its node; what it returns then is never called. */
    static CohereSettings from(ProviderSettings settings) {
        ConfigNode node = settings.node();
        node.onlyKeys("type", "url", "key", "keys", "input_type");
        if (settings.key() == null && settings.url() == null && node.at("key") == null) {
            node.problem("missing key \"key\": type cohere needs one, such as key: $COHERE_API_KEY");
        }
        URI url = url(settings);
        ConfigNode inputType = node.at("input_type");
        return new CohereSettings(
                Target.of(url),
                base(url),
                url.getRawQuery() == null ? "" : "?" + url.getRawQuery(),
                settings.key(),
                inputType == null
                        ? InputType.SEARCH_DOCUMENT
                        : inputType.oneOf(InputType.class, InputType.SEARCH_DOCUMENT),
                settings.connectTimeout());
    }

    private static URI url(ProviderSettings settings) {
        try {
            URI url = URI.create(settings.url() == null ? OWN_URL : settings.url());
            Target.of(url);
            return url;
        } catch (IllegalArgumentException malformed) {
            settings.node().problem("url: expected a URL such as https://host");
            return NOWHERE;
        }
    }

    /** Without a version at its end: endpoints are of different ones. */
    private static String base(URI url) {
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        String plain = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        boolean versioned = plain.endsWith("/v1") || plain.endsWith("/v2");
        return versioned ? plain.substring(0, plain.length() - 3) : plain;
    }
}
