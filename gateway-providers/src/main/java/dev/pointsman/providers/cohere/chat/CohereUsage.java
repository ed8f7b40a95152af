package dev.pointsman.providers.cohere.chat;

import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;

/**
 * Tokens as Cohere tells them: {@code tokens} are those that were processed, its own preamble among them; {@code billed_units} are those that are
 * paid for. Either may be missing, and then the other stands for both. The last value told of each holds.
 */
public final class CohereUsage {
    private static final byte[] BILLED = JsonText.ascii("billed_units");
    private static final byte[] TOKENS = JsonText.ascii("tokens");
    private static final byte[] CACHED = JsonText.ascii("cached_tokens");
    private static final byte[] INPUT = JsonText.ascii("input_tokens");
    private static final byte[] OUTPUT = JsonText.ascii("output_tokens");
    private static final long UNKNOWN = -1;

    private long input = UNKNOWN;
    private long output = UNKNOWN;
    private long billedInput = UNKNOWN;
    private long billedOutput = UNKNOWN;
    private long cached;

    /** Consumes the value the cursor is at: {@code usage} of a chat, {@code meta} of a list; anything but an object tells nothing. */
    public void read(JsonCursor cursor) {
        if (cursor.peek() != '{') {
            cursor.skipValue();
            return;
        }
        cursor.beginObject();
        while (cursor.nextField()) {
            boolean object = cursor.peek() == '{';
            if (object && cursor.nameIs(TOKENS)) {
                tokens(cursor);
            } else if (object && cursor.nameIs(BILLED)) {
                billed(cursor);
            } else if (cursor.nameIs(CACHED)) {
                cached = cursor.count(cached);
            } else {
                cursor.skipValue();
            }
        }
    }

    private void tokens(JsonCursor cursor) {
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.nameIs(INPUT)) {
                input = cursor.count(input);
            } else if (cursor.nameIs(OUTPUT)) {
                output = cursor.count(output);
            } else {
                cursor.skipValue();
            }
        }
    }

    private void billed(JsonCursor cursor) {
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.nameIs(INPUT)) {
                billedInput = cursor.count(billedInput);
            } else if (cursor.nameIs(OUTPUT)) {
                billedOutput = cursor.count(billedOutput);
            } else {
                cursor.skipValue();
            }
        }
    }

    /** Whether any was told. */
    public boolean told() {
        return input >= 0 || output >= 0 || billedInput >= 0 || billedOutput >= 0;
    }

    /** As far as told; what was not is 0. */
    public Usage usage() {
        long prompt = Math.max(0, input >= 0 ? input : billedInput);
        long completion = Math.max(0, output >= 0 ? output : billedOutput);
        long read = Math.min(cached, prompt);
        Usage processed = new Usage(prompt - read, read, 0, completion, 0);
        boolean billed = billedInput >= 0 || billedOutput >= 0;
        return billed
                ? processed.billedAs(new Usage(Math.max(0, billedInput), 0, 0, Math.max(0, billedOutput), 0))
                : processed;
    }
}
