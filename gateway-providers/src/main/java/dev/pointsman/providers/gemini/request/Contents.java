package dev.pointsman.providers.gemini.request;

import dev.pointsman.provider.chat.ChatMessage;
import dev.pointsman.provider.chat.ChatPart;
import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.Drops;
import dev.pointsman.provider.chat.ToolCall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The conversation in Google's shape: contents of user and model by turns, the user's first, system messages apart. All results of one turn's
 * calls stand in the one content after it, in the order of the calls; each carries the name of its function.
 */
final class Contents {
    private record Result(int order, ObjectNode part, List<ObjectNode> media) {}

    private final GeminiModel model;
    private final GenerateOptions options;
    private final ThoughtSignatures signatures;
    private final Drops drops;
    private final MediaParts media;
    private final ArrayNode contents = array();
    private final ArrayNode system = array();
    private final Map<String, String> names = new HashMap<>();
    private final List<String> open = new ArrayList<>();
    private final List<Result> results = new ArrayList<>();

    Contents(
            List<ChatMessage> messages,
            GeminiModel model,
            GenerateOptions options,
            ThoughtSignatures signatures,
            Drops drops) {
        this.model = model;
        this.options = options;
        this.signatures = signatures;
        this.drops = drops;
        this.media = new MediaParts(model, options.vertex(), drops);
        for (ChatMessage message : messages) {
            if (message.role() != ChatMessage.Role.TOOL) {
                flushResults();
            }
            switch (message.role()) {
                case SYSTEM -> system.addAll(parts(message));
                case USER -> user(message);
                case ASSISTANT -> assistant(message);
                case TOOL -> result(message);
            }
        }
        flushResults();
        beginWithUser();
    }

    ArrayNode contents() {
        return contents;
    }

    /** Parts of all system messages; none where the model has no place for them (they then stand before the first user's). */
    ArrayNode system() {
        return model.system() ? system : array();
    }

    private void beginWithUser() {
        if (contents.isEmpty() || !role(contents.get(0)).equals("user")) {
            ObjectNode first = content("user");
            parts(first).addObject().put("text", ".");
            contents.insert(0, first);
        }
        if (!model.system() && !system.isEmpty()) {
            ArrayNode all = system.deepCopy();
            all.addAll(parts(contents.get(0)));
            ((ObjectNode) contents.get(0)).set("parts", all);
        }
    }

    private ArrayNode parts(ChatMessage message) {
        ArrayNode parts = array();
        for (ChatPart part : message.parts()) {
            ObjectNode out = media.of(part);
            if (out != null) {
                parts.add(out);
            }
        }
        return parts;
    }

    private void user(ChatMessage message) {
        ArrayNode parts = parts(message);
        boolean first = contents.isEmpty();
        if (parts.isEmpty() && first && !options.vertex() && !message.parts().isEmpty()) {
            parts.addObject().put("text", ""); // the Developer API takes it where nothing else is said
        }
        if (!parts.isEmpty()) {
            parts(last("user")).addAll(parts);
        }
    }

    private void assistant(ChatMessage message) {
        ArrayNode parts = parts(message);
        String signature = signature(message.extra());
        if (signature != null) {
            sign(parts, signature);
        }
        thoughts(message, parts, signature != null);
        boolean firstCall = true;
        for (ToolCall call : message.calls()) {
            parts.add(call(call, firstCall));
            names.put(call.id(), call.name());
            firstCall = false;
        }
        if (parts.isEmpty()) {
            return;
        }
        if (contents.isEmpty() || !role(contents.get(contents.size() - 1)).equals("model")) {
            open.clear();
        }
        message.calls().forEach(call -> open.add(call.id()));
        parts(last("model")).addAll(parts);
    }

    /** A signature of the text goes back on its last part; where all text was empty, on an empty one. */
    private static void sign(ArrayNode parts, String signature) {
        if (parts.isEmpty()) {
            parts.addObject().put("text", "");
        }
        ((ObjectNode) parts.get(parts.size() - 1)).put("thoughtSignature", signature);
    }

    /** Thoughts go back only beside a signature, which tells that they are Google's own. */
    private void thoughts(ChatMessage message, ArrayNode parts, boolean signed) {
        if (!message.thinking().isEmpty()) {
            drops.lose("messages.thinking_blocks");
        }
        if (message.reasoning().isEmpty()) {
            return;
        }
        if (signed || message.calls().stream().anyMatch(call -> known(call) != null)) {
            parts.insertObject(0).put("text", message.reasoning()).put("thought", true);
        } else {
            drops.lose("messages.reasoning_content");
        }
    }

    private ObjectNode call(ToolCall call, boolean first) {
        ObjectNode part = JsonNodeFactory.instance.objectNode();
        ObjectNode function = part.putObject("functionCall");
        if (!options.vertex()) {
            function.put("id", call.id());
        }
        function.put("name", call.name()).set("args", call.arguments());
        String signature = known(call);
        if (signature == null && first && model.thirdOrLater() && options.filler()) {
            signature = ThoughtSignatures.FILLER;
        }
        if (signature != null) {
            part.put("thoughtSignature", signature);
        }
        return part;
    }

    private @Nullable String known(ToolCall call) {
        String told = signature(call.extra());
        return told == null ? signatures.of(call.id()) : told;
    }

    private static @Nullable String signature(@Nullable JsonNode extra) {
        String told = extra == null
                ? ""
                : extra.path("google").path("thought_signature").asString("");
        return told.isEmpty() ? null : told;
    }

    private void result(ChatMessage message) {
        String id = message.answers() == null ? "" : message.answers();
        String name = names.get(id);
        if (name == null) {
            throw ChatRequest.invalid(
                    message.at() + ".tool_call_id", message.at() + " answers no call of an earlier message");
        }
        StringBuilder text = new StringBuilder();
        List<ObjectNode> others = new ArrayList<>();
        for (ChatPart part : message.parts()) {
            ObjectNode out = media.of(part);
            if (out != null && out.has("text")) {
                text.append(out.path("text").stringValue());
            } else if (out != null) {
                others.add(out);
            }
        }
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        ObjectNode function = response.putObject("functionResponse");
        if (!options.vertex()) {
            function.put("id", id);
        }
        function.put("name", name).set("response", FunctionForms.response(text.toString()));
        if (model.thirdOrLater() && !others.isEmpty()) {
            function.putArray("parts").addAll(others);
            others = List.of();
        }
        int order = open.indexOf(id);
        results.add(new Result(order < 0 ? Integer.MAX_VALUE : order, response, others));
    }

    private void flushResults() {
        if (results.isEmpty()) {
            return;
        }
        results.sort(Comparator.comparingInt(Result::order));
        ArrayNode parts = parts(last("user"));
        results.forEach(result -> parts.add(result.part()));
        results.forEach(result -> parts.addAll(result.media()));
        results.clear();
    }

    private ObjectNode last(String role) {
        if (!contents.isEmpty()
                && contents.get(contents.size() - 1) instanceof ObjectNode open
                && role(open).equals(role)) {
            return open;
        }
        ObjectNode next = content(role);
        contents.add(next);
        return next;
    }

    private static ObjectNode content(String role) {
        ObjectNode content = JsonNodeFactory.instance.objectNode().put("role", role);
        content.putArray("parts");
        return content;
    }

    private static ArrayNode parts(JsonNode content) {
        return (ArrayNode) content.path("parts");
    }

    private static String role(JsonNode content) {
        return content.path("role").asString("");
    }

    private static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }
}
