package dev.pointsman.providers.gemini;

import dev.pointsman.api.json.JsonCursor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one {@code GenerateContentResponse} says: a whole answer, or one event of a stream, which holds only what is new. Reused for event after
 * event; the name of the model, the id and the usage are kept over all of them.
 */
final class AnswerScan {
    /** One of the answers; its parts are those of the scan from {@code partsFrom} to {@code partsTo}. */
    static final class Candidate {
        long index;
        int partsFrom;
        int partsTo;

        @Nullable
        String finish;

        int logprobsFrom;
        int logprobsTo;
        int groundingFrom;
        int groundingTo;
    }

    private static final byte[] CANDIDATES = ascii("candidates");
    private static final byte[] USAGE = ascii("usageMetadata");
    private static final byte[] MODEL = ascii("modelVersion");
    private static final byte[] ID = ascii("responseId");
    private static final byte[] FEEDBACK = ascii("promptFeedback");
    private static final byte[] BLOCKED = ascii("blockReason");
    private static final byte[] ERROR = ascii("error");
    private static final byte[] CONTENT = ascii("content");
    private static final byte[] PARTS = ascii("parts");
    private static final byte[] INDEX = ascii("index");
    private static final byte[] FINISH = ascii("finishReason");
    private static final byte[] LOGPROBS = ascii("logprobsResult");
    private static final byte[] GROUNDING = ascii("groundingMetadata");

    private final JsonCursor cursor = new JsonCursor(new byte[0]);
    private final List<Candidate> candidates = new ArrayList<>(1);
    private final List<PartScan> parts = new ArrayList<>(2);
    private int candidateCount;
    private int partCount;

    final GeminiUsage usage = new GeminiUsage();
    String id = "";
    String model = "";
    /** Why the prompt was refused; null where it was not. */
    @Nullable
    String blocked;

    boolean error;

    /** Throws {@link JsonCursor.Malformed} for what is neither a JSON object nor a list that begins with an error. */
    void read(byte[] array, int from, int to) {
        candidateCount = 0;
        partCount = 0;
        blocked = null;
        error = false;
        cursor.reset(array, from, to);
        if (cursor.peek() == '[') {
            list();
        } else {
            object();
        }
        cursor.finish();
    }

    /** Errors of some of Google's endpoints stand in a list; nothing else does. */
    private void list() {
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() == '{' && !error) {
                object();
            } else {
                cursor.skipValue();
            }
        }
        if (!error) {
            cursor.beginObject(); // throws: a list is no answer
        }
    }

    private void object() {
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '[' && cursor.nameIs(CANDIDATES)) {
                candidates();
            } else if (cursor.nameIs(USAGE)) {
                usage.read(cursor);
            } else if (first == '"' && cursor.nameIs(MODEL)) {
                model = kept(model);
            } else if (first == '"' && cursor.nameIs(ID)) {
                id = kept(id);
            } else if (first == '{' && cursor.nameIs(FEEDBACK)) {
                feedback();
            } else {
                error |= first != 'n' && cursor.nameIs(ERROR);
                cursor.skipValue();
            }
        }
    }

    private String kept(String known) {
        if (known.isEmpty()) {
            return cursor.string();
        }
        cursor.skipValue();
        return known;
    }

    private void feedback() {
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.peek() == '"' && cursor.nameIs(BLOCKED)) {
                blocked = cursor.string();
            } else {
                cursor.skipValue();
            }
        }
    }

    private void candidates() {
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() == '{') {
                candidate();
            } else {
                cursor.skipValue();
            }
        }
    }

    private void candidate() {
        if (candidateCount == candidates.size()) {
            candidates.add(new Candidate());
        }
        Candidate candidate = candidates.get(candidateCount);
        candidate.index = candidateCount++;
        candidate.partsFrom = partCount;
        candidate.finish = null;
        candidate.logprobsTo = 0;
        candidate.groundingTo = 0;
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '{' && cursor.nameIs(CONTENT)) {
                content();
            } else if (first == '"' && cursor.nameIs(FINISH)) {
                candidate.finish = cursor.string();
            } else if (first >= '0' && first <= '9' && cursor.nameIs(INDEX)) {
                candidate.index = cursor.number();
            } else if (first == '{' && cursor.nameIs(LOGPROBS)) {
                candidate.logprobsFrom = cursor.offset();
                cursor.skipValue();
                candidate.logprobsTo = cursor.offset();
            } else if (first == '{' && cursor.nameIs(GROUNDING)) {
                candidate.groundingFrom = cursor.offset();
                cursor.skipValue();
                candidate.groundingTo = cursor.offset();
            } else {
                cursor.skipValue();
            }
        }
        candidate.partsTo = partCount;
    }

    private void content() {
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.peek() == '[' && cursor.nameIs(PARTS)) {
                cursor.beginArray();
                while (cursor.nextElement()) {
                    part();
                }
            } else {
                cursor.skipValue();
            }
        }
    }

    private void part() {
        if (cursor.peek() != '{') {
            cursor.skipValue();
            return;
        }
        if (partCount == parts.size()) {
            parts.add(new PartScan());
        }
        parts.get(partCount++).read(cursor);
    }

    /** How many candidates the last one read holds. */
    int count() {
        return candidateCount;
    }

    Candidate candidate(int position) {
        return candidates.get(position);
    }

    PartScan part(int position) {
        return parts.get(position);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
