package dev.pointsman.dialect.messages;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.dialect.ChatListener.Voice;
import dev.pointsman.provider.chat.JsonBytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of a message as events: numbered from 0 without gaps, one open at a time, each begun, continued and ended. Calls may come interleaved;
 * one that begins before the open one's arguments are whole is held back until they are, up to a bound. A piece for a block that had to be
 * closed is a failure. Confined to one loop.
 */
final class MessageEvents {
    private static final byte[] START =
            JsonText.ascii("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":");
    private static final byte[] DELTA =
            JsonText.ascii("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":");
    private static final byte[] STOP =
            JsonText.ascii("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":");
    private static final byte[] TEXT = JsonText.ascii(",\"delta\":{\"type\":\"text_delta\",\"text\":\"");
    private static final byte[] THOUGHT = JsonText.ascii(",\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"");
    private static final byte[] SIGNATURE = JsonText.ascii(",\"delta\":{\"type\":\"signature_delta\",\"signature\":\"");
    private static final byte[] PARTIAL =
            JsonText.ascii(",\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"");
    private static final byte[] DELTA_END = JsonText.ascii("\"}}\n\n");
    private static final byte[] END = JsonText.ascii("}\n\n");
    private static final byte[] EMPTY_OBJECT = JsonText.ascii("{}");
    private static final int MOST_HELD = 64 * 1024;

    private enum Open {
        NOTHING,
        TEXT,
        THINKING,
        CALL
    }

    private static final class Call {
        private final ArgumentsEnd end = new ArgumentsEnd();
        private final byte[] block;
        private @Nullable JsonBytes held;
        private boolean argued;
        private boolean closed;

        Call(byte[] block) {
            this.block = block;
        }
    }

    private final JsonBytes out;
    private final List<Call> calls = new ArrayList<>(0);
    private Open open = Open.NOTHING;
    private int index = -1;
    /** The call that is open, or was last; those after it are held. */
    private int call = -1;

    private int heldBytes;

    MessageEvents(JsonBytes out) {
        this.out = out;
    }

    /** More text or thought; a refusal is text. */
    void said(Voice voice, byte[] array, int from, int to) {
        if (voice == Voice.REASONING) {
            if (open != Open.THINKING) {
                start(Open.THINKING)
                        .add("{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}")
                        .add(END);
            }
            delta(THOUGHT, array, from, to);
            return;
        }
        if (open != Open.TEXT) {
            start(Open.TEXT).add("{\"type\":\"text\",\"text\":\"\"}").add(END);
        }
        delta(TEXT, array, from, to);
    }

    /** The thought just told is signed. */
    void signed(byte[] array, int from, int to) {
        if (open != Open.THINKING) {
            start(Open.THINKING)
                    .add("{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}")
                    .add(END);
        }
        delta(SIGNATURE, array, from, to);
        close();
    }

    /** A block that comes as a whole. */
    void whole(byte[] block) {
        start(Open.NOTHING).add(block).add(END);
        stop();
    }

    /** The next call, given as its block with empty input; its arguments follow. */
    void call(byte[] block) {
        calls.add(new Call(block));
        if (open != Open.CALL || calls.get(call).end.reached()) {
            open(calls.size() - 1);
        }
    }

    /** More of a call's arguments. */
    void arguments(int number, byte[] array, int from, int to) {
        Call its = calls.get(number);
        boolean whole = its.end.reached();
        boolean blank = its.end.pass(array, from, to) && whole;
        if (its.closed) {
            if (!blank) {
                throw new GatewayException(
                        ErrorKind.UPSTREAM_ERROR, "the provider's calls take turns in a way that cannot be told");
            }
            return;
        }
        if (number == call) {
            its.argued = true;
            delta(PARTIAL, array, from, to);
        } else {
            hold(its, array, from, to);
        }
        if (calls.get(call).end.reached() || heldBytes > MOST_HELD) {
            nextHeld();
        }
    }

    private void hold(Call its, byte[] array, int from, int to) {
        JsonBytes held = its.held == null ? new JsonBytes() : its.held;
        its.held = held.add(array, from, to);
        heldBytes += to - from;
    }

    /** Opens the calls that wait, up to one whose arguments are still to come. */
    private void nextHeld() {
        while (call + 1 < calls.size() && (calls.get(call).end.reached() || heldBytes > MOST_HELD)) {
            open(call + 1);
        }
    }

    private void open(int number) {
        close();
        call = number;
        Call its = calls.get(number);
        begin(Open.CALL).add(its.block).add(END);
        JsonBytes held = its.held;
        if (held != null) {
            its.held = null;
            its.argued = true;
            heldBytes -= held.length();
            byte[] arguments = held.take();
            delta(PARTIAL, arguments, 0, arguments.length);
        }
    }

    /** Nothing is open, and nothing held, from here on. */
    void closeAll() {
        close();
        while (call + 1 < calls.size()) {
            open(call + 1);
            close();
        }
    }

    private JsonBytes start(Open kind) {
        closeAll();
        return begin(kind);
    }

    private JsonBytes begin(Open kind) {
        open = kind;
        index++;
        return out.add(START).add(index).add(",\"content_block\":");
    }

    private void delta(byte[] kind, byte[] array, int from, int to) {
        out.add(DELTA).add(index).add(kind).add(array, from, to).add(DELTA_END);
    }

    /** A call without arguments is given an empty object. */
    private void close() {
        if (open == Open.NOTHING) {
            return;
        }
        if (open == Open.CALL) {
            Call its = calls.get(call);
            if (!its.argued) {
                delta(PARTIAL, EMPTY_OBJECT, 0, EMPTY_OBJECT.length);
            }
            its.closed = true;
        }
        stop();
    }

    private void stop() {
        open = Open.NOTHING;
        out.add(STOP).add(index).add(END);
    }
}
