package dev.pointsman.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.cli.parquet.ParquetFile;
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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LedgerCommandTest {
    private static final Policy POLICY = GatewayServer.loader(name -> null).load("test.yaml", """
            providers: { echo: { type: echo } }
            models: { swift: { at: echo/swift, price: { in: 1, out: 1 } } }
            rules: [{ name: "=rest, \\"all\\"", then: { use: swift } }]
            """);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void aloneItPrintsItsHelp() {
        assertThat(run("ledger")).isZero();
        assertThat(out.toString()).contains("Usage: gateway ledger", "export", "info");
    }

    @Test
    void theRecordsOfADatabaseAreExportedAsTheyAreWhileItIsWritten() throws IOException {
        Path file = folder.resolve("ledger.db");
        try (SpooledLedger ledger = ledger(LedgerPlace.sqlite(file))) {
            write(ledger, 3);
        }
        try (SpooledLedger writing = ledger(LedgerPlace.sqlite(file))) {
            assertThat(run("ledger", "export", "--ledger", file.toString())).isZero();
            assertThat(writing.lost()).isZero();
        }

        assertThat(out.toString().lines())
                .containsExactly(
                        RecordedLines.line(POLICY, 0, "hello"),
                        RecordedLines.line(POLICY, 1, "hello"),
                        RecordedLines.line(POLICY, 2, "hello"));
    }

    @Test
    void aTimeOfLinesIsExportedAsATable() throws IOException {
        Path file = folder.resolve("ledger.jsonl");
        try (SpooledLedger ledger = ledger(LedgerPlace.jsonLines(file))) {
            write(ledger, 4);
        }
        Files.writeString(file, Files.readString(file) + "nonsense\n");
        Path table = folder.resolve("table.csv");

        int code = run(
                "ledger",
                "export",
                "--ledger",
                file.toString(),
                "--format",
                "csv",
                "--out",
                table.toString(),
                "--since",
                "2026-09-21T14:13:21Z",
                "--until",
                "2026-09-21T14:13:23Z",
                "--json");

        assertThat(code).isZero();
        JsonNode told = new JsonMapper().readTree(out.toString());
        assertThat(told.get("records").asInt()).isEqualTo(2);
        assertThat(told.get("passed_over").asInt()).isEqualTo(1);
        assertThat(told.get("bytes").asLong()).isEqualTo(Files.size(table));
        List<String> rows = Files.readAllLines(table);
        assertThat(rows).hasSize(3);
        assertThat(rows.get(0)).startsWith("id,at,policy,endpoint,stream,key,team,user_id,asked,rule,task,model");
        assertThat(rows.get(1))
                .startsWith("req_1,1790000001000,")
                .contains(",\"'=rest, \"\"all\"\"\",,swift,echo/swift,200,complete,,0,")
                .endsWith(",100.0,0.002,1000.0,,");
        assertThat(rows.get(2)).startsWith("req_2,");
    }

    @Test
    void recordsAreExportedAsColumns() throws IOException {
        Path file = folder.resolve("ledger.jsonl");
        try (SpooledLedger ledger = ledger(LedgerPlace.jsonLines(file))) {
            write(ledger, 3);
        }
        Path table = folder.resolve("table.parquet");

        assertThat(run(
                        "ledger",
                        "export",
                        "--ledger",
                        file.toString(),
                        "--format",
                        "parquet",
                        "--out",
                        table.toString()))
                .isZero();

        ParquetFile read = new ParquetFile(Files.readAllBytes(table));
        assertThat(read.rows()).isEqualTo(3);
        assertThat(read.column("id")).containsExactly("req_0", "req_1", "req_2");
        assertThat(read.column("at")).containsExactly(1_790_000_000_000L, 1_790_000_001_000L, 1_790_000_002_000L);
        assertThat(read.column("stream").get(0)).isEqualTo(false);
        assertThat(read.column("attempts").get(0)).isEqualTo(0L);
        assertThat(read.column("task").get(0)).isNull();
        assertThat(read.column("total_ms").get(0)).isEqualTo(1_000.0);
        assertThat(read.column("rule").get(0)).isEqualTo("=rest, \"all\"");
    }

    @Test
    void textsAreExportedUnlessTheyAreNotWanted() throws IOException {
        String line =
                "{\"id\":\"a\",\"at\":1790000000000,\"text\":{\"prompt\":\"=1, 2\",\"reply\":\"yes\"},\"status\":200}\n";
        Path file = Files.writeString(folder.resolve("ledger.jsonl"), line);
        Path table = folder.resolve("table.csv");

        assertThat(run("ledger", "export", "--ledger", file.toString())).isZero();
        assertThat(out.toString()).isEqualTo(line);
        assertThat(run("ledger", "export", "--ledger", file.toString(), "--format", "csv", "--out", table.toString()))
                .isZero();
        assertThat(Files.readAllLines(table).get(1)).endsWith(",\"'=1, 2\",yes");

        assertThat(run(
                        "ledger",
                        "export",
                        "--without-text",
                        "--ledger",
                        file.toString(),
                        "--format",
                        "csv",
                        "--out",
                        table.toString()))
                .isZero();
        assertThat(Files.readAllLines(table).get(1)).endsWith(",,");
        assertThat(out.getBuffer().delete(0, line.length()).toString()).doesNotContain("yes");
        assertThat(run("ledger", "export", "--without-text", "--ledger", file.toString()))
                .isZero();
        assertThat(out.toString()).doesNotContain("yes").contains("\"status\":200");
    }

    @Test
    void columnsAreNoText() {
        assertThat(run("ledger", "export", "--format", "parquet")).isEqualTo(1);
        assertThat(err.toString()).contains("--format parquet needs --out");
    }

    @Test
    void whatALedgerHoldsIsTold() throws IOException {
        Path file = folder.resolve("ledger.db");
        try (SpooledLedger ledger = ledger(LedgerPlace.sqlite(file))) {
            write(ledger, 3);
        }

        assertThat(run("ledger", "info", "--ledger", file.toString(), "--json")).isZero();

        JsonNode told = new JsonMapper().readTree(out.toString());
        assertThat(told.get("ledger").asString()).isEqualTo("sqlite:" + file);
        assertThat(told.get("records").asInt()).isEqualTo(3);
        assertThat(told.get("first").asString()).isEqualTo("2026-09-21T14:13:20Z");
        assertThat(told.get("last").asString()).isEqualTo("2026-09-21T14:13:22Z");
        assertThat(told.get("bytes").asLong()).isPositive();
        assertThat(told.get("spool_files").asInt()).isZero();
    }

    @Test
    void mistakesAreToldInWords() {
        assertThat(run("ledger", "info", "--ledger", folder.resolve("none.db").toString()))
                .isEqualTo(1);
        assertThat(run(
                        "ledger",
                        "export",
                        "--config",
                        folder.resolve("none.yaml").toString()))
                .isEqualTo(1);
        assertThat(run("ledger", "export", "--json", "--ledger", "x")).isEqualTo(1);
        assertThat(run("ledger", "info", "--since", "yesterday", "--ledger", folder.toString()))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("no such file: " + folder.resolve("none.db"))
                .contains("name one with --config, or a ledger with --ledger")
                .contains("--json needs --out")
                .contains("--since: expected a time such as 24h")
                .doesNotContain("\tat ");
    }

    private static void write(SpooledLedger ledger, int count) {
        for (int i = 0; i < count; i++) {
            RecordLine.append(ledger, RecordedLines.record(POLICY, i, "hello"));
        }
    }

    private static SpooledLedger ledger(LedgerPlace place) throws IOException {
        return LedgerStorage.write(
                place,
                Duration.ofDays(36_500),
                Duration.ofDays(36_500),
                LedgerSpool.Limits.USUAL,
                Clock.systemUTC(),
                System::nanoTime);
    }

    private int run(String... args) {
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(args);
    }
}
