package dev.pointsman.providers.ollama;

import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What one line of a stream, or a whole reply, says; reused for line after line. Ranges are those of the array read, contents of strings still
 * escaped; an empty range is nothing. Usage is kept over all lines.
 */
final class LineScan {
    private static final byte[] MODEL = ascii("model");
    private static final byte[] CREATED = ascii("created_at");
    private static final byte[] MESSAGE = ascii("message");
    private static final byte[] CONTENT = ascii("content");
    private static final byte[] THINKING = ascii("thinking");
    private static final byte[] CALLS = ascii("tool_calls");
    private static final byte[] DONE = ascii("done");
    private static final byte[] REASON = ascii("done_reason");
    private static final byte[] PROMPT_TOKENS = ascii("prompt_eval_count");
    private static final byte[] TOKENS = ascii("eval_count");
    private static final byte[] LOGPROBS = ascii("logprobs");
    private static final byte[] ERROR = ascii("error");
    private static final long MOST = 1_000_000_000_000L;

    private final JsonCursor cursor = new JsonCursor(new byte[0]);

    int contentFrom;
    int contentTo;
    int thinkingFrom;
    int thinkingTo;
    int callsFrom;
    int callsTo;
    int logprobsFrom;
    int logprobsTo;
    boolean hasMessage;
    boolean done;
    boolean error;
    String doneReason = "";
    String model = "";
    String created = "";
    private long promptTokens;
    private long tokens;
    private boolean counted;

    /** Throws {@link JsonCursor.Malformed} for what is no JSON object. */
    void read(byte[] array, int from, int to) {
        clear();
        cursor.reset(array, from, to);
        cursor.beginObject();
        while (cursor.nextField()) {
            field(cursor.peek());
        }
        cursor.finish();
    }

    private void clear() {
        contentTo = contentFrom;
        thinkingTo = thinkingFrom;
        callsTo = callsFrom;
        logprobsTo = logprobsFrom;
        hasMessage = false;
        done = false;
        error = false;
    }

    private void field(int first) {
        if (first == '{' && cursor.nameIs(MESSAGE)) {
            message();
        } else if (first == '"') {
            text();
        } else if (first >= '0' && first <= '9' && (cursor.nameIs(TOKENS) || cursor.nameIs(PROMPT_TOKENS))) {
            count();
        } else if (cursor.nameIs(DONE)) {
            done = cursor.isTrue();
        } else if (first == '[' && cursor.nameIs(LOGPROBS)) {
            logprobsFrom = cursor.offset();
            cursor.skipValue();
            logprobsTo = cursor.offset();
        } else {
            error |= first != 'n' && cursor.nameIs(ERROR);
            cursor.skipValue();
        }
    }

    private void text() {
        if (cursor.nameIs(CREATED) && created.isEmpty()) {
            created = cursor.string();
        } else if (cursor.nameIs(MODEL) && model.isEmpty()) {
            model = cursor.string();
        } else if (cursor.nameIs(REASON)) {
            doneReason = cursor.string();
        } else {
            error |= cursor.nameIs(ERROR);
            cursor.skipValue();
        }
    }

    private void count() {
        counted = true;
        if (cursor.nameIs(TOKENS)) {
            tokens = Math.min(cursor.number(), MOST);
        } else {
            promptTokens = Math.min(cursor.number(), MOST);
        }
    }

    private void message() {
        hasMessage = true;
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            int start = cursor.offset();
            boolean content = first == '"' && cursor.nameIs(CONTENT);
            boolean thinking = first == '"' && cursor.nameIs(THINKING);
            boolean calls = first == '[' && cursor.nameIs(CALLS);
            cursor.skipValue();
            if (content) {
                contentFrom = cursor.textStart();
                contentTo = cursor.textEnd();
            } else if (thinking) {
                thinkingFrom = cursor.textStart();
                thinkingTo = cursor.textEnd();
            } else if (calls) {
                callsFrom = start;
                callsTo = cursor.offset();
            }
        }
    }

    /** Null where none was told. Prompt tokens are left out where the server had the whole prompt in its cache. */
    @Nullable
    Usage usage() {
        return counted ? new Usage(promptTokens, 0, 0, tokens, 0) : null;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
