package dev.pointsman.provider;

import java.util.Locale;

/** What clients may want of a provider, as the table of docs/providers.md tells it. */
public enum Feature {
    STREAM,
    SYSTEM,
    TOOLS,
    PARALLEL_TOOLS,
    TOOL_CHOICE,
    IMAGE_BYTES,
    IMAGE_URL,
    FILES,
    AUDIO,
    JSON_SCHEMA,
    REASONING,
    /** Reasoning of earlier turns, with its signature, is sent back as the provider wants it. */
    REASONING_REPLAY,
    LOGPROBS,
    /** Several answers to one request: {@code n}. */
    CHOICES,
    CACHE_CONTROL,
    USAGE,
    EMBEDDINGS,
    RERANK,
    /** OpenAI's Responses API. */
    RESPONSES,
    /** Anthropic's Messages API. */
    MESSAGES,
    /** The provider's own list of models. */
    MODELS;

    /** How a provider has it. */
    public enum Support {
        /** As a thing of its own. */
        NATIVE,
        /** By another thing that comes to the same, or only with some models: the provider's page tells which. */
        EMULATED,
        /** Not at all: a request that asks for it loses it visibly, or is refused. */
        NONE
    }

    private final String words = name().toLowerCase(Locale.ROOT).replace('_', ' ');

    /** Its name as people read it. */
    public String words() {
        return words;
    }
}
