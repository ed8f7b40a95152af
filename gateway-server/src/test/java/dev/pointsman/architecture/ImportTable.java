package dev.pointsman.architecture;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Who may import whom: each package under {@code dev.pointsman} with the packages it knows.
 *
 * <p>A package that is missing here fails the build, and so does an import of a package that is not named in its row. The rows
 * go from the bottom to the top; a row names only what stands above it.
 */
final class ImportTable {
    static final String BASE = "dev.pointsman.";

    private final Map<String, Set<String>> rows = new TreeMap<>();

    private ImportTable() {
        row("config");
        row("api.json");
        row("plot");
        row("tracing");
        row("api", "api.json");
        row("tokens", "config");
        row("catalog", "api", "config", "tokens");
        row("balance", "api", "api.json", "catalog");
        row("provider", "api", "api.json", "catalog", "config");
        row("provider.chat", "api", "api.json", "provider");
        row("provider.lists", "api", "api.json", "provider", "provider.chat");
        row("provider.refusal", "api", "config");
        row("provider.keys", "api", "catalog", "config", "provider");
        row("dialect", "api", "api.json", "provider");
        row("dialect.messages", "api", "api.json", "provider", "provider.chat", "dialect");
        row("dialect.responses", "api", "api.json", "provider", "provider.chat", "dialect");
        row("routing.facts", "tokens");
        row("routing.text");
        row("routing", "api", "catalog", "config", "routing.facts", "tokens");
        row("routing.score", "api", "catalog", "config", "routing", "routing.facts");
        row("routing.rules", "api", "catalog", "config", "routing", "routing.facts", "routing.score", "routing.text");
        row("routing.reach", "api", "catalog", "config", "routing", "routing.rules", "routing.text");
        row("online", "api.json", "routing.facts", "routing.score");
        row("performance", "api.json", "config", "online", "routing", "routing.score");
        row("routing.session", "api", "catalog", "config", "routing", "routing.facts");
        row("session", "api", "api.json", "catalog", "config", "routing.facts", "routing.session");
        prompts();
        row("rollout", "config", "routing");
        row("report.settings", "catalog", "config");
        row("upstream", "api", "balance", "catalog", "config", "dialect", "provider", "provider.keys", "routing.facts");
        features();

        filters();
        row("policy.files", "config");
        rows.put("policy", everythingSoFar());
        decisions();
        Set<String> core = everythingSoFar();

        providers();

        servers(core);
    }

    /** What is learned, and what is told of a prompt. */
    private void prompts() {
        row("learned", "config");
        row("learned.task", "config", "learned", "routing.text");
        row("learned.file");
        row("learned.prompt", "learned", "learned.file");
        row("learned.quality", "learned", "learned.file", "learned.prompt");
        row(
                "estimate",
                "api",
                "config",
                "learned",
                "learned.file",
                "learned.prompt",
                "learned.quality",
                "learned.task",
                "routing",
                "routing.facts");
        row(
                "signal",
                "api",
                "api.json",
                "config",
                "learned",
                "learned.task",
                "routing",
                "routing.facts",
                "routing.text",
                "tokens");
    }

    /** Filters, and those that have a package of their own. */
    private void filters() {
        var flow = everythingSoFar();
        flow.remove("learned");
        flow.remove("learned.task");
        flow.remove("learned.file");
        flow.remove("learned.prompt");
        flow.remove("learned.quality");
        rows.put("flow", flow);
        row(
                "flow.cached",
                "access",
                "api",
                "cache",
                "catalog",
                "flow",
                "performance",
                "routing",
                "routing.rules",
                "telemetry");
        row(
                "flow.judged",
                "access",
                "api",
                "catalog",
                "flow",
                "inquiry",
                "ledger",
                "online",
                "performance",
                "routing",
                "telemetry",
                "transcript");
        row("flow.guarded", "access", "api", "config", "flow", "guardrail", "provider", "telemetry");
        row("flow.traced", "api", "flow", "tracing", "tracing.settings");
        row(
                "flow.limits",
                "access",
                "api",
                "api.json",
                "cache",
                "catalog",
                "flow",
                "quota",
                "routing",
                "routing.facts",
                "signal",
                "telemetry",
                "tokens",
                "upstream");
        row("flow.overload", "access", "api", "catalog", "flow", "overload", "routing", "telemetry", "upstream");
    }

