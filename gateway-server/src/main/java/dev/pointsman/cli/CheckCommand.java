package dev.pointsman.cli;

import dev.pointsman.cli.setup.PolicyFile;
import dev.pointsman.config.ConfigException;
import dev.pointsman.config.ConfigProblems.Problem;
import dev.pointsman.config.YamlPrinter;
import dev.pointsman.policy.Policy;
import dev.pointsman.policy.PolicyLoader;
import dev.pointsman.server.GatewayServer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks a policy file as a load would, its tests included, and the next policy that it names; starts nothing. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Validates a policy file and runs its tests; exit code 1 where it would be refused.")
final class CheckCommand implements Callable<Integer> {
    private static final JsonMapper JSON = new JsonMapper();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "policy file (default: config/gateway.yaml, here or beside the program)")
    private @Nullable Path named;

    @Option(names = "--json", description = "print JSON: every problem with its file, line, column and path")
    private boolean json;

    @Option(
            names = "--print",
            description = "write the policy to standard output as plain YAML, anchors followed, comments left out")
    private boolean print;

    @Override
    public Integer call() {
        Path file = named != null ? named : PolicyFile.usual();
        PolicyLoader loader = GatewayServer.loader(System::getenv);
        if (json) {
            return asJson(file, loader);
        }
        Policy policy = loader.load(file);
        print(file, policy);
        if (policy.rollout() != null && !print) {
            print(policy.rollout().next(), loader.load(policy.rollout().next()));
        }
        return CommandLine.ExitCode.OK;
    }

    private void print(Path file, Policy policy) {
        PrintWriter out = spec.commandLine().getOut();
        if (print) {
            PrintWriter err = spec.commandLine().getErr();
            policy.warnings().forEach(warning -> err.println("warning: " + warning));
            err.flush();
            out.print(YamlPrinter.print(file.toString(), policy.text()));
            out.flush();
            return;
        }
        policy.warnings().forEach(warning -> out.println("warning: " + warning));
        out.println(file + ": good (" + policy.catalog().models().size() + " models, "
                + policy.catalog().deployments().size() + " deployments, "
                + policy.rules().names().size() + " rules; " + tests(policy.tests()) + ")");
        out.flush();
    }

    private int asJson(Path file, PolicyLoader loader) {
        List<Problem> problems = new ArrayList<>();
        List<Problem> warnings = new ArrayList<>();
        ObjectNode page = JSON.createObjectNode();
        Policy policy = load(file, loader, problems, warnings);
        page.put("file", file.toString());
        if (policy != null) {
            page.put("digest", policy.digest());
            page.put("tests", policy.tests());
        }
        if (policy != null && policy.rollout() != null) {
            Path next = policy.rollout().next();
            Policy tried = load(next, loader, problems, warnings);
            page.put("next_file", next.toString());
            page.put("next_digest", tried == null ? null : tried.digest());
        }
        page.put("good", problems.isEmpty());
        put(page.putArray("problems"), problems);
        put(page.putArray("warnings"), warnings);
        PrintWriter out = spec.commandLine().getOut();
        out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(page));
        out.flush();
        return problems.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static @Nullable Policy load(
            Path file, PolicyLoader loader, List<Problem> problems, List<Problem> warnings) {
        try {
            Policy policy = loader.load(file);
            warnings.addAll(policy.warnings());
            return policy;
        } catch (ConfigException bad) {
            problems.addAll(bad.problems());
            return null;
        }
    }

    private static void put(ArrayNode list, List<Problem> problems) {
        for (Problem problem : problems) {
            list.addObject()
                    .put("file", problem.place().file())
                    .put("line", problem.place().line())
                    .put("column", problem.place().column())
                    .put("path", problem.path())
                    .put("message", problem.message());
        }
    }

    private static String tests(int count) {
        return switch (count) {
            case 0 -> "it has no tests";
            case 1 -> "its test passes";
            default -> "its " + count + " tests pass";
        };
    }
}
