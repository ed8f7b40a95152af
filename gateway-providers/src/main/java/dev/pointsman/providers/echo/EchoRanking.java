package dev.pointsman.providers.echo;

import dev.pointsman.api.ApiRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The answer to a rerank: documents that share words with the query first. The score is the cosine of their {@link EchoVectors}, 0 where it
 * is below 0, to four places; documents of one score keep their order.
 */
final class EchoRanking {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int DIMENSIONS = 256;

    private EchoRanking() {}

    static String of(ApiRequest request, long seed) {
        JsonNode asked = MAPPER.readTree(request.body());
        List<String> documents = new ArrayList<>();
        asked.path("documents").forEach(each -> documents.add(text(each)));
        String query = text(asked.path("query"));
        float[] wanted = EchoVectors.of(query, DIMENSIONS);
        double[] scores = documents.stream()
                .mapToDouble(each -> score(wanted, EchoVectors.of(each, DIMENSIONS)))
                .toArray();
        List<Integer> order = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -scores[i]))
                .limit(Math.max(1, asked.path("top_n").asInt(scores.length)))
                .toList();
        boolean shown = asked.path("return_documents").asBoolean(false);
        StringBuilder body = new StringBuilder("{\"id\":\"rerank-" + Long.toHexString(seed) + "\",\"model\":")
                .append(EchoWriter.quote(request.facts().model()))
                .append(",\"results\":[");
        for (int i : order) {
            body.append(body.charAt(body.length() - 1) == '[' ? "" : ",")
                    .append("{\"index\":")
                    .append(i)
                    .append(",\"relevance_score\":")
                    .append(scores[i]);
            if (shown) {
                body.append(",\"document\":{\"text\":")
                        .append(EchoWriter.quote(documents.get(i)))
                        .append('}');
            }
            body.append('}');
        }
        long tokens =
                documents.stream().mapToLong(each -> 1 + each.length() / 4).sum() + 1 + query.length() / 4;
        return body.append("],\"usage\":{\"prompt_tokens\":" + tokens + ",\"total_tokens\":" + tokens + "}}")
                .toString();
    }

    private static String text(JsonNode item) {
        return item.isString() ? item.stringValue() : item.path("text").asString("");
    }

    private static double score(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (double) one[i] * other[i];
        }
        return Math.round(Math.max(0, sum) * 1e4) / 1e4;
    }
}
