package dev.pointsman.providers.openai.responses;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;

/** What one event of a stream says; reused for event after event. Ranges are those of the array read, contents of strings still escaped. */
final class EventScan {
    /** The events that mean something to a chat; {@code OTHER} are those of hosted tools, and what is not known. */
    enum Type {
        TEXT_DELTA,
        ARGUMENTS_DELTA,
        SUMMARY_DELTA,
        REASONING_DELTA,
        INPUT_DELTA,
        REFUSAL_DELTA,
        ANNOTATION,
        ITEM_ADDED,
        ITEM_DONE,
        CREATED,
        QUEUED,
        IN_PROGRESS,
        COMPLETED,
        INCOMPLETE,
        FAILED,
        CANCELLED,
        ERROR,
        OTHER
    }

    private static final byte[][] WORDS = {
        JsonText.ascii("response.output_text.delta"),
        JsonText.ascii("response.function_call_arguments.delta"),
        JsonText.ascii("response.reasoning_summary_text.delta"),
        JsonText.ascii("response.reasoning_text.delta"),
        JsonText.ascii("response.custom_tool_call_input.delta"),
        JsonText.ascii("response.refusal.delta"),
        JsonText.ascii("response.output_text.annotation.added"),
        JsonText.ascii("response.output_item.added"),
        JsonText.ascii("response.output_item.done"),
        JsonText.ascii("response.created"),
        JsonText.ascii("response.queued"),
        JsonText.ascii("response.in_progress"),
        JsonText.ascii("response.completed"),
        JsonText.ascii("response.incomplete"),
        JsonText.ascii("response.failed"),
        JsonText.ascii("response.cancelled"),
        JsonText.ascii("error")
    };
    private static final Type[] ALL = Type.values();
    private static final byte[] TYPE = JsonText.ascii("type");
    private static final byte[] INDEX = JsonText.ascii("output_index");
    private static final byte[] PART = JsonText.ascii("summary_index");
    private static final byte[] DELTA = JsonText.ascii("delta");
    private static final byte[] ITEM = JsonText.ascii("item");
    private static final byte[] RESPONSE = JsonText.ascii("response");
    private static final byte[] LOGPROBS = JsonText.ascii("logprobs");
    private static final byte[] ANNOTATION = JsonText.ascii("annotation");
    private static final byte[] ERROR = JsonText.ascii("error");
    static final int NO_INDEX = -1;

    private final JsonCursor cursor = new JsonCursor(new byte[0]);
    final ItemScan item = new ItemScan();
    final ResponseScan response = new ResponseScan();
    Type type = Type.OTHER;
    boolean hasItem;
    int index;
    int part;
    int deltaFrom;
    int deltaTo;
    int logprobsFrom;
    int logprobsTo;
    int annotationFrom;
    int annotationTo;

    /** Throws {@link JsonCursor.Malformed} for what is no JSON object. */
    void read(byte[] array, int from, int to) {
        type = Type.OTHER;
        hasItem = false;
        index = NO_INDEX;
        part = 0;
        deltaTo = deltaFrom;
        logprobsTo = logprobsFrom;
        annotationTo = annotationFrom;
        boolean error = false;
        cursor.reset(array, from, to);
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            error |= first != 'n' && cursor.nameIs(ERROR);
            field(first);
        }
        cursor.finish();
        type = error ? Type.ERROR : type;
    }

    private void field(int first) {
        if (first == '"' && cursor.nameIs(TYPE)) {
            cursor.skipString();
            type = type();
        } else if (first == '"' && cursor.nameIs(DELTA)) {
            cursor.skipString();
            deltaFrom = cursor.textStart();
            deltaTo = cursor.textEnd();
        } else if (first >= '0' && first <= '9' && (cursor.nameIs(INDEX) || cursor.nameIs(PART))) {
            number();
        } else if (first == '{' && cursor.nameIs(ITEM)) {
            hasItem = true;
            item.read(cursor);
        } else if (first == '{' && cursor.nameIs(RESPONSE)) {
            response.read(cursor);
        } else {
            range(first);
        }
    }

    private void number() {
        boolean item = cursor.nameIs(INDEX);
        int value = (int) Math.min(cursor.number(), Integer.MAX_VALUE);
        if (item) {
            index = value;
        } else {
            part = value;
        }
    }

    private void range(int first) {
        boolean logprobs = first == '[' && cursor.nameIs(LOGPROBS);
        boolean annotation = first == '{' && cursor.nameIs(ANNOTATION);
        int start = cursor.offset();
        cursor.skipValue();
        if (logprobs) {
            logprobsFrom = start;
            logprobsTo = cursor.offset();
        } else if (annotation) {
            annotationFrom = start;
            annotationTo = cursor.offset();
        }
    }

    private Type type() {
        for (int i = 0; i < WORDS.length; i++) {
            if (cursor.textIs(WORDS[i])) {
                return ALL[i];
            }
        }
        return Type.OTHER;
    }
}
