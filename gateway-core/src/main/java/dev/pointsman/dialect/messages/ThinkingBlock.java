package dev.pointsman.dialect.messages;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;

/** Where the parts of one element of {@code thinking_blocks} stand in its bytes, as contents of JSON strings. */
record ThinkingBlock(boolean redacted, int textFrom, int textTo, int signatureFrom, int signatureTo) {
    private static final byte[] TYPE = JsonText.ascii("type");
    private static final byte[] REDACTED = JsonText.ascii("redacted_thinking");
    private static final byte[] THINKING = JsonText.ascii("thinking");
    private static final byte[] SIGNATURE = JsonText.ascii("signature");

    static ThinkingBlock of(byte[] json) {
        JsonCursor cursor = new JsonCursor(json);
        boolean redacted = false;
        int[] at = new int[4];
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.peek() != '"') {
                cursor.skipValue();
                continue;
            }
            boolean type = cursor.nameIs(TYPE);
            int part = cursor.nameIs(THINKING) ? 0 : cursor.nameIs(SIGNATURE) ? 2 : -1;
            cursor.skipString();
            redacted |= type && cursor.textIs(REDACTED);
            if (part >= 0) {
                at[part] = cursor.textStart();
                at[part + 1] = cursor.textEnd();
            }
        }
        return new ThinkingBlock(redacted, at[0], at[1], at[2], at[3]);
    }
}
