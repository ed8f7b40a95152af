package dev.pointsman.providers.openai.reply;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.provider.chat.JsonBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one choice of a stream, in OpenAI's form: numbered from 0 in the order they come; id, type and name once, with the first delta;
 * arguments a string that adds up to an object.
 *
 * <p>Which call a delta belongs to: a new id opens one, whatever the index says; a known id or index leads to its call; without either, a name
 * opens one and all else goes to the last. Where that fits what the provider wrote, its bytes stay.
 */
final class CallDeltas {
    private static final int MAX_CALLS = 1024;

    private final IntFunction<String> ids;
    private final CallDelta delta = new CallDelta();
    private final List<OpenCall> calls = new ArrayList<>(2);
    private final JsonBytes elements = new JsonBytes();
    private @Nullable OpenCall last;
    private int told;
    private boolean amiss;

    /** {@code ids} makes the id of the call of that number, where the provider gives none. */
    CallDeltas(IntFunction<String> ids) {
        this.ids = ids;
    }

    /** Whether any call has been told. */
    boolean called() {
        return told > 0;
    }

    /** Takes the list the cursor is at. True where it must give way to {@link #elements}. */
    boolean read(byte[] array, JsonCursor cursor) {
        amiss = false;
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() == '{') {
                delta.read(array, cursor);
                element(array);
            } else {
                cursor.skipValue();
                amiss = true;
            }
        }
        return amiss;
    }

    /** The choice has ended: tells what was held, and an empty object where a call got no arguments. True where that adds to {@link #elements}. */
    boolean finish() {
        int before = elements.length();
        for (OpenCall call : calls) {
            if (!call.told()) {
                if (call.name == null && call.id == null && !call.hasHeld()) {
                    continue;
                }
                if (call.name == null) {
                    throw new GatewayException(ErrorKind.UPSTREAM_ERROR, "the provider sent a call without a name");
                }
                tell(call, new byte[0]);
            }
            more(call, call.take(true), new byte[0]);
        }
        return elements.length() > before;
    }

    /** What was read or finished since the last time, as the list's elements; may be empty. */
    byte[] elements() {
        return elements.take();
    }

    private void element(byte[] array) {
        if (delta.custom) {
            customCall();
            return;
        }
        OpenCall call = target();
        last = call;
        boolean first = !call.told();
        if (first) {
            call.name = call.name == null ? delta.name : call.name;
            call.id = call.id == null ? delta.id : call.id;
        }
        if (delta.hasText()) {
            amiss |= array[delta.argumentsStart] != '"';
            call.argue(array, delta.argumentsStart, delta.argumentsEnd);
        }
        byte[] extras = delta.extras.take();
        if (first) {
            boolean idDue = call.id == null && !call.hasHeld();
            if (call.name == null || idDue) {
                amiss = true;
                return;
            }
            amiss |= delta.id == null || delta.name == null || !delta.typed || !delta.hasText() || call.wrapped();
            tell(call, extras);
        } else {
            amiss |= delta.id != null || delta.name != null || delta.hollow || call.wrapped();
            more(call, call.take(false), extras);
        }
        amiss |= delta.index != call.number;
    }

    private OpenCall target() {
        OpenCall at = delta.index < 0 ? null : byIndex(delta.index);
        if (delta.id != null) {
            return ofId(delta.id, at);
        }
        OpenCall candidate = at;
        if (at == null && (delta.index < 0 || delta.name == null)) {
            candidate = last;
        }
        return candidate == null || beginsAnother(candidate) ? opened() : candidate;
    }

    private OpenCall ofId(String id, @Nullable OpenCall at) {
        OpenCall same = byId(id);
        if (same != null) {
            boolean twin = delta.name != null && delta.index >= 0 && at == null && same.told();
            if (twin) {
                delta.id = null;
                return opened();
            }
            return same;
        }
        if (at == null) {
            return opened();
        }
        boolean late = at.id == null && (!at.told() || delta.name == null);
        boolean changing = at.name != null && delta.name == null && delta.hasText();
        return late || changing ? at : opened();
    }

    /** Whether a delta without an id begins another call, as its name tells. */
    private boolean beginsAnother(OpenCall call) {
        if (delta.name == null || call.name == null) {
            return false;
        }
        return !call.name.equals(delta.name) || call.complete();
    }

    private OpenCall opened() {
        if (calls.size() == MAX_CALLS) {
            throw new GatewayException(ErrorKind.UPSTREAM_ERROR, "the provider sent too many calls");
        }
        for (OpenCall each : calls) {
            if (!each.told() && each.name != null) {
                amiss = true;
                tell(each, new byte[0]);
            }
        }
        OpenCall call = new OpenCall(delta.index);
        calls.add(call);
        return call;
    }

    /** The latest of that index. */
    private @Nullable OpenCall byIndex(long index) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            if (calls.get(i).index == index) {
                return calls.get(i);
            }
        }
        return null;
    }

    private @Nullable OpenCall byId(String id) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            if (id.equals(calls.get(i).id)) {
                return calls.get(i);
            }
        }
        return null;
    }

    /** The first delta of a call, with what is known of its arguments. */
    private void tell(OpenCall call, byte[] extras) {
        call.number = told++;
        String id = call.id;
        String shown = id == null ? ids.apply(call.number) : id;
        byte[] text = call.take(false);
        comma().add("{\"index\":").add(call.number).add(",\"id\":").quote(shown);
        elements.add(",\"type\":\"function\",\"function\":{\"name\":")
                .quote(call.name == null ? "" : call.name)
                .add(",\"arguments\":\"")
                .add(text)
                .add("\"}")
                .add(extras)
                .add("}");
    }

    private void more(OpenCall call, byte[] text, byte[] extras) {
        if (text.length > 0 || extras.length > 0) {
            comma().add("{\"index\":").add(call.number);
            if (text.length > 0) {
                elements.add(",\"function\":{\"arguments\":\"").add(text).add("\"}");
            }
            elements.add(extras).add("}");
        }
    }

    /** Calls of custom tools come from OpenAI's own models, in order; only the index is ours. */
    private void customCall() {
        OpenCall known = delta.index < 0 ? null : byIndex(delta.index);
        OpenCall call = known == null ? opened() : known;
        last = call;
        boolean first = !call.told();
        if (first) {
            call.number = told++;
            call.argued = true;
            call.name = "";
        }
        amiss |= delta.index != call.number;
        comma().add("{\"index\":").add(call.number);
        if (delta.id != null) {
            call.id = delta.id;
            elements.add(",\"id\":").quote(delta.id);
        }
        if (delta.typed) {
            elements.add(",\"type\":\"custom\"");
        }
        elements.add(delta.extras.take()).add("}");
    }

    private JsonBytes comma() {
        return elements.isEmpty() ? elements : elements.add(",");
    }
}
