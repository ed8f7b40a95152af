package dev.pointsman.providers.openai.responses;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;

/**
 * One item of a response's {@code output}; reused for item after item. Ranges are those of the array read: contents of strings still escaped, lists
 * with their brackets; an empty range is nothing.
 */
final class ItemScan {
    /** Kinds of items; {@code OTHER} are those of hosted tools, and what is not known. */
    enum Kind {
        MESSAGE,
        FUNCTION_CALL,
        CUSTOM_CALL,
        REASONING,
        OTHER
    }

    private static final byte[] TYPE = JsonText.ascii("type");
    private static final byte[] ID = JsonText.ascii("id");
    private static final byte[] CALL_ID = JsonText.ascii("call_id");
    private static final byte[] NAME = JsonText.ascii("name");
    private static final byte[] ARGUMENTS = JsonText.ascii("arguments");
    private static final byte[] INPUT = JsonText.ascii("input");
    private static final byte[] CONTENT = JsonText.ascii("content");
    private static final byte[] SUMMARY = JsonText.ascii("summary");
    private static final byte[] ENCRYPTED = JsonText.ascii("encrypted_content");
    private static final byte[] PHASE = JsonText.ascii("phase");
    private static final byte[][] TYPES = {
        JsonText.ascii("message"),
        JsonText.ascii("function_call"),
        JsonText.ascii("custom_tool_call"),
        JsonText.ascii("reasoning")
    };
    private static final Kind[] KINDS = Kind.values();

    Kind kind = Kind.OTHER;
    String id = "";
    String callId = "";
    String name = "";
    String phase = "";
    /** Arguments of a function as text, or the input of a custom tool. */
    int givenFrom;

    int givenTo;
    /** The arguments came as an object instead, which this is the range of. */
    boolean object;

    int contentFrom;
    int contentTo;
    int summaryFrom;
    int summaryTo;
    int encryptedFrom;
    int encryptedTo;

    /** Consumes the object the cursor is at. */
    void read(JsonCursor cursor) {
        clear();
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '"') {
                text(cursor);
            } else if (first == '[') {
                list(cursor);
            } else {
                boolean arguments = first == '{' && cursor.nameIs(ARGUMENTS);
                int start = cursor.offset();
                cursor.skipValue();
                if (arguments) {
                    object = true;
                    givenFrom = start;
                    givenTo = cursor.offset();
                }
            }
        }
        if (callId.isEmpty()) {
            callId = id;
        }
    }

    private void clear() {
        kind = Kind.OTHER;
        id = "";
        callId = "";
        name = "";
        phase = "";
        object = false;
        givenTo = givenFrom;
        contentTo = contentFrom;
        summaryTo = summaryFrom;
        encryptedTo = encryptedFrom;
    }

    private void text(JsonCursor cursor) {
        if (cursor.nameIs(TYPE)) {
            cursor.skipString();
            for (int i = 0; i < TYPES.length; i++) {
                kind = cursor.textIs(TYPES[i]) ? KINDS[i] : kind;
            }
        } else if (cursor.nameIs(ID)) {
            id = cursor.string();
        } else if (cursor.nameIs(CALL_ID)) {
            callId = cursor.string();
        } else if (cursor.nameIs(NAME)) {
            name = cursor.string();
        } else if (cursor.nameIs(PHASE)) {
            phase = cursor.string();
        } else {
            boolean given = cursor.nameIs(ARGUMENTS) || cursor.nameIs(INPUT);
            boolean encrypted = cursor.nameIs(ENCRYPTED);
            cursor.skipString();
            if (given) {
                givenFrom = cursor.textStart();
                givenTo = cursor.textEnd();
            } else if (encrypted) {
                encryptedFrom = cursor.textStart();
                encryptedTo = cursor.textEnd();
            }
        }
    }

    private void list(JsonCursor cursor) {
        boolean content = cursor.nameIs(CONTENT);
        boolean summary = cursor.nameIs(SUMMARY);
        int start = cursor.offset();
        cursor.skipValue();
        if (content) {
            contentFrom = start;
            contentTo = cursor.offset();
        } else if (summary) {
            summaryFrom = start;
            summaryTo = cursor.offset();
        }
    }
}
