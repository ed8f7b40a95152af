package dev.pointsman.providers.echo;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.json.JsonFields;
import dev.pointsman.providers.echo.EchoAnswer.ToolCall;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** What a request wants beside words: functions called, or an answer of a certain form. */
final class EchoWishes {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final JsonNode tools;
    private final JsonNode choice;
    private final JsonNode format;

    private EchoWishes(JsonNode tools, JsonNode choice, JsonNode format) {
        this.tools = tools;
        this.choice = choice;
        this.format = format;
    }

    static EchoWishes of(ApiRequest request) {
        return new EchoWishes(
                field(request, "tools"), field(request, "tool_choice"), field(request, "response_format"));
    }

    private static JsonNode field(ApiRequest request, String name) {
        JsonFields fields = request.fields();
        int field = fields.indexOf(name);
        return field < 0
                ? MissingNode.getInstance()
                : MAPPER.readTree(request.body(), fields.start(field), fields.end(field) - fields.start(field));
    }

    /** The functions the script names, else the one the request insists on; none of that: no calls. */
    List<ToolCall> calls(EchoScript script, long seed) {
        List<String> names = script.tools().isEmpty() ? insisted() : script.tools();
        List<ToolCall> calls = new ArrayList<>();
        for (String name : names) {
            String given = script.arguments();
            String arguments = given != null
                    ? given
                    : EchoSchema.instance(parameters(name)).toString();
            calls.add(new ToolCall("call_" + Long.toHexString(seed + calls.size()), name, arguments));
        }
        return calls;
    }

    private List<String> insisted() {
        String named = choice.path("function").path("name").asString("");
        if (!named.isEmpty()) {
            return List.of(named);
        }
        boolean required = choice.isString() && choice.stringValue().equals("required");
        String first = tools.path(0).path("function").path("name").asString("");
        return required && !first.isEmpty() ? List.of(first) : List.of();
    }

    private JsonNode parameters(String function) {
        for (JsonNode tool : tools) {
            if (tool.path("function").path("name").asString("").equals(function)) {
                return tool.path("function").path("parameters");
            }
        }
        return MissingNode.getInstance();
    }

    /** JSON of the form the request wants; null where it wants none. */
    @Nullable
    String structured(String said) {
        return switch (format.path("type").asString("")) {
            case "json_schema" ->
                EchoSchema.instance(format.path("json_schema").path("schema")).toString();
            case "json_object" -> MAPPER.createObjectNode().put("echo", said).toString();
            default -> null;
        };
    }
}
