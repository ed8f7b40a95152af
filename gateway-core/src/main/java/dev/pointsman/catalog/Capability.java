package dev.pointsman.catalog;

/** What a model can do, as a policy's {@code can:} says it. */
public enum Capability {
    TOOLS,
    PARALLEL_TOOLS,
    /** Structured output by JSON schema. */
    JSON,
    VISION,
    AUDIO,
    FILES,
    REASONING,
    LOGPROBS,
    /** More than one choice ({@code n > 1}). */
    CHOICES,
    EMBEDDINGS,
    /** Orders documents by how well they answer a query, and nothing else. */
    RERANK
}
