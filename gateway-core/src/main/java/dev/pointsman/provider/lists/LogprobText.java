package dev.pointsman.provider.lists;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.chat.JsonBytes;

/** Log probabilities of a form close to OpenAI's, as elements of {@code logprobs.content}: what may be left out there is filled in. */
public final class LogprobText {
    private static final byte[] TOKEN = JsonText.ascii("token");
    private static final byte[] LOGPROB = JsonText.ascii("logprob");
    private static final byte[] BYTES = JsonText.ascii("bytes");
    private static final byte[] TOP = JsonText.ascii("top_logprobs");

    private final byte[] array;
    private final JsonCursor cursor;
    private final JsonBytes out = new JsonBytes();

    private LogprobText(byte[] array, int from, int to) {
        this.array = array;
        this.cursor = new JsonCursor(array, from, to);
    }

    /** Of a JSON array already known to be well-formed; elements with commas between them. */
    public static byte[] elements(byte[] array, int from, int to) {
        LogprobText text = new LogprobText(array, from, to);
        text.list(true);
        return text.out.take();
    }

    private void list(boolean outer) {
        boolean first = true;
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() != '{') {
                cursor.skipValue();
                continue;
            }
            out.add(first ? "" : ",");
            first = false;
            element(outer);
        }
    }

    private void element(boolean outer) {
        int tokenFrom = 0;
        int tokenTo = 0;
        int logprobFrom = 0;
        int logprobTo = 0;
        int bytesFrom = 0;
        int bytesTo = 0;
        int topFrom = 0;
        int topTo = 0;
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            int start = cursor.offset();
            boolean token = first == '"' && cursor.nameIs(TOKEN);
            boolean logprob = cursor.nameIs(LOGPROB);
            boolean bytes = first == '[' && cursor.nameIs(BYTES);
            boolean top = first == '[' && cursor.nameIs(TOP);
            cursor.skipValue();
            int end = cursor.offset();
            if (token) {
                tokenFrom = start;
                tokenTo = end;
            } else if (logprob) {
                logprobFrom = start;
                logprobTo = end;
            } else if (bytes) {
                bytesFrom = start;
                bytesTo = end;
            } else if (top) {
                topFrom = start;
                topTo = end;
            }
        }
        out.add("{\"token\":");
        value(tokenFrom, tokenTo, "\"\"");
        out.add(",\"logprob\":");
        value(logprobFrom, logprobTo, "-9999.0");
        out.add(",\"bytes\":");
        value(bytesFrom, bytesTo, "null");
        if (outer) {
            out.add(",\"top_logprobs\":[");
            if (topTo > topFrom) {
                out.add(new LogprobText(array, topFrom, topTo).inner());
            }
            out.add("]");
        }
        out.add("}");
    }

    private byte[] inner() {
        list(false);
        return out.take();
    }

    private void value(int from, int to, String otherwise) {
        if (to > from) {
            out.add(array, from, to);
        } else {
            out.add(otherwise);
        }
    }
}
