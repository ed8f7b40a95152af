package dev.pointsman.flow;

import dev.pointsman.access.Principal;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.config.NearestWord;
import dev.pointsman.routing.RouterChain;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * The names a client may ask for, as {@code GET /v1/models} and {@code /v1/models/{id}} give them: models first, then {@code auto} and one
 * {@code auto:SCORE} for each score. A key sees what it may use. Immutable; made once for a policy.
 *
 * <p>Source: OpenAI's API reference, "Models", and Anthropic's, "List Models" (2026-08).
 */
public final class ModelList {
    private static final String OURS = "pointsman";
    private static final int NEAR_NAMES = 3;

    /** Each entry in OpenAI's form, and in Anthropic's. */
    private record Entry(String openAis, String anthropics) {
        String in(boolean anthropic) {
            return anthropic ? anthropics : openAis;
        }
    }

    private final Map<String, Entry> listed = new LinkedHashMap<>();
    private final Map<String, Entry> deployments = new HashMap<>();

    /** @param createdSeconds Unix time told as every entry's {@code created}: when the policy was loaded */
    public ModelList(Catalog catalog, RouterChain chain, long createdSeconds) {
        for (String name : chain.names()) {
            Model model = catalog.model(name);
            String owner = model == null ? OURS : model.deployments().get(0).provider();
            listed.put(name, entry(name, owner, createdSeconds));
        }
        for (Deployment deployment : catalog.deployments()) {
            deployments.put(deployment.id(), entry(deployment.id(), deployment.provider(), createdSeconds));
        }
    }

    /**
     * The JSON of the list, or of one entry where the path names one; in Anthropic's form for a client that tells its {@code anthropic-version}.
     *
     * @throws GatewayException {@code MODEL_NOT_FOUND}, listing near names
     */
    byte[] answer(ApiRequest request, Principal principal) {
        boolean anthropic = request.headers().first("anthropic-version") != null;
        String base = Endpoint.MODELS.path();
        String path = request.path();
        String json = path.length() > base.length() + 1
                ? one(decoded(path.substring(base.length() + 1)), principal).in(anthropic)
                : all(anthropic, principal);
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private String all(boolean anthropic, Principal principal) {
        StringBuilder json = new StringBuilder(anthropic ? "{\"data\":[" : "{\"object\":\"list\",\"data\":[");
        String first = null;
        String last = null;
        for (Map.Entry<String, Entry> entry : listed.entrySet()) {
            if (visible(entry.getKey(), principal)) {
                json.append(first == null ? "" : ",").append(entry.getValue().in(anthropic));
                first = first == null ? entry.getKey() : first;
                last = entry.getKey();
            }
        }
        json.append("]");
        if (anthropic) {
            json.append(",\"has_more\":false,\"first_id\":").append(quoted(first));
            json.append(",\"last_id\":").append(quoted(last));
        }
        return json.append("}").toString();
    }

    private Entry one(String id, Principal principal) {
        Entry entry = listed.getOrDefault(id, deployments.get(id));
        if (entry == null || !visible(id, principal)) {
            throw notFound(id, principal);
        }
        return entry;
    }

    private GatewayException notFound(String id, Principal principal) {
        List<String> visible = listed.keySet().stream()
                .filter(name -> visible(name, principal))
                .toList();
        List<String> near = NearestWord.near(id, visible, NEAR_NAMES);
        String hint = near.isEmpty() ? "" : "; near names: " + String.join(", ", near);
        String shown = id.length() <= 100 ? id : id.substring(0, 100) + "…";
        return new GatewayException(ErrorKind.MODEL_NOT_FOUND, "the model \"" + shown + "\" does not exist" + hint)
                .withParam("model");
    }

    /** What rules choose among is narrowed to the key's models, so that every key may ask for it. */
    private static boolean visible(String name, Principal principal) {
        return name.equals(RouterChain.AUTO) || name.startsWith(RouterChain.AUTO + ":") || principal.mayUse(name);
    }

    private static String decoded(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException badEscape) {
            throw new GatewayException(ErrorKind.INVALID_REQUEST, "the path holds a broken percent escape", badEscape);
        }
    }

    private static Entry entry(String id, String owner, long createdSeconds) {
        return new Entry(
                "{\"id\":" + quoted(id) + ",\"object\":\"model\",\"created\":" + createdSeconds + ",\"owned_by\":"
                        + quoted(owner) + "}",
                "{\"type\":\"model\",\"id\":" + quoted(id) + ",\"display_name\":" + quoted(id) + ",\"created_at\":\""
                        + Instant.ofEpochSecond(createdSeconds) + "\"}");
    }

    private static String quoted(@Nullable String text) {
        return text == null
                ? "null"
                : "\"" + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + "\"";
    }
}
