package dev.pointsman.providers.openai.reply;

import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.ChunkMend;
import dev.pointsman.provider.chat.JsonBytes;
import dev.pointsman.providers.openai.splice.ByteEdits;
import dev.pointsman.providers.openai.splice.ObjectEdits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings the chunks of a chat stream to what OpenAI's clients rely on, by splicing: one id, {@code created} and model throughout; a role once
 * for each choice; reasoning as {@code reasoning_content}; calls as {@link CallDeltas} tells; one finish reason a choice, in OpenAI's words;
 * usage in one chunk at the end, for those who asked. A chunk without choices is left out. All else stays byte for byte.
 *
 * <p>Source: OpenAI's schema of stream chunks (OpenAPI 2.3.0) and docs/providers.md, "Replies".
 */
public final class StreamMend implements ChunkMend {
    private static final byte[] CHOICES = JsonText.ascii("choices");
    private static final byte[] USAGE = JsonText.ascii("usage");
    private static final byte[] GROQ = JsonText.ascii("x_groq");
    private static final byte[] ERROR = JsonText.ascii("error");
    private static final byte[] FINGERPRINT = JsonText.ascii("system_fingerprint");
    private static final byte[] TIER = JsonText.ascii("service_tier");
    private static final byte[] DATA = JsonText.ascii("data: ");
    private static final byte[] NO_USAGE = JsonText.ascii("{}");
    private static final byte[] NOTHING = {};

    private final ReplyShape shape;
    private final FinishWords words;
    private final ByteEdits edits = new ByteEdits(NOTHING);
    private final JsonCursor cursor = new JsonCursor(NOTHING);
    private final ObjectEdits chunk = new ObjectEdits(edits);
    private final HeadFields head;
    private final List<ChoiceMend> choices = new ArrayList<>(1);
    private byte[] array = NOTHING;
    private byte @Nullable [] usage;
    private boolean repeatable;

    public StreamMend(ReplyShape shape, FinishWords words) {
        this.shape = shape;
        this.words = words;
        this.head = new HeadFields(HeadFields.CHUNK, shape, edits);
    }

    @Override
    public byte @Nullable [] mended(byte[] bytes, int from, int to) {
        array = bytes;
        edits.reset(bytes, from, to);
        cursor.reset(bytes, from, to);
        repeatable = true;
        if (chunk() == 0) {
            return NOTHING;
        }
        if (edits.isEmpty()) {
            return null;
        }
        byte[] out = new byte[DATA.length + edits.length() + 2];
        System.arraycopy(DATA, 0, out, 0, DATA.length);
        int end = edits.write(out, DATA.length);
        out[end] = '\n';
        out[end + 1] = '\n';
        return out;
    }

    @Override
    public boolean repeatable() {
        return repeatable;
    }

    @Override
    public int moved(int offset) {
        int moved = edits.moved(offset);
        return moved < 0 ? -1 : DATA.length + moved;
    }

    /** How many choices the chunk has that say something, or may yet. */
    private int chunk() {
        int found = 0;
        chunk.begin();
        head.begin();
        cursor.beginObject();
        while (cursor.nextField()) {
            int name = cursor.nameStart();
            int c = cursor.peek();
            int start = cursor.offset();
            boolean goes = false;
            if (c == '[' && cursor.nameIs(CHOICES)) {
                found = choices();
            } else if (cursor.nameIs(USAGE)) {
                cursor.skipValue();
                goes = c != 'n';
                usage(c, start, cursor.offset());
            } else if (c == '{' && cursor.nameIs(GROQ)) {
                groq();
            } else if (c == '"' && cursor.nameIs(TIER)) {
                goes = !ServiceTier.mend(cursor, edits);
            } else if (!head.field(cursor)) {
                goes = c == 'n' && (cursor.nameIs(FINGERPRINT) || cursor.nameIs(ERROR));
                cursor.skipValue();
            }
            int place = chunk.passed(name, cursor.offset());
            if (goes) {
                chunk.remove(place);
            }
        }
        if (found > 0) {
            head.settle(array, chunk);
            chunk.close(cursor.offset() - 1);
        }
        return found;
    }

    private int choices() {
        int found = 0;
        int position = 0;
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() == '{') {
                ChoiceMend choice = of(position);
                choice.mend(array, cursor);
                repeatable &= choice.repeatable();
                usage(choice.usageStart < 0 ? 0 : '{', choice.usageStart, choice.usageEnd);
                found += choice.empty() ? 0 : 1;
            } else {
                cursor.skipValue();
            }
            position++;
        }
        return found;
    }

    /** The choice the cursor is at: by its index; where only one was asked for there is only one. */
    private ChoiceMend of(int position) {
        long index = shape.choices() <= 1 ? 0 : ChoiceMend.index(array, cursor.offset(), position);
        for (ChoiceMend choice : choices) {
            if (choice.index() == index) {
                return choice;
            }
        }
        ChoiceMend choice = new ChoiceMend(index, shape, words, edits);
        choices.add(choice);
        return choice;
    }

    private void usage(int first, int from, int to) {
        if (first == '{' && to - from > 2) {
            usage = Arrays.copyOfRange(array, from, to);
        }
    }

    private void groq() {
        cursor.beginObject();
        while (cursor.nextField()) {
            boolean told = cursor.nameIs(USAGE);
            int c = cursor.peek();
            int start = cursor.offset();
            cursor.skipValue();
            if (told) {
                usage(c, start, cursor.offset());
            }
        }
    }

    @Override
    public boolean knowsFinish(String reason) {
        return words.know(reason);
    }

    @Override
    public byte[] last(@Nullable Usage total) {
        JsonBytes out = new JsonBytes();
        for (ChoiceMend choice : choices) {
            byte[] end = choice.unfinished();
            if (end.length > 0) {
                head.write(out);
                out.add(end).add("]}\n\n");
            }
        }
        if (shape.includeUsage() && total != null) {
            byte[] told = usage == null ? NO_USAGE : usage;
            byte[] corrected = UsageForm.corrected(told, 0, told.length, total);
            head.write(out);
            out.add("],\"usage\":").add(corrected == null ? told : corrected).add("}\n\n");
        }
        return out.take();
    }
}
