package dev.pointsman.dialect;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.SseDecoder;
import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.UsageScan;

/**
 * The one reader of a chat's reply in OpenAI's form, for all that is rebuilt from it. One for each reply; builds no tree, holds no more than
 * one unfinished event and what calls without a name have brought. Only the first choice counts; what is null, absent or empty says nothing.
 *
 * <p>Throws {@code UPSTREAM_ERROR} for what is not JSON, and for calls that cannot be told apart or have no name.
 */
public final class ChatEvents {
    private static final byte[] NOTHING = {};
    private static final byte[] ID = JsonText.ascii("id");
    private static final byte[] MODEL = JsonText.ascii("model");
    private static final byte[] CHOICES = JsonText.ascii("choices");
    private static final byte[] USAGE = JsonText.ascii("usage");

    private final ChatListener listener;
    private final TokenListener tokens;
    private final SseDecoder events = new SseDecoder(SseDecoder.DEFAULT_MAX_EVENT_BYTES * 2);
    private final JsonCursor cursor = new JsonCursor(NOTHING);
    private final ChoiceScan choice = new ChoiceScan();
    private final ChatCalls calls;
    private boolean begun;

    public ChatEvents(ChatListener listener) {
        this(listener, (array, from, to) -> {});
    }

    public ChatEvents(ChatListener listener, TokenListener tokens) {
        this.listener = listener;
        this.tokens = tokens;
        this.calls = new ChatCalls(listener);
    }

    /** More of a stream of events, split anywhere. */
    public void feed(byte[] bytes) {
        events.feed(bytes);
        while (events.next()) {
            int from = events.dataStart();
            int to = events.dataEnd();
            if (!events.hasData()) {
                listener.alive();
            } else if (to > from && events.array()[from] == '{') {
                read(events.array(), from, to);
            }
        }
    }

    /** All of a reply that is one body. */
    public void whole(byte[] body) {
        read(body, 0, body.length);
        end();
    }

    /** The reply is whole. */
    public void end() {
        calls.end();
    }

    private void read(byte[] array, int from, int to) {
        try {
            if (!begun) {
                begin(array, from, to);
            }
            cursor.reset(array, from, to);
            cursor.beginObject();
            while (cursor.nextField()) {
                int first = cursor.peek();
                if (first == '[' && cursor.nameIs(CHOICES)) {
                    choices(array);
                } else if (first == '{' && cursor.nameIs(USAGE)) {
                    usage();
                } else {
                    cursor.skipValue();
                }
            }
            cursor.finish();
        } catch (JsonCursor.Malformed broken) {
            throw new GatewayException(ErrorKind.UPSTREAM_ERROR, "the provider's answer is not JSON", broken);
        }
    }

    /** Id and model may stand after the choices; some providers send an object without choices first, which begins nothing. */
    private void begin(byte[] array, int from, int to) {
        String id = "";
        String model = "";
        boolean any = false;
        cursor.reset(array, from, to);
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '"' && cursor.nameIs(ID)) {
                id = cursor.string();
            } else if (first == '"' && cursor.nameIs(MODEL)) {
                model = cursor.string();
            } else {
                boolean choices = first == '[' && cursor.nameIs(CHOICES);
                int start = cursor.offset();
                cursor.skipValue();
                any |= choices && cursor.offset() - start > 2;
            }
        }
        if (any) {
            begun = true;
            calls.of(id);
            listener.begun(id, model);
        }
    }

    private void usage() {
        Usage told = UsageScan.read(cursor);
        if (told != null && begun) {
            listener.usage(told);
        }
    }

    private void choices(byte[] array) {
        int place = 0;
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() == '{') {
                choice.read(cursor, place);
                if (choice.index == 0) {
                    choice.tellTokens(array, tokens);
                    choice.tell(array, listener, calls);
                }
            } else {
                cursor.skipValue();
            }
            place++;
        }
    }
}
