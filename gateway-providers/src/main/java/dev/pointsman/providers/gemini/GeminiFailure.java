package dev.pointsman.providers.gemini;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.refusal.ErrorReport;
import dev.pointsman.provider.refusal.KeyMask;
import dev.pointsman.provider.refusal.RetryAfter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What a refusal of Google's means, as a reply of its own or inside one of status 200: {@code error} with a code, a status in words, a message and
 * details, alone or in a list. Source: cloud.google.com, error model, and ai.google.dev, troubleshooting (autumn 2026).
 */
final class GeminiFailure {
    private static final JsonMapper MAPPER = new JsonMapper();

    private GeminiFailure() {}

    /** Carries the wait that the body asks for, if any. */
    static GatewayException of(int status, byte[] body, @Nullable Secret key) {
        ErrorReport report = KeyMask.mask(ErrorReport.read(body), key == null ? List.of() : List.of(key));
        JsonNode error = error(body);
        String said = report.message();
        ErrorKind kind = kind(status, error.path("status").asString(""), said.toLowerCase(Locale.ROOT), perDay(error));
        GatewayException failure = said.isEmpty()
                ? new GatewayException(kind, "the provider answered with status " + status)
                : new GatewayException(kind, said).quotingProvider();
        return told(failure, status, error.path("status").asString("")).withRetryAfter(retryDelay(error));
    }

    /** An {@code error} that came in a reply of status 200. */
    static GatewayException inBand(byte[] body, @Nullable Secret key) {
        JsonNode error = error(body);
        int code = error.path("code").asInt(0);
        return of(code >= 400 && code < 600 ? code : status(error.path("status").asString("")), body, key);
    }

    /** An answer that ended with a word for failure. */
    static GatewayException ofReason(String reason) {
        return new GatewayException(ErrorKind.UPSTREAM_ERROR, "the provider could not make its answer: " + reason);
    }

    /** A refused prompt. */
    static GatewayException ofBlock(String reason) {
        return new GatewayException(ErrorKind.CONTENT_FILTER, "the provider refused the prompt: " + reason);
    }

    private static JsonNode error(byte[] body) {
        try {
            JsonNode root = MAPPER.readTree(body);
            JsonNode top = root != null && root.isArray() ? root.path(0) : root;
            return top == null ? JsonNodeFactory.instance.missingNode() : top.path("error");
        } catch (JacksonException notJson) {
            return JsonNodeFactory.instance.missingNode();
        }
    }

    private static int status(String words) {
        return switch (words) {
            case "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE" -> 400;
            case "UNAUTHENTICATED" -> 401;
            case "PERMISSION_DENIED" -> 403;
            case "NOT_FOUND" -> 404;
            case "RESOURCE_EXHAUSTED" -> 429;
            case "CANCELLED" -> 499;
            case "UNAVAILABLE" -> 503;
            case "DEADLINE_EXCEEDED" -> 504;
            default -> 500;
        };
    }

    private static ErrorKind kind(int status, String words, String said, boolean perDay) {
        return switch (status) {
            case 400, 422 -> {
                if (said.contains("api key not valid") || said.contains("api key expired")) {
                    yield ErrorKind.UPSTREAM_AUTHENTICATION;
                }
                if (said.contains("exceeds the maximum number of tokens") || said.contains("input token count")) {
                    yield ErrorKind.CONTEXT_TOO_LONG;
                }
                yield words.equals("FAILED_PRECONDITION")
                        ? ErrorKind.UPSTREAM_AUTHENTICATION
                        : ErrorKind.UPSTREAM_REJECTED;
            }
            case 401, 403 -> ErrorKind.UPSTREAM_AUTHENTICATION;
            case 402 -> ErrorKind.QUOTA_EXHAUSTED;
            case 404 -> ErrorKind.UPSTREAM_NOT_FOUND;
            case 408, 504 -> ErrorKind.UPSTREAM_TIMEOUT;
            case 409 -> ErrorKind.UPSTREAM_ERROR;
            case 429 -> perDay ? ErrorKind.QUOTA_EXHAUSTED : ErrorKind.RATE_LIMITED;
            case 503, 529 -> ErrorKind.UPSTREAM_OVERLOADED;
            default -> status >= 400 && status < 500 ? ErrorKind.UPSTREAM_REJECTED : ErrorKind.UPSTREAM_ERROR;
        };
    }

    /** Status and code that OpenAI's clients know. */
    private static GatewayException told(GatewayException failure, int status, String words) {
        return switch (failure.kind()) {
            case UPSTREAM_REJECTED ->
                failure.withStatus(status, failure.type()).withCode(status == 413 ? "request_too_large" : null);
            case UPSTREAM_AUTHENTICATION -> {
                boolean forbidden = status == 403 || words.equals("FAILED_PRECONDITION");
                yield forbidden ? failure.withStatus(403, "permission_error").withCode(null) : failure;
            }
            case UPSTREAM_ERROR -> failure.withStatus(status == 500 || status == 409 ? status : 502, failure.type());
            case UPSTREAM_OVERLOADED -> failure.withCode("server_is_overloaded");
            default -> failure;
        };
    }

    private static boolean perDay(JsonNode error) {
        for (JsonNode detail : error.path("details")) {
            for (JsonNode violation : detail.path("violations")) {
                if (violation.path("quotaId").asString("").contains("PerDay")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static @Nullable Duration retryDelay(JsonNode error) {
        for (JsonNode detail : error.path("details")) {
            Duration wait = RetryAfter.goDuration(detail.path("retryDelay").asString(null));
            if (wait != null) {
                return wait;
            }
        }
        return null;
    }
}
