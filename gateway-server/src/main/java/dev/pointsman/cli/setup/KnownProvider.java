package dev.pointsman.cli.setup;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A provider that a first policy can be made of: by which variable of the environment its key is known, and which two of its models are put in. Models
 * are those of its price list, 2026-11; their qualities are a guess, to be replaced by one's own figures.
 */
record KnownProvider(String type, String variable, Pick small, Pick large) {
    /** All of them. */
    static final List<KnownProvider> ALL = List.of(
            new KnownProvider("openai", "OPENAI_API_KEY", new Pick("gpt-6-luna", 0.68), new Pick("gpt-6-sol", 0.84)),
            new KnownProvider(
                    "anthropic",
                    "ANTHROPIC_API_KEY",
                    new Pick("claude-haiku-5-5", 0.70),
                    new Pick("claude-sonnet-5-5", 0.86)),
            new KnownProvider(
                    "gemini",
                    "GEMINI_API_KEY",
                    new Pick("gemini-3.5-flash-lite", 0.68),
                    new Pick("gemini-3.8-flash", 0.80)),
            new KnownProvider(
                    "mistral",
                    "MISTRAL_API_KEY",
                    new Pick("mistral-small-2603", 0.64),
                    new Pick("mistral-medium-2604", 0.74)),
            new KnownProvider(
                    "deepseek",
                    "DEEPSEEK_API_KEY",
                    new Pick("deepseek-v4-flash", 0.68),
                    new Pick("deepseek-v4-pro", 0.78)),
            new KnownProvider(
                    "xai", "XAI_API_KEY", new Pick("grok-4-1-fast-reasoning", 0.68), new Pick("grok-4.5", 0.80)),
            new KnownProvider(
                    "groq",
                    "GROQ_API_KEY",
                    new Pick("openai/gpt-oss-20b", 0.60),
                    new Pick("openai/gpt-oss-120b", 0.70)),
            new KnownProvider(
                    "cohere",
                    "COHERE_API_KEY",
                    new Pick("command-r7b-12-2024", 0.52),
                    new Pick("command-a-03-2025", 0.70)));

    /** One of its models, and what an answer of it is taken to be worth. */
    record Pick(String upstream, double quality) {
        /** As clients know it: what stands behind the last slash. */
        String model() {
            return upstream.substring(upstream.lastIndexOf('/') + 1);
        }
    }

    List<Pick> picks() {
        return List.of(small, large);
    }

    /** Those whose key is there. */
    static List<KnownProvider> found(UnaryOperator<@Nullable String> environment) {
        List<KnownProvider> found = new ArrayList<>();
        for (KnownProvider each : ALL) {
            String key = environment.apply(each.variable);
            if (key != null && !key.isBlank()) {
                found.add(each);
            }
        }
        return found;
    }
}
