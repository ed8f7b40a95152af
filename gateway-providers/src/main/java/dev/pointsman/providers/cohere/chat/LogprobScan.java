package dev.pointsman.providers.cohere.chat;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.chat.JsonBytes;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Log probabilities of a piece of text. Cohere tells them for pieces of one or more tokens: {@code {text, token_ids, logprobs}}; OpenAI's list has
 * one element a token, and gets one a piece, with the sum, which is the log probability of the piece.
 */
final class LogprobScan {
    private static final byte[] TEXT = JsonText.ascii("text");
    private static final byte[] LOGPROBS = JsonText.ascii("logprobs");

    /** Consumes the object the cursor is at; gives one element of OpenAI's {@code logprobs.content}. */
    byte[] read(JsonCursor cursor) {
        String text = "";
        double sum = 0;
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '"' && cursor.nameIs(TEXT)) {
                text = cursor.string();
            } else if (first == '[' && cursor.nameIs(LOGPROBS)) {
                sum = sum(cursor);
            } else {
                cursor.skipValue();
            }
        }
        JsonBytes element = new JsonBytes().add("{\"token\":").quote(text).add(",\"logprob\":");
        element.add(String.format(Locale.ROOT, "%.6f", sum)).add(",\"bytes\":[");
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < utf8.length; i++) {
            element.add(i == 0 ? "" : ",").add(utf8[i] & 0xff);
        }
        return element.add("],\"top_logprobs\":[]}").take();
    }

    private static double sum(JsonCursor cursor) {
        double sum = 0;
        cursor.beginArray();
        while (cursor.nextElement()) {
            int first = cursor.peek();
            boolean number = first == '-' || (first >= '0' && first <= '9');
            if (number) {
                sum += cursor.decimal();
            } else {
                cursor.skipValue();
            }
        }
        return sum;
    }
}
