package dev.pointsman.providers.openai;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/**
 * Brings a plain chat reply to what OpenAI's clients rely on, by splicing: {@code refusal} and {@code logprobs} are there, a message is
 * there, tool calls have a type, an empty list of them is left out, and finish reasons and service tiers are OpenAI's words. What is in
 * order stays byte for byte. One use.
 *
 * <p>Source: OpenAI's response schema (OpenAPI 2.3.0) and docs/providers.md, "Responses".
 */
final class ReplyMend {
    private static final Map<String, String> FINISH = Map.of(
            "eos", "stop",
            "", "stop",
            "end_turn", "stop",
            "stop_sequence", "stop",
            "model_length", "length",
            "max_tokens", "length",
            "insufficient_system_resource", "length",
            "error", "stop");
    private static final Set<String> TIERS = Set.of("auto", "default", "flex", "scale", "priority", "fast");
    private static final Map<String, String> TIER = Map.of("on_demand", "default", "performance", "priority");

    private static final byte[] CHOICES = bytes("choices");
    private static final byte[] MESSAGE = bytes("message");
    private static final byte[] LOGPROBS = bytes("logprobs");
    private static final byte[] FINISH_REASON = bytes("finish_reason");
    private static final byte[] INDEX = bytes("index");
    private static final byte[] ROLE = bytes("role");
    private static final byte[] CONTENT = bytes("content");
    private static final byte[] REFUSAL = bytes("refusal");
    private static final byte[] TOOL_CALLS = bytes("tool_calls");
    private static final byte[] TYPE = bytes("type");
    private static final byte[] SERVICE_TIER = bytes("service_tier");
    private static final byte[] FINGERPRINT = bytes("system_fingerprint");
    private static final byte[] NO_LOGPROBS = bytes("\"logprobs\":null");
    private static final byte[] NO_REFUSAL = bytes("\"refusal\":null");
    private static final byte[] NO_CONTENT = bytes("\"content\":null");
    private static final byte[] ASSISTANT = bytes("\"role\":\"assistant\"");
    private static final byte[] NO_MESSAGE =
            bytes("\"message\":{\"role\":\"assistant\",\"content\":null,\"refusal\":null}");
    private static final byte[] FUNCTION = bytes("\"type\":\"function\"");
    private static final byte[] NO_FINISH = bytes("\"finish_reason\":\"stop\"");
    private static final byte[] CALLED = bytes("\"tool_calls\"");

    private final byte[] reply;
    private final JsonCursor cursor;
    private final ByteEdits edits;
    /** End of the last field that stays in the object being walked. */
    private int keptEnd;

    private boolean calls;

    private ReplyMend(byte[] reply) {
        this.reply = reply;
        this.cursor = new JsonCursor(reply);
        this.edits = new ByteEdits(reply);
    }

    /** The mended reply; the same array where nothing was amiss. The reply is well-formed JSON. */
    static byte[] mend(byte[] reply) {
        ReplyMend mend = new ReplyMend(reply);
        mend.top();
        return mend.edits.apply();
    }

    private void top() {
        cursor.beginObject();
        int kept = cursor.offset();
        while (cursor.nextField()) {
            int name = cursor.nameStart();
            keptEnd = kept;
            if (cursor.nameIs(CHOICES) && cursor.peek() == '[') {
                choices();
            } else if (cursor.nameIs(FINGERPRINT) && cursor.peek() == 'n') {
                cursor.skipValue();
                remove(name);
                continue;
            } else if (cursor.nameIs(SERVICE_TIER) && cursor.peek() == '"') {
                if (!serviceTier(name)) {
                    continue;
                }
            } else {
                cursor.skipValue();
            }
            kept = cursor.offset();
        }
    }

    /** Whether the field stays. */
    private boolean serviceTier(int name) {
        int start = cursor.offset();
        String tier = cursor.string();
        if (TIERS.contains(tier)) {
            return true;
        }
        String ours = TIER.get(tier);
        if (ours == null) {
            remove(name);
            return false;
        }
        edits.replace(start, cursor.offset(), JsonText.quote(ours));
        return true;
    }

    private void choices() {
        cursor.beginArray();
        for (int i = 0; cursor.nextElement(); i++) {
            if (cursor.peek() == '{') {
                choice(i);
            } else {
                cursor.skipValue();
            }
        }
    }

