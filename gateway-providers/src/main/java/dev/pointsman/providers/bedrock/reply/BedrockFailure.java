package dev.pointsman.providers.bedrock.reply;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.refusal.ErrorReport;
import dev.pointsman.provider.refusal.KeyMask;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a refusal of Bedrock's means, as a reply of its own or as an exception inside a stream: its name counts, then its status. Source:
 * boto/botocore, service model of bedrock-runtime, and AWS General Reference, "Common errors" (2026-08).
 */
public final class BedrockFailure {
    /** Statuses of exceptions, by their names without {@code Exception}, in lower case. */
    private static final Map<String, Integer> STATUSES = Map.ofEntries(
            Map.entry("validation", 400),
            Map.entry("servicequotaexceeded", 400),
            Map.entry("conflict", 409),
            Map.entry("accessdenied", 403),
            Map.entry("unrecognizedclient", 403),
            Map.entry("invalidsignature", 403),
            Map.entry("incompletesignature", 403),
            Map.entry("missingauthenticationtoken", 403),
            Map.entry("invalidclienttokenid", 403),
            Map.entry("signaturedoesnotmatch", 403),
            Map.entry("requestexpired", 403),
            Map.entry("requesttimetooskewed", 403),
            Map.entry("expiredtoken", 403),
            Map.entry("resourcenotfound", 404),
            Map.entry("modeltimeout", 408),
            Map.entry("modelerror", 424),
            Map.entry("modelstreamerror", 424),
            Map.entry("throttling", 429),
            Map.entry("toomanyrequests", 429),
            Map.entry("modelnotready", 429),
            Map.entry("internalserver", 500),
            Map.entry("internalfailure", 500),
            Map.entry("serviceunavailable", 503));

    private static final int NO_STATUS = 0;

    private BedrockFailure() {}

    /** {@code name} of the exception, from the header {@code x-amzn-errortype}; null where that is not there. */
    public static GatewayException of(int status, @Nullable String name, byte[] body, Collection<Secret> secrets) {
        ErrorReport report = KeyMask.mask(ErrorReport.read(body), secrets);
        return of(status, plain(name == null ? report.type() : name), report);
    }

    /** An exception inside a reply of status 200. */
    static GatewayException inBand(@Nullable String name, byte[] body, Collection<Secret> secrets) {
        return of(NO_STATUS, name, body, secrets);
    }

    /** {@code ThrottlingException:http://internal.amazon.com/…}, {@code com.amazon.coral.service#ThrottlingException}: {@code throttling}. */
    public static String plain(@Nullable String name) {
        String plain = name == null ? "" : name.strip();
        int colon = plain.indexOf(':');
        plain = plain.substring(0, colon < 0 ? plain.length() : colon);
        plain = plain.substring(plain.indexOf('#') + 1).toLowerCase(Locale.ROOT);
        return plain.endsWith("exception") ? plain.substring(0, plain.length() - "exception".length()) : plain;
    }

    private static GatewayException of(int told, String name, ErrorReport report) {
        int known = STATUSES.getOrDefault(name, told);
        int status = known == NO_STATUS ? 500 : known;
        String said = report.message();
        ErrorKind kind = kind(status, name, said.toLowerCase(Locale.ROOT));
        GatewayException failure = said.isEmpty()
                ? new GatewayException(kind, "the provider answered with status " + status)
                : new GatewayException(kind, said).quotingProvider();
        return told(failure, status);
    }

    private static ErrorKind kind(int status, String name, String words) {
        if (name.equals("servicequotaexceeded")) {
            return ErrorKind.QUOTA_EXHAUSTED;
        }
        return switch (status) {
            case 400, 422 -> rejected(words);
            case 401, 403 -> ErrorKind.UPSTREAM_AUTHENTICATION;
            case 404 -> ErrorKind.UPSTREAM_NOT_FOUND;
            case 408, 504 -> ErrorKind.UPSTREAM_TIMEOUT;
            case 409, 424 -> ErrorKind.UPSTREAM_ERROR;
            case 429 -> ErrorKind.RATE_LIMITED;
            case 503 -> ErrorKind.UPSTREAM_OVERLOADED;
            default -> status >= 400 && status < 500 ? ErrorKind.UPSTREAM_REJECTED : ErrorKind.UPSTREAM_ERROR;
        };
    }

    private static ErrorKind rejected(String words) {
        boolean tooLong = words.contains("too long")
                || words.contains("too many tokens")
                || words.contains("too many input tokens")
                || words.contains("context window")
                || words.contains("context limit")
                || words.contains("context length");
        boolean noSuchModel = words.contains("on-demand throughput") || words.contains("model identifier is invalid");
        return tooLong
                ? ErrorKind.CONTEXT_TOO_LONG
                : noSuchModel ? ErrorKind.UPSTREAM_NOT_FOUND : ErrorKind.UPSTREAM_REJECTED;
    }

    /** Status and code that OpenAI's clients know. */
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
