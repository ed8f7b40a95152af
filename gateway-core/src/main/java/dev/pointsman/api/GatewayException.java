package dev.pointsman.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request that fails, with all that its answer needs. Made where the cause is known, answered in one place.
 *
 * <p>The message is for the client: it never holds a key, a prompt or an upstream body beyond the provider's own error message.
 * Only {@link ErrorKind#INTERNAL} carries a stack trace.
 */
public final class GatewayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorKind kind;
    private final int status;
    private final String type;
    private final @Nullable String code;
    private final @Nullable String param;
    private final @Nullable Duration retryAfter;
    private final boolean quoting;

    public GatewayException(ErrorKind kind, String message) {
        this(kind, message, (Throwable) null);
    }

    public GatewayException(ErrorKind kind, String message, @Nullable Throwable cause) {
        super(message, cause, false, kind == ErrorKind.INTERNAL);
        this.kind = kind;
        this.status = kind.status();
        this.type = kind.type();
        this.code = kind.code();
        this.param = null;
        this.retryAfter = null;
        this.quoting = false;
    }

    private GatewayException(
            GatewayException from,
            int status,
            String type,
            @Nullable String code,
            @Nullable String param,
            @Nullable Duration retryAfter,
            boolean quoting) {
        super(from.getMessage(), from.getCause(), false, false);
        this.kind = from.kind;
        this.status = status;
        this.type = type;
        this.code = code;
        this.param = param;
        this.retryAfter = retryAfter;
        this.quoting = quoting;
    }

    /** The same failure with a closer {@code error.code}. */
    public GatewayException withCode(@Nullable String closer) {
        return new GatewayException(this, status, type, closer, param, retryAfter, quoting);
    }

    /** The same failure naming the request field that caused it, as {@code error.param}. */
    public GatewayException withParam(@Nullable String field) {
        return new GatewayException(this, status, type, code, field, retryAfter, quoting);
    }

    /** The same failure with the provider's own status and type. */
    public GatewayException withStatus(int closer, String closerType) {
        return new GatewayException(this, closer, closerType, code, param, retryAfter, quoting);
    }

    /** The same failure with the wait before another try makes sense, sent as {@code Retry-After}. */
    public GatewayException withRetryAfter(@Nullable Duration wait) {
        return new GatewayException(this, status, type, code, param, wait, quoting);
    }

    /** The same failure, its message being the provider's own words: they may repeat the prompt. */
    public GatewayException quotingProvider() {
        return new GatewayException(this, status, type, code, param, retryAfter, true);
    }

    /** The same failure with what it came of, for records. */
    public GatewayException because(Throwable cause) {
        GatewayException same = new GatewayException(kind, text(), cause)
                .withStatus(status, type)
                .withCode(code)
                .withParam(param)
                .withRetryAfter(retryAfter);
        return quoting ? same.quotingProvider() : same;
    }

    public ErrorKind kind() {
        return kind;
    }

    public int status() {
        return status;
    }

    public String type() {
        return type;
    }

    public @Nullable String code() {
        return code;
    }

    public @Nullable String param() {
        return param;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** Whether the message is the provider's own words; those go to the client, but not to a log. */
    public boolean quotesProvider() {
        return quoting;
    }

    /** The message; never null for this exception. */
    public String text() {
        String message = getMessage();
        return message == null ? kind.name() : message;
    }
}
