package dev.pointsman.providers.bedrock;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A request to Converse as a client of OpenAI's form would have made it. */
final class ChatForm {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Map<String, String> INFERENCE =
            Map.of("maxTokens", "max_tokens", "temperature", "temperature", "topP", "top_p", "stopSequences", "stop");

    private ChatForm() {}

    static ObjectNode of(JsonNode recorded) {
        ObjectNode chat = JsonNodeFactory.instance.objectNode();
        ArrayNode messages = chat.putArray("messages");
        if (!recorded.path("system").isEmpty()) {
            messages.addObject().put("role", "system").set("content", parts(recorded.path("system")));
        }
        for (JsonNode message : recorded.path("messages")) {
            message(message, messages);
        }
        for (var each : recorded.path("inferenceConfig").properties()) {
            chat.set(INFERENCE.get(each.getKey()), each.getValue());
        }
        for (var each : recorded.path("additionalModelRequestFields").properties()) {
            chat.set(each.getKey(), each.getValue());
        }
        if (recorded.has("serviceTier")) {
            chat.set("service_tier", recorded.path("serviceTier").path("type"));
        }
        tools(recorded.path("toolConfig"), chat);
        JsonNode format = recorded.path("outputConfig")
                .path("textFormat")
                .path("structure")
                .path("jsonSchema");
        if (format.isObject()) {
            ObjectNode schema =
                    chat.putObject("response_format").put("type", "json_schema").putObject("json_schema");
            schema.set("name", format.path("name"));
            schema.set("description", format.path("description"));
            schema.set("schema", MAPPER.readTree(format.path("schema").stringValue()));
        }
        return chat;
    }

    private static void message(JsonNode message, ArrayNode messages) {
        ObjectNode told = JsonNodeFactory.instance
                .objectNode()
                .put("role", message.path("role").stringValue());
        ArrayNode own = JsonNodeFactory.instance.arrayNode();
        for (JsonNode block : message.path("content")) {
            JsonNode use = block.path("toolUse");
            JsonNode result = block.path("toolResult");
            if (use.isObject()) {
                told.withArray("tool_calls")
                        .addObject()
                        .put("id", use.path("toolUseId").stringValue())
                        .put("type", "function")
                        .putObject("function")
                        .put("name", use.path("name").stringValue())
                        .put("arguments", use.path("input").toString());
            } else if (result.isObject()) {
                messages.addObject()
                        .put("role", "tool")
                        .put("tool_call_id", result.path("toolUseId").stringValue())
                        .set("content", parts(result.path("content")));
            } else {
                own.add(block);
            }
        }
        if (!own.isEmpty() || told.has("tool_calls")) {
            told.set("content", parts(own));
            messages.add(told);
        }
    }

    private static ArrayNode parts(JsonNode blocks) {
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        for (JsonNode block : blocks) {
            if (block.has("text")) {
                parts.addObject().put("type", "text").set("text", block.path("text"));
            } else if (block.has("cachePoint")) {
                ((ObjectNode) parts.get(parts.size() - 1))
                        .putObject("cache_control")
                        .put("type", "ephemeral");
            } else if (block.has("document")) {
                JsonNode document = block.path("document");
                parts.addObject()
                        .put("type", "file")
                        .putObject("file")
                        .put("filename", document.path("name").stringValue())
                        .put(
                                "file_data",
                                "data:text/plain;base64,"
                                        + document.path("source").path("bytes").stringValue());
            } else {
                String kind = block.propertyNames().iterator().next();
                parts.addObject().put("type", kind).set(kind, block.path(kind));
            }
        }
        return parts;
    }

    private static void tools(JsonNode config, ObjectNode chat) {
        ArrayNode tools = JsonNodeFactory.instance.arrayNode();
        for (JsonNode tool : config.path("tools")) {
            JsonNode spec = tool.path("toolSpec");
            if (tool.has("cachePoint")) {
                ((ObjectNode) tools.get(tools.size() - 1))
                        .putObject("cache_control")
                        .put("type", "ephemeral");
            } else if (spec.isObject()) {
                ObjectNode function = tools.addObject().put("type", "function").putObject("function");
                function.set("name", spec.path("name"));
                function.set("parameters", spec.path("inputSchema").path("json"));
                for (String same : new String[] {"description", "strict"}) {
                    if (spec.has(same)) {
                        function.set(same, spec.path(same));
                    }
                }
            } else {
                tools.addObject().put("type", "systemTool").set("systemTool", tool.path("systemTool"));
            }
        }
        if (!tools.isEmpty()) {
            chat.set("tools", tools);
        }
        JsonNode choice = config.path("toolChoice");
        if (choice.has("tool")) {
            ObjectNode named = chat.putObject("tool_choice").put("type", "function");
            named.putObject("function").set("name", choice.path("tool").path("name"));
        } else if (choice.isObject()) {
            chat.put("tool_choice", choice.has("any") ? "required" : "auto");
        }
    }
}
