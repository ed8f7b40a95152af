package dev.pointsman.providers.gemini;

import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A recorded request to Gemini as a client of OpenAI's form would have made it, and both sides of a comparison in one spelling. */
final class ChatForm {
    private ChatForm() {}

    static ObjectNode of(JsonNode recorded) {
        ObjectNode chat = object();
        ArrayNode messages = chat.putArray("messages");
        recorded.path("systemInstruction")
                .path("parts")
                .forEach(part -> messages.addObject().put("role", "system").set("content", part.path("text")));
        recorded.path("contents").forEach(content -> message(content, messages));
        boolean strict = false;
        JsonNode config = recorded.path("toolConfig");
        JsonNode calling = config.path("functionCallingConfig");
        switch (calling.path("mode").asString("")) {
            case "NONE" -> chat.put("tool_choice", "none");
            case "AUTO" -> chat.put("tool_choice", "auto");
            case "VALIDATED" -> strict = true;
            case "ANY" -> any(calling.path("allowedFunctionNames"), chat);
            default -> {}
        }
        if (config.has("includeServerSideToolInvocations")) {
            chat.set("tool_config", config);
        }
        tools(recorded.path("tools"), strict, chat);
        JsonNode generation = recorded.path("generationConfig");
        if (generation.has("responseJsonSchema")) {
            chat.putObject("response_format")
                    .put("type", "json_schema")
                    .putObject("json_schema")
                    .put("name", "x")
                    .set("schema", generation.path("responseJsonSchema"));
        }
        if (generation.has("thinkingConfig")) {
            chat.set("thinking_config", generation.path("thinkingConfig"));
        }
        return chat;
    }

    private static void any(JsonNode names, ObjectNode chat) {
        ObjectNode allowed = chat.putObject("tool_choice")
                .put("type", "allowed_tools")
                .putObject("allowed_tools")
                .put("mode", "required");
        ArrayNode tools = allowed.putArray("tools");
        names.forEach(name ->
                tools.addObject().put("type", "function").putObject("function").set("name", name));
    }

    private static void tools(JsonNode tools, boolean strict, ObjectNode chat) {
        for (JsonNode tool : tools) {
            for (JsonNode function : tool.path("functionDeclarations")) {
                ObjectNode out = chat.withArray("tools")
                        .addObject()
                        .put("type", "function")
                        .putObject("function");
                out.set("name", function.path("name"));
                out.set("description", function.path("description"));
                for (String name : new String[] {"parameters", "parameters_json_schema"}) {
                    if (function.has(name)) {
                        out.set("parameters", function.path(name));
                    }
                }
                if (strict) {
                    out.put("strict", true);
                }
            }
            if (!tool.has("functionDeclarations")) {
                for (var field : tool.properties()) {
                    chat.withArray("tools")
                            .addObject()
                            .put("type", field.getKey())
                            .set(field.getKey(), field.getValue());
                }
            }
        }
    }

    private static void message(JsonNode content, ArrayNode messages) {
        boolean model = content.path("role").asString("").equals("model");
        ObjectNode out = object().put("role", model ? "assistant" : "user");
        ArrayNode parts = out.putArray("content");
        for (JsonNode part : content.path("parts")) {
            JsonNode signature = part.path("thoughtSignature");
            if (part.has("functionResponse")) {
                JsonNode response = part.path("functionResponse");
                ObjectNode tool = messages.addObject().put("role", "tool");
                tool.set("tool_call_id", response.path("id"));
                tool.put("content", response.path("response").toString());
            } else if (part.has("functionCall")) {
                ObjectNode call = out.withArray("tool_calls").addObject();
                call.set("id", part.path("functionCall").path("id"));
                call.putObject("function")
                        .put("name", part.path("functionCall").path("name").stringValue())
                        .put("arguments", part.path("functionCall").path("args").toString());
                sign(call, signature);
            } else if (part.path("thought").asBoolean(false)) {
                out.set("reasoning_content", part.path("text"));
            } else {
                parts.addObject().put("type", "text").set("text", part.path("text"));
                sign(out, signature);
            }
        }
        if (!parts.isEmpty() || out.has("tool_calls")) {
            messages.add(out);
        }
    }

    private static void sign(ObjectNode holder, JsonNode signature) {
        if (!signature.isMissingNode()) {
            holder.putObject("extra_content").putObject("google").set("thought_signature", signature);
        }
    }

    /** In one spelling: field names and types in one case, schemas under one name, and without what says nothing. */
    static JsonNode normal(JsonNode json) {
        if (json.isArray()) {
            ArrayNode out = JsonNodeFactory.instance.arrayNode();
            json.forEach(each -> out.add(normal(each)));
            return out;
        }
        if (!json.isObject()) {
            return json;
        }
        ObjectNode out = object();
        for (var field : json.properties()) {
            JsonNode value = normal(field.getValue());
            String name = field.getKey().replace("_", "");
            switch (name.toLowerCase(Locale.ROOT)) {
                case "parametersjsonschema", "parameters", "responsejsonschema", "responseschema" -> schema(value, out);
                case "type" -> out.put("type", value.asString("").toLowerCase(Locale.ROOT));
                case "responsemodalities" -> {} // text alone is the usual
                case "description" -> {
                    if (!value.asString("").isEmpty()) {
                        out.set("description", value);
                    }
                }
                default -> out.set(name.toLowerCase(Locale.ROOT), value);
            }
        }
        if (out.path("anyof").size() == 2
                && out.path("anyof").path(1).path("type").asString("").equals("null")) {
            out.put("nullable", true).setAll((ObjectNode) out.path("anyof").path(0));
            out.remove("anyof");
        }
        if (out.path("generationconfig").isEmpty()) {
            out.remove("generationconfig");
        }
        if (out.path("systeminstruction") instanceof ObjectNode system) {
            system.remove("role");
        }
        return out;
    }

    /** A schema without properties asks for nothing. */
    private static void schema(JsonNode value, ObjectNode out) {
        if (!value.path("properties").isEmpty()) {
            out.set("schema", value);
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
