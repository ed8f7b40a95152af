package dev.pointsman.providers.bedrock;

import dev.pointsman.provider.chat.ChatMessage;
import dev.pointsman.provider.chat.ChatPart;
import dev.pointsman.provider.chat.Drops;
import dev.pointsman.provider.chat.ToolCall;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The conversation in Bedrock's shape: turns of user and assistant by turns, the user's first, system messages apart. All results of one
 * assistant's turn stand in the one turn after it, before anything else; no text is blank; a turn with a document has a text.
 */
final class Turns {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String NO_OUTPUT = "(no output)";

    private final ArrayNode system = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode turns = JsonNodeFactory.instance.arrayNode();
    private final Set<String> calledTools = new LinkedHashSet<>();
    private final Blocks blocks;
    private final Names names;
    private final boolean thinks;
    private final Drops drops;
    private boolean callsLast;
    private boolean thoughtLast;

    /** {@code thinks} tells whether the model takes its reasoning back. */
    Turns(Iterable<ChatMessage> messages, BedrockModel model, boolean thinks, Drops drops) {
        this.drops = drops;
        this.thinks = thinks;
        this.names = new Names(model.family() == BedrockModel.Family.MISTRAL);
        this.blocks = new Blocks(names, model.caches(), drops);
        for (ChatMessage message : messages) {
            switch (message.role()) {
                case SYSTEM -> parts(message, system);
                case USER -> user(message);
                case ASSISTANT -> assistant(message);
                case TOOL -> result(message);
            }
        }
        if (turns.isEmpty() || !role(turns.get(0)).equals("user")) {
            ObjectNode first = turn("user");
            content(first).addObject().put("text", ".");
            turns.insert(0, first);
        }
        turns.forEach(Turns::nameDocuments);
    }

    ArrayNode system() {
        return system;
    }

    ArrayNode messages() {
        return turns;
    }

    Blocks blocks() {
        return blocks;
    }

    /** Names of all tools that were called, in order. */
    Set<String> calledTools() {
        return calledTools;
    }

    /** Whether results are being sent back of calls that came without the reasoning that led to them. */
    boolean lostThinking() {
        return callsLast && !thoughtLast && !endsWithAssistant() && results(turns.get(turns.size() - 1)) > 0;
    }

    boolean endsWithAssistant() {
        return role(turns.get(turns.size() - 1)).equals("assistant");
    }

    void addUser(String text) {
        content(last("user")).addObject().put("text", text);
    }

    /** A last text of the assistant must not end in white space. */
    void trimLast() {
        ArrayNode content = content(turns.get(turns.size() - 1));
        if (content.get(content.size() - 1) instanceof ObjectNode block && block.has("text")) {
            block.put("text", block.path("text").asString("").stripTrailing());
        }
    }

    private void user(ChatMessage message) {
        ArrayNode own = JsonNodeFactory.instance.arrayNode();
        parts(message, own);
        if (!own.isEmpty()) {
            content(last("user")).addAll(own);
        }
    }

    private void parts(ChatMessage message, ArrayNode into) {
        for (ChatPart part : message.parts()) {
            blocks.add(part, into);
        }
    }

    private void assistant(ChatMessage message) {
        ArrayNode own = JsonNodeFactory.instance.arrayNode();
        reasoning(message, own);
        boolean thought = !own.isEmpty();
        parts(message, own);
        for (ToolCall call : message.calls()) {
            calledTools.add(call.name());
            ObjectNode use = own.addObject().putObject("toolUse");
            use.put("toolUseId", names.id(call.id())).put("name", call.name()).set("input", call.arguments());
        }
        if (own.isEmpty()) {
            return;
        }
        content(last("assistant")).addAll(own);
        callsLast = !message.calls().isEmpty();
        thoughtLast = thought;
    }

