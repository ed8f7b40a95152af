package dev.pointsman.cli.setup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names the policy file, for every command that reads one. */
public final class PolicyFile {
    /** How it is written, with the file behind it. */
    public static final List<String> NAMES = List.of("-c", "--config", "--policy");

    @Option(
            names = {"-c", "--config", "--policy"},
            paramLabel = "FILE",
            description = "policy file (default: config/gateway.yaml, here or beside the program)")
    private @Nullable Path file;

    public Path path() {
        return file != null ? file : usual();
    }

    /** What is read where none is named. */
    public static Path usual() {
        Path here = Path.of("config", "gateway.yaml");
        String home = System.getenv("POINTSMAN_HOME");
        return Files.exists(here) || home == null ? here : Path.of(home, "config", "gateway.yaml");
    }
}
