package dev.pointsman.dialect.messages;

import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.Drops;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A Messages request as the body of a chat completion; what it loses on the way is in {@link #dropped}. */
final class ChatBody {
    /** OpenAI takes no more texts that end the answer. */
    private static final int MOST_STOPS = 4;
    /** OpenAI takes no longer names of users. */
    private static final int MOST_USER_CHARS = 64;

    private static final int LOW_BUDGET = 2048;
    private static final int MEDIUM_BUDGET = 8192;

    private final ObjectNode request;
    private final Drops drops;
    private final ObjectNode chat = JsonNodeFactory.instance.objectNode();

    /** Throws {@code INVALID_REQUEST} naming the place. */
    ChatBody(ObjectNode request) {
        this.request = request;
        this.drops = new Drops(request)
                .mapped(
                        "system",
                        "max_tokens",
                        "metadata",
                        "stop_sequences",
                        "temperature",
                        "top_p",
                        "top_k",
                        "tools",
                        "tool_choice",
                        "thinking",
                        "output_config",
                        "output_format",
                        "service_tier",
                        "cache_control");
        chat.set("model", request.path("model"));
        chat.set("messages", messages());
        most();
        numbers();
        stops();
        ToolForms.write(request, chat, drops);
        reasoning();
        format();
        user();
        tier();
        if (request.path("stream").asBoolean(false)) {
            chat.put("stream", true).putObject("stream_options").put("include_usage", true);
        }
    }

    ObjectNode body() {
        return chat;
    }

    List<String> dropped() {
        return drops.names();
    }

    private ArrayNode messages() {
        ChatTurns turns = new ChatTurns(drops);
        turns.system(request.path("system"), "system");
        int index = 0;
        for (JsonNode message : request.path("messages")) {
            turns.add(message, "messages." + index++);
        }
        if (request.path("cache_control").isObject()) {
            turns.markLast(request.path("cache_control"));
        }
        if (turns.messages().isEmpty()) {
            throw ChatRequest.invalid("messages", "messages: at least one message that says something is required");
        }
        return turns.messages();
    }

    /** Every provider of OpenAI's form knows {@code max_tokens}; those that call it otherwise rename it. */
    private void most() {
        JsonNode most = request.path("max_tokens");
        if (most.isMissingNode() || most.isNull()) {
            throw ChatRequest.invalid("max_tokens", "max_tokens: Field required");
        }
        if (!most.isIntegralNumber() || most.asLong(0) < 1) {
            throw ChatRequest.invalid("max_tokens", "max_tokens: Input should be a whole number of at least 1");
        }
        chat.set("max_tokens", most);
    }

    private void numbers() {
        for (String name : new String[] {"temperature", "top_p", "top_k"}) {
            JsonNode value = request.path(name);
            if (value.isNumber()) {
                chat.set(name, value);
            } else if (!value.isMissingNode() && !value.isNull()) {
                throw ChatRequest.invalid(name, name + ": Input should be a valid number");
            }
        }
    }

    private void stops() {
        JsonNode stops = request.path("stop_sequences");
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        for (JsonNode stop : stops) {
            if (stop.isString() && !stop.stringValue().isEmpty()) {
                if (kept.size() == MOST_STOPS) {
                    drops.lose("stop_sequences");
                    break;
                }
                kept.add(stop);
            }
        }
        if (!kept.isEmpty()) {
            chat.set("stop", kept);
        }
    }

    /** An effort that is said counts; else a budget stands for one. */
    private void reasoning() {
        JsonNode thinking = request.path("thinking");
        String effort = request.path("output_config").path("effort").asString(null);
        switch (thinking.path("type").asString("")) {
            case "disabled" -> effort = "none";
            case "enabled" -> effort = effort == null ? ofBudget(thinking.path("budget_tokens")) : effort;
            default -> {}
        }
        if (effort != null) {
            chat.put("reasoning_effort", effort);
        }
    }

    private static String ofBudget(JsonNode budget) {
        int tokens = budget.asInt(0);
        return tokens <= LOW_BUDGET ? "low" : tokens <= MEDIUM_BUDGET ? "medium" : "high";
    }

    private void format() {
        JsonNode format = request.path("output_config").path("format");
        if (!format.isObject()) {
            format = request.path("output_format");
        }
        if (!format.isObject()) {
            return;
        }
        JsonNode schema = format.path("schema");
        if (!format.path("type").asString("").equals("json_schema") || !schema.isObject()) {
            throw ChatRequest.invalid(
                    "output_config.format", "output_config.format: Input should be of type json_schema with a schema");
        }
        ObjectNode told = chat.putObject("response_format").put("type", "json_schema");
        told.putObject("json_schema")
                .put("name", "response")
                .put("strict", StrictSchema.admits(schema))
                .set("schema", schema);
    }

    private void user() {
        String user = request.path("metadata").path("user_id").asString("");
        if (!user.isEmpty()) {
            chat.put("user", user.length() <= MOST_USER_CHARS ? user : digest(user));
        }
    }

    private void tier() {
        JsonNode tier = request.path("service_tier");
        switch (tier.asString("")) {
            case "" -> {}
            case "auto" -> chat.put("service_tier", "auto");
            case "standard_only" -> chat.put("service_tier", "default");
            default -> drops.lose("service_tier");
        }
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every Java has SHA-256", absent);
        }
    }
}