    /** Signed blocks go back as they came. One whose text was too long to be streamed in the block gets it back from the reasoning. */
    private void reasoning(ChatMessage message, ArrayNode own) {
        int signed = 0;
        for (JsonNode block : message.thinking()) {
            String data = block.path("data").asString("");
            String signature = block.path("signature").asString("");
            if (thinks && !data.isEmpty()) {
                own.addObject().putObject("reasoningContent").put("redactedContent", data);
            } else if (thinks
                    && !signature.isEmpty()
                    && ChatMessage.family(block).isEmpty()) {
                own.addObject()
                        .putObject("reasoningContent")
                        .putObject("reasoningText")
                        .put("text", block.path("thinking").asString(""))
                        .put("signature", signature);
                signed++;
            } else {
                drops.lose("messages.thinking_blocks");
            }
        }
        if (signed == 1 && !message.reasoning().isEmpty()) {
            for (JsonNode block : own) {
                JsonNode text = block.path("reasoningContent").path("reasoningText");
                if (text instanceof ObjectNode open
                        && open.path("text").asString("").isEmpty()) {
                    open.put("text", message.reasoning());
                }
            }
        } else if (own.isEmpty() && !message.reasoning().isEmpty()) {
            drops.lose("messages.reasoning_content");
        }
    }

    private void result(ChatMessage message) {
        ObjectNode holder = JsonNodeFactory.instance.objectNode();
        ObjectNode result = holder.putObject("toolResult");
        result.put("toolUseId", names.id(message.answers() == null ? "" : message.answers()));
        ArrayNode own = JsonNodeFactory.instance.arrayNode();
        ArrayNode marks = JsonNodeFactory.instance.arrayNode();
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        parts(message, all);
        for (JsonNode block : all) {
            (block.has("cachePoint") ? marks : own).add(structured(block));
        }
        if (own.isEmpty()) {
            own.addObject().put("text", NO_OUTPUT);
        }
        result.set("content", own);
        result.put("status", "success");
        ObjectNode turn = last("user");
        int at = results(turn);
        content(turn).insert(at, holder);
        marks.forEach(mark -> content(turn).insert(at + 1, mark));
    }

    /** A text that is a JSON object is told as one. */
    private static JsonNode structured(JsonNode block) {
        String text = block.path("text").asString("");
        if (!text.stripLeading().startsWith("{")) {
            return block;
        }
        try {
            JsonNode json = MAPPER.readTree(text);
            return json.isObject() ? JsonNodeFactory.instance.objectNode().set("json", json) : block;
        } catch (JacksonException plainText) {
            return block;
        }
    }

    /** How many blocks of results, with the cache marks between them, a turn begins with. */
    private static int results(JsonNode turn) {
        int count = 0;
        int results = 0;
        for (JsonNode block : content(turn)) {
            if (!block.has("toolResult") && !(block.has("cachePoint") && results > 0)) {
                break;
            }
            results += block.has("toolResult") ? 1 : 0;
            count++;
        }
        return count;
    }

    /** The API wants a text beside a document. */
    private static void nameDocuments(JsonNode turn) {
        boolean documents = false;
        boolean text = false;
        for (JsonNode block : content(turn)) {
            documents |= block.has("document");
            text |= block.has("text");
        }
        if (documents && !text) {
            content(turn).addObject().put("text", ".");
        }
    }

    private ObjectNode last(String role) {
        if (!turns.isEmpty()
                && turns.get(turns.size() - 1) instanceof ObjectNode open
                && role(open).equals(role)) {
            return open;
        }
        ObjectNode next = turn(role);
        turns.add(next);
        return next;
    }

    private static ObjectNode turn(String role) {
        ObjectNode turn = JsonNodeFactory.instance.objectNode().put("role", role);
        turn.putArray("content");
        return turn;
    }

    private static ArrayNode content(JsonNode turn) {
        return (ArrayNode) turn.path("content");
    }

    private static String role(JsonNode turn) {
        return turn.path("role").asString("");
    }
}
