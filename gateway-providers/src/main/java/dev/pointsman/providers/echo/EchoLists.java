package dev.pointsman.providers.echo;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.json.JsonFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The bodies of all answers but completions: models, embeddings, moderations, errors; in OpenAI's form. */
final class EchoLists {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String[] CATEGORIES = {
        "harassment",
        "harassment/threatening",
        "hate",
        "hate/threatening",
        "illicit",
        "illicit/violent",
        "self-harm",
        "self-harm/instructions",
        "self-harm/intent",
        "sexual",
        "sexual/minors",
        "violence",
        "violence/graphic"
    };

    private EchoLists() {}

    static String models(Collection<String> names) {
        TreeSet<String> all = new TreeSet<>(names);
        all.add("echo");
        StringBuilder body = new StringBuilder("{\"object\":\"list\",\"data\":[");
        for (String name : all) {
            body.append(body.charAt(body.length() - 1) == '[' ? "" : ",")
                    .append("{\"id\":")
                    .append(EchoWriter.quote(name))
                    .append(",\"object\":\"model\",\"created\":1750000000,\"owned_by\":\"echo\"}");
        }
        return body.append("]}").toString();
    }

    static String error(String message, String type, @Nullable String param, @Nullable String code) {
        return "{\"error\":{\"message\":" + EchoWriter.quote(message) + ",\"type\":" + EchoWriter.quote(type)
                + ",\"param\":" + orNull(param) + ",\"code\":" + orNull(code) + "}}";
    }

    private static String orNull(@Nullable String text) {
        return text == null ? "null" : EchoWriter.quote(text);
    }

    static String embeddings(ApiRequest request, int usualDimensions) {
        JsonNode asked = MAPPER.readTree(request.body());
        int dimensions = asked.path("dimensions").asInt(usualDimensions);
        boolean base64 = asked.path("encoding_format").asString("").equals("base64");
        StringBuilder body = new StringBuilder("{\"object\":\"list\",\"data\":[");
        int tokens = 0;
        List<String> inputs = inputs(asked.path("input"));
        for (int i = 0; i < inputs.size(); i++) {
            float[] vector = EchoVectors.of(inputs.get(i), dimensions);
            body.append(i == 0 ? "" : ",")
                    .append("{\"object\":\"embedding\",\"index\":")
                    .append(i)
                    .append(",\"embedding\":")
                    .append(base64 ? '"' + EchoVectors.base64(vector) + '"' : Arrays.toString(vector))
                    .append('}');
            tokens += 1 + inputs.get(i).length() / 4;
        }
        return body.append("],\"model\":")
                .append(EchoWriter.quote(request.facts().model()))
                .append(",\"usage\":{\"prompt_tokens\":")
                .append(tokens)
                .append(",\"total_tokens\":")
                .append(tokens)
                .append("}}")
                .toString();
    }

    /** One text, several, one text in token numbers, or several of these. */
    private static List<String> inputs(JsonNode input) {
        if (input.isString() || input.path(0).isNumber()) {
            return List.of(input.isString() ? input.stringValue() : input.toString());
        }
        List<String> all = new ArrayList<>();
        for (JsonNode item : input) {
            all.add(item.isString() ? item.stringValue() : item.toString());
        }
        return all;
    }

    /** Nothing is flagged but what asks for it: {@code [[flag=violence]]}. */
    static String moderation(ApiRequest request, long seed) {
        JsonFields fields = request.fields();
        int field = fields.indexOf("input");
        JsonNode input = MAPPER.readTree(request.body(), fields.start(field), fields.end(field) - fields.start(field));
        List<String> texts = input.path(0).isObject() ? List.of(input.toString()) : inputs(input);
        StringBuilder body = new StringBuilder("{\"id\":\"modr-" + Long.toHexString(seed) + "\",\"model\":")
                .append(EchoWriter.quote(request.facts().model()))
                .append(",\"results\":[");
        for (int i = 0; i < texts.size(); i++) {
            String flag =
                    EchoDirectives.of(texts.get(i)).word("flag", request.facts().model());
            body.append(i == 0 ? "" : ",").append(result(flag == null ? "" : flag));
        }
        return body.append("]}").toString();
    }

    private static String result(String flagged) {
        StringBuilder categories = new StringBuilder();
        StringBuilder scores = new StringBuilder();
        StringBuilder types = new StringBuilder();
        boolean any = false;
        for (String category : CATEGORIES) {
            boolean hit = category.equals(flagged);
            any |= hit;
            String name = (categories.isEmpty() ? "\"" : ",\"") + category + "\":";
            categories.append(name).append(hit);
            scores.append(name).append(hit ? "0.99" : "0.01");
            types.append(name).append("[\"text\"]");
        }
        return "{\"flagged\":" + any + ",\"categories\":{" + categories + "},\"category_scores\":{" + scores
                + "},\"category_applied_input_types\":{" + types + "}}";
    }
}
