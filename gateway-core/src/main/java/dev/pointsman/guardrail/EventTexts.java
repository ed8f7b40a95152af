package dev.pointsman.guardrail;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Finds the texts of a streamed reply's events, in one API's form. Texts that go on over events are told by the name of their channel: one for each text of
 * each choice, block or item, and for each call's arguments. Others are whole in their event. Confined to a loop.
 */
public final class EventTexts {
    /** Hears what an event holds, in its order; places are of the array given. */
    public interface Listener {
        /** A string, its quotes among it; of a channel, or whole where that is "". */
        void text(String channel, int start, int end, String text, boolean json);

        /** Log probabilities, which spell the text. */
        void spelled(int start, int end, byte[] without);

        /** The channels whose names begin so have ended; those of this event end with it. */
        void ended(String prefix);
    }

    private static final String ALL = "";

    private final Endpoint endpoint;
    private final JsonCursor cursor = new JsonCursor(new byte[0]);
    private final JsonCursor inner = new JsonCursor(new byte[0]);
    private byte[] bytes = {};

    private EventTexts(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** Whether an API's streams are understood. */
    public static boolean understands(Endpoint endpoint) {
        return switch (endpoint) {
            case CHAT_COMPLETIONS, COMPLETIONS, MESSAGES, RESPONSES -> true;
            default -> false;
        };
    }

    /**
     * Reads the events of that API.
     *
     * @param endpoint one that is understood
     */
    public static EventTexts of(Endpoint endpoint) {
        return new EventTexts(endpoint);
    }

    /** Reads an event's data. What is no JSON object, such as {@code [DONE]}, ends all channels. */
    public void read(byte[] array, int from, int to, Listener listener) {
        bytes = array;
        cursor.reset(array, from, to);
        if (cursor.peek() != '{') {
            listener.ended(ALL);
            return;
        }
        switch (endpoint) {
            case MESSAGES, RESPONSES -> typed(from, to, listener);
            default -> chat(listener);
        }
    }

    private void chat(Listener listener) {
        List<String> over = new ArrayList<>(1);
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.peek() == '[' && cursor.name().equals("choices")) {
                int place = 0;
                cursor.beginArray();
                while (cursor.nextElement()) {
                    choice(place++, over, listener);
                }
            } else {
                cursor.skipValue();
            }
        }
        over.forEach(listener::ended);
    }

    private void choice(int place, List<String> over, Listener listener) {
        if (cursor.peek() != '{') {
            cursor.skipValue();
            return;
        }
        String channel = number(place) + "/";
        cursor.beginObject();
        while (cursor.nextField()) {
            String name = cursor.name();
            int first = cursor.peek();
            if (first == '"' && name.equals("finish_reason")) {
                cursor.skipValue();
                over.add(channel);
            } else if (name.equals("logprobs")) {
                spelled(listener);
            } else {
                value(channel + name, BodyTexts.noText(name), BodyTexts.isJson(name), listener);
            }
        }
    }

    /** The object's own index, which may stand anywhere in it; the place where it has none. */
    private String number(int place) {
        int start = cursor.offset();
        JsonCursor ahead = new JsonCursor(bytes, start, bytes.length);
        long index = place;
        ahead.beginObject();
        while (ahead.nextField()) {
            if (ahead.name().equals("index")) {
                index = ahead.count(place);
            } else {
                ahead.skipValue();
            }
        }
        return Long.toString(index);
    }

    private void spelled(Listener listener) {
        int first = cursor.peek();
        int start = cursor.offset();
        cursor.skipValue();
        if (first == '{' || first == '[') {
            listener.spelled(start, cursor.offset(), BodyTexts.unspelled(first));
        }
    }

    /** @param channel "" where texts are whole */
    private void value(String channel, boolean silent, boolean json, Listener listener) {
        int first = cursor.peek();
        if (first == '"') {
            cursor.skipString();
            if (!silent) {
                int start = cursor.textStart();
                int end = cursor.textEnd();
                listener.text(channel, start - 1, end + 1, JsonText.unescape(bytes, start, end), json);
            }
        } else if (first == '[') {
            int place = 0;
            cursor.beginArray();
            while (cursor.nextElement()) {
                String own = channel.isEmpty() || cursor.peek() != '{' ? channel : channel + number(place);
                value(own, silent, json, listener);
                place++;
            }
        } else if (first == '{') {
            cursor.beginObject();
            while (cursor.nextField()) {
                String name = cursor.name();
                if (name.equals("logprobs")) {
                    spelled(listener);
                } else {
                    value(
                            channel.isEmpty() ? channel : channel + "/" + name,
                            silent || BodyTexts.noText(name),
                            BodyTexts.isJson(name),
                            listener);
                }
            }
        } else {
            cursor.skipValue();
        }
    }

    /** An event that says what it is, and of which block or item. */
    private void typed(int from, int to, Listener listener) {
        String type = "";
        StringBuilder place = new StringBuilder();
        String item = "";
        inner.reset(bytes, from, to);
        inner.beginObject();
        while (inner.nextField()) {
            switch (inner.name()) {
                case "type" -> type = inner.peek() == '"' ? inner.string() : skipped();
                case "index", "output_index" -> item = inner.count(0) + "/";
                case "content_index", "summary_index" ->
                    place.append(inner.count(0)).append('/');
                default -> inner.skipValue();
            }
        }
        inner.finish();
        if (endpoint == Endpoint.MESSAGES) {
            messages(type, item, listener);
        } else {
            responses(type, item, place.toString(), listener);
        }
    }

    private String skipped() {
        inner.skipValue();
        return "";
    }

    private void messages(String type, String item, Listener listener) {
        boolean delta = type.equals("content_block_delta");
        if (type.equals("content_block_stop") || type.equals("content_block_start")) {
            listener.ended(item);
        } else if (type.startsWith("message_")) {
            listener.ended(ALL);
        }
        fields(delta ? item : "", List.of("delta", "content_block"), listener);
    }

    private void responses(String type, String item, String place, Listener listener) {
        boolean delta = type.endsWith(".delta");
        String kind = type.toLowerCase(Locale.ROOT);
        if (kind.equals("response.completed") || kind.equals("response.incomplete") || kind.equals("response.failed")) {
            listener.ended(ALL);
        } else if (!delta && !item.isEmpty()) {
            listener.ended(item);
        }
        List<String> names = delta
                ? List.of("delta")
                : List.of("text", "part", "item", "arguments", "refusal", "response", "transcript", "code");
        fields(delta ? item + place + kind : "", names, listener);
    }

    private void fields(String channel, List<String> names, Listener listener) {
        cursor.beginObject();
        while (cursor.nextField()) {
            String name = cursor.name();
            if (name.equals("logprobs")) {
                spelled(listener);
            } else if (name.equals("response")) {
                response(listener);
            } else {
                boolean json = BodyTexts.isJson(name) || channel.contains("arguments");
                value(channel, !names.contains(name), json, listener);
            }
        }
    }

    /** Of a response as it is so far only what it has said; what was asked stands beside it. */
    private void response(Listener listener) {
        if (cursor.peek() != '{') {
            cursor.skipValue();
            return;
        }
        cursor.beginObject();
        while (cursor.nextField()) {
            value("", !cursor.name().equals("output"), false, listener);
        }
    }
}
