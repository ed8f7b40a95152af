package dev.pointsman.providers.claude;

/**
 * What one of Anthropic's models takes, told by its name. Source: platform.claude.com, models and migration pages (autumn 2026). A name that is
 * not known is taken for the newest.
 *
 * @param maxTokens most output tokens
 * @param sampling takes {@code temperature}, {@code top_p}, {@code top_k}
 * @param schema has {@code output_config.format} and strict tools; others are made to by a forced tool
 * @param prefill takes a last turn of the assistant
 * @param xhigh knows the effort {@code xhigh}
 */
public record ClaudeModel(
        String part,
        int maxTokens,
        boolean sampling,
        Reasoning reasoning,
        boolean schema,
        boolean prefill,
        boolean xhigh) {
    /** How a model is asked to reason: not at all, by a budget of tokens, by its own measure, or by its own measure and never off. */
    public enum Reasoning {
        NONE,
        BUDGET,
        ADAPTIVE,
        ALWAYS
    }

    private static final ClaudeModel NEWEST =
            new ClaudeModel("", 128_000, false, Reasoning.ADAPTIVE, true, false, true);

    /** The first whose part the name holds counts. */
    private static final ClaudeModel[] TABLE = {
        new ClaudeModel("opus-5-5", 128_000, false, Reasoning.ALWAYS, true, false, true),
        new ClaudeModel("fable-5-1", 128_000, false, Reasoning.ALWAYS, true, false, true),
        new ClaudeModel("opus-4-8", 128_000, false, Reasoning.ADAPTIVE, true, false, true),
        new ClaudeModel("opus-4-7", 128_000, false, Reasoning.ADAPTIVE, true, false, true),
        new ClaudeModel("opus-4-6", 128_000, true, Reasoning.ADAPTIVE, true, false, false),
        new ClaudeModel("sonnet-4-6", 128_000, true, Reasoning.ADAPTIVE, true, false, false),
        new ClaudeModel("opus-4-5", 64_000, true, Reasoning.BUDGET, true, true, false),
        new ClaudeModel("sonnet-4-5", 64_000, true, Reasoning.BUDGET, true, true, false),
        new ClaudeModel("haiku-4-5", 64_000, true, Reasoning.BUDGET, true, true, false),
        new ClaudeModel("opus-4-1", 32_000, true, Reasoning.BUDGET, true, true, false),
        new ClaudeModel("sonnet-4", 64_000, true, Reasoning.BUDGET, false, true, false),
        new ClaudeModel("opus-4", 32_000, true, Reasoning.BUDGET, false, true, false),
        new ClaudeModel("3-7-sonnet", 64_000, true, Reasoning.BUDGET, false, true, false),
        new ClaudeModel("3-5-", 8_192, true, Reasoning.NONE, false, true, false),
        new ClaudeModel("claude-3-", 4_096, true, Reasoning.NONE, false, true, false)
    };

    /** Of a name as any of its places writes it: {@code claude-opus-4.5}, {@code us.anthropic.claude-opus-4-5-20251101-v1:0}. */
    public static ClaudeModel of(String name) {
        String dashed = name.replace('.', '-');
        for (ClaudeModel each : TABLE) {
            if (dashed.contains(each.part)) {
                return each;
            }
        }
        return NEWEST;
    }
}
