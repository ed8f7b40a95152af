package dev.pointsman.policy;

import dev.pointsman.api.Endpoint;
import dev.pointsman.config.ConfigNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The JSON body that a client would send for the {@code given} of a policy test. */
final class GivenBody {
    private static final JsonMapper JSON = new JsonMapper();

    private static final int MOST_BYTES = 16_000_000;

    private final ConfigNode given;
    private final Map<String, Object> body = new LinkedHashMap<>();

    private GivenBody(ConfigNode given) {
        this.given = given;
    }

    static byte[] of(Endpoint endpoint, ConfigNode given, String metadataPrefix) {
        GivenBody made = new GivenBody(given);
        made.body.put("model", given.read("model", "auto", (model, auto) -> model.text()));
        switch (endpoint) {
            case CHAT_COMPLETIONS -> made.chat();
            case RESPONSES -> made.responses();
            case MESSAGES, COUNT_TOKENS -> made.messagesOf();
            case COMPLETIONS, IMAGE_GENERATIONS -> made.body.put("prompt", made.text());
            case EMBEDDINGS, MODERATIONS -> made.body.put("input", made.text());
            case RERANK -> made.body.putAll(Map.of("query", made.text(), "documents", List.of("…")));
            case SPEECH -> made.body.putAll(Map.of("input", made.text(), "voice", "alloy"));
            default ->
                throw new IllegalArgumentException("endpoint: " + endpoint + " (expected: one with a JSON body)");
        }
        ConfigNode user = given.at("user");
        if (user != null) {
            made.body.put("user", user.text());
        }
        made.metadata(metadataPrefix);
        return made.padded(JSON.writeValueAsBytes(made.body));
    }

    /** With blanks behind it up to {@code input_tokens} bytes: a body smaller than its number of tokens is no real one. */
    private byte[] padded(byte[] json) {
        int tokens = Math.min(MOST_BYTES, given.read("input_tokens", -1, ConfigNode::count));
        byte[] body = Arrays.copyOf(json, Math.max(json.length, tokens));
        Arrays.fill(body, json.length, body.length, (byte) ' ');
        return body;
    }

    private void chat() {
        body.put("messages", messages());
        if (flag("stream")) {
            body.put("stream", true);
        }
        if (flag("tools") || flag("parallel_tools")) {
            body.put("tools", List.of(Map.of("type", "function", "function", Map.of("name", "look_up"))));
        }
        if (flag("parallel_tools")) {
            body.put("parallel_tool_calls", true);
        }
        if (flag("schema")) {
            Map<String, Object> schema = Map.of("name", "reply", "schema", Map.of("type", "object"));
            body.put("response_format", Map.of("type", "json_schema", "json_schema", schema));
        }
        if (flag("logprobs")) {
            body.put("logprobs", true);
        }
        number("choices", "n");
        number("max_tokens", "max_completion_tokens");
    }

    private void responses() {
        chat();
        body.put("input", body.remove("messages"));
    }

    private void messagesOf() {
        chat();
        Object most = body.remove("max_completion_tokens");
        body.put("max_tokens", most == null ? 1024 : most);
    }

    private List<Object> messages() {
        List<Object> messages = new ArrayList<>();
        ConfigNode system = given.at("system");
        if (system != null) {
            messages.add(Map.of("role", "system", "content", system.text()));
        }
        int turns = given.read("turns", messages.size() + 1, (value, most) -> value.integer(1, 1000, most));
        while (messages.size() < turns - 1) {
            boolean user = (turns - messages.size()) % 2 == 1;
            messages.add(Map.of("role", user ? "user" : "assistant", "content", "…"));
        }
        messages.add(Map.of("role", "user", "content", content()));
        return messages;
    }

    private Object content() {
        List<Object> parts = new ArrayList<>();
        if (flag("images")) {
            parts.add(Map.of("type", "image_url", "image_url", Map.of("url", "https://example.com/a.png")));
        }
        if (flag("audio")) {
            parts.add(Map.of("type", "input_audio", "input_audio", Map.of("data", "AAAA", "format", "wav")));
        }
        if (flag("files")) {
            parts.add(Map.of("type", "file", "file", Map.of("file_id", "file-1")));
        }
        if (parts.isEmpty()) {
            return text();
        }
        parts.add(0, Map.of("type", "text", "text", text()));
        return parts;
    }

    private void metadata(String prefix) {
        Map<String, String> metadata = new LinkedHashMap<>();
        given.entries().forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                metadata.put(key.substring(prefix.length()), value.text());
            }
        });
        if (!metadata.isEmpty()) {
            body.put("metadata", metadata);
        }
    }

    private String text() {
        return given.read("text", "hello", (text, hello) -> text.text());
    }

    private boolean flag(String key) {
        return given.read(key, false, ConfigNode::bool);
    }

    private void number(String key, String field) {
        ConfigNode node = given.at(key);
        if (node != null) {
            body.put(field, node.integer(1, 1_000_000, 1));
        }
    }
}
