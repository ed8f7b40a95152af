package dev.pointsman.report;

import dev.pointsman.api.Usage;
import dev.pointsman.ledger.DecisionJson;
import dev.pointsman.report.settings.Dimension;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A ledger line as far as a report asks; versions of lines that lack something are read as if it had not come about. */
final class ReportLine {
    private static final String NONE = "(none)";

    private final JsonNode line;
    private final JsonNode decision;

    ReportLine(JsonNode line) {
        this.line = line;
        this.decision = line.path("decision");
    }

    /** Whether it is a decision record at all. */
    boolean recorded() {
        return line.path("id").isString() && line.path("at").isNumber();
    }

    long atMillis() {
        return line.path("at").asLong();
    }

    /** Days since 1970, of UTC. */
    long day() {
        return Math.floorDiv(atMillis(), 86_400_000L);
    }

    /** The requests that belong together: a conversation's, else a user's, else this one alone. */
    String unit() {
        String user = user();
        String conversation = maybe(decision.path("conversation"), "id");
        return user != null ? "u" + user : conversation != null ? "c" + conversation : text(line, "id");
    }

    private @Nullable String user() {
        return maybe(decision.path("facts"), "user");
    }

    String of(Dimension dimension) {
        return switch (dimension) {
            case MODEL -> named(maybe(line, "model"));
            case TASK -> named(maybe(decision.path("signals"), "task"));
            case RULE -> named(maybe(line, "rule"));
            case KEY -> named(maybe(line, "key"));
            case TEAM -> named(maybe(line, "team"));
            case DAY ->
                Instant.ofEpochMilli(atMillis())
                        .atZone(ZoneOffset.UTC)
                        .toLocalDate()
                        .toString();
            case DEPLOYMENT -> named(maybe(line, "deployment"));
            case ENDPOINT -> named(maybe(line, "endpoint"));
        };
    }

    private static String named(@Nullable String name) {
        return name == null || name.isEmpty() ? NONE : name;
    }

    /** That answered; null where none did. */
    @Nullable
    String model() {
        return maybe(line, "model");
    }

    /** First of the decision; null where there was none. */
    @Nullable
    String chosen() {
        return maybe(line.path("candidates").path(0), "model");
    }

    /** Whether chance could have had it go to a model first; of a record without odds, whether that was a candidate. */
    boolean possible(String model) {
        JsonNode odds = decision.path("odds");
        return odds.isObject() ? odds.path(model).asDouble(0) > 0 : candidate(model);
    }

    boolean candidate(String model) {
        for (JsonNode each : line.path("candidates")) {
            if (text(each, "model").equals(model)) {
                return true;
            }
        }
        return false;
    }

    @Nullable
    String rule() {
        return maybe(line, "rule");
    }

    boolean decided() {
        return decision.has("deployments");
    }

    /** The client named the model or the score. */
    boolean fixed() {
        return decision.path("fixed").asBoolean(false);
    }

    /** Of the first candidate's being first, 1 where nothing was drawn. */
    double probability() {
        return decision.path("probability").asDouble(1);
    }

    String end() {
        return text(line, "end");
    }

    boolean complete() {
        return end().equals("complete");
    }

    /** Nano-dollars; -1 where unknown. */
    long costNanos() {
        return line.path("cost_nano_usd").asLong(-1);
    }

    boolean fromCache() {
        return switch (text(line, "cache")) {
            case "hit", "shared", "semantic" -> true;
            default -> false;
        };
    }

    /** Whether a cache was asked. */
    boolean cacheable() {
        return fromCache() || text(line, "cache").equals("miss");
    }

    long savedNanos() {
        return line.path("saved_nano_usd").asLong(0);
    }

    double totalMillis() {
        return line.path("total_ms").asDouble(-1);
    }

    double firstOutputMillis() {
        return line.path("first_output_ms").asDouble(-1);
    }

    double overheadMillis() {
        return line.path("overhead_ms").asDouble(-1);
    }

    int attempts() {
        return line.path("attempts").size();
    }

    /** Whether another model answered than the first that was tried. */
    boolean fellBack() {
        String model = model();
        return model != null
                && attempts() > 1
                && !text(line.path("attempts").path(0), "model").equals(model);
    }

    Usage usage() {
        return DecisionJson.usage(line);
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).asString("");
    }

    private static @Nullable String maybe(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isString() ? value.asString() : null;
    }
}
