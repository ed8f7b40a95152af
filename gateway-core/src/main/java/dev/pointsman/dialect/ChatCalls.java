package dev.pointsman.dialect;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one reply, told apart and numbered from 0. A piece belongs to the call of its index; a new id under a known index begins another
 * call; a piece without index goes to the last call unless it brings a new id, and so does one of an unknown index that brings neither id nor
 * name. A call is told when its name is known.
 */
final class ChatCalls {
    private static final byte[] INDEX = JsonText.ascii("index");
    private static final byte[] ID = JsonText.ascii("id");
    private static final byte[] FUNCTION = JsonText.ascii("function");
    private static final byte[] CUSTOM = JsonText.ascii("custom");
    private static final byte[] NAME = JsonText.ascii("name");
    private static final byte[] ARGUMENTS = JsonText.ascii("arguments");
    private static final byte[] INPUT = JsonText.ascii("input");
    private static final byte[] EXTRA = JsonText.ascii("extra_content");
    private static final int MOST_CALLS = 512;
    private static final int MOST_HELD = 64 * 1024;
    private static final long NO_INDEX = -1;

    private static final class Call {
        private final int number;
        private final long index;
        private final ByteArrayOutputStream held = new ByteArrayOutputStream(0);
        private String id;
        private String name = "";
        private boolean told;

        Call(int number, long index, String id) {
            this.number = number;
            this.index = index;
            this.id = id;
        }
    }

    private final ChatListener listener;
    private final JsonCursor cursor = new JsonCursor(new byte[0]);
    private final List<Call> calls = new ArrayList<>(0);
    private String reply = "";

    private long index;
    private String id = "";
    private String name = "";
    private byte @Nullable [] extra;
    private byte[] arguments = {};
    private int argumentsFrom;
    private int argumentsTo;

    ChatCalls(ChatListener listener) {
        this.listener = listener;
    }

    /** Of the reply with that id. */
    void of(String replyId) {
        reply = replyId;
    }

    /** At an array of calls, or pieces of calls; {@code whole} tells that each is a call. */
    void read(byte[] array, int from, int to, boolean whole) {
        cursor.reset(array, from, to);
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() == '{') {
                piece(array);
                tell(whole ? begin() : belongsTo());
            } else {
                cursor.skipValue();
            }
        }
    }

    private void piece(byte[] array) {
        index = NO_INDEX;
        id = "";
        name = "";
        extra = null;
        argumentsFrom = 0;
        argumentsTo = 0;
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '{' && (cursor.nameIs(FUNCTION) || cursor.nameIs(CUSTOM))) {
                function(array);
            } else if (first == '"' && cursor.nameIs(ID)) {
                id = cursor.string();
            } else if (first >= '0' && first <= '9' && cursor.nameIs(INDEX)) {
                index = cursor.number();
            } else {
                boolean more = first == '{' && cursor.nameIs(EXTRA);
                int start = cursor.offset();
                cursor.skipValue();
                extra = more ? Arrays.copyOfRange(array, start, cursor.offset()) : extra;
            }
        }
    }

    private void function(byte[] array) {
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            boolean input = cursor.nameIs(ARGUMENTS) || cursor.nameIs(INPUT);
            if (first == '"' && cursor.nameIs(NAME)) {
                name = cursor.string();
            } else if (first == '"' && input) {
                cursor.skipString();
                arguments = array;
                argumentsFrom = cursor.textStart();
                argumentsTo = cursor.textEnd();
            } else if (first == '{' && input) {
                int start = cursor.offset();
                cursor.skipValue();
                arguments = JsonText.quote(new String(array, start, cursor.offset() - start, StandardCharsets.UTF_8));
                argumentsFrom = 1;
                argumentsTo = arguments.length - 1;
            } else {
                cursor.skipValue();
            }
        }
    }

    private Call belongsTo() {
        Call last = calls.isEmpty() ? null : calls.get(calls.size() - 1);
        if (last == null) {
            return begin();
        }
        Call known = index == NO_INDEX ? last : ofIndex();
        if (known == null) {
            return id.isEmpty() && name.isEmpty() ? last : begin();
        }
        boolean another = index == NO_INDEX && known.told && !name.isEmpty() && !name.equals(known.name);
        if (id.equals(known.id) || (id.isEmpty() && !another)) {
            return known;
        }
        if (known.id.isEmpty() && !known.told) {
            known.id = id;
            return known;
        }
        return begin();
    }

    /** The latest call of the piece's index. */
    private @Nullable Call ofIndex() {
        for (int i = calls.size() - 1; i >= 0; i--) {
            if (calls.get(i).index == index) {
                return calls.get(i);
            }
        }
        return null;
    }

    private Call begin() {
        if (calls.size() == MOST_CALLS) {
            throw broken("the provider's answer has more than " + MOST_CALLS + " calls");
        }
        Call next = new Call(calls.size(), index, id);
        calls.add(next);
        return next;
    }

    private void tell(Call call) {
        if (!call.told && !name.isEmpty()) {
            call.told = true;
            call.name = name;
            if (call.id.isEmpty()) {
                call.id = "call_" + Integer.toHexString(reply.hashCode()) + "_" + call.number;
            }
            listener.call(call.number, call.id, name, extra);
            if (call.held.size() > 0) {
                listener.arguments(call.number, call.held.toByteArray(), 0, call.held.size());
                call.held.reset();
            }
        }
        if (argumentsTo <= argumentsFrom) {
            return;
        }
        if (call.told) {
            listener.arguments(call.number, arguments, argumentsFrom, argumentsTo);
        } else {
            call.held.write(arguments, argumentsFrom, argumentsTo - argumentsFrom);
            if (call.held.size() > MOST_HELD) {
                throw nameless();
            }
        }
    }

    /** No piece follows: every call must have its name. */
    void end() {
        for (Call call : calls) {
            if (!call.told) {
                throw nameless();
            }
        }
    }

    private static GatewayException nameless() {
        return broken("the provider's answer calls a tool without a name");
    }

    private static GatewayException broken(String why) {
        return new GatewayException(ErrorKind.UPSTREAM_ERROR, why);
    }
}
