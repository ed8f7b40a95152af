package dev.pointsman.api;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import java.util.Arrays;
import java.util.List;

/** Names of fields and words that the scan of a request looks for, as bytes. */
final class Names {
    static final byte[] INCLUDE_USAGE = JsonText.ascii("include_usage");
    static final byte[] TYPE = JsonText.ascii("type");
    static final byte[] FORMAT = JsonText.ascii("format");
    static final byte[] JSON_SCHEMA = JsonText.ascii("json_schema");
    static final byte[] OUTPUT_LOGPROBS = JsonText.ascii("message.output_text.logprobs");
    static final byte[] USER_ID = JsonText.ascii("user_id");
    static final byte[] AUDIO = JsonText.ascii("audio");
    static final byte[] ROLE = JsonText.ascii("role");
    static final byte[] CONTENT = JsonText.ascii("content");
    static final byte[] INPUT = JsonText.ascii("input");
    static final byte[] OUTPUT = JsonText.ascii("output");
    static final byte[] ARGUMENTS = JsonText.ascii("arguments");
    static final byte[] THINKING = JsonText.ascii("thinking");
    static final byte[] TEXT = JsonText.ascii("text");
    static final byte[] REFUSAL = JsonText.ascii("refusal");
    static final byte[] TOOL_CALLS = JsonText.ascii("tool_calls");
    static final byte[] IMAGE_URL = JsonText.ascii("image_url");
    static final byte[] IMAGE = JsonText.ascii("image");
    static final byte[] INPUT_IMAGE = JsonText.ascii("input_image");
    static final byte[] INPUT_AUDIO = JsonText.ascii("input_audio");
    static final byte[] FILE = JsonText.ascii("file");
    static final byte[] INPUT_FILE = JsonText.ascii("input_file");
    static final byte[] DOCUMENT = JsonText.ascii("document");
    static final byte[] USER = JsonText.ascii("user");
    static final byte[] SYSTEM = JsonText.ascii("system");
    static final byte[] DEVELOPER = JsonText.ascii("developer");

    /** Top-level fields that are read, and common ones whose names need no new string; at most 64, as a field's position is a bit. */
    private static final String[] KNOWN = {
        "model",
        "messages",
        "stream",
        "stream_options",
        "max_tokens",
        "max_completion_tokens",
        "n",
        "tools",
        "functions",
        "parallel_tool_calls",
        "response_format",
        "logprobs",
        "user",
        "metadata",
        "modalities",
        "audio",
        "prompt",
        "input",
        "query",
        "documents",
        "temperature",
        "top_p",
        "stop",
        "tool_choice",
        "reasoning_effort",
        "seed",
        "encoding_format",
        "dimensions",
        "store",
        "presence_penalty",
        "frequency_penalty",
        "top_logprobs",
        "logit_bias",
        "service_tier",
        "voice",
        "size",
        "system",
        "instructions",
        "max_output_tokens",
        "output_config",
        "output_format",
        "text",
        "include",
        "previous_response_id",
        "conversation",
        "thinking",
        "reasoning"
    };

    private static final byte[][] KNOWN_BYTES = bytesOf(KNOWN);
    private static final int[][] BUCKETS = bucketsOf(KNOWN_BYTES);

    private Names() {}

    /** Number of the top-level field whose name the cursor is at; -1 where it is not known. */
    static int known(JsonCursor cursor) {
        if (cursor.nameEscaped()) {
            return List.of(KNOWN).indexOf(cursor.name());
        }
        for (int i : BUCKETS[bucket(cursor.nameFirst(), cursor.nameLength())]) {
            if (cursor.nameIs(KNOWN_BYTES[i])) {
                return i;
            }
        }
        return -1;
    }

    static String of(int known) {
        return KNOWN[known];
    }

    /** Numbers of the known fields, by first byte and length. */
    private static int[][] bucketsOf(byte[][] names) {
        int[][] buckets = new int[64][0];
        for (int i = 0; i < names.length; i++) {
            int at = bucket(names[i][0], names[i].length);
            buckets[at] = Arrays.copyOf(buckets[at], buckets[at].length + 1);
            buckets[at][buckets[at].length - 1] = i;
        }
        return buckets;
    }

    private static int bucket(int first, int length) {
        return (first + length * 7) & 63;
    }

    private static byte[][] bytesOf(String[] names) {
        byte[][] all = new byte[names.length][];
        for (int i = 0; i < names.length; i++) {
            all[i] = JsonText.ascii(names[i]);
        }
        return all;
    }
}
