package dev.pointsman.dialect.responses;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.chat.JsonBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A call of a tool while its arguments come. The input of a custom tool is told in one piece: a provider that has no such tools gives it as
 * the arguments {@code {"input": "…"}}, which shows only at the end.
 */
final class CallItem {
    private static final byte[] INPUT = JsonText.ascii("input");
    private static final byte[] NOTHING = {};
    private static final byte[] NO_ARGUMENTS = JsonText.ascii("{}");

    private final Place place;
    private final byte[] told;
    private final String callId;
    private final String name;
    private final boolean custom;
    private final byte @Nullable [] extra;
    private final EventWriter events;
    /** The contents of a JSON string. */
    private final JsonBytes arguments = new JsonBytes();

    private boolean closed;

    /** @param extra {@code extra_content} of the call, to be sent back one day */
    CallItem(Place place, String callId, String name, boolean custom, byte @Nullable [] extra, EventWriter events) {
        this.place = place;
        this.told = place.told();
        this.callId = callId;
        this.name = name;
        this.custom = custom;
        this.extra = extra;
        this.events = events;
        events.item("response.output_item.added", place.index(), item("in_progress", NOTHING));
    }

    int index() {
        return place.index();
    }

    void arguments(byte[] array, int from, int to) {
        arguments.add(array, from, to);
        if (!custom) {
            delta("response.function_call_arguments.delta", array, from, to);
        }
    }

    private void delta(String type, byte[] array, int from, int to) {
        events.begin(type).add(told).add(",\"delta\":\"").add(array, from, to).add("\"");
        events.end();
    }

    boolean closed() {
        return closed;
    }

    /** Whether the arguments are one JSON object as they are, so that nothing can be missing. */
    boolean complete() {
        byte[] text = text(arguments.copy());
        JsonCursor cursor = new JsonCursor(text);
        if (cursor.peek() != '{') {
            return false;
        }
        try {
            cursor.skipValue();
            cursor.finish();
            return true;
        } catch (JsonCursor.Malformed unfinished) {
            return false;
        }
    }

    private static byte[] text(byte[] contents) {
        return JsonText.unescape(contents, 0, contents.length).getBytes(StandardCharsets.UTF_8);
    }

    /** No more arguments follow; returns the item. */
    byte[] close(boolean whole) {
        closed = true;
        byte[] given = arguments.take();
        byte[] all;
        if (custom) {
            all = input(given);
            if (all.length > 0) {
                delta("response.custom_tool_call_input.delta", all, 0, all.length);
            }
            events.begin("response.custom_tool_call_input.done")
                    .add(told)
                    .add(",\"input\":\"")
                    .add(all)
                    .add("\"");
        } else {
            all = given.length == 0 && whole ? NO_ARGUMENTS : given;
            if (given.length == 0 && whole) {
                delta("response.function_call_arguments.delta", all, 0, all.length);
            }
            events.begin("response.function_call_arguments.done")
                    .add(told)
                    .add(",\"name\":")
                    .quote(name)
                    .add(",\"arguments\":\"")
                    .add(all)
                    .add("\"");
        }
        events.end();
        byte[] item = item(whole ? "completed" : "incomplete", all);
        events.item("response.output_item.done", place.index(), item);
        return item;
    }

    /** The text of {@code input} where that is the only argument, else what was given. */
    private static byte[] input(byte[] given) {
        try {
            JsonCursor cursor = new JsonCursor(text(given));
            byte[] found = null;
            cursor.beginObject();
            while (cursor.nextField()) {
                if (found != null || cursor.peek() != '"' || !cursor.nameIs(INPUT)) {
                    return given;
                }
                byte[] quoted = JsonText.quote(cursor.string());
                found = Arrays.copyOfRange(quoted, 1, quoted.length - 1);
            }
            cursor.finish();
            return found == null ? given : found;
        } catch (JsonCursor.Malformed text) {
            return given;
        }
    }

    private byte[] item(String status, byte[] all) {
        JsonBytes item = new JsonBytes()
                .add("{\"id\":\"")
                .add(place.id())
                .add(
                        custom
                                ? "\",\"type\":\"custom_tool_call\",\"status\":\""
                                : "\",\"type\":\"function_call\",\"status\":\"")
                .add(status)
                .add("\",\"call_id\":")
                .quote(callId)
                .add(",\"name\":")
                .quote(name)
                .add(custom ? ",\"input\":\"" : ",\"arguments\":\"")
                .add(all)
                .add("\"");
        if (extra != null) {
            item.add(",\"extra_content\":").add(extra);
        }
        return item.add("}").take();
    }
}
