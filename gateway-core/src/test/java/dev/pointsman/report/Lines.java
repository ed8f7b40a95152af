package dev.pointsman.report;

import dev.pointsman.catalog.Price;
import dev.pointsman.report.settings.Baseline;
import dev.pointsman.report.settings.Dimension;
import dev.pointsman.report.settings.ReportSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Ledger lines of one's own making, each a request of the last one's kind. */
final class Lines {
    static final long AT = 1_790_000_000_000L;
    /** A dollar per million tokens of a prompt, two of a reply. */
    static final Price PRICE = new Price(1_000_000_000L, 2_000_000_000L, 500_000_000L, 1_000_000_000L);

    private static final JsonMapper JSON = new JsonMapper();
    private final ObjectNode line = JSON.createObjectNode();
    private int number;

    Lines() {
        line.put("id", "req_0")
                .put("at", AT)
                .put("endpoint", "chat/completions")
                .put("key", "ci");
        line.put("status", 200).put("end", "complete").put("total_ms", 100.0).put("first_output_ms", 10.0);
        line.put("overhead_ms", 0.5);
        line.putArray("attempts").addObject().put("model", "small");
        line.putObject("decision").putObject("deployments");
        line.putArray("candidates").addObject().put("model", "small");
        answered("small").tokens(1_000, 100).cost(300_000);
    }

    Lines answered(String model) {
        line.put("model", model).put("deployment", "lab/" + model);
        return this;
    }

    Lines tokens(long input, long output) {
        line.putObject("usage").put("input", input).put("output", output);
        return this;
    }

    Lines cost(long nanos) {
        line.put("cost_nano_usd", nanos);
        return this;
    }

    Lines with(String name, @Nullable Object value) {
        line.putPOJO(name, value);
        return this;
    }

    Lines without(String name) {
        line.remove(name);
        return this;
    }

    Lines user(String user) {
        decision().putObject("facts").put("user", user);
        return this;
    }

    ObjectNode decision() {
        return (ObjectNode) line.get("decision");
    }

    ObjectNode fields() {
        return line;
    }

    /** Another line of that kind. */
    String next() {
        line.put("id", "req_" + number++);
        return line.toString();
    }

    static ReportSettings comparing(String model, Baseline.Reply reply) {
        return new ReportSettings(
                List.of(new Baseline("always-" + model, model, reply, PRICE)), null, List.of(Dimension.MODEL), null);
    }

    static ReportFold fold(ReportSettings settings) {
        return new ReportFold(settings, 0, Long.MAX_VALUE, lines -> {});
    }
}
