package dev.pointsman.cli.setup;

import dev.pointsman.policy.Policy;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.server.GatewayServer;
import dev.pointsman.server.ModelLists;
import java.io.PrintWriter;
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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks the policy's providers which models they have, and holds the policy's deployments against their lists.
 *
 * <p>Exit code 1 where a provider could not be asked, or does not list what is deployed. One that has no list is passed over.
 */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        description = "Lists the models that the policy's providers have, and which of them are deployed.")
public final class ModelsCommand implements Callable<Integer> {
    private static final JsonMapper MAPPER = new JsonMapper();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final PolicyFile policy = new PolicyFile();

    @Option(names = "--provider", paramLabel = "NAME", description = "only this provider of the policy")
    private @Nullable String provider;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        Policy loaded = GatewayServer.loader(System::getenv).load(policy.path());
        if (provider != null && !loaded.providers().containsKey(provider)) {
            throw new ParameterException(spec.commandLine(), "the policy has no provider named \"" + provider + "\"");
        }
        List<ProviderReport> reports = new ArrayList<>();
        try (ModelLists lists = new ModelLists()) {
            for (Map.Entry<String, ProviderAdapter> each : loaded.providers().entrySet()) {
                if (provider == null || provider.equals(each.getKey())) {
                    reports.add(ProviderReport.of(each.getKey(), each.getValue(), lists, loaded));
                }
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(asJson(reports)));
        } else {
            reports.forEach(report -> print(report, out));
        }
        out.flush();
        return reports.stream().allMatch(ProviderReport::good)
                ? CommandLine.ExitCode.OK
                : CommandLine.ExitCode.SOFTWARE;
    }

    private static void print(ProviderReport report, PrintWriter out) {
        if (report.failure() != null) {
            out.println(report.provider() + ": " + report.failure());
            return;
        }
        out.println(
                report.provider() + ": " + (report.hasList() ? report.models().size() + " models" : "has no list"));
        for (ModelLists.Listed model : report.models()) {
            List<String> names = report.deployed().getOrDefault(model.id(), List.of());
            out.println("  " + model.id() + (model.owner().isEmpty() ? "" : "  (" + model.owner() + ")")
                    + (names.isEmpty() ? "" : "  deployed as " + String.join(", ", names)));
        }
        report.missing()
                .forEach(name -> out.println("  not in its list: " + name + ", deployed as "
                        + String.join(", ", report.deployed().getOrDefault(name, List.of()))));
    }

    private static ObjectNode asJson(List<ProviderReport> reports) {
        ObjectNode root = MAPPER.createObjectNode();
        ArrayNode providers = root.putArray("providers");
        for (ProviderReport report : reports) {
            ObjectNode node = providers.addObject().put("name", report.provider());
            node.put("has_list", report.hasList()).put("failure", report.failure());
            ArrayNode models = node.putArray("models");
            for (ModelLists.Listed model : report.models()) {
                ArrayNode names = models.addObject()
                        .put("id", model.id())
                        .put("owned_by", model.owner())
                        .putArray("deployed");
                report.deployed().getOrDefault(model.id(), List.of()).forEach(names::add);
            }
            ArrayNode missing = node.putArray("missing");
            report.missing().forEach(missing::add);
        }
        return root;
    }
}
