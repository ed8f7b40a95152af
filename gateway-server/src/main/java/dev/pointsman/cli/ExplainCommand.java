package dev.pointsman.cli;

import dev.pointsman.access.KeySettings;
import dev.pointsman.access.Principal;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.cli.setup.PolicyFile;
import dev.pointsman.explain.Decider;
import dev.pointsman.explain.DecisionReport;
import dev.pointsman.explain.NearestChange;
import dev.pointsman.policy.Explainer;
import dev.pointsman.policy.Policy;
import dev.pointsman.recorded.Captured;
import dev.pointsman.recorded.Watched;
import dev.pointsman.routing.Explanation;
import dev.pointsman.server.GatewayServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Prints how a policy decides about one request; calls nobody. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description =
                "Shows candidates, removals, scores, the chosen deployment, why, and the nearest change that would have"
                        + " chosen another model: for a prompt, a request, or a recorded decision, which is made again (exit code 1"
                        + " where it does not come out the same).")
final class ExplainCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final PolicyFile policy = new PolicyFile();

    @Parameters(paramLabel = "PROMPT", arity = "0..1", description = "text of the user's message")
    private @Nullable String prompt;

    @Option(names = "--request", paramLabel = "FILE", description = "JSON body of a request, in place of a prompt")
    private @Nullable Path request;

    @Option(
            names = "--endpoint",
            paramLabel = "NAME",
            description = "where the request goes: embeddings, rerank, … (default: ${DEFAULT-VALUE})")
    private String endpoint = "chat/completions";

    @Option(names = "--model", description = "name to ask for with a prompt (default: ${DEFAULT-VALUE})")
    private String model = "auto";

    @Option(names = "--header", paramLabel = "NAME=VALUE", description = "request header; may be repeated")
    private Map<String, String> headers = new LinkedHashMap<>();

    @Option(names = "--key", paramLabel = "NAME", description = "name of the policy's key that asks")
    private @Nullable String key;

    @Option(names = "--at", paramLabel = "TIME", description = "moment to decide at, such as 2026-11-21T23:00:00Z")
    private @Nullable Instant at;

    @Option(names = "--draw", description = "the random number of the decision, 0 to 1 (default: ${DEFAULT-VALUE})")
    private double draw = 0.5;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Option(names = "--decision", paramLabel = "ID", description = "a recorded decision, by x-gateway-decision")
    private @Nullable String decision;

    @Option(
            names = "--ledger",
            paramLabel = "FILE",
            description = "ledger to look for the decision in (default: the policy's)")
    private @Nullable Path ledger;

    @Option(
            names = "--admin",
            paramLabel = "URL",
            description = "ask a running gateway for the decision, at its admin listener")
    private @Nullable URI admin;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (decision != null) {
            return recorded(decision);
        }
        Endpoint target = target();
        byte[] body = body(target);
        if (!(draw >= 0 && draw < 1)) {
            throw new ParameterException(spec.commandLine(), "--draw: " + draw + " (expected: 0 to below 1)");
        }
        Policy loaded = GatewayServer.loader(System::getenv).load(policy.path());
        PrintWriter out = spec.commandLine().getOut();
        try {
            ApiRequest asked = ApiRequest.parse(target, target.path(), headers(), body);
            Instant moment = at == null ? Instant.now() : at;
            Principal who = principal(loaded);
            Explanation explanation = new Explainer(loaded).explain(asked, who, moment, draw);
            print(explanation, nearest(explanation, who, loaded), out);
            return CommandLine.ExitCode.OK;
        } catch (GatewayException refused) {
            String answer = refused.status() + " " + refused.type() + ": " + refused.text();
            out.println(json ? new JsonMapper().writeValueAsString(Map.of("error", answer)) : "refused      " + answer);
            return CommandLine.ExitCode.SOFTWARE;
        } finally {
            out.flush();
        }
    }

    /** What would have had another model answer. */
    private static NearestChange nearest(Explanation explanation, Principal who, Policy loaded) {
        Captured captured = new Captured(
                Watched.of(loaded.rules().sources()),
                who,
                explanation.context(),
                explanation.decision(),
                null,
                explanation.attempts());
        return NearestChange.of(captured.request(), loaded, new Decider(loaded));
    }

    private void print(Explanation explanation, NearestChange nearest, PrintWriter out) {
        if (json) {
            ObjectNode node = explanation.node();
            nearest.json(node);
            out.println(node.toPrettyString());
        } else {
            out.println((explanation.text() + nearest.text()).stripTrailing());
        }
    }

    private int recorded(String id) throws IOException, InterruptedException {
        Policy loaded = GatewayServer.loader(System::getenv).load(policy.path());
        PrintWriter out = spec.commandLine().getOut();
        try {
            RecordedLine line = RecordedLine.find(id, loaded, ledger, admin);
            DecisionReport report = DecisionReport.of(line.text(), RecordedLine.policies(loaded));
            out.println(json ? report.json().toPrettyString() : report.text().stripTrailing());
            return report.same() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } catch (IllegalArgumentException unusable) {
            throw new IOException("decision " + id + " " + unusable.getMessage(), unusable);
        } finally {
            out.flush();
        }
    }

    private Endpoint target() {
        for (Endpoint named : Endpoint.named(endpoint)) {
            if (named.form() == Endpoint.Form.JSON) {
                return named;
            }
        }
        throw new ParameterException(
                spec.commandLine(), "--endpoint: no endpoint with a JSON body is named " + endpoint);
    }

    private byte[] body(Endpoint target) throws IOException {
        if (request != null && prompt == null) {
            return Files.readAllBytes(request);
        }
        if (prompt != null && request == null) {
            Map<String, Object> body = new LinkedHashMap<>(said(target, prompt));
            body.put("model", model);
            return new JsonMapper().writeValueAsBytes(body);
        }
        throw new ParameterException(spec.commandLine(), "expected a PROMPT or --request FILE");
    }

    /** The fields that hold a text at that endpoint, and those it does not go without. */
    private static Map<String, Object> said(Endpoint target, String text) {
        Map<String, Object> user = Map.of("role", "user", "content", text);
        return switch (target) {
            case CHAT_COMPLETIONS, COUNT_TOKENS -> Map.of("messages", List.of(user));
            case MESSAGES -> Map.of("messages", List.of(user), "max_tokens", 1024);
            case RESPONSES, EMBEDDINGS, MODERATIONS -> Map.of("input", text);
            case COMPLETIONS, IMAGE_GENERATIONS -> Map.of("prompt", text);
            case RERANK -> Map.of("query", text, "documents", List.of("…"));
            case SPEECH -> Map.of("input", text, "voice", "alloy");
            case IMAGE_EDITS, IMAGE_VARIATIONS, TRANSCRIPTIONS, TRANSLATIONS, FEEDBACK, MODELS ->
                throw new IllegalStateException(target + " has no JSON body");
        };
    }

    private Headers headers() {
        Map<String, String> lower = new LinkedHashMap<>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        return lower::get;
    }

    private Principal principal(Policy loaded) {
        if (key == null) {
            return Principal.ANONYMOUS;
        }
        for (KeySettings settings : loaded.keys()) {
            if (settings.name().equals(key)) {
                return settings.principal();
            }
        }
        throw new ParameterException(spec.commandLine(), "the policy has no key named \"" + key + "\"");
    }
}