    /** What filters use. */
    private void features() {
        row("access", "api", "catalog", "config", "routing.facts");
        row("access.managed", "access", "routing.facts");
        row("quota", "api", "catalog", "config");
        row("fleet", "config", "quota");
        row("cache", "api", "api.json", "config", "learned", "routing", "routing.rules");
        row("fleet.replies", "api", "cache", "fleet");
        row("fleet.hints", "fleet", "quota", "upstream");
        row("fleet.sessions", "fleet", "session");
        row("sharing", "cache", "session", "upstream");
        row("ledger", "api", "api.json", "catalog", "config", "tracing");
        row("transcript", "api", "api.json", "config", "routing", "routing.rules", "routing.text");
        row("guardrail", "api", "api.json", "config", "routing.rules", "routing.text", "transcript");
        row("tracing.settings", "config", "tracing", "transcript");
        row("ledger.spool", "api.json", "ledger");
        row("overload", "access", "config");
        row("telemetry", "api", "catalog", "config", "online", "provider.keys");
        records();
        row(
                "inquiry",
                "api",
                "balance",
                "catalog",
                "estimate",
                "learned",
                "learned.task",
                "routing.facts",
                "signal",
                "telemetry",
                "upstream");
    }

    /** What trains. */
    private void trainers() {
        row("training.data");
        row("training.fit", "learned", "learned.task");
        row("training.numeric", "learned.prompt");
        row("training.evaluate", "plot", "training.data");
        row(
                "training.routers",
                "learned",
                "learned.file",
                "learned.prompt",
                "learned.quality",
                "training.data",
                "training.evaluate",
                "training.fit",
                "training.numeric");
        row("training.report", "learned.quality", "plot", "training.data", "training.evaluate", "training.fit");
    }

    /** What runs the core. */
    private void servers(Set<String> core) {
        row("onnx", "config", "learned");
        trainers();
        row("server.http.request", "api");
        row("server.buffers", "api");
        row("server.http", "api", "config", "flow", "policy", "telemetry", "server.buffers", "server.http.request");
        row(
                "server.storage",
                "access",
                "access.managed",
                "api.json",
                "config",
                "fleet",
                "ledger",
                "ledger.spool",
                "performance",
                "policy.files");
        row("server.transport", "api", "config", "provider", "telemetry", "server.buffers");
        row(
                "server.admin",
                "access",
                "access.managed",
                "cache",
                "config",
                "flow",
                "flow.cached",
                "ledger",
                "online",
                "policy",
                "policy.files",
                "quota",
                "rollout",
                "telemetry");
        row("server.telemetry", "api", "api.json", "config", "ledger", "telemetry", "tracing", "tracing.settings");
        row("server.reports", "ledger", "report", "report.settings", "telemetry");
        rows.put("server.insight", and(core, "server.admin"));
        row("server.dashboard", "server.admin");
        rows.put(
                "server",
                and(
                        core,
                        "server.http",
                        "server.reports",
                        "server.storage",
                        "server.telemetry",
                        "server.transport",
                        "server.admin",
                        "server.insight",
                        "server.dashboard"));
        commands(core);
        rows.put("benchmarks", core);
        rows.put("benchmarks.jmh_generated", and(core, "benchmarks"));
    }

