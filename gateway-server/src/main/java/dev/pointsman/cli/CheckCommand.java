package dev.pointsman.cli;

import dev.pointsman.config.YamlPrinter;
import dev.pointsman.policy.Policy;
import dev.pointsman.server.GatewayServer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a policy file as a load would, its tests included, and starts nothing. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Validates a policy file and runs its tests; exit code 1 where it would be refused.")
final class CheckCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "policy file (default: config/gateway.yaml, here or beside the program)")
    private @Nullable Path named;

    @Option(
            names = "--print",
            description = "write the policy to standard output as plain YAML, anchors followed, comments left out")
    private boolean print;

    @Override
    public Integer call() {
        Path file = named != null ? named : PolicyFile.usual();
        Policy policy = GatewayServer.loader(System::getenv).load(file);
        PrintWriter out = spec.commandLine().getOut();
        if (print) {
            PrintWriter err = spec.commandLine().getErr();
            policy.warnings().forEach(warning -> err.println("warning: " + warning));
            err.flush();
            out.print(YamlPrinter.print(file.toString(), policy.text()));
            out.flush();
            return 0;
        }
        policy.warnings().forEach(warning -> out.println("warning: " + warning));
        out.println(file + ": good (" + policy.catalog().models().size() + " models, "
                + policy.catalog().deployments().size() + " deployments, "
                + policy.rules().names().size() + " rules; " + tests(policy.tests()) + ")");
        out.flush();
        return 0;
    }

    private static String tests(int count) {
        return switch (count) {
            case 0 -> "it has no tests";
            case 1 -> "its test passes";
            default -> "its " + count + " tests pass";
        };
    }
}