    private void choice(int position) {
        cursor.beginObject();
        boolean message = false;
        boolean logprobs = false;
        boolean index = false;
        int finishStart = -1;
        int finishEnd = -1;
        boolean any = false;
        calls = false;
        while (cursor.nextField()) {
            any = true;
            int start = cursor.offset();
            if (cursor.nameIs(MESSAGE) && cursor.peek() == '{') {
                message = true;
                message();
                continue;
            }
            boolean finish = cursor.nameIs(FINISH_REASON);
            logprobs |= cursor.nameIs(LOGPROBS);
            index |= cursor.nameIs(INDEX);
            cursor.skipValue();
            if (finish) {
                finishStart = start;
                finishEnd = cursor.offset();
            }
        }
        int end = cursor.offset() - 1;
        Additions more = new Additions(end, any);
        more.addUnless(index, bytes("\"index\":" + position));
        more.addUnless(message, NO_MESSAGE);
        more.addUnless(logprobs, NO_LOGPROBS);
        more.addUnless(finishStart >= 0, calls ? bytes("\"finish_reason\":\"tool_calls\"") : NO_FINISH);
        if (finishStart >= 0) {
            finish(finishStart, finishEnd);
        }
    }

    private void finish(int start, int end) {
        if (reply[start] != '"') {
            edits.replace(start, end, calls ? CALLED : bytes("\"stop\""));
            return;
        }
        String word = JsonText.unescape(reply, start + 1, end - 1);
        String ours = FINISH.getOrDefault(word, word);
        String told = calls && ours.equals("stop") ? "tool_calls" : ours;
        if (!told.equals(word)) {
            edits.replace(start, end, JsonText.quote(told));
        }
    }

    private void message() {
        cursor.beginObject();
        int kept = cursor.offset();
        boolean refusal = false;
        boolean content = false;
        boolean role = false;
        boolean any = false;
        while (cursor.nextField()) {
            int name = cursor.nameStart();
            if (cursor.nameIs(TOOL_CALLS)) {
                keptEnd = kept;
                if (!toolCalls(name)) {
                    continue;
                }
            } else {
                refusal |= cursor.nameIs(REFUSAL);
                content |= cursor.nameIs(CONTENT);
                role |= cursor.nameIs(ROLE);
                cursor.skipValue();
            }
            any = true;
            kept = cursor.offset();
        }
        Additions more = new Additions(cursor.offset() - 1, any);
        more.addUnless(role, ASSISTANT);
        more.addUnless(content, NO_CONTENT);
        more.addUnless(refusal, NO_REFUSAL);
    }

    /** Whether the field stays: null and an empty list go. */
    private boolean toolCalls(int name) {
        if (cursor.peek() != '[') {
            boolean nothing = cursor.peek() == 'n';
            cursor.skipValue();
            if (nothing) {
                remove(name);
            }
            return !nothing;
        }
        cursor.beginArray();
        int count = 0;
        while (cursor.nextElement()) {
            count++;
            toolCall();
        }
        if (count == 0) {
            remove(name);
            return false;
        }
        calls = true;
        return true;
    }

    private void toolCall() {
        if (cursor.peek() != '{') {
            cursor.skipValue();
            return;
        }
        cursor.beginObject();
        boolean type = false;
        boolean any = false;
        while (cursor.nextField()) {
            any = true;
            type |= cursor.nameIs(TYPE);
            cursor.skipValue();
        }
        new Additions(cursor.offset() - 1, any).addUnless(type, FUNCTION);
    }

    /** Removes the field that began at {@code name} and has just been passed, with one comma. */
    private void remove(int name) {
        int end = cursor.offset();
        if (cursor.peek() == ',') {
            edits.remove(name, cursor.offset() + 1);
        } else {
            edits.forgetFrom(keptEnd);
            edits.remove(keptEnd, end);
        }
    }

    /** Fields put in before a closing brace. */
    private final class Additions {
        private final int at;
        private boolean comma;

        Additions(int at, boolean afterField) {
            this.at = at;
            this.comma = afterField;
        }

        void addUnless(boolean present, byte[] field) {
            if (!present) {
                if (comma) {
                    edits.insert(at, new byte[] {','});
                }
                edits.insert(at, field);
                comma = true;
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
