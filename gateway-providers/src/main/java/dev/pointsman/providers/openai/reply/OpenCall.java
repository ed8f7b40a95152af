package dev.pointsman.providers.openai.reply;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.chat.JsonBytes;
import dev.pointsman.providers.openai.splice.ArgumentText;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One call of a stream, from its first delta to the end of its choice. It is told once its name is known, and its id or that none will come;
 * what its arguments say before that is held. So are arguments that are a JSON string in a JSON string, until they are whole.
 */
final class OpenCall {
    private static final int MAX_HELD = 1 << 20;

    /** The provider's; -1 where it gave none. */
    final long index;

    @Nullable
    String id;

    @Nullable
    String name;
    /** In the order of telling, from 0; -1 until told. */
    int number = -1;
    /** Some part of its arguments has been told. */
    boolean argued;
    /** Arguments not told yet, as the contents of a JSON string. */
    private final JsonBytes held = new JsonBytes();
    /** All arguments so far, kept where there is no id to tell calls apart. */
    private @Nullable StringBuilder text;

    private boolean wrapped;

    OpenCall(long index) {
        this.index = index;
    }

    boolean told() {
        return number >= 0;
    }

    boolean hasHeld() {
        return !held.isEmpty();
    }

    /** What it holds begins as a JSON string, and is held until that is whole. */
    boolean wrapped() {
        return wrapped;
    }

    /** Whether it is known to have all its arguments; never for a call whose id the provider gave. */
    boolean complete() {
        return text != null && ArgumentText.isObject(text.toString());
    }

    /** The value of {@code arguments} in some delta. */
    void argue(byte[] array, int from, int to) {
        if (array[from] != '"') {
            byte[] quoted = ArgumentText.quoted(array, from, to);
            add(quoted, 1, quoted.length - 1);
            return;
        }
        boolean begun = argued || hasHeld();
        if (begun || !(ArgumentText.isBlank(array, from + 1, to - 1) || ArgumentText.isNull(array, from + 1, to - 1))) {
            wrapped |= !begun && ArgumentText.beginsAsString(array, from + 1, to - 1);
            add(array, from + 1, to - 1);
        }
    }

    private void add(byte[] array, int from, int to) {
        if (held.length() + to - from > MAX_HELD) {
            throw new GatewayException(ErrorKind.UPSTREAM_ERROR, "the provider sent a call with overlong arguments");
        }
        held.add(array, from, to);
        StringBuilder all = text == null ? new StringBuilder() : text;
        if (id == null && all.length() < MAX_HELD) {
            text = all.append(JsonText.unescape(array, from, to));
        }
    }

    /** What of the arguments can be told now, as the contents of a JSON string; {@code last} where no more will come. */
    byte[] take(boolean last) {
        if (wrapped && hasHeld()) {
            String inner = ArgumentText.unwrapped(heldText());
            if (inner == null && !last) {
                return new byte[0];
            }
            wrapped = false;
            if (inner != null) {
                held.clear();
                byte[] quoted = JsonText.quote(inner);
                held.add(quoted, 1, quoted.length - 1);
            }
        }
        if (last && !argued && !hasHeld()) {
            held.add("{}");
        }
        argued |= hasHeld();
        return held.take();
    }

    private String heldText() {
        byte[] contents = held.toString().getBytes(StandardCharsets.UTF_8);
        return JsonText.unescape(contents, 0, contents.length);
    }
}
