package dev.pointsman.guardrail;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.guardrail.Guardrail.Stage;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Edits the texts of a JSON body, of a request or a reply in whatever API, and leaves every other byte as it is. A text is any string below the fields that hold what
 * was said, but names, ids, addresses and what is encoded. Log probabilities of a reply go where something of it is changed, as they spell it.
 */
public final class BodyTexts {
    /** Changes a text. */
    public interface Editor {
        /**
         * The text as it is to be; the same one for no change.
         *
         * @param json whether it is JSON in itself
         */
        String edited(String text, boolean json);
    }

    private static final Set<String> OF_REQUEST = Set.of(
            "messages", "input", "prompt", "system", "instructions", "query", "documents", "suffix", "prediction");
    private static final Set<String> OF_REPLY = Set.of("choices", "content", "output", "text");
    private static final Set<String> NO_TEXT = Set.of(
            "role",
            "type",
            "id",
            "name",
            "tool_call_id",
            "tool_use_id",
            "call_id",
            "item_id",
            "status",
            "media_type",
            "mime_type",
            "url",
            "image_url",
            "file_url",
            "data",
            "file_data",
            "file_id",
            "format",
            "signature",
            "encrypted_content",
            "obfuscation",
            "detail",
            "finish_reason",
            "stop_reason",
            "object",
            "model",
            "cache_control");
    private static final byte[] NULL = JsonText.ascii("null");
    private static final byte[] NONE = JsonText.ascii("[]");

    private final byte[] body;
    private final JsonCursor cursor;
    private final Editor editor;
    private final List<Replaced> replaced = new ArrayList<>();
    private final List<Replaced> spelled = new ArrayList<>();

    /** Bytes in the place of others. */
    static final class Replaced {
        final int start;
        final int end;
        final byte[] with;

        Replaced(int start, int end, byte[] with) {
            this.start = start;
            this.end = end;
            this.with = with;
        }
    }

    private BodyTexts(byte[] body, int from, int to, Editor editor) {
        this.body = body;
        this.cursor = new JsonCursor(body, from, to);
        this.editor = editor;
    }

    /** The body with its texts edited; the same array where nothing changes. What is no JSON object throws {@link JsonCursor.Malformed}. */
    public static byte[] edited(byte[] body, Stage stage, Editor editor) {
        BodyTexts texts = new BodyTexts(body, 0, body.length, editor);
        Set<String> fields = stage == Stage.REQUEST ? OF_REQUEST : OF_REPLY;
        texts.cursor.beginObject();
        while (texts.cursor.nextField()) {
            texts.field(fields.contains(texts.cursor.name()));
        }
        texts.cursor.finish();
        if (texts.replaced.isEmpty()) {
            return body;
        }
        if (stage == Stage.REPLY) {
            texts.replaced.addAll(texts.spelled);
        }
        return with(body, texts.replaced);
    }

    private void field(boolean meant) {
        if (!meant) {
            cursor.skipValue();
            return;
        }
        value(false, false, false);
    }

    /** Whether strings below a field of that name are none to look at. */
    static boolean noText(String name) {
        return NO_TEXT.contains(name);
    }

    /** Whether a string of that name is JSON in itself. */
    static boolean isJson(String name) {
        return name.equals("arguments") || name.equals("partial_json");
    }

    /** What stands for log probabilities. */
    static byte[] unspelled(int first) {
        return first == '[' ? NONE : NULL;
    }

    /** @param all whether every string is a text, as in the input of a call */
    private void value(boolean silent, boolean json, boolean all) {
        int first = cursor.peek();
        if (first == '"') {
            cursor.skipString();
            if (!silent) {
                string(json);
            }
        } else if (first == '[') {
            cursor.beginArray();
            while (cursor.nextElement()) {
                value(silent, json, all);
            }
        } else if (first == '{') {
            cursor.beginObject();
            while (cursor.nextField()) {
                String name = cursor.name();
                if (name.equals("logprobs") && !all) {
                    spelled();
                } else {
                    boolean input = cursor.peek() == '{' && name.equals("input");
                    value(!all && (silent || noText(name)), isJson(name), all || input);
                }
            }
        } else {
            cursor.skipValue();
        }
    }

    private void spelled() {
        int first = cursor.peek();
        int start = cursor.offset();
        cursor.skipValue();
        if (first == '{' || first == '[') {
            spelled.add(new Replaced(start, cursor.offset(), unspelled(first)));
        }
    }

    private void string(boolean json) {
        int start = cursor.textStart();
        int end = cursor.textEnd();
        String text = JsonText.unescape(body, start, end);
        String edited = editor.edited(text, json);
        if (!edited.equals(text)) {
            replaced.add(new Replaced(start - 1, end + 1, JsonText.quote(edited)));
        }
    }

    /** Bytes with parts replaced that do not overlap. */
    static byte[] with(byte[] body, List<Replaced> parts) {
        List<Replaced> ordered = new ArrayList<>(parts);
        ordered.sort((one, other) -> Integer.compare(one.start, other.start));
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 64);
        int from = 0;
        for (Replaced part : ordered) {
            out.write(body, from, part.start - from);
            out.writeBytes(part.with);
            from = part.end;
        }
        out.write(body, from, body.length - from);
        return out.toByteArray();
    }
}
