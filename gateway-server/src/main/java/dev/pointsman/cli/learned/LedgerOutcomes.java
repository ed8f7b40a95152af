package dev.pointsman.cli.learned;

import dev.pointsman.ledger.DecisionJson;
import dev.pointsman.ledger.DecisionRecord.Rated;
import dev.pointsman.ledger.LedgerMoment;
import dev.pointsman.ledger.LedgerReader;
import dev.pointsman.ledger.LineTime;
import dev.pointsman.recorded.RecordReader;
import dev.pointsman.server.storage.LedgerStorage;
import dev.pointsman.training.data.OutcomeTable;
import dev.pointsman.training.data.RatedPrompts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Outcomes out of a ledger: the last user message of each answer that was rated, where the ledger keeps prompts. Of the ratings of an answer the last one
 * counts, a judge's only where nobody else rated it. A comparison scores both models; what its client asked is none of a draw. The ledger is read twice, a line at a time.
 */
final class LedgerOutcomes {
    static final String PREFIX = "ledger:";

    private static final JsonMapper JSON = new JsonMapper();
    /** What every rating's line has; spares most lines from being read as JSON. */
    private static final String RATING = "\"feedback\":{";

    private final String place;
    private final Path file;
    private long fromMillis;
    private long untilMillis = Long.MAX_VALUE;
    private final Map<String, Rated> ratings = new HashMap<>();
    private final RatedPrompts prompts = new RatedPrompts();
    private int answers;

    private LedgerOutcomes(String place, Path file) {
        this.place = place;
        this.file = file;
    }

    /**
     * Of a place.
     *
     * @param place {@code ledger:PATH}, perhaps with {@code ?from=…&until=…} behind it
     */
    static LedgerOutcomes of(String place, Instant now) throws IOException {
        int query = place.indexOf('?');
        LedgerOutcomes outcomes = new LedgerOutcomes(
                place, Path.of(place.substring(PREFIX.length(), query < 0 ? place.length() : query)));
        if (query >= 0) {
            for (String each : place.substring(query + 1).split("&", -1)) {
                outcomes.bound(each, now);
            }
        }
        return outcomes;
    }

    private void bound(String written, Instant now) throws IOException {
        int equals = written.indexOf('=');
        String name = equals < 0 ? written : written.substring(0, equals);
        Instant moment = equals < 0 ? null : LedgerMoment.of(written.substring(equals + 1), now);
        if (moment == null || !(name.equals("from") || name.equals("until"))) {
            throw new IOException(
                    place + ": " + written + " (expected: from= or until= and " + LedgerMoment.FORMS + ")");
        }
        if (name.equals("from")) {
            fromMillis = moment.toEpochMilli();
        } else {
            untilMillis = moment.toEpochMilli();
        }
    }

    OutcomeTable read() throws IOException {
        LedgerReader reader = LedgerStorage.read(LedgerStorage.of(file), System::nanoTime);
        each(reader, Long.MAX_VALUE, line -> line.contains(RATING), this::rating);
        each(reader.withText(), untilMillis, line -> true, this::answer);
        if (answers == 0) {
            throw new IOException(
                    place + ": it has no rated answer (expected: ratings of answers by POST /v1/feedback or a judge)");
        }
        if (prompts.size() == 0) {
            throw new IOException(place + ": it has " + answers
                    + (answers == 1 ? " rated answer" : " rated answers")
                    + ", none with its prompt (expected: prompts, which it keeps from when on the policy says storage: {"
                    + " text: { of: [prompt] } })");
        }
        return prompts.table();
    }

    private void each(LedgerReader reader, long toMillis, Predicate<String> wanted, Consumer<JsonNode> take)
            throws IOException {
        reader.forEach(fromMillis, toMillis, (number, line, whole) -> {
            if (line != null && LineTime.within(line, fromMillis, toMillis) && wanted.test(line)) {
                try {
                    take.accept(JSON.readTree(line));
                } catch (JacksonException torn) { // the last line of a ledger that is being written, or no record
                    return;
                }
            }
        });
    }

    private void rating(JsonNode record) {
        Rated rated = RecordReader.rating(record);
        if (rated == null) {
            return;
        }
        Rated before = ratings.get(rated.decision());
        boolean better =
                before == null || !rated.by().equals("judge") || before.by().equals("judge");
        if (better && (before != null || ratings.size() < OutcomeTable.MOST_ROWS)) {
            ratings.put(rated.decision(), rated);
        }
    }

    private void answer(JsonNode record) {
        Rated rated = ratings.get(record.path("id").asString(""));
        if (rated == null || !record.path("model").asString("").equals(rated.model())) {
            return;
        }
        answers++;
        String prompt = DecisionJson.asked(record);
        if (prompt == null || prompt.isBlank()) {
            return;
        }
        JsonNode cost = record.path("cost_nano_usd");
        double dollars = cost.isNumber() ? cost.asLong() / 1e9 : Double.NaN;
        String other = rated.comparedWith();
        Map<String, Double> odds = other == null ? RecordReader.drawn(record) : Map.of();
        prompts.rated(prompt, rated.model(), rated.score(), dollars, odds);
        if (other != null) {
            prompts.rated(prompt, other, 1 - rated.score(), Double.NaN, odds);
        }
    }
}
