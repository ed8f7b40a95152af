package dev.pointsman.cli.setup;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.config.ConfigException;
import dev.pointsman.policy.Policy;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.UpstreamRequest;
import dev.pointsman.server.GatewayServer;
import dev.pointsman.server.ModelLists;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Looks at all that a gateway needs before it serves a policy: the policy itself, each provider (there, key accepted, what is deployed is listed), the
 * clock, ports, folders, limits of the machine, other servers. No model is called, nothing is billed. Exit code 1 where something is bad.
 */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description =
                "Checks policy, keys, reachability, clock, limits and versions, and says what to do; calls no model.")
public final class DoctorCommand implements Callable<Integer> {
    private static final JsonMapper MAPPER = new JsonMapper();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final PolicyFile file = new PolicyFile();

    @Option(names = "--offline", description = "ask no provider")
    private boolean offline;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        List<Finding> found = new ArrayList<>();
        Policy policy = policy(found);
        if (policy != null) {
            found.addAll(Machine.of(policy));
            if (!offline) {
                providers(policy, found);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(asJson(found)));
        } else {
            found.forEach(each -> out.printf("%-5s %s: %s%n", each.level().word(), each.what(), each.told()));
        }
        out.flush();
        return found.stream().anyMatch(each -> each.level() == Finding.Level.BAD)
                ? CommandLine.ExitCode.SOFTWARE
                : CommandLine.ExitCode.OK;
    }

    private @Nullable Policy policy(List<Finding> found) {
        try {
            Policy policy = GatewayServer.loader(System::getenv).load(file.path());
            found.add(Finding.good(
                    "policy",
                    file.path() + ", " + policy.catalog().models().size() + " models, " + policy.tests()
                            + " tests pass"));
            policy.warnings().forEach(warning -> found.add(Finding.warning("policy", warning.toString())));
            return policy;
        } catch (ConfigException bad) {
            bad.problems().forEach(problem -> found.add(Finding.bad("policy", problem.toString())));
            return null;
        }
    }

    private static void providers(Policy policy, List<Finding> found) throws InterruptedException {
        ServerClock clock = new ServerClock(Clock.systemUTC());
        try (ModelLists lists = new ModelLists()) {
            for (Map.Entry<String, ProviderAdapter> each : policy.providers().entrySet()) {
                if (each.getValue().transport() != null) {
                    found.add(Finding.good("provider " + each.getKey(), "is built in, and answers under any name"));
                    continue;
                }
                long begun = System.nanoTime();
                ProviderReport report = ProviderReport.of(each.getKey(), each.getValue(), lists, policy);
                long millis = (System.nanoTime() - begun) / 1_000_000;
                found.add(told(report, millis));
                if (report.hasList()) {
                    Finding time = clock.compare(
                            "clock", list(each.getKey(), each.getValue()).target());
                    if (time != null) {
                        found.add(time);
                    }
                }
            }
        }
    }

    private static UpstreamRequest list(String provider, ProviderAdapter adapter) {
        ApiRequest request = ApiRequest.parse(Endpoint.MODELS, Endpoint.MODELS.path(), Headers.NONE, new byte[0]);
        return adapter.encode(request, new Deployment(provider, "-", 1, null, Map.of()));
    }

    private static Finding told(ProviderReport report, long millis) {
        String what = "provider " + report.provider();
        if (!report.hasList()) {
            return Finding.good(what, "has no list of models: it was not asked");
        }
        if (report.failure() != null) {
            return Finding.bad(
                    what, report.failure() + " (expected: it is there, and takes the key that the policy names)");
        }
        String told = "answers in " + millis + " ms, lists " + report.models().size() + " models";
        return report.missing().isEmpty()
                ? Finding.good(what, told)
                : Finding.warning(
                        what,
                        told + "; deployed and not among them: " + String.join(", ", report.missing())
                                + " (gateway models --provider " + report.provider() + " shows all)");
    }

    private static ObjectNode asJson(List<Finding> found) {
        ObjectNode root = MAPPER.createObjectNode();
        ArrayNode list = root.putArray("findings");
        for (Finding each : found) {
            list.addObject()
                    .put("level", each.level().word())
                    .put("what", each.what())
                    .put("told", each.told());
        }
        return root;
    }
}
