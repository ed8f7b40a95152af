package dev.pointsman.server.insight;

import dev.pointsman.api.Usage;
import dev.pointsman.ledger.DecisionJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is shown of a request that has ended, out of its record.
 *
 * @param costNanos nano-dollars; -1 where unknown
 * @param firstOutputMillis -1 where the moment never came
 */
record LiveRequest(
        String id,
        long atMillis,
        String key,
        String asked,
        @Nullable String rule,
        @Nullable String model,
        @Nullable String deployment,
        int status,
        String end,
        Usage usage,
        long costNanos,
        double firstOutputMillis,
        double totalMillis) {
    private static final JsonMapper JSON = new JsonMapper();

    /** Of a line of the ledger. */
    static LiveRequest of(String line) {
        JsonNode record = JSON.readTree(line);
        return new LiveRequest(
                record.path("id").asString(""),
                record.path("at").asLong(0),
                record.path("key").asString(""),
                record.path("asked").asString(""),
                record.path("rule").asString(null),
                record.path("model").asString(null),
                record.path("deployment").asString(null),
                record.path("status").asInt(0),
                record.path("end").asString(""),
                DecisionJson.usage(record),
                record.path("cost_nano_usd").asLong(-1),
                record.path("first_output_ms").asDouble(-1),
                record.path("total_ms").asDouble(0));
    }

    /** As a row of a table. */
    ObjectNode row() {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("id", id);
        row.put("at", atMillis);
        row.put("key", key);
        row.put("asked", asked);
        row.put("rule", rule);
        row.put("model", model);
        row.put("deployment", deployment);
        row.put("status", status);
        row.put("end", end);
        row.put("cost_nano_usd", costNanos < 0 ? null : (Long) costNanos);
        row.put("total_ms", totalMillis);
        return row;
    }
}
