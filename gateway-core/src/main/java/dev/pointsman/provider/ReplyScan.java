package dev.pointsman.provider;

import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * One pass over one JSON object of a reply, an event's data or a whole body: what the gateway must know of it. One instance serves a whole
 * stream; results hold until the next {@link #read}.
 *
 * <p>Events of plain text differ from one another in their text alone. Once one has been read in full, the bytes before and after its text
 * are kept ({@link #learn}); a later event with the same ones needs only its text checked ({@link #sameAsLearned}). OpenAI's padding is a
 * second such text.
 */
final class ReplyScan {
    private static final byte[] ERROR = ascii("error");
    private static final byte[] MODEL = ascii("model");
    private static final byte[] CHOICES = ascii("choices");
    private static final byte[] USAGE = ascii("usage");
    private static final byte[] GROQ = ascii("x_groq");
    private static final byte[] OBFUSCATION = ascii("obfuscation");
    private static final byte[] INDEX = ascii("index");
    private static final byte[] DELTA = ascii("delta");
    private static final byte[] TEXT = ascii("text");
    private static final byte[] FINISH_REASON = ascii("finish_reason");
    private static final byte[] ROLE = ascii("role");
    private static final String STOPPED = "stop";
    private static final int MAX_INDEX = 4096;
    private static final int MAX_MISSES = 16;
    private static final byte[] NOTHING = {};

    private final JsonCursor cursor = new JsonCursor(NOTHING);
    private final BitSet seen = new BitSet();
    private final BitSet finished = new BitSet();

    /** The object has an {@code error} that is not null. */
    boolean error;
    /** The object has an {@code error} that is null. */
    boolean nullError;
    /** Some choice carries more than its role; to have stopped is not more. */
    boolean output;

    boolean hasChoices;
    int choices;

    @Nullable
    Usage usage;

    private @Nullable String tier;
    /** Of the last choice of this object that told one. */
    @Nullable
    String finishReason;
    /** Range of the value of {@code model} as a string; -1 where it has none. */
    int modelStart;

    int modelEnd;

    private int texts;
    /** A delta has something other than texts. */
    private boolean others;

    /** Contents of the text of the event last read, or last found the same as the one learned. */
    int contentStart;

    int contentEnd;
    /** Contents of {@code obfuscation}: padding that OpenAI draws anew for each event; -1 where there is none. */
    private int padStart;

    private int padEnd;

    private byte[] before = NOTHING;
    private byte[] between = NOTHING;
    private byte[] after = NOTHING;
    /** What is relayed around a text in place of {@link #before} and {@link #between}; empty where these are. */
    private byte[] changedBefore = NOTHING;

    private byte[] changedAfter = NOTHING;
    private boolean padded;
    private int learnedModelStart;
    private int learnedModelEnd;
    private int misses;

    /** @throws JsonCursor.Malformed where it is not one JSON object */
    void read(byte[] array, int from, int to) {
        error = false;
        nullError = false;
        output = false;
        hasChoices = false;
        choices = 0;
        usage = null;
        tier = null;
        finishReason = null;
        modelStart = -1;
        modelEnd = -1;
        padStart = -1;
        texts = 0;
        others = false;
        cursor.reset(array, from, to);
        cursor.beginObject();
        while (cursor.nextField()) {
            field();
        }
        cursor.finish();
        if (tier != null && usage != null) {
            usage = usage.inTier(tier);
        }
    }

    private void field() {
        int c = cursor.peek();
        switch (cursor.nameFirst()) {
            case 'e' -> {
                if (cursor.nameIs(ERROR)) {
                    error = c != 'n';
                    nullError = c == 'n';
                }
                cursor.skipValue();
            }
            case 'm' -> {
                boolean model = c == '"' && cursor.nameIs(MODEL);
                int start = cursor.offset();
                cursor.skipValue();
                if (model) {
                    modelStart = start;
                    modelEnd = cursor.offset();
                }
            }
            case 'c' -> {
                if (c == '[' && cursor.nameIs(CHOICES)) {
                    choices();
                } else {
                    cursor.skipValue();
                }
            }
            case 'u' -> {
                if (c == '{' && cursor.nameIs(USAGE)) {
                    usage();
                } else {
                    cursor.skipValue();
                }
            }
            case 's' -> {
                if (UsageScan.isTier(cursor)) {
                    tier = UsageScan.tier(cursor);
                } else {
                    cursor.skipValue();
                }
            }
            case 'x' -> {
                if (c == '{' && cursor.nameIs(GROQ)) {
                    nested();
                } else {
                    cursor.skipValue();
                }
            }
            case 'o' -> {
                boolean pad = c == '"' && cursor.nameIs(OBFUSCATION);
                cursor.skipValue();
                if (pad) {
                    padStart = cursor.textStart();
                    padEnd = cursor.textEnd();
                }
            }
            case '\\' -> escapedName(c);
            default -> cursor.skipValue();
        }
    }

    /** Nobody writes {@code error} with an escape but to hide it. */
    private void escapedName(int c) {
        error |= c != 'n' && cursor.nameIs(ERROR);
        cursor.skipValue();
    }

    private void usage() {
        Usage told = UsageScan.read(cursor);
        usage = told == null ? usage : told;
    }

    /** Groq tells usage inside {@code x_groq}. */
    private void nested() {
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.nameIs(USAGE)) {
                usage();
            } else {
                cursor.skipValue();
            }
        }
    }

    private void choices() {
        hasChoices = true;
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() == '{') {
                choice();
            } else {
                cursor.skipValue();
            }
            choices++;
        }
    }

    private void choice() {
        int index = 0;
        String reason = null;
        cursor.beginObject();
        while (cursor.nextField()) {
            int c = cursor.peek();
            if (c == '{' && cursor.nameIs(DELTA)) {
                delta();
            } else if (c == '"' && cursor.nameIs(FINISH_REASON)) {
                reason = cursor.string();
            } else if (c == '"' && cursor.nameIs(TEXT)) {
                text();
            } else if (c >= '0' && c <= '9' && cursor.nameIs(INDEX)) {
                index = (int) Math.min(cursor.number(), MAX_INDEX);
            } else if (c == '{' && cursor.nameIs(USAGE)) {
                usage();
            } else {
                cursor.skipValue();
            }
        }
        seen.set(index);
        if (reason != null && !reason.isEmpty()) {
            finishReason = reason;
            finished.set(index);
            output |= !reason.equals(STOPPED);
        }
    }

    private void delta() {
        cursor.beginObject();
        while (cursor.nextField()) {
            int c = cursor.peek();
            if (c == '"' && !cursor.nameIs(ROLE)) {
                text();
            } else if (c == '[' || c == '{') {
                int start = cursor.offset();
                cursor.skipValue();
                others = true;
                output |= cursor.offset() - start > 2;
            } else {
                cursor.skipValue();
            }
        }
    }

    private void text() {
        cursor.skipString();
        contentStart = cursor.textStart();
        contentEnd = cursor.textEnd();
        output |= contentEnd > contentStart;
        texts++;
    }

    /** Whether as many choices as were asked for, and all that were begun, have told why they ended. */
    boolean allFinished(int asked) {
        int ended = finished.cardinality();
        return ended >= Math.max(asked, seen.cardinality());
    }

    /** Whether the event just read is plain: one choice with one text and nothing else that matters. */
    private boolean plain() {
        return choices == 1 && texts == 1 && !others && finishReason == null && usage == null && !error && !nullError;
    }

    /** Keeps what surrounds the text of the event just read, where it is plain; gives up where events hardly ever repeat. */
    void learn(byte[] array, int from, int to) {
        if (misses <= MAX_MISSES && plain() && modelStart < contentStart) {
            learnt(array, from, to);
        }
    }

    /** The same for an event that was relayed as {@code changed}, or as it is where that is null; its text must stand there unchanged. */
    void learn(byte[] array, int from, int to, byte @Nullable [] changed, ChunkMend mend) {
        if (misses > MAX_MISSES || !plain() || padStart > contentEnd) {
            return;
        }
        if (changed == null) {
            learnt(array, from, to);
            return;
        }
        int text = mend.moved(contentStart);
        int length = contentEnd - contentStart;
        if (text >= 0 && mend.moved(contentEnd) == text + length) {
            learnt(array, from, to);
            changedBefore = Arrays.copyOf(changed, text);
            changedAfter = Arrays.copyOfRange(changed, text + length, changed.length);
        }
    }

    private void learnt(byte[] array, int from, int to) {
        misses++;
        changedBefore = NOTHING;
        padded = padStart > contentEnd;
        before = Arrays.copyOfRange(array, from, contentStart);
        between = Arrays.copyOfRange(array, contentEnd, padded ? padStart : to);
        after = padded ? Arrays.copyOfRange(array, padEnd, to) : NOTHING;
        learnedModelStart = modelStart < 0 ? -1 : modelStart - from;
        learnedModelEnd = modelEnd - from;
    }

    /** Whether an event like the one learned is relayed with {@link #changedBefore} and {@link #changedAfter} around its text. */
    boolean changed() {
        return changedBefore.length > 0;
    }

    byte[] changedBefore() {
        return changedBefore;
    }

    byte[] changedAfter() {
        return changedAfter;
    }

    /** Whether the event is like the one learned but for its text; then {@link #modelStart} and {@link #modelEnd} are set, no more. */
    boolean sameAsLearned(byte[] array, int from, int to) {
        int text = from + before.length;
        if (before.length == 0 || text > to || !Arrays.equals(array, from, text, before, 0, before.length)) {
            return false;
        }
        int rest = afterText(array, text, to, between);
        contentStart = text;
        contentEnd = rest - between.length;
        if (rest >= 0 && padded) {
            rest = afterText(array, rest, to, after);
        }
        if (rest != to) {
            return false;
        }
        misses = 0;
        modelStart = learnedModelStart < 0 ? -1 : from + learnedModelStart;
        modelEnd = from + learnedModelEnd;
        return true;
    }

    /**
     * With the contents of a string at {@code text}: the end of {@code expected} right after them; -1 where something else stands there or
     * the string is malformed, which the full read that follows will tell.
     */
    private int afterText(byte[] array, int text, int to, byte[] expected) {
        cursor.reset(array, text - 1, to);
        try {
            cursor.skipString();
        } catch (JsonCursor.Malformed broken) {
            return -1;
        }
        int end = cursor.textEnd() + expected.length;
        return end <= to && Arrays.equals(array, cursor.textEnd(), end, expected, 0, expected.length) ? end : -1;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