    /** The command line. */
    private void commands(Set<String> core) {
        row("cli.policy", "policy.files");
        row("cli.parquet");
        row("cli.terminal", "training.fit");
        row(
                "cli.learned",
                "cli.terminal",
                "config",
                "learned",
                "learned.file",
                "learned.quality",
                "learned.task",
                "ledger",
                "plot",
                "recorded",
                "server",
                "server.storage",
                "training.data",
                "training.evaluate",
                "training.fit",
                "training.report",
                "training.routers");
        row(
                "cli.ledger",
                "catalog",
                "cli.parquet",
                "config",
                "ledger",
                "policy",
                "report",
                "report.settings",
                "server",
                "server.storage");
        row("cli.setup", "api", "catalog", "config", "fleet", "ledger", "policy", "provider", "server");
        rows.put(
                "cli",
                and(
                        core,
                        "cli.learned",
                        "cli.ledger",
                        "cli.parquet",
                        "cli.policy",
                        "cli.setup",
                        "cli.terminal",
                        "server.http",
                        "server.storage",
                        "server.transport",
                        "server.admin",
                        "server",
                        "training.data",
                        "training.fit",
                        "training.evaluate"));
    }

    /** Decisions as they are kept. */
    private void records() {
        row(
                "recorded",
                "access",
                "api",
                "api.json",
                "catalog",
                "ledger",
                "routing",
                "routing.facts",
                "routing.rules",
                "routing.text",
                "tokens");
    }

    /** Decisions that are made again, above the policy that makes them. */
    private void decisions() {
        row(
                "explain",
                "api",
                "catalog",
                "config",
                "learned.task",
                "policy",
                "policy.files",
                "recorded",
                "routing",
                "routing.facts",
                "routing.rules",
                "routing.score",
                "tokens",
                "upstream");
        row("report", "api", "catalog", "ledger", "plot", "report.settings");
        row(
                "replay",
                "api",
                "catalog",
                "explain",
                "learned.task",
                "ledger",
                "plot",
                "policy",
                "recorded",
                "routing",
                "routing.facts");
    }

    /** What translates knows the seam of providers whole, and never one another but for what two of them share. */
    private void providers() {
        String[] seam = {
            "api", "api.json", "catalog", "config", "provider", "provider.chat", "provider.lists", "provider.refusal"
        };
        row("providers.openai.splice", "api.json");
        row(
                "providers.openai.reply",
                "api",
                "api.json",
                "provider",
                "provider.chat",
                "provider.lists",
                "providers.openai.splice");
        translator("providers.openai.responses", seam);
        translator(
                "providers.openai",
                seam,
                "providers.openai.reply",
                "providers.openai.responses",
                "providers.openai.splice");
        row("providers.claude", "provider.chat");
        translator("providers.anthropic", seam, "providers.claude");
        row("providers.bedrock.aws", "api", "config", "provider");
        translator("providers.bedrock.reply", seam, "providers.bedrock.aws");
        translator("providers.bedrock", seam, "providers.bedrock.aws", "providers.bedrock.reply", "providers.claude");
        translator("providers.cohere.chat", seam);
        translator("providers.cohere", seam, "providers.cohere.chat");
        row("providers.gemini.request", "api", "provider.chat");
        translator("providers.gemini", seam, "providers.gemini.request");
        translator("providers.ollama", seam, "providers.openai");
        row("providers.echo", "api", "api.json", "catalog", "config", "provider");
    }

    private void translator(String name, String[] seam, String... shared) {
        row(name, Stream.concat(Stream.of(seam), Stream.of(shared)).toArray(String[]::new));
    }

    static ImportTable create() {
        return new ImportTable();
    }

    /** Whether {@code from} has a row; names without {@link #BASE}. */
    boolean knows(String from) {
        return rows.containsKey(from);
    }

    boolean allows(String from, String to) {
        return from.equals(to) || rows.getOrDefault(from, Set.of()).contains(to);
    }

    private void row(String name, String... imports) {
        for (String each : imports) {
            if (!rows.containsKey(each)) {
                throw new IllegalStateException(name + " names " + each + ", which has no row above it");
            }
        }
        rows.put(name, Set.of(imports));
    }

    private Set<String> everythingSoFar() {
        return new TreeSet<>(rows.keySet());
    }

    private static Set<String> and(Set<String> some, String... more) {
        var all = new TreeSet<>(some);
        all.addAll(Set.of(more));
        return all;
    }
}
