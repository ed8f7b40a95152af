package dev.pointsman.providers.openai.responses;

import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.UsageScan;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A response object: of a whole reply, or of the events that begin and end a stream. Ranges are those of the array read. */
final class ResponseScan {
    private static final byte[] ID = JsonText.ascii("id");
    private static final byte[] MODEL = JsonText.ascii("model");
    private static final byte[] CREATED = JsonText.ascii("created_at");
    private static final byte[] STATUS = JsonText.ascii("status");
    private static final byte[] DETAILS = JsonText.ascii("incomplete_details");
    private static final byte[] REASON = JsonText.ascii("reason");
    private static final byte[] OUTPUT = JsonText.ascii("output");
    private static final byte[] USAGE = JsonText.ascii("usage");
    private static final byte[] ERROR = JsonText.ascii("error");

    String id = "";
    String model = "";
    long created = -1;
    String status = "";
    String reason = "";
    int outputFrom;
    int outputTo;
    boolean hasOutput;
    int errorFrom;
    int errorTo;

    @Nullable
    Usage usage;

    private @Nullable String tier;

    /** Consumes the object the cursor is at. */
    void read(JsonCursor cursor) {
        outputTo = outputFrom;
        errorTo = errorFrom;
        cursor.beginObject();
        while (cursor.nextField()) {
            field(cursor, cursor.peek());
        }
        usage = usage == null ? null : usage.inTier(tier);
    }

    private void field(JsonCursor cursor, int first) {
        if (UsageScan.isTier(cursor)) {
            tier = UsageScan.tier(cursor);
        } else if (first == '"') {
            text(cursor);
        } else if (first == '[' && cursor.nameIs(OUTPUT)) {
            hasOutput = true;
            outputFrom = cursor.offset();
            cursor.skipValue();
            outputTo = cursor.offset();
        } else if (first == '{' && cursor.nameIs(USAGE)) {
            Usage told = UsageScan.read(cursor);
            usage = told == null ? usage : told;
        } else if (first == '{' && cursor.nameIs(DETAILS)) {
            details(cursor);
        } else if (first >= '0' && first <= '9' && cursor.nameIs(CREATED)) {
            created = cursor.number();
        } else {
            boolean error = first != 'n' && cursor.nameIs(ERROR);
            int start = cursor.offset();
            cursor.skipValue();
            if (error) {
                errorFrom = start;
                errorTo = cursor.offset();
            }
        }
    }

    private void text(JsonCursor cursor) {
        if (cursor.nameIs(ID)) {
            id = cursor.string();
        } else if (cursor.nameIs(MODEL)) {
            model = cursor.string();
        } else if (cursor.nameIs(STATUS)) {
            status = cursor.string();
        } else {
            boolean error = cursor.nameIs(ERROR);
            int start = cursor.offset();
            cursor.skipValue();
            if (error) {
                errorFrom = start;
                errorTo = cursor.offset();
            }
        }
    }

    private void details(JsonCursor cursor) {
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.peek() == '"' && cursor.nameIs(REASON)) {
                reason = cursor.string();
            } else {
                cursor.skipValue();
            }
        }
    }

    boolean failed() {
        return errorTo > errorFrom || status.equals("failed");
    }

    /** The word for why it ended: {@code completed}, or what made it incomplete. */
    String end() {
        return status.equals("incomplete") && !reason.isEmpty() ? reason : status;
    }

    /** The error as a body of its own, as a refusal would have been. */
    byte[] error(byte[] array) {
        String inner = errorTo > errorFrom
                ? new String(array, errorFrom, errorTo - errorFrom, StandardCharsets.UTF_8)
                : "{\"message\":\"the provider's response failed\"}";
        return ("{\"error\":" + inner + "}").getBytes(StandardCharsets.UTF_8);
    }
}
