package dev.pointsman.providers.anthropic;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.refusal.ErrorReport;
import dev.pointsman.provider.refusal.KeyMask;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a refusal of Anthropic's means, as a reply of its own or inside a stream. Source: platform.claude.com, "Errors" (2026-08). */
final class AnthropicFailure {
    private AnthropicFailure() {}

    static GatewayException of(int status, byte[] body, @Nullable Secret key) {
        ErrorReport report = KeyMask.mask(ErrorReport.read(body), key == null ? List.of() : List.of(key));
        String said = report.message();
        ErrorKind kind = kind(status, said.toLowerCase(Locale.ROOT));
        GatewayException failure = said.isEmpty()
                ? new GatewayException(kind, "the provider answered with status " + status)
                : new GatewayException(kind, said).quotingProvider();
        return told(failure, status);
    }

    /** An {@code error} that came in a reply of status 200. */
    static GatewayException inBand(byte[] body, @Nullable Secret key) {
        String type = ErrorReport.read(body).type();
        int status = switch (type == null ? "" : type) {
            case "invalid_request_error" -> 400;
            case "authentication_error" -> 401;
            case "billing_error" -> 402;
            case "permission_error" -> 403;
            case "not_found_error" -> 404;
            case "conflict_error" -> 409;
            case "request_too_large" -> 413;
            case "rate_limit_error" -> 429;
            case "timeout_error" -> 504;
            case "overloaded_error" -> 529;
            default -> 500;
        };
        return of(status, body, key);
    }

    private static ErrorKind kind(int status, String words) {
        boolean money = words.contains("credit balance") || words.contains("spend limit");
        return switch (status) {
            case 400, 422 -> {
                boolean tooLong = words.contains("prompt is too long")
                        || words.contains("context window")
                        || words.contains("context limit");
                yield tooLong
                        ? ErrorKind.CONTEXT_TOO_LONG
                        : money ? ErrorKind.QUOTA_EXHAUSTED : ErrorKind.UPSTREAM_REJECTED;
            }
            case 401, 403 -> ErrorKind.UPSTREAM_AUTHENTICATION;
            case 402 -> ErrorKind.QUOTA_EXHAUSTED;
            case 404 -> ErrorKind.UPSTREAM_NOT_FOUND;
            case 408, 504 -> ErrorKind.UPSTREAM_TIMEOUT;
            case 409 -> ErrorKind.UPSTREAM_ERROR;
            case 429 -> money ? ErrorKind.QUOTA_EXHAUSTED : ErrorKind.RATE_LIMITED;
            case 503, 529 -> ErrorKind.UPSTREAM_OVERLOADED;
            default -> status >= 400 && status < 500 ? ErrorKind.UPSTREAM_REJECTED : ErrorKind.UPSTREAM_ERROR;
        };
    }

    /** Status and code that OpenAI's clients know; 529 is no registered status. */
    private static GatewayException told(GatewayException failure, int status) {
        return switch (failure.kind()) {
            case UPSTREAM_REJECTED ->
                failure.withStatus(status, failure.type()).withCode(status == 413 ? "request_too_large" : null);
            case UPSTREAM_AUTHENTICATION ->
                status == 403 ? failure.withStatus(403, "permission_error").withCode(null) : failure;
            case UPSTREAM_ERROR -> failure.withStatus(status == 500 || status == 409 ? status : 502, failure.type());
            case UPSTREAM_OVERLOADED -> failure.withCode("server_is_overloaded");
            default -> failure;
        };
    }
}
