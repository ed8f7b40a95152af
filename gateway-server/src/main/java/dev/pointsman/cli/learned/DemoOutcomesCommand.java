package dev.pointsman.cli.learned;

import dev.pointsman.training.data.MadeUpOutcomes;
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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes made-up outcomes, of which the demo routers learned, and on which the other commands can be tried. */
@Command(
        name = "demo-outcomes",
        mixinStandardHelpOptions = true,
        description = "Writes made-up outcomes of two imaginary models, to try \"gateway train\" and its like on.")
public final class DemoOutcomesCommand implements Callable<Integer> {
    private static final int MOST_ROWS = 100_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "JSON lines to write, packed as .gz")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Option(names = "--rows", paramLabel = "COUNT", description = "how many (default: ${DEFAULT-VALUE})")
    private int rows = 1_000;

    @Option(names = "--seed", description = "of all chance in it (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Override
    public Integer call() throws IOException {
        if (rows < 1 || rows > MOST_ROWS) {
            throw new ParameterException(spec.commandLine(), "--rows: " + rows + " (expected: 1 to " + MOST_ROWS + ")");
        }
        OutcomeTable table = MadeUpOutcomes.of(rows, seed);
        Path folder = out.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        OutcomeWriter.write(table, out);
        PrintWriter print = spec.commandLine().getOut();
        print.println("wrote " + out + ": " + table.size() + " made-up rows of " + String.join(" and ", table.models())
                + ", seed " + seed);
        print.flush();
        return 0;
    }
}
