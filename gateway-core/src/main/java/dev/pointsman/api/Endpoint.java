package dev.pointsman.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The paths served, with the form of their bodies. Sources: OpenAI API reference 2.3.0 (2026-08); Anthropic's Messages API (2026-09) for
 * {@link #MESSAGES} and {@link #COUNT_TOKENS}; Cohere's and Jina's rerank for {@link #RERANK}, which OpenAI does not have.
 */
public enum Endpoint {
    CHAT_COMPLETIONS("/v1/chat/completions", Form.JSON),
    RESPONSES("/v1/responses", Form.JSON),
    MESSAGES("/v1/messages", Form.JSON),
    COUNT_TOKENS("/v1/messages/count_tokens", Form.JSON),
    COMPLETIONS("/v1/completions", Form.JSON),
    EMBEDDINGS("/v1/embeddings", Form.JSON),
    RERANK("/v1/rerank", Form.JSON),
    MODERATIONS("/v1/moderations", Form.JSON),
    IMAGE_GENERATIONS("/v1/images/generations", Form.JSON),
    IMAGE_EDITS("/v1/images/edits", Form.MULTIPART),
    IMAGE_VARIATIONS("/v1/images/variations", Form.MULTIPART),
    SPEECH("/v1/audio/speech", Form.JSON),
    TRANSCRIPTIONS("/v1/audio/transcriptions", Form.MULTIPART),
    TRANSLATIONS("/v1/audio/translations", Form.MULTIPART),
    /** What a client thought of an answer; the gateway's own, no provider has it. */
    FEEDBACK("/v1/feedback", Form.JSON),
    /** {@code GET /v1/models} and {@code GET /v1/models/{id}}; ids may hold slashes. */
    MODELS("/v1/models", Form.NONE);

    /** Form of the request body. */
    public enum Form {
        NONE,
        JSON,
        MULTIPART
    }

    private final String word = name().toLowerCase(Locale.ROOT);
    private final String path;
    private final Form form;

    Endpoint(String path, Form form) {
        this.path = path;
        this.form = form;
    }

    /** Its name in tags, logs and records: {@code chat_completions}. */
    public String word() {
        return word;
    }

    public String path() {
        return path;
    }

    public Form form() {
        return form;
    }

    /** Path below the base URL, as a provider with a base URL ending in {@code /v1} wants it: {@code /chat/completions}. */
    public String pathBelowBase() {
        return path.substring("/v1".length());
    }

    /**
     * The endpoints that a policy means by a word, in their order; none where it means none. The word is a path with or without {@code /v1/},
     * the first part of one, or {@link #word()}; {@code -} and {@code _} may stand for {@code /}.
     */
    public static List<Endpoint> named(String word) {
        String wanted = spelling(word.startsWith("/v1/") ? word.substring("/v1/".length()) : word);
        List<Endpoint> meant = new ArrayList<>();
        for (Endpoint endpoint : values()) {
            String path = spelling(endpoint.path.substring("/v1/".length()));
            if (path.equals(wanted)
                    || path.startsWith(wanted + "/")
                    || spelling(endpoint.word).equals(wanted)) {
                meant.add(endpoint);
            }
        }
        return meant;
    }

    private static String spelling(String name) {
        return name.replace('-', '/').replace('_', '/');
    }

    /** The endpoint of an exact path (no query); {@code /v1/models/…} is {@link #MODELS}; null where there is none. */
    public static @Nullable Endpoint of(String path) {
        return switch (path) {
            case "/v1/chat/completions" -> CHAT_COMPLETIONS;
            case "/v1/responses" -> RESPONSES;
            case "/v1/messages" -> MESSAGES;
            case "/v1/messages/count_tokens" -> COUNT_TOKENS;
            case "/v1/completions" -> COMPLETIONS;
            case "/v1/embeddings" -> EMBEDDINGS;
            case "/v1/rerank" -> RERANK;
            case "/v1/moderations" -> MODERATIONS;
            case "/v1/images/generations" -> IMAGE_GENERATIONS;
            case "/v1/images/edits" -> IMAGE_EDITS;
            case "/v1/images/variations" -> IMAGE_VARIATIONS;
            case "/v1/audio/speech" -> SPEECH;
            case "/v1/audio/transcriptions" -> TRANSCRIPTIONS;
            case "/v1/audio/translations" -> TRANSLATIONS;
            case "/v1/feedback" -> FEEDBACK;
            case "/v1/models" -> MODELS;
            default -> path.startsWith("/v1/models/") && path.length() > "/v1/models/".length() ? MODELS : null;
        };
    }
}
