package dev.pointsman.explain;

import dev.pointsman.policy.Policy;
import dev.pointsman.recorded.RecordReader;
import dev.pointsman.recorded.RecordedChoice;
import dev.pointsman.recorded.RecordedDecision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One line of the ledger explained: the record, the decision made again, and the nearest change that would have altered the choice.
 *
 * @param line as it stands in the ledger
 * @param record null where the request came to no decision
 * @param again null where it was not made again
 * @param obstacle why it was not; null where it was
 * @param nearest null where it was not looked for
 */
public record DecisionReport(
        JsonNode line,
        @Nullable RecordedDecision record,
        @Nullable Recomputation again,
        @Nullable String obstacle,
        @Nullable NearestChange nearest) {
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Explains one line.
     *
     * @throws IllegalArgumentException saying in words why it is no decision record
     */
    public static DecisionReport of(String text, PolicyVersions policies) {
        JsonNode line;
        try {
            line = JSON.readTree(text);
        } catch (JacksonException notJson) {
            throw new IllegalArgumentException("is not JSON", notJson);
        }
        RecordedDecision record = RecordReader.read(line);
        if (record == null) {
            return new DecisionReport(
                    line,
                    null,
                    null,
                    "the record holds no decision: the request was answered or refused before one",
                    null);
        }
        Policy policy = policies.withDigest(record.policy());
        if (policy == null) {
            return new DecisionReport(
                    line,
                    record,
                    null,
                    "the policy " + record.policy() + " that decided is not kept, or can no longer be loaded",
                    null);
        }
        Decider decider = new Decider(policy);
        Recomputation again = Recomputation.of(record, decider);
        return new DecisionReport(line, record, again, null, NearestChange.of(record.request(), policy, decider));
    }

    /** Whether the same decision comes out. */
    public boolean same() {
        return again != null && again.same();
    }

    /** For programs: {@code record}, {@code recomputed} and {@code nearest_change}. */
    public ObjectNode json() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.set("record", line);
        ObjectNode recomputed = root.putObject("recomputed");
        if (again == null) {
            recomputed.putNull("same");
            recomputed.put("reason", obstacle);
        } else {
            recomputed.put("same", again.same());
            ArrayNode differences = recomputed.putArray("differences");
            again.differences().forEach(differences::add);
        }
        if (nearest == null) {
            root.putNull("nearest_change");
        } else {
            nearest.json(root);
        }
        return root;
    }

    /** For people, several lines. */
    public String text() {
        StringBuilder text = new StringBuilder(1_024);
        put(
                text,
                "decision",
                line.path("id").asString("") + " of "
                        + java.time.Instant.ofEpochMilli(line.path("at").asLong(0)) + ", policy "
                        + line.path("policy").asString(""));
        put(
                text,
                "asked for",
                line.path("asked").asString("") + " by " + line.path("key").asString(""));
        if (record != null) {
            told(text, record);
        }
        line.path("decision").path("limits").forEach(remark -> put(text, "limit", remark.asString("")));
        put(text, "ended", ended());
        if (obstacle != null) {
            put(text, "again", "cannot be told: " + obstacle);
        } else if (again != null) {
            put(text, "again", again.same() ? "the same decision comes out" : "ANOTHER decision comes out");
            again.differences().forEach(difference -> put(text, "", difference));
        }
        if (nearest != null) {
            text.append(nearest.text());
        }
        return text.toString();
    }

    private static void told(StringBuilder text, RecordedDecision record) {
        signals(text, record);
        RecordedChoice choice = record.choice();
        if (choice == null) {
            put(text, "refused", record.refusal() == null ? "" : record.refusal());
            return;
        }
        for (RecordedChoice.Step step : choice.steps()) {
            String narrowed = step.narrowed().isEmpty() ? "" : " (without " + String.join(", ", step.narrowed()) + ")";
            put(text, "step", step.text() + narrowed);
        }
        for (RecordedChoice.Standing standing : choice.candidates()) {
            String score =
                    Double.isNaN(standing.score()) ? "" : String.format(Locale.ROOT, "  score %.3f", standing.score());
            put(text, "candidate", standing.model() + score + "  at " + String.join(", ", standing.deployments()));
        }
        RecordedChoice.Sheet sheet = choice.sheet();
        if (sheet != null) {
            sheet(text, sheet);
        }
        put(
                text,
                "chosen",
                choice.model()
                        + (record.order().isEmpty()
                                ? ""
                                : " at " + record.order().get(0))
                        + why(choice));
        if (record.expectedCostNanos() >= 0) {
            put(text, "expected", dollars(record.expectedCostNanos()));
        }
    }

    private static void signals(StringBuilder text, RecordedDecision record) {
        List<String> told = new ArrayList<>();
        var signals = record.request().signals();
        if (signals.inputTokens() >= 0) {
            told.add("about " + signals.inputTokens() + " tokens");
        }
        new TreeMap<>(signals.counted()).forEach((by, count) -> told.add(count + " tokens by " + by.word()));
        if (signals.languageRead()) {
            told.add("language " + (signals.language() == null ? "not told" : signals.language()));
        }
        if (signals.code() >= 0) {
            told.add(String.format(Locale.ROOT, "code %.2f", signals.code()));
        }
        if (signals.task() != null) {
            told.add(String.format(
                    Locale.ROOT,
                    "task %s (%.2f)",
                    signals.task().label(),
                    signals.task().confidence()));
        }
        if (!Double.isNaN(signals.difficulty())) {
            told.add(String.format(Locale.ROOT, "difficulty %.2f", signals.difficulty()));
        }
        if (!told.isEmpty()) {
            put(text, "prompt", String.join(", ", told));
        }
    }

    private static void sheet(StringBuilder text, RecordedChoice.Sheet sheet) {
        for (RecordedChoice.Row row : sheet.rows()) {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < sheet.criteria().size(); i++) {
                cells.add(String.format(
                        Locale.ROOT,
                        "%s %s → %.2f ×%s",
                        sheet.criteria().get(i),
                        Double.isNaN(row.raw().get(i))
                                ? "?"
                                : Probes.digits(row.raw().get(i)),
                        row.scaled().get(i),
                        Probes.digits(sheet.weights().get(i))));
            }
            put(
                    text,
                    "scored",
                    row.model() + String.format(Locale.ROOT, " %.3f: ", row.worth()) + String.join(", ", cells));
        }
    }

    private static String why(RecordedChoice choice) {
        String rule = choice.rule() == null ? "" : ", rule " + choice.rule();
        String outcome = choice.outcome() == null ? "" : " (" + choice.outcome() + ")";
        String chance = choice.probability() == 1
                ? ""
                : String.format(Locale.ROOT, ", drawn with probability %.4f", choice.probability());
        return rule + outcome + chance;
    }

    private String ended() {
        JsonNode cost = line.path("cost_nano_usd");
        String by = line.path("deployment").asString("");
        return line.path("end").asString("") + (by.isEmpty() ? "" : " by " + by)
                + (cost.isNumber() ? " for " + dollars(cost.asLong()) : "")
                + cached()
                + ", " + line.path("attempts").size() + (line.path("attempts").size() == 1 ? " attempt" : " attempts");
    }

    /** What a cache had to do with it, where it answered or might have. */
    private String cached() {
        JsonNode use = line.path("cache");
        JsonNode saved = line.path("saved_nano_usd");
        return use.isString()
                ? " (cache: " + use.asString() + (saved.isNumber() ? ", saved " + dollars(saved.asLong()) : "") + ")"
                : "";
    }

    private static String dollars(long nanos) {
        return String.format(Locale.ROOT, "$%.6f", nanos / 1e9);
    }

    private static void put(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-13s", name)).append(value).append('\n');
    }
}
