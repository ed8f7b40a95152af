package dev.pointsman.providers.ollama;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.refusal.ErrorReport;
import dev.pointsman.provider.refusal.KeyMask;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a refusal of Ollama's means, as a reply of its own or as a line of a stream. Source: ollama/ollama, docs/api/errors (2026-08). */
final class OllamaFailure {
    private static final String[] CONTEXT_WORDS = {
        "context length", "context window", "exceeds the available context", "input is too long", "prompt is too long"
    };

    private OllamaFailure() {}

    static GatewayException of(int status, byte[] body, @Nullable Secret key) {
        ErrorReport report = KeyMask.mask(ErrorReport.read(body), key == null ? List.of() : List.of(key));
        String said = report.message();
        ErrorKind kind = kind(status, said.toLowerCase(Locale.ROOT));
        GatewayException failure = said.isEmpty()
                ? new GatewayException(kind, "the provider answered with status " + status)
                : new GatewayException(kind, said).quotingProvider();
        return told(failure, status);
    }

    /** An error in a reply of status 200: all it has is words. */
    static GatewayException inBand(byte[] body, @Nullable Secret key) {
        String words = ErrorReport.read(body).message().toLowerCase(Locale.ROOT);
        int status = 500;
        if (words.contains("not found")) {
            status = 404;
        } else if (words.contains("does not support") || words.contains("invalid")) {
            status = 400;
        } else if (words.contains("unauthorized")) {
            status = 401;
        } else if (words.contains("usage limit") || words.contains("rate limit") || words.contains("too many")) {
            status = 429;
        } else if (words.contains("server busy") || words.contains("overloaded") || words.contains("queue")) {
            status = 503;
        }
        return of(status, body, key);
    }

    private static ErrorKind kind(int status, String words) {
        boolean tooLong = false;
        for (String each : CONTEXT_WORDS) {
            tooLong |= words.contains(each);
        }
        if (tooLong && (status == 400 || status == 413 || status == 422 || status == 500)) {
            return ErrorKind.CONTEXT_TOO_LONG;
        }
        return switch (status) {
            case 401, 403 -> ErrorKind.UPSTREAM_AUTHENTICATION;
            case 402 -> ErrorKind.QUOTA_EXHAUSTED;
            case 404 -> ErrorKind.UPSTREAM_NOT_FOUND;
            case 408, 504 -> ErrorKind.UPSTREAM_TIMEOUT;
            case 429 -> words.contains("usage limit") ? ErrorKind.QUOTA_EXHAUSTED : ErrorKind.RATE_LIMITED;
            case 503 -> ErrorKind.UPSTREAM_OVERLOADED;
            default -> status >= 400 && status < 500 ? ErrorKind.UPSTREAM_REJECTED : ErrorKind.UPSTREAM_ERROR;
        };
    }

    private static GatewayException told(GatewayException failure, int status) {
        return switch (failure.kind()) {
            case UPSTREAM_REJECTED -> failure.withStatus(status, failure.type());
            case UPSTREAM_AUTHENTICATION ->
                status == 403 ? failure.withStatus(403, "permission_error").withCode(null) : failure;
            case UPSTREAM_ERROR -> failure.withStatus(status == 500 ? 500 : 502, failure.type());
            default -> failure;
        };
    }
}
