package dev.pointsman.cli;

import dev.pointsman.access.FreshKey;
import dev.pointsman.access.KeyStore;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a virtual key and the policy entry that lets it in; the key itself is shown once and kept nowhere. */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        description = "Makes a virtual key, and prints the entry for the policy's keys.")
final class KeyCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "name of the key in the policy, in logs and in metrics")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String name;

    @Option(names = "--team", description = "team the key belongs to")
    private @Nullable String team;

    @Override
    public Integer call() {
        String key = FreshKey.value();
        PrintWriter out = spec.commandLine().getOut();
        out.println("key (shown once, give it to the client):  " + key);
        out.println("entry for the policy:");
        out.println("  keys:");
        out.println("    - { name: " + name + ", hash: \"sha256:" + KeyStore.hash(key) + "\""
                + (team == null ? "" : ", team: " + team) + " }");
        out.flush();
        return 0;
    }
}
