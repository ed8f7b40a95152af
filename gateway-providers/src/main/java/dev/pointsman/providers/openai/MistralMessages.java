package dev.pointsman.providers.openai;

import dev.pointsman.provider.chat.ChatRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Messages in Mistral's form: ids of calls are nine letters or digits, the same for a call and its result; a last turn of the assistant is a
 * prefix; reasoning is a part of the content; PDF is a {@code document_url}, audio a text. Source:
 * mistralai/client-ts, 2026-08.
 */
final class MistralMessages {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9]{9}");
    private static final String LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String[] KNOWN = {"role", "content", "tool_calls", "tool_call_id", "name", "prefix"};

    private final Lost lost;

    private MistralMessages(Lost lost) {
        this.lost = lost;
    }

    /** The list of messages that stands in that JSON. */
    static byte[] of(byte[] list, Lost lost) {
        try {
            JsonNode messages = MAPPER.readTree(list);
            return MAPPER.writeValueAsBytes(new MistralMessages(lost).messages(messages));
        } catch (JacksonException tooMuch) {
            throw ChatRequest.invalid("messages", "messages: a text or a number in it is too long");
        }
    }

    private ArrayNode messages(JsonNode given) {
        ArrayNode messages = JSON.arrayNode();
        int at = 0;
        for (JsonNode each : given) {
            if (each instanceof ObjectNode message) {
                messages.add(message(message, "messages[" + at + "]"));
            }
            at++;
        }
        if (!messages.isEmpty() && messages.get(messages.size() - 1) instanceof ObjectNode end) {
            boolean answer = end.path("role").asString("").equals("assistant") && !end.has("tool_calls");
            if (answer) {
                end.put("prefix", true);
            }
        }
        return messages;
    }

    private ObjectNode message(ObjectNode given, String at) {
        ObjectNode message = JSON.objectNode();
        String role = given.path("role").asString("");
        message.put("role", role.equals("developer") ? "system" : role);
        JsonNode content = given.path("content");
        if (role.equals("assistant")) {
            assistant(given, content, message, at);
        } else {
            message.set("content", content.isArray() ? parts(content, at) : content);
        }
        if (role.equals("tool")) {
            String id = given.path("tool_call_id").asString("");
            message.put("tool_call_id", id(id));
            if (given.hasNonNull("name")) {
                message.set("name", given.path("name"));
            }
        } else if (given.hasNonNull("name")) {
            lost.add("messages.name");
        }
        if (given.has("prefix")) {
            message.set("prefix", given.path("prefix"));
        }
        tellLost(given);
        return message;
    }

    private void tellLost(ObjectNode given) {
        for (var field : given.properties()) {
            boolean known = field.getKey().startsWith("reasoning");
            for (String each : KNOWN) {
                known |= each.equals(field.getKey());
            }
            if (!known && !field.getValue().isNull() && !field.getKey().equals("annotations")) {
                lost.add("messages." + field.getKey());
            }
        }
    }

    private void assistant(ObjectNode given, JsonNode content, ObjectNode message, String at) {
        JsonNode told = given.path("reasoning_content");
        String reasoning = (told.isString() ? told : given.path("reasoning")).asString("");
        if (!reasoning.isEmpty()) {
            ArrayNode parts = JSON.arrayNode();
            parts.addObject()
                    .put("type", "thinking")
                    .putArray("thinking")
                    .addObject()
                    .put("type", "text")
                    .put("text", reasoning);
            if (content.isArray()) {
                parts.addAll(parts(content, at));
            } else if (!content.asString("").isEmpty()) {
                parts.addObject().put("type", "text").put("text", content.asString(""));
            }
            message.set("content", parts);
        } else if (content.isArray()) {
            message.set("content", parts(content, at));
        } else {
            message.put("content", content.asString(""));
        }
        ArrayNode calls = JSON.arrayNode();
        for (JsonNode call : given.path("tool_calls")) {
            calls.add(call(call, at + ".tool_calls[" + calls.size() + "]"));
        }
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
    }

    private ObjectNode call(JsonNode given, String at) {
        String name = given.path("function").path("name").asString("");
        if (name.isEmpty()) {
            throw ChatRequest.invalid(at, at + " is no call of a function, the only one this provider knows");
        }
        String id = given.path("id").asString("");
        ObjectNode call = (ObjectNode) given.deepCopy();
        for (String hint : new String[] {"extra_content", "cache_control"}) {
            if (call.has(hint)) {
                call.remove(hint);
                lost.add("messages." + hint);
            }
        }
        call.put("id", id(id)).put("type", "function");
        JsonNode arguments = given.path("function").path("arguments");
        String text = arguments.isString() ? arguments.stringValue() : arguments.toString();
        boolean blank = text.isBlank() || arguments.isNull() || arguments.isMissingNode();
        call.putObject("function").put("name", name).put("arguments", blank ? "{}" : text);
        return call;
    }

    private ArrayNode parts(JsonNode given, String at) {
        ArrayNode parts = JSON.arrayNode();
        for (JsonNode each : given) {
            String where = at + ".content[" + parts.size() + "]";
            parts.add(each instanceof ObjectNode part ? part(part, where) : each);
        }
        return parts;
    }

    private ObjectNode part(ObjectNode given, String at) {
        ObjectNode part = given.deepCopy();
        for (String hint : new String[] {"cache_control", "prompt_cache_breakpoint"}) {
            if (part.has(hint)) {
                part.remove(hint);
                lost.add("messages." + hint);
            }
        }
        return switch (part.path("type").asString("")) {
            case "refusal" ->
                JSON.objectNode()
                        .put("type", "text")
                        .put("text", part.path("refusal").asString(""));
            case "input_audio" -> {
                JsonNode audio = part.path("input_audio");
                part.set("input_audio", audio.isObject() ? audio.path("data") : audio);
                yield part;
            }
            case "file" -> file(part, at);
            default -> part;
        };
    }

    private static ObjectNode file(ObjectNode part, String at) {
        JsonNode file = part.path("file");
        if (file.hasNonNull("file_id")) {
            ObjectNode named = JSON.objectNode().put("type", "file");
            named.put("file_id", file.path("file_id").asString(""));
            return named;
        }
        String text = file.path("file_data").asString("");
        if (text.isEmpty()) {
            throw ChatRequest.invalid(at, at + " needs file_data or file_id");
        }
        boolean url = text.startsWith("data:") || text.startsWith("https:");
        ObjectNode document = JSON.objectNode().put("type", "document_url");
        document.put("document_url", url ? text : "data:application/pdf;base64," + text);
        if (file.hasNonNull("filename")) {
            document.put("document_name", file.path("filename").asString(""));
        }
        return document;
    }

    /** The id itself where Mistral takes it; else nine letters and digits made from it, the same each time. */
    static String id(String given) {
        if (ID.matcher(given).matches()) {
            return given;
        }
        long number = ByteBuffer.wrap(sha256(given)).getLong() & Long.MAX_VALUE;
        StringBuilder id = new StringBuilder(9);
        for (int i = 0; i < 9; i++) {
            id.append(LETTERS.charAt((int) (number % LETTERS.length())));
            number /= LETTERS.length();
        }
        return id.toString();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}
