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
 * all others differ by the base alone. The list of models and the Responses API belong to no deployment there.
 */
final class EndpointPaths {
    private static final String DEPLOYMENTS = "/deployments/";

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
        return new EndpointPaths(openai + DEPLOYMENTS, query(resource, apiVersion), true);
    }

    String of(Endpoint endpoint, String deployment) {
        boolean ofDeployment = endpoint != Endpoint.MODELS && endpoint != Endpoint.RESPONSES;
        if (deploymentInPath && !ofDeployment) {
            String openai = prefix.substring(0, prefix.length() - DEPLOYMENTS.length());
            return openai + endpoint.pathBelowBase() + suffix;
        }
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
