package dev.pointsman.providers.bedrock;

import dev.pointsman.providers.claude.ClaudeModel;
import java.util.Map;

/**
 * What one model takes on Bedrock, told by its id: with or without the prefix of an inference profile, or at the end of an ARN. Source: Amazon
 * Bedrock's user guide, "Supported models and model features", "Structured outputs" (autumn 2026).
 *
 * @param claude what it takes as a Claude; means nothing for others
 * @param schema has {@code outputConfig.textFormat} and strict tools; others are made to by a forced tool
 */
record BedrockModel(Family family, ClaudeModel claude, boolean schema) {
    /** Whose model it is, as far as that changes a request. */
    enum Family {
        CLAUDE,
        NOVA,
        NOVA_2,
        MISTRAL,
        COHERE,
        OPENAI,
        OTHER
    }

    private static final String[] WITH_SCHEMA = {
        "qwen.",
        "openai.",
        "deepseek.v3",
        "google.gemma",
        "minimax.",
        "moonshot",
        "nvidia.",
        "mistral.ministral",
        "mistral.magistral",
        "mistral.voxtral",
        "mistral.mistral-large-3"
    };

    /** Of an id as a deployment names it; {@code baseModels} tells what hides behind ids that do not show it. */
    static BedrockModel of(String id, Map<String, String> baseModels) {
        String told = baseModels.getOrDefault(id, id);
        String base = told.substring(told.lastIndexOf('/') + 1);
        Family family = family(base);
        ClaudeModel claude = ClaudeModel.of(base);
        boolean schema = family == Family.CLAUDE && claude.schema();
        for (String each : WITH_SCHEMA) {
            schema |= base.contains(each);
        }
        return new BedrockModel(family, claude, schema);
    }

    private static Family family(String base) {
        if (base.contains("anthropic.")) {
            return Family.CLAUDE;
        } else if (base.contains("amazon.nova-2")) {
            return Family.NOVA_2;
        } else if (base.contains("amazon.nova")) {
            return Family.NOVA;
        } else if (base.contains("mistral.")) {
            return Family.MISTRAL;
        } else if (base.contains("cohere.")) {
            return Family.COHERE;
        }
        return base.contains("openai.") ? Family.OPENAI : Family.OTHER;
    }

    boolean isClaude() {
        return family == Family.CLAUDE;
    }

    /** Whether it keeps marked parts of a prompt. */
    boolean caches() {
        return family == Family.CLAUDE || family == Family.NOVA || family == Family.NOVA_2;
    }
}
