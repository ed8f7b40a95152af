package dev.pointsman.flow.overload;

import dev.pointsman.api.Headers;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long a client says that it waits for an answer. The libraries of OpenAI and Anthropic tell it with each request: {@code x-stainless-timeout} in all,
 * {@code x-stainless-read-timeout} without a byte (openai-java 4.101, anthropic-java 3.12), in seconds.
 */
final class Patience {
    /** A refusal is told a little before the client leaves. */
    private static final double HEARD = 0.9;

    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(?:\\.\\d{1,9})?");

    private Patience() {}

    /** Nanoseconds from its request on; the most there are where it does not say. */
    static long nanos(Headers headers) {
        return Math.min(nanos(headers.first("x-stainless-timeout")), nanos(headers.first("x-stainless-read-timeout")));
    }

    private static long nanos(@Nullable String seconds) {
        if (seconds == null || !SECONDS.matcher(seconds).matches()) {
            return Long.MAX_VALUE;
        }
        long nanos = (long) (HEARD * 1e9 * Double.parseDouble(seconds));
        return nanos == 0 ? Long.MAX_VALUE : nanos; // to these libraries 0 is no limit
    }
}
