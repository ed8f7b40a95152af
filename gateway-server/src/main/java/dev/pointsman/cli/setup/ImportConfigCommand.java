package dev.pointsman.cli.setup;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Another gateway's configuration as a policy. What was not carried over is told on standard error, each with its place. */
@Command(
        name = "import-config",
        mixinStandardHelpOptions = true,
        description = "Makes a policy of another gateway's configuration, and tells what was not carried over.")
public final class ImportConfigCommand implements Callable<Integer> {
    /** Whose configuration can be read. */
    enum Source {
        LITELLM
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FROM", description = "${COMPLETION-CANDIDATES}")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Source source;

    @Parameters(index = "1", paramLabel = "FILE", description = "its config.yaml")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path file;

    @Option(names = "--out", paramLabel = "FILE", description = "file to write (default: standard output)")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException {
        LiteLlmConfig.Imported imported = switch (source) {
            case LITELLM -> LiteLlmConfig.read(file.toString(), text());
        };
        PrintWriter err = spec.commandLine().getErr();
        imported.notes().forEach(err::println);
        err.flush();
        if (out == null) {
            PrintWriter print = spec.commandLine().getOut();
            print.print(imported.policy());
            print.flush();
        } else {
            Files.writeString(out, imported.policy(), StandardCharsets.UTF_8);
        }
        return CommandLine.ExitCode.OK;
    }

    private String text() throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": it is a folder (expected: the file of a configuration)");
        }
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException binary) {
            throw new IOException(file + ": it is no text in UTF-8 (expected: a configuration in YAML)", binary);
        }
    }
}
