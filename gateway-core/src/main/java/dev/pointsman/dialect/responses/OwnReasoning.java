package dev.pointsman.dialect.responses;

import static dev.pointsman.api.json.JsonText.ascii;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonFields;
import dev.pointsman.provider.chat.JsonBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reasoning items of our own in a request to a provider that speaks the Responses API: a conversation that another provider began. OpenAI
 * refuses a token that is not its own, so they are taken out; all else stays byte for byte.
 */
final class OwnReasoning {
    private static final byte[] TYPE = ascii("type");
    private static final byte[] ID = ascii("id");
    private static final byte[] TOKEN = ascii("encrypted_content");
    private static final byte[] REASONING = ascii("reasoning");
    private static final byte[] OUR_ID = ascii("rs_" + ReasoningToken.ID_MARK);
    private static final byte[] OUR_TOKEN = ascii(ReasoningToken.MARK);

    private final byte[] body;
    private final JsonCursor cursor;

    private OwnReasoning(byte[] body, int from, int to) {
        this.body = body;
        this.cursor = new JsonCursor(body, from, to);
    }

    /** The request itself where there is none. */
    static ApiRequest takenOut(ApiRequest request) {
        JsonFields fields = request.fields();
        int input = fields.indexOf("input");
        byte[] body = request.body();
        if (input < 0 || body[fields.start(input)] != '[') {
            return request;
        }
        byte[] rest = new OwnReasoning(body, fields.start(input), fields.end(input)).rest();
        if (rest.length == 0) {
            return request;
        }
        byte[] edited = request.splice().set("input", rest).apply().toArray();
        return ApiRequest.parse(request.endpoint(), request.path(), request.headers(), edited);
    }

    /** The items without ours; empty where nothing is to be taken out, or nothing would be left. */
    private byte[] rest() {
        List<int[]> kept = new ArrayList<>();
        boolean any = false;
        cursor.beginArray();
        while (cursor.nextElement()) {
            cursor.peek();
            int start = cursor.offset();
            if (ours()) {
                any = true;
            } else {
                kept.add(new int[] {start, cursor.offset()});
            }
        }
        if (!any || kept.isEmpty()) {
            return new byte[0];
        }
        JsonBytes rest = new JsonBytes();
        for (int[] range : kept) {
            rest.add(rest.isEmpty() ? "[" : ",").add(body, range[0], range[1]);
        }
        return rest.add("]").take();
    }

    /** Consumes an item. */
    private boolean ours() {
        if (cursor.peek() != '{') {
            cursor.skipValue();
            return false;
        }
        boolean reasoning = false;
        boolean ours = false;
        cursor.beginObject();
        while (cursor.nextField()) {
            boolean text = cursor.peek() == '"';
            boolean type = text && cursor.nameIs(TYPE);
            byte[] mark = text && cursor.nameIs(ID) ? OUR_ID : OUR_TOKEN;
            boolean marked = mark == OUR_ID || (text && cursor.nameIs(TOKEN));
            cursor.skipValue();
            reasoning |= type && cursor.textIs(REASONING);
            ours |= marked && begins(mark);
        }
        return reasoning && ours;
    }

    /** Whether the string last passed begins so. */
    private boolean begins(byte[] mark) {
        int from = cursor.textStart();
        int to = from + mark.length;
        return to <= cursor.textEnd() && Arrays.equals(body, from, to, mark, 0, mark.length);
    }
}
