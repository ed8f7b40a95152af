package dev.pointsman.api;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, and what follows from it: the one table of status, OpenAI error type and code, and of what the attempt loop may do.
 *
 * <p>Source: OpenAI's API reference, "Error codes" (2026-08), and docs/reliability.md.
 */
public enum ErrorKind {
    INVALID_REQUEST(400, "invalid_request_error", null, Then.ANSWER, null),
    AUTHENTICATION(401, "authentication_error", "invalid_api_key", Then.ANSWER, null),
    PERMISSION(403, "permission_error", "model_not_allowed", Then.ANSWER, null),
    NOT_FOUND(404, "invalid_request_error", "unknown_url", Then.ANSWER, null),
    MODEL_NOT_FOUND(404, "invalid_request_error", "model_not_found", Then.ANSWER, null),
    METHOD_NOT_ALLOWED(405, "invalid_request_error", "method_not_allowed", Then.ANSWER, null),
    REQUEST_TIMEOUT(408, "invalid_request_error", "request_timeout", Then.ANSWER, null),
    TOO_LARGE(413, "invalid_request_error", "request_too_large", Then.ANSWER, null),
    URI_TOO_LONG(414, "invalid_request_error", "uri_too_long", Then.ANSWER, null),
    UNSUPPORTED_MEDIA(415, "invalid_request_error", "unsupported_media_type", Then.ANSWER, null),
    EXPECTATION_FAILED(417, "invalid_request_error", "expectation_failed", Then.ANSWER, null),
    HEADERS_TOO_LARGE(431, "invalid_request_error", "headers_too_large", Then.ANSWER, null),
    /** The prompt does not fit the model's context window; a model with a larger one may take it. */
    CONTEXT_TOO_LONG(400, "invalid_request_error", "context_length_exceeded", Then.FALL_BACK, FallbackCause.TOO_LONG),
    /** The provider's safety filter refused the prompt. */
    CONTENT_FILTER(400, "invalid_request_error", "content_filter", Then.FALL_BACK, FallbackCause.REFUSED),
    /** A guardrail of the policy ended the request, or its reply. */
    GUARDRAIL(400, "invalid_request_error", "content_filter", Then.ANSWER, null),
    /** The provider answered 4xx about the request itself: the caller's fault, relayed as it is. */
    UPSTREAM_REJECTED(400, "invalid_request_error", null, Then.ANSWER, null),
    /** The provider does not know the model or the deployment; another place may. */
    UPSTREAM_NOT_FOUND(404, "invalid_request_error", "model_not_found", Then.FALL_BACK, FallbackCause.UNAVAILABLE),
    /** The provider refused our own key, or what it may do. */
    UPSTREAM_AUTHENTICATION(
            401, "authentication_error", "invalid_api_key", Then.FALL_BACK_AND_TRIP, FallbackCause.UNAVAILABLE),
    RATE_LIMITED(429, "rate_limit_error", "rate_limit_exceeded", Then.RETRY, FallbackCause.RATE_LIMIT),
    /** Credit or quota of our account is used up: trying again with the same key is useless. */
    QUOTA_EXHAUSTED(429, "insufficient_quota", "insufficient_quota", Then.FALL_BACK_AND_TRIP, FallbackCause.RATE_LIMIT),
    UPSTREAM_CONNECT(502, "api_error", "upstream_unreachable", Then.RETRY_AND_TRIP, FallbackCause.UNAVAILABLE),
    /** The provider answered 5xx, or something that is no answer (broken framing, broken JSON, a cut stream). */
    UPSTREAM_ERROR(502, "api_error", "upstream_error", Then.RETRY_AND_TRIP, FallbackCause.UNAVAILABLE),
    UPSTREAM_OVERLOADED(503, "api_error", "upstream_overloaded", Then.RETRY_AND_TRIP, FallbackCause.UNAVAILABLE),
    UPSTREAM_TIMEOUT(504, "api_error", "upstream_timeout", Then.RETRY_AND_TRIP, FallbackCause.SLOW),
    /** No deployment is left that may be tried: all breakers open, all filtered out, or all failed before. */
    NO_DEPLOYMENT(503, "api_error", "no_healthy_provider", Then.ANSWER, FallbackCause.UNAVAILABLE),
    /** A limit of the policy on requests, tokens or what is under way is reached. */
    OVER_LIMIT(429, "rate_limit_error", "rate_limit_exceeded", Then.ANSWER, null),
    /** A limit of the policy on money is reached. */
    OVER_SPEND(429, "insufficient_quota", "insufficient_quota", Then.ANSWER, null),
    OVERLOADED(503, "api_error", "overloaded", Then.ANSWER, null),
    SHUTTING_DOWN(503, "api_error", "shutting_down", Then.ANSWER, null),
    /** The client closed its connection; nobody reads the answer. */
    CLIENT_GONE(499, "api_error", "client_closed_request", Then.ANSWER, null),
    INTERNAL(500, "api_error", "internal_error", Then.ANSWER, null);

    private enum Then {
        ANSWER,
        FALL_BACK,
        FALL_BACK_AND_TRIP,
        RETRY,
        RETRY_AND_TRIP
    }

    private final String word = name().toLowerCase(Locale.ROOT);
    private final int status;
    private final String type;
    private final @Nullable String code;
    private final Then then;
    private final @Nullable FallbackCause cause;

    ErrorKind(int status, String type, @Nullable String code, Then then, @Nullable FallbackCause cause) {
        this.status = status;
        this.type = type;
        this.code = code;
        this.then = then;
        this.cause = cause;
    }

    /** Its name in tags, logs and records: {@code upstream_timeout}. */
    public String word() {
        return word;
    }

    /** HTTP status of the answer, unless the exception carries the provider's own. */
    public int status() {
        return status;
    }

    /** OpenAI's {@code error.type}. */
    public String type() {
        return type;
    }

    /** OpenAI's {@code error.code}, unless the exception carries a closer one. */
    public @Nullable String code() {
        return code;
    }

    /** Whether the same model may be tried again, first at another deployment. */
    public boolean mayRetry() {
        return then == Then.RETRY || then == Then.RETRY_AND_TRIP;
    }

    /** Whether another deployment or model may be tried at all. */
    public boolean mayFallBack() {
        return then != Then.ANSWER;
    }

    /** Whether it counts against the deployment's circuit breaker. */
    public boolean tripsBreaker() {
        return then == Then.RETRY_AND_TRIP || then == Then.FALL_BACK_AND_TRIP;
    }

    /** The word of the policy's {@code fallback_if} that stands for it; null where falling back is pointless. */
    public @Nullable FallbackCause fallbackCause() {
        return cause;
    }
}
