package dev.pointsman.server.insight;

import dev.pointsman.api.Usage;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Sums over the requests that ended in one second. Confined to one thread. */
final class LiveSecond {
    private static final int MOST_MODELS = 50;
    private static final String OTHER = "other";

    private final Map<String, Integer> models = new TreeMap<>();
    private long requests;
    private long errors;
    private long inputTokens;
    private long outputTokens;
    private long costNanos;

    void add(LiveRequest record) {
        requests++;
        if (!record.end().equals("complete")) {
            errors++;
        }
        Usage usage = record.usage();
        inputTokens += usage.prompt();
        outputTokens += usage.completion();
        costNanos += Math.max(0, record.costNanos());
        String model = record.model();
        String name = model == null ? "none" : model;
        models.merge(models.size() < MOST_MODELS || models.containsKey(name) ? name : OTHER, 1, Integer::sum);
    }

    /** Where more requests ended than are at hand, all sums are as if the others were like these. */
    ObjectNode json(long ended) {
        double scale = requests == 0 ? 1 : Math.max(1, (double) ended / requests);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("requests", Math.max(ended, requests));
        node.put("errors", Math.round(errors * scale));
        node.put("input_tokens", Math.round(inputTokens * scale));
        node.put("output_tokens", Math.round(outputTokens * scale));
        node.put("cost_nano_usd", Math.round(costNanos * scale));
        ObjectNode share = node.putObject("models");
        models.forEach((model, count) -> share.put(model, Math.round(count * scale)));
        return node;
    }

    long requests() {
        return requests;
    }
}
