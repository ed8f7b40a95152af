package dev.pointsman.cli.setup;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a first policy from the keys of providers that stand in the environment. Exit code 1 where there is none, or the file is there already. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = "Writes a first policy from the provider keys that it finds in the environment.")
public final class InitCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "file to write (default: ${DEFAULT-VALUE})")
    private Path file = Path.of("gateway.yaml");

    @Option(names = "--force", description = "write over a file that is there")
    private boolean force;

    @Option(names = "--print", description = "write the policy to standard output, and no file")
    private boolean print;

    private final UnaryOperator<@Nullable String> environment;

    /** Of this process's environment. */
    public InitCommand() {
        this(System::getenv);
    }

    InitCommand(UnaryOperator<@Nullable String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<KnownProvider> found = KnownProvider.found(environment);
        if (found.isEmpty()) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("gateway: no key of a provider is in the environment (expected one of "
                    + KnownProvider.ALL.stream().map(KnownProvider::variable).collect(Collectors.joining(", "))
                    + ")");
            err.println("Without any key: \"gateway serve\" runs config/gateway.yaml with a built-in provider.");
            err.flush();
            return CommandLine.ExitCode.SOFTWARE;
        }
        String policy = FirstPolicy.of(found);
        if (print) {
            out.print(policy);
        } else {
            write(policy);
            out.println("wrote " + file + " for "
                    + found.stream().map(KnownProvider::type).collect(Collectors.joining(", ")));
            out.println("next: gateway doctor --policy " + file + "   (are the keys accepted?)");
            out.println("      gateway serve --policy " + file);
        }
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private void write(String policy) throws IOException {
        try {
            if (force) {
                Files.writeString(file, policy, StandardCharsets.UTF_8);
            } else {
                Files.writeString(
                        file, policy, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            }
        } catch (FileAlreadyExistsException there) {
            throw new IOException(
                    file + " is there already (--force writes over it, --print shows what would be written)", there);
        }
    }
}
