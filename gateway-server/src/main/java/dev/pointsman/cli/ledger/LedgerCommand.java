package dev.pointsman.cli.ledger;

import dev.pointsman.ledger.LedgerPlace;
import dev.pointsman.ledger.LedgerReader;
import dev.pointsman.server.storage.LedgerStorage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Tells of a ledger, and writes its records to a file; also while a gateway writes it. */
@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        description = "Records of requests: what a ledger holds, and its records as a file.",
        synopsisSubcommandLabel = "COMMAND")
public final class LedgerCommand implements Runnable {
    private static final JsonMapper JSON = new JsonMapper();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** Alone it prints its help. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "info",
            mixinStandardHelpOptions = true,
            description = "Tells how many records a ledger holds, of which time, and how large it is.")
    int info(@Mixin LedgerChoice choice, @Option(names = "--json", description = "print JSON") boolean json)
            throws IOException {
        LedgerPlace place = choice.place();
        Instant now = Instant.now();
        RecordTally tally = new RecordTally(choice.fromMillis(now), choice.toMillis(now));
        LedgerReader reader = LedgerStorage.read(place, System::nanoTime);
        reader.forEach(tally.fromMillis(), tally.toMillis(), tally);
        ObjectNode told = JSON.createObjectNode();
        told.put("ledger", place.toString());
        told.put("records", tally.records());
        if (tally.records() > 0) {
            told.put("first", Instant.ofEpochMilli(tally.firstMillis()).toString());
            told.put("last", Instant.ofEpochMilli(tally.lastMillis()).toString());
        }
        told.put("bytes", reader.sizeBytes());
        told.put("spool_files", spoolFiles(place.spool()));
        print(told, json);
        return 0;
    }

    private static long spoolFiles(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".spool")).count();
        }
    }

    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            description = "Writes the records of a time to a file, the oldest first.")
    int export(
            @Mixin LedgerChoice choice,
            @Option(
                            names = "--format",
                            paramLabel = "FORMAT",
                            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})",
                            defaultValue = "jsonl")
                    ExportFormat format,
            @Option(names = "--out", paramLabel = "FILE", description = "file to write (default: standard output)")
                    @Nullable
                    Path out,
            @Option(
                            names = "--without-text",
                            description = "leave out prompts and replies, where the ledger keeps them")
                    boolean withoutText,
            @Option(names = "--json", description = "print a summary as JSON; needs --out") boolean json)
            throws IOException {
        if (json && out == null) {
            throw new IOException("--json needs --out: standard output holds the records");
        }
        if (format == ExportFormat.PARQUET && out == null) {
            throw new IOException("--format parquet needs --out: it is no text");
        }
        LedgerPlace place = choice.place();
        Instant now = Instant.now();
        LedgerReader ledger = LedgerStorage.read(place, System::nanoTime);
        LedgerReader records = withoutText ? new WithoutText(ledger) : ledger.withText();
        Export export = new Export(choice.fromMillis(now), choice.toMillis(now), this::progress);
        if (out == null) {
            try (ExportSink sink = new TextExport(format, spec.commandLine().getOut())) {
                export.run(records, sink);
            }
            return 0;
        }
        Path part = out.resolveSibling(out.getFileName() + ".part");
        write(export, records, format, part);
        Files.move(part, out, StandardCopyOption.REPLACE_EXISTING);
        ObjectNode told = JSON.createObjectNode();
        told.put("ledger", place.toString());
        told.put("file", out.toString());
        told.put("format", format.toString());
        told.put("records", export.records());
        told.put("passed_over", export.passedOver());
        told.put("bytes", Files.size(out));
        print(told, json);
        return 0;
    }

    private static void write(Export export, LedgerReader records, ExportFormat format, Path part) throws IOException {
        if (format == ExportFormat.PARQUET) {
            try (ExportSink sink = new ParquetExport(new BufferedOutputStream(Files.newOutputStream(part)))) {
                export.run(records, sink);
            }
            return;
        }
        try (PrintWriter writer = new PrintWriter(Files.newBufferedWriter(part));
                ExportSink sink = new TextExport(format, writer)) {
            export.run(records, sink);
            if (writer.checkError()) {
                throw new IOException("cannot write " + part);
            }
        }
    }

    /** On a terminal only, as the launcher tells. */
    private void progress(long records) {
        if (System.getenv("POINTSMAN_TERMINAL") != null) {
            PrintWriter err = spec.commandLine().getErr();
            err.print("\r" + records + " records");
            err.flush();
        }
    }

    private void print(ObjectNode told, boolean json) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(told);
        } else {
            told.properties()
                    .forEach(field -> out.println(field.getKey().replace('_', ' ') + "  "
                            + field.getValue().asString()));
        }
        out.flush();
    }
}
