package dev.pointsman.providers.gemini;

import dev.pointsman.provider.chat.JsonBytes;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes Google's {@code logprobsResult} as elements of OpenAI's {@code logprobs.content}. */
final class Logprobs {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Logprobs() {}

    /** With commas between them; empty where no token is told. The range is a well-formed JSON object. */
    static byte[] elements(byte[] array, int from, int to) {
        JsonNode result = MAPPER.readTree(array, from, to - from);
        JsonNode tops = result.path("topCandidates");
        JsonBytes out = new JsonBytes();
        int position = 0;
        for (JsonNode chosen : result.path("chosenCandidates")) {
            ObjectNode element = token(chosen);
            ArrayNode top = element.putArray("top_logprobs");
            tops.path(position++).path("candidates").forEach(each -> top.add(token(each)));
            out.add(out.isEmpty() ? "" : ",").add(MAPPER.writeValueAsBytes(element));
        }
        return out.take();
    }

    private static ObjectNode token(JsonNode candidate) {
        String token = candidate.path("token").asString("");
        ObjectNode out = JsonNodeFactory.instance.objectNode().put("token", token);
        out.put("logprob", candidate.path("logProbability").asDouble(0));
        ArrayNode bytes = out.putArray("bytes");
        for (byte each : token.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(each & 0xff);
        }
        return out;
    }
}
