package dev.pointsman.dialect.responses;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonFields;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.chat.JsonBytes;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The response object around its output: what is echoed of the request, and what is known of the answer. Nothing is stored, so
 * {@code store} is always false. Source: schema {@code Response} of OpenAI's API reference 2.3.0 (2026-08).
 */
final class Envelope {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final byte[] NULL = JsonText.ascii("null");
    private static final String TOKENS = "reasoning.encrypted_content";

    private final String id;
    private final ApiRequest request;
    private final Set<String> customTools = new HashSet<>(0);
    private final boolean tokens;
    private final byte[] echo;
    private byte[] model = NULL;
    private long createdAt;
    private @Nullable String incomplete;

    /** @param id what follows {@code resp_} */
    Envelope(ApiRequest request, String id) {
        this.id = id;
        this.request = request;
        this.tokens = field("include") != null && tree("include").toString().contains('"' + TOKENS + '"');
        this.echo = echo();
    }

    private byte[] echo() {
        JsonBytes out = new JsonBytes();
        add(out, "instructions", "null");
        add(out, "max_output_tokens", "null");
        add(out, "max_tool_calls", "null");
        add(out, "metadata", "{}");
        add(out, "parallel_tool_calls", "true");
        add(out, "prompt_cache_key", "null");
        add(out, "reasoning", "{\"effort\":null,\"summary\":null}");
        add(out, "safety_identifier", "null");
        add(out, "temperature", "null");
        out.add(",\"text\":").add(MAPPER.writeValueAsBytes(text()));
        add(out, "tool_choice", "\"auto\"");
        out.add(",\"tools\":").add(MAPPER.writeValueAsBytes(tools()));
        add(out, "top_logprobs", "0");
        add(out, "top_p", "null");
        if (field("user") != null) {
            add(out, "user", "null");
        }
        return out.add(",\"background\":false,\"error\":null,\"previous_response_id\":null,\"store\":false")
                .add(",\"truncation\":\"disabled\"")
                .take();
    }

    /** Containers are written anew: a line feed between their members would end the line of an event. */
    private void add(JsonBytes out, String name, String otherwise) {
        out.add(",\"").add(name).add("\":");
        byte[] given = field(name);
        if (given == null) {
            out.add(otherwise);
        } else if (given[0] == '{' || given[0] == '[') {
            out.add(MAPPER.writeValueAsBytes(MAPPER.readTree(given)));
        } else {
            out.add(given);
        }
    }

    /** The value of a field as it stands in the request; null where it is absent or null. */
    private byte @Nullable [] field(String name) {
        JsonFields fields = request.fields();
        int field = fields.indexOf(name);
        if (field < 0 || request.body()[fields.start(field)] == 'n') {
            return null;
        }
        return Arrays.copyOfRange(request.body(), fields.start(field), fields.end(field));
    }

    private JsonNode tree(String name) {
        byte[] given = field(name);
        return given == null ? MAPPER.missingNode() : MAPPER.readTree(given);
    }

    private JsonNode text() {
        ObjectNode text = tree("text") instanceof ObjectNode given ? given : MAPPER.createObjectNode();
        if (!text.path("format").isObject()) {
            text.putObject("format").put("type", "text");
        }
        return text;
    }

    /** A function has members that are null where the client left them out. */
    private JsonNode tools() {
        JsonNode tools = tree("tools");
        if (!tools.isArray()) {
            return MAPPER.createArrayNode();
        }
        for (JsonNode each : tools) {
            if (each instanceof ObjectNode tool) {
                String type = tool.path("type").asString("");
                if (type.equals("custom")) {
                    customTools.add(tool.path("name").asString(""));
                } else if (!tool.has("strict")) {
                    tool.put("strict", false);
                }
                if (type.equals("function") && !tool.has("parameters")) {
                    tool.putNull("parameters");
                }
            }
        }
        return tools;
    }

    boolean isCustom(String tool) {
        return customTools.contains(tool);
    }

    /** Whether reasoning items carry their token even where there is nothing in it. */
    boolean wantsTokens() {
        return tokens;
    }

    /** What follows the prefix in the id of the item at that place. */
    String suffix(int index) {
        return id + (index < 10 ? "0" : "") + index;
    }

    void begin(String name, long seconds) {
        model = JsonText.quote(name.isEmpty() ? request.facts().model() : name);
        createdAt = seconds;
    }

    void incomplete(@Nullable String reason) {
        incomplete = reason;
    }

    void write(JsonBytes out, String status, List<byte @Nullable []> output, @Nullable Usage usage, long now) {
        out.add("{\"id\":\"resp_")
                .add(id)
                .add("\",\"object\":\"response\",\"created_at\":")
                .add(createdAt);
        out.add(",\"status\":\"").add(status).add("\",\"completed_at\":");
        if (status.equals("completed")) {
            out.add(now);
        } else {
            out.add(NULL);
        }
        out.add(",\"incomplete_details\":");
        if (incomplete == null) {
            out.add(NULL);
        } else {
            out.add("{\"reason\":\"").add(incomplete).add("\"}");
        }
        out.add(",\"model\":").add(model).add(",\"output\":[");
        boolean first = true;
        for (byte[] item : output) {
            if (item != null) {
                out.add(first ? "" : ",").add(item);
                first = false;
            }
        }
        out.add("]").add(echo);
        if (usage != null) {
            usage(out, usage);
        }
        out.add("}");
    }

    private static void usage(JsonBytes out, Usage usage) {
        out.add(",\"usage\":{\"input_tokens\":").add(usage.prompt());
        out.add(",\"input_tokens_details\":{\"cached_tokens\":").add(usage.cachedRead());
        out.add(",\"cache_write_tokens\":").add(usage.cacheWrite());
        out.add("},\"output_tokens\":").add(usage.completion());
        out.add(",\"output_tokens_details\":{\"reasoning_tokens\":").add(usage.reasoning());
        out.add("},\"total_tokens\":").add(usage.prompt() + usage.completion()).add("}");
    }
}
