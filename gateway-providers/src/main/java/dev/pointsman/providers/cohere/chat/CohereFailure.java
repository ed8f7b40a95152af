package dev.pointsman.providers.cohere.chat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.refusal.ErrorReport;
import dev.pointsman.provider.refusal.KeyMask;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a refusal of Cohere's means, as a reply of its own or inside one. Source: docs.cohere.com, "Errors" and "Rate limits" (2026-08). */
public final class CohereFailure {
    private CohereFailure() {}

    /** Of a reply of that status. */
    public static GatewayException of(int status, byte[] body, @Nullable Secret key) {
        ErrorReport report = KeyMask.mask(ErrorReport.read(body), key == null ? List.of() : List.of(key));
        String said = report.message();
        return told(said(kind(status, said.toLowerCase(Locale.ROOT)), said, "answered with status " + status), status);
    }

    /** An error that came in a reply of status 200, without a status of its own. */
    public static GatewayException inBand(byte[] body, @Nullable Secret key) {
        return of(500, body, key);
    }

    /**
     * The failure that an answer ended with, by its {@code finish_reason} or an {@code error} beside it; null where it ended well. The words with
     * {@code ERROR_} and {@code USER_CANCEL} are those of API v1.
     */
    static @Nullable GatewayException ended(@Nullable String reason, @Nullable String error, @Nullable Secret key) {
        String word = reason == null ? "" : reason;
        boolean failed =
                error != null || word.startsWith("ERROR") || word.equals("TIMEOUT") || word.equals("USER_CANCEL");
        if (!failed) {
            return null;
        }
        ErrorKind kind = switch (word) {
            case "TIMEOUT" -> ErrorKind.UPSTREAM_TIMEOUT;
            case "ERROR_TOXIC" -> ErrorKind.CONTENT_FILTER;
            case "ERROR_LIMIT" -> ErrorKind.CONTEXT_TOO_LONG;
            default -> ErrorKind.UPSTREAM_ERROR;
        };
        byte[] words = error == null ? new byte[0] : error.getBytes(StandardCharsets.UTF_8);
        ErrorReport report = KeyMask.mask(ErrorReport.read(words), key == null ? List.of() : List.of(key));
        String shown = word.length() > 40 || word.isEmpty() ? "an error" : word;
        return said(kind, report.message(), "ended its answer with " + shown);
    }

    private static GatewayException said(ErrorKind kind, String said, String otherwise) {
        return said.isEmpty()
                ? new GatewayException(kind, "the provider " + otherwise)
                : new GatewayException(kind, said).quotingProvider();
    }

    private static ErrorKind kind(int status, String words) {
        return switch (status) {
            case 400, 422 ->
                words.contains("too many tokens") || words.contains("context length") || words.contains("token limit")
                        ? ErrorKind.CONTEXT_TOO_LONG
                        : ErrorKind.UPSTREAM_REJECTED;
            case 401, 403, 498 -> ErrorKind.UPSTREAM_AUTHENTICATION;
            case 402 -> ErrorKind.QUOTA_EXHAUSTED;
            case 404 -> ErrorKind.UPSTREAM_NOT_FOUND;
            case 408, 504 -> ErrorKind.UPSTREAM_TIMEOUT;
            case 429 -> words.contains("month") ? ErrorKind.QUOTA_EXHAUSTED : ErrorKind.RATE_LIMITED;
            case 503, 529 -> ErrorKind.UPSTREAM_OVERLOADED;
            case 499 -> ErrorKind.UPSTREAM_ERROR;
            default -> status >= 400 && status < 500 ? ErrorKind.UPSTREAM_REJECTED : ErrorKind.UPSTREAM_ERROR;
        };
    }

    /** Status and code that OpenAI's clients know. */
    private static GatewayException told(GatewayException failure, int status) {
        return switch (failure.kind()) {
            case UPSTREAM_REJECTED ->
                failure.withStatus(status == 422 ? 400 : status, failure.type())
                        .withCode(status == 413 ? "request_too_large" : null);
            case UPSTREAM_AUTHENTICATION ->
                status == 403 ? failure.withStatus(403, "permission_error").withCode(null) : failure;
            case UPSTREAM_ERROR -> {
                boolean kept = status == 499 || status == 500 || status == 501;
                yield failure.withStatus(kept ? status : 502, failure.type());
            }
            default -> failure;
        };
    }
}
