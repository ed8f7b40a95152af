package dev.pointsman.cli.setup;

import dev.pointsman.config.ConfigException;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.ConfigProblems;
import dev.pointsman.config.YamlConfig;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A configuration of LiteLLM's proxy as a policy: providers, models with their deployments, fallbacks, retries, the way of balancing. What has no place
 * in a policy, or another one than there, is noted with its place in the file; nothing is passed over in silence. Source: LiteLLM's pages on
 * {@code config.yaml}, 2026-11.
 */
final class LiteLlmConfig {
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("openai", "openai"),
            Map.entry("text-completion-openai", "openai"),
            Map.entry("azure", "azure"),
            Map.entry("anthropic", "anthropic"),
            Map.entry("gemini", "gemini"),
            Map.entry("vertex_ai", "vertex"),
            Map.entry("bedrock", "bedrock"),
            Map.entry("mistral", "mistral"),
            Map.entry("cohere", "cohere"),
            Map.entry("cohere_chat", "cohere"),
            Map.entry("groq", "groq"),
            Map.entry("together_ai", "together"),
            Map.entry("fireworks_ai", "fireworks"),
            Map.entry("deepseek", "deepseek"),
            Map.entry("xai", "xai"),
            Map.entry("openrouter", "openrouter"),
            Map.entry("perplexity", "perplexity"),
            Map.entry("cerebras", "cerebras"),
            Map.entry("moonshot", "moonshot"),
            Map.entry("zai", "zai"),
            Map.entry("dashscope", "qwen"),
            Map.entry("deepinfra", "deepinfra"),
            Map.entry("sambanova", "sambanova"),
            Map.entry("nebius", "nebius"),
            Map.entry("novita", "novita"),
            Map.entry("nvidia_nim", "nvidia"),
            Map.entry("ollama", "ollama"),
            Map.entry("ollama_chat", "ollama"),
            Map.entry("hosted_vllm", "vllm"),
            Map.entry("lm_studio", "lmstudio"));
    private static final String ENVIRONMENT = "os.environ/";

    private final ConfigNode root;
    private final List<String> notes = new ArrayList<>();
    /** Settings of a provider as the policy writes them, to its name. */
    private final Map<String, String> providers = new LinkedHashMap<>();

    private final Map<String, List<String>> deployments = new LinkedHashMap<>();

    private LiteLlmConfig(ConfigNode root) {
        this.root = root;
    }

    /**
     * What became of it.
     *
     * @param notes what was not carried over, or must be looked at, each with its place
     */
    record Imported(String policy, List<String> notes) {}

    /** @throws ConfigException where it is no YAML, or names no models */
    static Imported read(String file, String text) {
        ConfigProblems problems = new ConfigProblems();
        ConfigNode root = YamlConfig.parse(file, text, name -> null, problems);
        ConfigNode models = root.required("model_list");
        if (models == null && problems.isEmpty()) {
            root.problem("expected a configuration of LiteLLM's proxy: a map with \"model_list\"");
        }
        if (models != null && models.items().isEmpty()) {
            models.problem("expected a list of models as LiteLLM's proxy has it");
        }
        problems.throwIfAny();
        LiteLlmConfig config = new LiteLlmConfig(root);
        (models == null ? List.<ConfigNode>of() : models.items()).forEach(config::model);
        problems.throwIfAny();
        return new Imported(config.write(), config.notes);
    }

    private void note(ConfigNode node, String note) {
        notes.add(node.place() + ": " + node.path() + ": " + note);
    }

    private String write() {
        StringBuilder text = new StringBuilder("version: 1\nproviders:\n");
        providers.forEach((settings, name) ->
                text.append("  ").append(name).append(": ").append(settings).append('\n'));
        text.append("models:\n");
        String balance = balance(root.orNothing("router_settings"));
        deployments.forEach((name, list) -> {
            text.append("  ").append(quoted(name)).append(":\n    deployments:\n");
            list.forEach(each -> text.append("      - ").append(each).append('\n'));
            if (list.size() > 1) {
                text.append("    balance: ").append(balance).append('\n');
            }
        });
        String first = deployments.keySet().iterator().next();
        text.append("rules:\n  - { name: all, then: { use: ")
                .append(quoted(first))
                .append(" } }   # for whoever asks for \"auto\"\n");
        reliability(text);
        others();
        return text.toString();
    }

    private void model(ConfigNode entry) {
        String name = entry.orNothing("model_name").text();
        ConfigNode params = entry.orNothing("litellm_params");
        String model = params.orNothing("model").text();
        if (name.isEmpty() || model.isEmpty()) {
            entry.problem("expected model_name and litellm_params.model");
            return;
        }
        int slash = model.indexOf('/');
        String prefix = slash < 0 ? "openai" : model.substring(0, slash);
        String type = TYPES.get(prefix);
        String upstream = type == null || slash < 0 ? model : model.substring(slash + 1);
        ConfigNode base = params.at("api_base");
        if (type == null && base == null) {
            note(
                    params.orNothing("model"),
                    "provider \"" + prefix + "\" is not known here; written as openai-compatible, which needs a url");
        }
        String provider = provider(type == null ? "openai-compatible" : type, params, base);
        if (name.contains("*")) {
            note(entry.orNothing("model_name"), "wildcards have no place in a policy; name the models");
        }
        deployments.computeIfAbsent(name, any -> new ArrayList<>()).add(deployment(provider, upstream, params));
        for (Map.Entry<String, ConfigNode> each : params.entries().entrySet()) {
            switch (each.getKey()) {
                case "model",
                        "api_key",
                        "api_base",
                        "api_version",
                        "weight",
                        "aws_region_name",
                        "vertex_project",
                        "vertex_location",
                        "input_cost_per_token",
                        "output_cost_per_token" -> {}
                case "rpm", "tpm" ->
                    note(
                            each.getValue(),
                            "a limit of the policy: limits: [{ per: deployment, for: \"" + provider + "/" + upstream
                                    + "\", " + (each.getKey().equals("rpm") ? "requests" : "tokens") + ": "
                                    + each.getValue().text() + "/min }]");
                default -> note(each.getValue(), "not carried over");
            }
        }
    }

    private String deployment(String provider, String upstream, ConfigNode params) {
        StringBuilder text = new StringBuilder("{ at: ").append(quoted(provider + "/" + upstream));
        ConfigNode weight = params.at("weight");
        if (weight != null) {
            text.append(", weight: ").append(weight.text());
        }
        ConfigNode in = params.at("input_cost_per_token");
        ConfigNode out = params.at("output_cost_per_token");
        if (in != null && out != null) {
            text.append(", price: { in: ")
                    .append(perMillion(in))
                    .append(", out: ")
                    .append(perMillion(out))
                    .append(" }");
        }
        return text.append(" }").toString();
    }

    private static String perMillion(ConfigNode perToken) {
        double dollars = perToken.number(0, 1, 0) * 1e6;
        return BigDecimal.valueOf(dollars)
                .setScale(6, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    /** The name of the provider with these settings; two entries with the same share it. */
    private String provider(String type, ConfigNode params, @Nullable ConfigNode base) {
        boolean elsewhere = base != null && type.equals("openai");
        String written = elsewhere ? "openai-compatible" : type;
        StringBuilder text = new StringBuilder("{ type: ").append(written);
        if (base != null) {
            text.append(", url: ").append(quoted(reference(base)));
            if (base.text().startsWith(ENVIRONMENT)) {
                note(base, "an address is no secret: write it out");
            }
        }
        ConfigNode key = params.at("api_key");
        if (key != null && key.text().startsWith(ENVIRONMENT)) {
            text.append(", key: ").append(reference(key));
        } else if (key != null) {
            text.append(", key: $").append(variable(type));
            note(key, "a key that stands in the file is not copied: put it into the environment as " + variable(type));
        }
        setting(text, params, "api_version", "api_version");
        setting(text, params, "aws_region_name", "region");
        setting(text, params, "vertex_project", "project");
        setting(text, params, "vertex_location", "location");
        if (type.equals("azure")) {
            text.append(", style: classic");
        }
        String settings = text.append(" }").toString();
        return providers.computeIfAbsent(settings, any -> freeName(written));
    }

    private static void setting(StringBuilder text, ConfigNode params, String from, String to) {
        ConfigNode value = params.at(from);
        if (value != null) {
            text.append(", ").append(to).append(": ").append(quoted(reference(value)));
        }
    }

    private String freeName(String type) {
        String name = type;
        for (int i = 2; providers.containsValue(name); i++) {
            name = type + "-" + i;
        }
        return name;
    }

    private static String variable(String type) {
        return type.toUpperCase(Locale.ROOT).replace('-', '_') + "_API_KEY";
    }

    private static String reference(ConfigNode value) {
        String text = value.text();
        return text.startsWith(ENVIRONMENT) ? "$" + text.substring(ENVIRONMENT.length()) : text;
    }

    private String balance(ConfigNode settings) {
        ConfigNode strategy = settings.at("routing_strategy");
        String word = strategy == null ? "simple-shuffle" : strategy.text();
        return switch (word) {
            case "simple-shuffle" -> "weighted";
            case "least-busy" -> "least-inflight";
            case "latency-based-routing" -> "latency";
            case "usage-based-routing", "usage-based-routing-v2" -> "adaptive";
            default -> {
                note(settings.orNothing("routing_strategy"), "\"" + word + "\" has no like here; written as weighted");
                yield "weighted";
            }
        };
    }

    private void reliability(StringBuilder text) {
        List<String> lines = new ArrayList<>();
        ConfigNode router = root.orNothing("router_settings");
        ConfigNode general = root.orNothing("litellm_settings");
        ConfigNode retries = router.at("num_retries") == null ? general.at("num_retries") : router.at("num_retries");
        if (retries != null) {
            lines.add("  retry: { times: " + retries.text() + " }");
        }
        ConfigNode timeout = router.at("timeout") == null ? general.at("request_timeout") : router.at("timeout");
        if (timeout != null) {
            lines.add("  timeout: { total: " + timeout.text() + "s }");
        }
        Map<String, List<String>> fallbacks = new LinkedHashMap<>();
        for (ConfigNode section : List.of(router, general)) {
            section.orNothing("fallbacks")
                    .items()
                    .forEach(entry -> entry.entries().forEach((model, stand) -> fallbacks.put(model, stand.texts())));
        }
        fallbacks.keySet().retainAll(deployments.keySet());
        if (!fallbacks.isEmpty()) {
            List<String> entries = new ArrayList<>();
            fallbacks.forEach((model, stand) -> entries.add(quoted(model) + ": ["
                    + String.join(
                            ", ", stand.stream().map(LiteLlmConfig::quoted).toList()) + "]"));
            lines.add("  fallback: { " + String.join(", ", entries) + " }");
        }
        if (!lines.isEmpty()) {
            text.append("reliability:\n");
            lines.forEach(line -> text.append(line).append('\n'));
        }
    }

    /** What stands in the other sections, in a word each. */
    private void others() {
        told("router_settings", "routing_strategy", "num_retries", "timeout", "fallbacks");
        told("litellm_settings", "num_retries", "request_timeout", "fallbacks");
        for (Map.Entry<String, ConfigNode> each : root.entries().entrySet()) {
            switch (each.getKey()) {
                case "model_list", "router_settings", "litellm_settings" -> {}
                case "general_settings" ->
                    each.getValue()
                            .entries()
                            .forEach((key, value) -> note(
                                    value,
                                    key.equals("master_key")
                                            ? "keys of clients are made by \"gateway key NAME\"; the operators' is server.admin_key"
                                            : "not carried over"));
                default -> note(each.getValue(), "not carried over");
            }
        }
    }

    private void told(String section, String... known) {
        List<String> carried = List.of(known);
        root.orNothing(section).entries().forEach((key, value) -> {
            if (!carried.contains(key)) {
                note(
                        value,
                        switch (key) {
                            case "cache", "cache_params" -> "see cache: in docs/caching.md";
                            case "allowed_fails", "cooldown_time" -> "see reliability.breaker in docs/reliability.md";
                            case "drop_params" ->
                                "fields that a provider has no place for are always left out and told in x-gateway-dropped; strict: true refuses instead";
                            default -> "not carried over";
                        });
            }
        });
    }

    /** As YAML: plain where nothing in it is special. */
    private static String quoted(String text) {
        boolean plain =
                text.matches("[A-Za-z_$][A-Za-z0-9_./$-]*") && !text.matches("(?i)true|false|null|yes|no|on|off");
        return plain ? text : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
