package dev.pointsman.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonLinesLedgerTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path folder;

    @Test
    void everyRecordBecomesOneLine() throws IOException {
        Path file = folder.resolve("deep/ledger.jsonl");

        try (JsonLinesLedger ledger = JsonLinesLedger.open(file)) {
            for (int i = 0; i < 3_000; i++) {
                ledger.append(record("req_" + i, "small \"quoted\"\n"));
            }
        }

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(3_000);
        JsonNode last = JSON.readTree(lines.get(2_999));
        assertThat(last.get("id").asString()).isEqualTo("req_2999");
        assertThat(last.get("asked").asString()).isEqualTo("small \"quoted\"\n");
        assertThat(last.get("attempts").get(0).get("end_ms").asDouble()).isEqualTo(2.5);
        assertThat(last.get("cost_nano_usd").asLong()).isEqualTo(77);
        assertThat(last.get("dropped").get(0).asString()).isEqualTo("seed");
        assertThat(last.has("finish_reason")).isFalse();
    }

    @Test
    void aTornLastLineIsCutOffAtTheNextStart() throws IOException {
        Path file = folder.resolve("ledger.jsonl");
        Files.writeString(file, "{\"id\":\"whole\"}\n{\"id\":\"tor", StandardCharsets.UTF_8);

        try (JsonLinesLedger ledger = JsonLinesLedger.open(file)) {
            ledger.append(record("next", "m"));
        }

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).isEqualTo("{\"id\":\"whole\"}");
        assertThat(lines.get(1)).startsWith("{\"id\":\"next\"");
    }

    @Test
    void aRecordAfterCloseIsCountedAsLost() throws IOException {
        JsonLinesLedger ledger = JsonLinesLedger.open(folder.resolve("ledger.jsonl"));
        ledger.close();

        ledger.append(record("late", "m"));

        assertThat(ledger.lost()).isEqualTo(1);
    }

    private static DecisionRecord record(String id, String asked) {
        return new DecisionRecord(
                id,
                1_790_000_000_000L,
                "abcdef012345",
                new DecisionRecord.Route(
                        "chat_completions",
                        false,
                        "ci",
                        null,
                        asked,
                        "rule",
                        0.25,
                        List.of(new DecisionRecord.Choice("small", Double.NaN)),
                        List.of("because")),
                List.of(new DecisionRecord.Attempt("small", "local/x", 0, 1_000_000, 1_500_000, 2_500_000, 200, null)),
                new Usage(1, 2, 3, 4, 5),
                new DecisionRecord.Outcome(200, "complete", "small", "local/x", null, 77, List.of("seed")),
                new DecisionRecord.Timing(10, 20, 30, 40),
                null);
    }
}
