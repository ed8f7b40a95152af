package dev.pointsman.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.explain.RecordedLines;
import dev.pointsman.ledger.LedgerPlace;
import dev.pointsman.ledger.RecordLine;
import dev.pointsman.ledger.spool.LedgerSpool;
import dev.pointsman.ledger.spool.SpooledLedger;
import dev.pointsman.policy.Policy;
import dev.pointsman.server.GatewayServer;
import dev.pointsman.server.storage.LedgerStorage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportCommandTest {
    private static final String TEXT = """
            providers: { echo: { type: echo } }
            models:
              swift: { at: echo/swift, price: { in: 1, out: 1 } }
              deep: { at: echo/deep, price: { in: 10, out: 10 } }
              free: echo/unpriced
            rules: [{ name: rest, then: { use: swift } }]
            report: { baselines: [{ name: always-deep, model: deep }] }
            """;
    private static final Policy POLICY = GatewayServer.loader(name -> null).load("test.yaml", TEXT);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private Path policy;
    private Path ledger;

    @BeforeEach
    void fill() throws IOException {
        policy = folder.resolve("gateway.yaml");
        Files.writeString(policy, TEXT + "storage: { ledger: \"jsonl:" + folder.resolve("ledger.jsonl") + "\" }\n");
        ledger = folder.resolve("ledger.jsonl");
        fill(LedgerPlace.jsonLines(ledger));
    }

    private static void fill(LedgerPlace place) throws IOException {
        try (SpooledLedger writing = LedgerStorage.write(
                place,
                Duration.ofDays(9_999),
                Duration.ofDays(9_999),
                LedgerSpool.Limits.USUAL,
                Clock.systemUTC(),
                System::nanoTime)) {
            for (int i = 0; i < 4; i++) {
                RecordLine.append(writing, RecordedLines.record(POLICY, i, "hello"));
            }
        }
    }

    private int run(String... args) {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    @Test
    void theLedgerOfAPolicyIsReported() {
        assertThat(run("report", "--policy", policy.toString(), "--by", "task,rule"))
                .isZero();

        assertThat(out.toString())
                .startsWith("requests      4 from 2026-09-21T14:13:20Z to 2026-09-21T14:13:23Z\n")
                .contains("always-deep: 90.0 %", "task    rule", "(none)  rest");
    }

    @Test
    void aDatabaseTellsTheSameAsLines() throws IOException {
        Path database = folder.resolve("ledger.db");
        fill(LedgerPlace.sqlite(database));
        assertThat(run("report", "--policy", policy.toString(), "--json")).isZero();
        String ofLines = out.toString();
        out.getBuffer().setLength(0);

        assertThat(run("report", "--policy", policy.toString(), "--ledger", database.toString(), "--json"))
                .isZero();

        assertThat(out.toString()).isEqualTo(ofLines);
        JsonNode told = new JsonMapper().readTree(ofLines);
        assertThat(told.at("/all/requests").asInt()).isEqualTo(4);
        assertThat(told.at("/groups/0/model").asString()).isEqualTo("swift");
        assertThat(told.at("/savings/0/saved_share/value").asDouble()).isBetween(0.899, 0.901);
    }

    @Test
    void aTimeAndAnotherBaselineMayBeAskedForAndAPageWritten() throws IOException {
        Path page = folder.resolve("page.html");

        assertThat(run(
                        "report",
                        "--policy",
                        policy.toString(),
                        "--since",
                        "2026-09-21",
                        "--until",
                        "2026-09-21T14:13:22Z",
                        "--baseline",
                        "swift",
                        "--html",
                        page.toString()))
                .isZero();

        assertThat(out.toString()).startsWith("requests      2 from").contains("savings       swift: 0.0 %");
        assertThat(page).content().startsWith("<!doctype html>").contains("Cost by day and model");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--baseline swif",
                "--baseline free",
                "--by model,task,key",
                "--by colour",
                "--since yesterday",
                "--since 2026-13-01"
            })
    void aWrongCommandLineIsTwo(String wrong) {
        String[] words = ("report --policy " + policy + " " + wrong).split(" ", -1);

        assertThat(run(words)).isEqualTo(2);
        assertThat(err.toString()).contains("--");
    }

    @Test
    void whereThereIsNoLedgerItFails() {
        assertThat(run("report", "--ledger", folder.resolve("none.db").toString()))
                .isEqualTo(1);
        assertThat(run("report", "--policy", folder.resolve("none.yaml").toString()))
                .isEqualTo(1);
    }
}
