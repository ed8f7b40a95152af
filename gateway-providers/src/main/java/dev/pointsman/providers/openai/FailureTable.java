package dev.pointsman.providers.openai;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.provider.refusal.ErrorReport;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a refusal means, from its status and what its body says. One table for the whole family: where providers disagree, the words in
 * the body decide. Source: docs/providers.md, "Errors".
 */
final class FailureTable {
    private static final Set<String> QUOTA_CODES = Set.of(
            "insufficient_quota", "credit_balance_exhausted", "billing_hard_limit_reached", "insufficient_balance");
    private static final Set<String> FILTER_CODES =
            Set.of("content_filter", "content_policy_violation", "responsibleaipolicyviolation");
    private static final Set<String> MODEL_CODES =
            Set.of("model_not_found", "deploymentnotfound", "model_not_available", "model_decommissioned", "1500");
    private static final String[] CONTEXT_WORDS = {
        "context_length_exceeded",
        "exceed_context_size",
        "maximum context length",
        "context window",
        "context length",
        "prompt is too long",
        "input is too long",
        "too many tokens"
    };
    private static final String[] QUOTA_WORDS = {
        "exceeded your current quota",
        "insufficient balance",
        "insufficient credit",
        "out of credits",
        "credit balance",
        "used all available credits",
        "no credits",
        "payment required"
    };

    private FailureTable() {}

    static ErrorKind kind(int status, ErrorReport report) {
        String code = lower(report.code());
        String type = lower(report.type());
        String words = (report.message() + ' ' + code + ' ' + type + ' ' + report.hints()).toLowerCase(Locale.ROOT);
        if (status >= 400 && status < 500 && (QUOTA_CODES.contains(code) || QUOTA_CODES.contains(type))) {
            return ErrorKind.QUOTA_EXHAUSTED;
        }
        return switch (status) {
            case 400, 422 -> rejected(code, words);
            case 401 -> ErrorKind.UPSTREAM_AUTHENTICATION;
            case 402 -> ErrorKind.QUOTA_EXHAUSTED;
            case 403 -> forbidden(code, words);
            case 404, 405, 410 -> ErrorKind.UPSTREAM_NOT_FOUND;
            case 408, 499, 504 -> ErrorKind.UPSTREAM_TIMEOUT;
            case 409, 424, 425 -> ErrorKind.UPSTREAM_ERROR;
            case 412 -> ErrorKind.UPSTREAM_AUTHENTICATION;
            case 413 ->
                words.contains("tokens per minute") || any(words, CONTEXT_WORDS)
                        ? ErrorKind.CONTEXT_TOO_LONG
                        : ErrorKind.UPSTREAM_REJECTED;
            case 429 -> any(words, QUOTA_WORDS) ? ErrorKind.QUOTA_EXHAUSTED : ErrorKind.RATE_LIMITED;
            case 498, 503, 529 -> ErrorKind.UPSTREAM_OVERLOADED;
            case 500 -> any(words, CONTEXT_WORDS) ? ErrorKind.CONTEXT_TOO_LONG : ErrorKind.UPSTREAM_ERROR;
            default -> status >= 400 && status < 500 ? ErrorKind.UPSTREAM_REJECTED : ErrorKind.UPSTREAM_ERROR;
        };
    }

    private static ErrorKind rejected(String code, String words) {
        if (any(words, CONTEXT_WORDS)) {
            return ErrorKind.CONTEXT_TOO_LONG;
        }
        if (FILTER_CODES.contains(code) || words.contains("responsibleaipolicyviolation")) {
            return ErrorKind.CONTENT_FILTER;
        }
        if (MODEL_CODES.contains(code)) {
            return ErrorKind.UPSTREAM_NOT_FOUND;
        }
        boolean badKey = code.equals("invalid_api_key") || words.contains("incorrect api key");
        return badKey ? ErrorKind.UPSTREAM_AUTHENTICATION : ErrorKind.UPSTREAM_REJECTED;
    }

    private static ErrorKind forbidden(String code, String words) {
        if (FILTER_CODES.contains(code) || words.contains("moderation") || words.contains("flagged")) {
            return ErrorKind.CONTENT_FILTER;
        }
        return any(words, QUOTA_WORDS) ? ErrorKind.QUOTA_EXHAUSTED : ErrorKind.UPSTREAM_AUTHENTICATION;
    }

    /** The same failure with the status, type, code and param a client of OpenAI expects, the provider's own where they say more. */
    static GatewayException told(GatewayException failure, int status, ErrorReport report) {
        ErrorKind kind = failure.kind();
        String type = report.type();
        return failure.withStatus(toldStatus(kind, status), type == null || !isWord(type) ? kind.type() : type)
                .withCode(toldCode(kind, report.code()))
                .withParam(report.param());
    }

    private static int toldStatus(ErrorKind kind, int status) {
        return switch (kind) {
            case UPSTREAM_REJECTED -> status;
            case UPSTREAM_AUTHENTICATION -> status == 403 || status == 412 ? 403 : 401;
            case CONTEXT_TOO_LONG -> status == 413 ? 413 : 400;
            case UPSTREAM_ERROR -> status == 500 || status == 409 ? status : 502;
            default -> kind.status();
        };
    }

    /** A code that is only a number says nothing that the status does not say; it is kept where we have no word of our own. */
    private static @Nullable String toldCode(ErrorKind kind, @Nullable String code) {
        if (code == null) {
            return kind.code();
        }
        boolean number = code.chars().allMatch(c -> c >= '0' && c <= '9');
        boolean ours = kind == ErrorKind.CONTEXT_TOO_LONG
                || kind == ErrorKind.UPSTREAM_NOT_FOUND
                || (kind == ErrorKind.CONTENT_FILTER && !code.equals("content_policy_violation"));
        return kind.code() != null && (number || ours) ? kind.code() : code;
    }

    /** OpenAI's types are words; a sentence or a class name would confuse a client more than our own word. */
    private static boolean isWord(String type) {
        return type.chars().allMatch(c -> (c >= 'a' && c <= 'z') || c == '_') && !type.equals("null");
    }

    private static String lower(@Nullable String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }

    private static boolean any(String text, String[] words) {
        for (String word : words) {
            if (text.contains(word)) {
                return true;
            }
        }
        return false;
    }
}
