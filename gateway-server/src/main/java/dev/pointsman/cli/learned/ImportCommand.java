package dev.pointsman.cli.learned;

import dev.pointsman.training.data.BadRows;
import dev.pointsman.training.data.OutcomeForm;
import dev.pointsman.training.data.OutcomeTable;
import dev.pointsman.training.data.OutcomeWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Brings outcomes that others keep into the form that training takes. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = "Brings preferences, wide tables or single calls into the form that \"gateway train\" takes.")
public final class ImportCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            description = "text separated by commas where its name ends with .csv, else JSON lines")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path file;

    @Option(
            names = "--as",
            paramLabel = "FORM",
            required = true,
            description =
                    "battles (model_a, model_b, winner), routerbench (a column per model) or calls (prompt, model, score)")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private OutcomeForm form;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "JSON lines to write, packed as .gz")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        OutcomeTable table;
        try {
            table = form.read(file);
        } catch (BadRows bad) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(bad.getMessage());
            err.println(bad.count() + (bad.count() == 1 ? " problem" : " problems") + "; nothing was written");
            err.flush();
            return 1;
        }
        Path folder = out.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        OutcomeWriter.write(table, out);
        PrintWriter print = spec.commandLine().getOut();
        if (json) {
            ObjectNode told = JsonMapper.shared().createObjectNode();
            told.put("rows", table.size()).put("models", table.models().size());
            told.put("complete_rows", table.complete().size()).put("file", out.toString());
            print.println(told.toPrettyString());
        } else {
            print.println("wrote " + out + ": " + table.size() + " rows, "
                    + table.models().size() + " models, " + table.complete().size()
                    + " rows with a score of every model");
        }
        print.flush();
        return 0;
    }
}
