package dev.pointsman.server;

import dev.pointsman.explain.DecisionReport;
import dev.pointsman.explain.PolicyVersions;
import dev.pointsman.ledger.LedgerReader;
import dev.pointsman.ledger.RecentDecisions;
import dev.pointsman.server.admin.AdminPage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Recorded decisions for operators: the newest from memory, older ones from the ledger. Reads it and decides again: not for a loop.
 */
final class DecisionPages {
    /** What the list can be narrowed by, each equal to a field of the ledger's line. */
    private static final List<String> FILTERS =
            List.of("model", "rule", "key", "team", "asked", "deployment", "end", "policy", "endpoint");

    private static final List<String> SHOWN = List.of(
            "id",
            "at",
            "policy",
            "endpoint",
            "key",
            "team",
            "asked",
            "rule",
            "model",
            "deployment",
            "status",
            "end",
            "cost_nano_usd",
            "first_output_ms",
            "total_ms");
    private static final int MOST = 500;
    private static final int USUAL = 50;
    private static final Duration SEARCH = Duration.ofSeconds(3);
    private static final JsonMapper JSON = new JsonMapper();

    private final RecentDecisions recent;
    private final @Nullable LedgerReader ledger;
    private final PolicyVersions policies;

    /** @param ledger null where the policy keeps none */
    DecisionPages(RecentDecisions recent, @Nullable LedgerReader ledger, PolicyVersions policies) {
        this.recent = recent;
        this.ledger = ledger;
        this.policies = policies;
    }

    /** {@code GET /admin/v1/decisions/{id}}. */
    AdminPage one(String id) {
        String line = recent.line(id);
        boolean searched = true;
        if (line == null && ledger != null) {
            LedgerReader.Found found = inLedger(records -> records.find(id, SEARCH.toNanos()));
            line = found.lines().isEmpty() ? null : found.lines().get(0);
            searched = found.finished();
        }
        if (line == null) {
            return error(
                    404,
                    searched
                            ? "no such decision is recorded"
                            : "not found in the newest part of the ledger; gateway explain --decision searches all of it");
        }
        try {
            return AdminPage.json(200, DecisionReport.of(line, policies).json() + "\n");
        } catch (IllegalArgumentException unusable) {
            return error(500, "the line of the ledger " + unusable.getMessage());
        }
    }

    /** {@code GET /admin/v1/decisions?limit=&model=&rule=…}: newest first. */
    AdminPage list(Function<String, @Nullable String> query) {
        int limit;
        try {
            String given = query.apply("limit");
            limit = given == null ? USUAL : Integer.parseInt(given);
        } catch (NumberFormatException noNumber) {
            limit = 0;
        }
        if (limit < 1 || limit > MOST) {
            return error(400, "limit: expected 1 to " + MOST);
        }
        Predicate<JsonNode> wanted;
        try {
            wanted = wanted(query);
        } catch (IllegalArgumentException noTime) {
            return error(400, String.valueOf(noTime.getMessage()));
        }
        List<ObjectNode> rows = new ArrayList<>();
        recent.newest(limit, line -> add(line, wanted, rows));
        boolean complete = true;
        if (rows.size() < limit && ledger != null) {
            int left = limit - rows.size();
            List<String> known =
                    rows.stream().map(row -> row.path("id").asString("")).toList();
            Predicate<String> older = line -> known.stream().noneMatch(id -> line.startsWith("{\"id\":\"" + id + "\""));
            LedgerReader.Found found = inLedger(records ->
                    records.newest(left, line -> older.test(line) && add(line, wanted, rows), SEARCH.toNanos()));
            complete = found.finished() || rows.size() == limit;
        }
        ObjectNode root = JSON.createObjectNode();
        ArrayNode decisions = root.putArray("decisions");
        rows.forEach(decisions::add);
        root.put("complete", complete);
        String last =
                rows.size() < limit ? null : rows.get(limit - 1).path("id").asString();
        root.put("next", last);
        return AdminPage.json(200, root + "\n");
    }

    private static Predicate<JsonNode> wanted(Function<String, @Nullable String> query) {
        Predicate<JsonNode> all = line -> true;
        for (String name : FILTERS) {
            String value = query.apply(name);
            if (value != null) {
                all = all.and(line -> line.path(name).asString("").equals(value));
            }
        }
        all = all.and(within(query));
        String ended = query.apply("outcome");
        if (ended != null) {
            boolean complete = ended.equals("complete");
            if (!complete && !ended.equals("failed")) {
                throw new IllegalArgumentException("outcome: expected complete or failed");
            }
            all = all.and(line -> line.path("end").asString("").equals("complete") == complete);
        }
        String before = query.apply("before");
        return before == null ? all : after(before).and(all);
    }

    /** Passes what comes after a decision, in the order of the list. */
    private static Predicate<JsonNode> after(String id) {
        boolean[] passed = new boolean[1];
        return line -> {
            boolean now = passed[0];
            passed[0] |= line.path("id").asString("").equals(id);
            return now;
        };
    }

    private static Predicate<JsonNode> within(Function<String, @Nullable String> query) {
        long from = moment("since", query.apply("since"), Long.MIN_VALUE);
        long to = moment("until", query.apply("until"), Long.MAX_VALUE);
        return line -> line.path("at").asLong(0) >= from && line.path("at").asLong(0) < to;
    }

    private static long moment(String name, @Nullable String text, long otherwise) {
        try {
            return text == null ? otherwise : Instant.parse(text).toEpochMilli();
        } catch (DateTimeParseException no) {
            throw new IllegalArgumentException(name + ": expected a moment such as 2026-11-21T06:00:00Z", no);
        }
    }

    private static boolean add(String text, Predicate<JsonNode> wanted, List<ObjectNode> rows) {
        JsonNode line;
        try {
            line = JSON.readTree(text);
        } catch (JacksonException foreign) { // a line of something else is passed over here; replay tells of it
            return false;
        }
        if (!line.path("id").isString() || !wanted.test(line)) {
            return false;
        }
        ObjectNode row = JSON.createObjectNode();
        for (String name : SHOWN) {
            if (line.has(name)) {
                row.set(name, line.get(name));
            }
        }
        JsonNode expected = line.path("decision").path("expected_cost_nano_usd");
        if (expected.isNumber()) {
            row.set("expected_cost_nano_usd", expected);
        }
        rows.add(row);
        return true;
    }

    private interface Search {
        LedgerReader.Found in(LedgerReader records) throws IOException;
    }

    private LedgerReader.Found inLedger(Search search) {
        LedgerReader records = ledger;
        if (records == null) {
            return new LedgerReader.Found(List.of(), true);
        }
        try {
            return search.in(records);
        } catch (IOException unreadable) { // it may be moved away just now: what is in memory is told
            return new LedgerReader.Found(List.of(), false);
        }
    }

    private static AdminPage error(int status, String message) {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("error").put("message", message);
        return AdminPage.json(status, root + "\n");
    }
}
