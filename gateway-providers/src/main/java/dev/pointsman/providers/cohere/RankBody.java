package dev.pointsman.providers.cohere;

import dev.pointsman.provider.lists.RerankRequest;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One request to rank documents as the body of {@code POST /v2/rerank}, which takes texts only. */
final class RankBody {
    /** Fields of Cohere's own: passed on as they are. */
    private static final String[] OWN = {"max_tokens_per_doc", "priority"};

    private static final JsonMapper MAPPER = new JsonMapper();

    private RankBody() {}

    static byte[] bytes(RerankRequest request, String model) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("model", model).put("query", request.query());
        ArrayNode documents = body.putArray("documents");
        request.documents().forEach(documents::add);
        if (request.topN() > 0) {
            body.put("top_n", request.topN());
        }
        for (String name : OWN) {
            JsonNode value = request.field(name);
            if (value != null) {
                body.set(name, value);
            }
        }
        return MAPPER.writeValueAsBytes(body);
    }

    static List<String> dropped(RerankRequest request) {
        return request.drops().mapped(OWN).names();
    }
}
