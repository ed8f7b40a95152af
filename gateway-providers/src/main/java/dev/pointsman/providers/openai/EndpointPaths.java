package dev.pointsman.providers.openai;

import dev.pointsman.api.Endpoint;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Path and query of each endpoint below a base URL. A query of the base URL goes along with every call.
 *
 * <p>Azure's classic style puts the deployment into the path, {@code /openai/deployments/{deployment}/chat/completions?api-version=…};
 * all others differ by the base alone.
 */
final class EndpointPaths {
    private final Map<Endpoint, String> fixed = new EnumMap<>(Endpoint.class);
    private final String prefix;
    private final String suffix;
    private final boolean deploymentInPath;

    private EndpointPaths(String prefix, String suffix, boolean deploymentInPath) {
        this.prefix = prefix;
        this.suffix = suffix;
        this.deploymentInPath = deploymentInPath;
        for (Endpoint endpoint : Endpoint.values()) {
            fixed.put(endpoint, prefix + endpoint.pathBelowBase() + suffix);
        }
    }

    /** Below {@code …/v1} or whatever the base ends in. */
    static EndpointPaths below(URI base, @Nullable String apiVersion) {
        return new EndpointPaths(pathOf(base), query(base, apiVersion), false);
    }

    /** Azure's classic style, below the resource. */
    static EndpointPaths classic(URI resource, String apiVersion) {
        String path = pathOf(resource);
        String openai = path.endsWith("/openai") ? path : path + "/openai";
        return new EndpointPaths(openai + "/deployments/", query(resource, apiVersion), true);
    }

    String of(Endpoint endpoint, String deployment) {
        if (deploymentInPath) {
            String segment =
                    URLEncoder.encode(deployment, StandardCharsets.UTF_8).replace("+", "%20");
            return prefix + segment + endpoint.pathBelowBase() + suffix;
        }
        return fixed.getOrDefault(endpoint, prefix + endpoint.pathBelowBase() + suffix);
    }

    private static String pathOf(URI base) {
        String path = base.getRawPath() == null ? "" : base.getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static String query(URI base, @Nullable String apiVersion) {
        String own = base.getRawQuery() == null ? "" : base.getRawQuery();
        if (apiVersion == null || own.contains("api-version=")) {
            return own.isEmpty() ? "" : "?" + own;
        }
        String version = "api-version=" + URLEncoder.encode(apiVersion, StandardCharsets.UTF_8);
        return own.isEmpty() ? "?" + version : "?" + own + "&" + version;
    }
}
