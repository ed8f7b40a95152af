package dev.pointsman.providers.ollama;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Locale;

/**
 * Ids for an answer and its calls, which Ollama does not give, and its time. Made of the answer's own first moment (in nanoseconds) and its model:
 * the same for the same bytes, different for every answer.
 */
record AnswerIds(String seed) {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    /** {@code created} as the reply tells it: RFC 3339, to the nanosecond. */
    static AnswerIds of(String model, String created) {
        long hash = OFFSET; // FNV-1a, 64 bit
        for (byte b : (model + '\n' + created).getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * PRIME;
        }
        return new AnswerIds(String.format(Locale.ROOT, "%016x", hash));
    }

    String answer() {
        return "chatcmpl-" + seed;
    }

    /** Of a call that has none; {@code number} counts the answer's calls from 0. */
    String call(int number) {
        return "call_" + seed + number;
    }

    /** Unix seconds; {@code otherwise} where it is no time. */
    static long seconds(String created, long otherwise) {
        try {
            return created.isEmpty() ? otherwise : OffsetDateTime.parse(created).toEpochSecond();
        } catch (DateTimeException noTime) {
            return otherwise;
        }
    }
}
