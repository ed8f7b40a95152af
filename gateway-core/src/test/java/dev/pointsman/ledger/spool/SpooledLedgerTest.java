package dev.pointsman.ledger.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Usage;
import dev.pointsman.ledger.DecisionRecord;
import dev.pointsman.ledger.RecordLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SpooledLedgerTest {
    @TempDir
    Path folder;

    private final FakeStore store = new FakeStore();

    @Test
    void everyRecordReachesTheStoreAsOneLine() throws IOException {
        try (SpooledLedger ledger = open(store)) {
            for (int i = 0; i < 3_000; i++) {
                RecordLine.append(ledger, record("req_" + i, "small \"quoted\"\n"));
            }
        }

        assertThat(store.closed).isTrue();
        assertThat(store.lines).hasSize(3_000);
        JsonNode last = new JsonMapper().readTree(store.lines.get(2_999));
        assertThat(last.get("id").asString()).isEqualTo("req_2999");
        assertThat(last.get("asked").asString()).isEqualTo("small \"quoted\"\n");
        assertThat(last.get("attempts").get(0).get("end_ms").asDouble()).isEqualTo(2.5);
        assertThat(last.get("cost_nano_usd").asLong()).isEqualTo(77);
        assertThat(last.get("dropped").get(0).asString()).isEqualTo("seed");
        assertThat(last.has("finish_reason")).isFalse();
    }

    @Test
    void aRecordAfterCloseIsCountedAsLost() throws IOException {
        SpooledLedger ledger = open(store);
        ledger.close();

        RecordLine.append(ledger, record("late", "m"));

        assertThat(ledger.lost()).isEqualTo(1);
    }

    @Test
    void itsFiguresTellWhatWaitsWhatIsKeptAndWhatFailed() throws IOException {
        store.failing = true;
        SpooledLedger ledger = open(store);
        RecordLine.append(ledger, record("a", "m"));
        ledger.close();
        assertThat(ledger.waiting()).isEqualTo(1);
        assertThat(ledger.kept()).isZero();
        assertThat(ledger.failures()).isPositive();

        store.failing = false;
        SpooledLedger next = open(store);
        RecordLine.append(next, record("b", "m"));
        next.close();

        assertThat(next.kept()).isEqualTo(2);
        assertThat(next.waiting()).isZero();
        assertThat(next.storeBytes()).isEqualTo(2);
        assertThat(next.spoolBytes()).isPositive();
        assertThat(next.writeNanos()).isPositive();
        assertThat(store.lines).hasSize(2);
    }

    @Test
    void aBatchThatWasWrittenBeforeTheKillIsNotWrittenTwice() throws IOException {
        Path file = folder.resolve("deep/ledger.jsonl");
        JsonLinesStore lines = JsonLinesStore.open(file, System::nanoTime);
        assertThat(lines.keep(List.of(bytes("{\"id\":\"a\",\"v\":2}"), bytes("{\"id\":\"b\"}"))))
                .isZero();
        lines.close();

        JsonLinesStore again = JsonLinesStore.open(file, System::nanoTime);
        again.keep(List.of(bytes("{\"id\":\"a\",\"v\":2}"), bytes("{\"id\":\"b\"}"), bytes("{\"id\":\"c\"}")));
        again.keep(List.of(bytes("{\"id\":\"d\"}")));
        again.close();

        assertThat(Files.readAllLines(file))
                .containsExactly("{\"id\":\"a\",\"v\":2}", "{\"id\":\"b\"}", "{\"id\":\"c\"}", "{\"id\":\"d\"}");
        assertThat(again.sizeBytes()).isEqualTo(Files.size(file));
    }

    @Test
    void aTornLastLineIsCutOffAtTheNextStart() throws IOException {
        Path file = folder.resolve("ledger.jsonl");
        Files.writeString(file, "{\"id\":\"whole\"}\n{\"id\":\"tor");

        try (SpooledLedger ledger = open(JsonLinesStore.open(file, System::nanoTime))) {
            RecordLine.append(ledger, record("next", "m"));
        }

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).isEqualTo("{\"id\":\"whole\"}");
        assertThat(lines.get(1)).startsWith("{\"id\":\"next\"");
    }

    private SpooledLedger open(RecordStore into) throws IOException {
        return SpooledLedger.open(folder.resolve("spool"), LedgerSpool.Limits.USUAL, into, System::nanoTime);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
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
                List.of(new DecisionRecord.Attempt(
                        "small", "local/x", 0, 1_000_000, 1_500_000, 2_500_000, 200, null, null)),
                new Usage(1, 2, 3, 4, 5),
                new DecisionRecord.Outcome(200, "complete", "small", "local/x", null, 77, List.of("seed")),
                new DecisionRecord.Timing(10, 20, 30, 40),
                null);
    }
}
