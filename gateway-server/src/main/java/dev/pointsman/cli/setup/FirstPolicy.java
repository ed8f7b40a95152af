package dev.pointsman.cli.setup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The text of a policy to begin with: all providers that were found, their models under one score, the dearer ones for code and long prompts. */
final class FirstPolicy {
    private final List<KnownProvider> providers;
    private final StringBuilder text = new StringBuilder();

    private FirstPolicy(List<KnownProvider> providers) {
        this.providers = providers;
    }

    /** @param providers at least one */
    static String of(List<KnownProvider> providers) {
        return new FirstPolicy(providers).write();
    }

    private String write() {
        line(
                "# A first policy, made by \"gateway init\". Save a change, and it is live within a second; \"gateway check\" tells mistakes.");
        line("version: 1");
        line("server: { listen: 127.0.0.1:8080, admin: 127.0.0.1:9090 }");
        line("");
        line("# Keys by reference: they stay in the environment.");
        line("providers:");
        for (KnownProvider each : providers) {
            line("  " + each.type() + ": { type: " + each.type() + ", key: $" + each.variable() + " }");
        }
        line("");
        line("# The qualities are a guess, 0 to 1: put your own figures there. Prices come from the built-in list.");
        line("models:");
        for (KnownProvider each : providers) {
            for (KnownProvider.Pick pick : each.picks()) {
                line("  " + pick.model() + ": { at: " + each.type() + "/" + pick.upstream() + ", quality: "
                        + String.format(Locale.ROOT, "%.2f", pick.quality()) + " }");
            }
        }
        line("");
        line("# For whoever asks for the model \"auto\"; a model's own name asks for that model.");
        line("rules:");
        line(
                "  - { name: hard, when: { any: [{ code: \"> 0.4\" }, { input_tokens: \"> 6000\" }] }, then: { score: best } }");
        line("  - { name: rest, then: { score: balanced } }");
        line("scores:");
        line("  balanced: { weights: { quality: 4, cost: 4, latency: 1, errors: 10 } }");
        line("  best:     { weights: { quality: 8, cost: 1, errors: 10 } }");
        line("  cheap:    { weights: { cost: 1 } }");
        line("");
        line("# Who stands in where a model cannot be called.");
        line("reliability:");
        line("  fallback: { " + String.join(", ", fallbacks()) + " }");
        line("");
        line("# Run at every load; one that fails keeps the policy from going live.");
        line("tests:");
        line("  - { given: { text: \"What is the capital of France?\" }, expect: { rule: rest } }");
        line("  - { given: { text: \"anything\", input_tokens: 9000 }, expect: { rule: hard, model: " + best()
                + " } }");
        return text.toString();
    }

    /** Each model's stand-in: the one of another provider that is nearest in quality, or its sibling. */
    private List<String> fallbacks() {
        List<String> entries = new ArrayList<>();
        for (KnownProvider provider : providers) {
            for (KnownProvider.Pick pick : provider.picks()) {
                KnownProvider.Pick other = providers.stream()
                        .filter(each -> providers.size() == 1 || !each.equals(provider))
                        .flatMap(each -> each.picks().stream())
                        .filter(each -> !each.equals(pick))
                        .min(Comparator.comparingDouble(each -> Math.abs(each.quality() - pick.quality())))
                        .orElseThrow();
                entries.add(pick.model() + ": [" + other.model() + "]");
            }
        }
        return entries;
    }

    private String best() {
        return providers.stream()
                .flatMap(each -> each.picks().stream())
                .max(Comparator.comparingDouble(KnownProvider.Pick::quality))
                .orElseThrow()
                .model();
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
