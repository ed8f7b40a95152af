package dev.pointsman.providers.gemini;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the pages that an answer rests on, from Google's {@code groundingMetadata}, as OpenAI's {@code annotations}. */
final class Grounding {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Grounding() {}

    /**
     * One for each passage and page; where passages are not told, one for each page. Places are Google's: bytes of the answer in UTF-8. The range
     * is a well-formed JSON object.
     */
    static List<byte[]> annotations(byte[] array, int from, int to) {
        JsonNode metadata = MAPPER.readTree(array, from, to - from);
        JsonNode pages = metadata.path("groundingChunks");
        JsonNode passages = metadata.path("groundingSupports");
        List<byte[]> out = new ArrayList<>();
        for (JsonNode passage : passages) {
            JsonNode segment = passage.path("segment");
            for (JsonNode page : passage.path("groundingChunkIndices")) {
                add(pages.path(page.asInt(-1)), segment, out);
            }
        }
        if (passages.isEmpty()) {
            pages.forEach(page -> add(page, JsonNodeFactory.instance.missingNode(), out));
        }
        return out;
    }

    private static void add(JsonNode page, JsonNode segment, List<byte[]> out) {
        JsonNode web = page.path("web");
        String url = web.path("uri").asString("");
        if (url.isEmpty()) {
            return; // a document of a store, which has no address
        }
        ObjectNode annotation = JsonNodeFactory.instance.objectNode().put("type", "url_citation");
        annotation
                .putObject("url_citation")
                .put("start_index", segment.path("startIndex").asInt(0))
                .put("end_index", segment.path("endIndex").asInt(0))
                .put("url", url)
                .put("title", web.path("title").asString(""));
        out.add(MAPPER.writeValueAsBytes(annotation));
    }
}
