package dev.pointsman.provider;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.JsonSplice;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.SseDecoder;
import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonFields;
import dev.pointsman.api.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream of events, each passed on as soon as it is whole. All that one read brings goes out in one piece, as preamble until the first
 * event with output, as output from then on.
 *
 * <p>Chats and completions end with {@code [DONE]}; where a provider leaves it out, an end of the body after every choice has told its
 * finish reason is as good. A stream that stops without any output is no answer, unless it tells its usage. Streams of other endpoints have no such mark: they end with their body.
 */
final class EventStreamReply implements ReplyDecoder {
    private static final byte[] DONE_WORD = ascii("[DONE]");
    private static final byte[] DONE = ascii("data: [DONE]\n\n");
    private static final byte[] ERROR = ascii("error");
    private static final byte[] DATA = ascii("data: ");
    private static final byte[] BLANK = ascii("\n\n");
    private static final int MAX_MALFORMED = 1;

    private static final Logger LOG = LoggerFactory.getLogger(EventStreamReply.class);

    private final ChatReplyDecoder.Settings settings;
    private final ChatReplyDecoder.Failures failures;
    private final boolean generates;
    private final SseDecoder events;
    private final ReplyScan scan = new ReplyScan();
    private final RelayedBytes bytes = new RelayedBytes();
    private final byte @Nullable [] model;
    private final @Nullable ChunkMend mend;

    private byte[] read = {};
    private boolean output;
    private boolean usageTold;
    private @Nullable Usage usage;
    private @Nullable Usage lastUsage;
    private @Nullable String finishReason;
    private int malformed;
    /** The value being read is one of several in its event. */
    private boolean alone;

    private boolean over;

    /** With {@code mend}, it alone decides what becomes of a chunk. */
    EventStreamReply(ChatReplyDecoder.Settings settings, ChatReplyDecoder.Failures failures, @Nullable ChunkMend mend) {
        this.settings = settings;
        this.failures = failures;
        this.mend = mend;
        this.generates = settings.generates();
        this.events = new SseDecoder(settings.maxEventBytes());
        String name = settings.publicModel();
        this.model = name == null || mend != null ? null : JsonText.quote(name);
    }

    int malformedEvents() {
        return malformed;
    }

    @Override
    public void head(int status, Headers headers, Reply reply) {
        List<String> relayed = ChatReplyDecoder.relayed(headers);
        reply.start(
                relayed.isEmpty() ? ReplyHead.eventStream() : new ReplyHead(200, ReplyHead.EVENT_STREAM, -1, relayed));
    }

    @Override
    public void data(byte[] chunk, Reply reply) {
        if (over) {
            return;
        }
        read = chunk;
        events.feed(chunk);
        drain(reply);
        if (!over) {
            pass(reply);
        }
    }

    @Override
    public void end(Reply reply) {
        if (over) {
            return;
        }
        events.finish();
        drain(reply);
        if (over) {
            return;
        }
        if (generates && (output || usageTold) && scan.allFinished(settings.choices())) {
            try {
                done(reply);
            } catch (GatewayException failure) {
                failed(failure, reply);
            }
        } else if (!generates && output) {
            pass(reply);
            over = true;
            reply.end();
        } else {
            pass(reply);
            broken(
                    output ? "the provider's stream was cut before its end" : "the provider's stream held no answer",
                    reply);
        }
    }

    private void drain(Reply reply) {
        try {
            while (!over && events.next()) {
                event(reply);
            }
        } catch (GatewayException failure) {
            failed(failure, reply);
        }
    }

    private void failed(GatewayException failure, Reply reply) {
        pass(reply);
        over = true;
        reply.fail(failure);
    }

    private void event(Reply reply) {
        if (!events.hasData()) {
            bytes.add(events.array(), events.start(), events.end());
            return;
        }
        byte[] array = events.array();
        int from = events.dataStart();
        int to = events.dataEnd();
        if (output && !events.hasName() && scan.sameAsLearned(array, from, to)) {
            relayLearned(array, from, to);
            return;
        }
        if (isDone(array, from, to)) {
            finished(reply);
        } else if (events.nameIs(ERROR)) {
            failed(array, from, to, reply);
        } else if (to > from) {
            json(array, from, to, reply);
        }
    }

    private static boolean isDone(byte[] array, int from, int to) {
        return to - from >= DONE_WORD.length
                && Arrays.equals(array, from, from + DONE_WORD.length, DONE_WORD, 0, DONE_WORD.length);
    }

    private void json(byte[] array, int from, int to, Reply reply) {
        try {
            scan.read(array, from, to);
        } catch (JsonCursor.Malformed notJson) {
            if (several(array, from, to, reply)) {
                return;
            }
            if (++malformed > MAX_MALFORMED) {
                pass(reply);
                broken("the provider's stream holds events that are not JSON", reply);
            } else {
                LOG.warn("an event of a provider's stream is not JSON and was left out; one more ends the stream");
            }
            return;
        }
        if (scan.error) {
            failed(array, from, to, reply);
            return;
        }
        if (scan.usage != null) {
            usage = scan.usage;
            lastUsage = usage;
            usageTold = true;
        }
        if (scan.finishReason != null) {
            finishReason = scan.finishReason;
        }
        output |= scan.output || !generates;
        if (mend != null) {
            mended(mend, array, from, to);
            return;
        }
        if (generates && scan.usage != null && scan.choices == 0 && !settings.includeUsage()) {
            return;
        }
        if (scan.nullError) {
            relayWithoutError(Arrays.copyOfRange(array, from, to));
            return;
        }
        relay(array, from, to);
        if (output) {
            scan.learn(array, from, to);
        }
    }

    private void mended(ChunkMend with, byte[] array, int from, int to) {
        byte[] changed = with.mended(array, from, to);
        if (changed == null) {
            relay(array, from, to);
        } else {
            bytes.add(changed);
        }
        if (output && with.repeatable()) {
            scan.learn(array, from, to, changed, with);
        }
    }

    private void relayLearned(byte[] array, int from, int to) {
        if (scan.changed()) {
            bytes.add(scan.changedBefore());
            bytes.add(array, scan.contentStart, scan.contentEnd);
            bytes.add(scan.changedAfter());
        } else {
            relay(array, from, to);
        }
    }

    /**
     * Several JSON values in one event, each an event that lost its empty line (GLM, Kimi): read one by one. False where it is nothing of
     * the kind.
     */
    private boolean several(byte[] array, int from, int to, Reply reply) {
        if (alone) {
            return false;
        }
        List<Integer> ends = new ArrayList<>(2);
        JsonCursor values = new JsonCursor(array, from, to);
        try {
            while (values.peek() == '{') {
                values.skipValue();
                ends.add(values.offset());
            }
        } catch (JsonCursor.Malformed notJson) {
            return false;
        }
        boolean done = values.peek() >= 0 && isDone(array, values.offset(), to);
        if (ends.isEmpty() || (values.peek() >= 0 && !done)) {
            return false;
        }
        alone = true;
        int start = from;
        for (int end : ends) {
            if (!over) {
                while (array[start] != '{') {
                    start++;
                }
                json(array, start, end, reply);
                start = end;
            }
        }
        alone = false;
        if (done && !over) {
            finished(reply);
        }
        return true;
    }

    /** The current event, its model's name replaced where that is asked for. Events of chats have no names. */
    private void relay(byte[] array, int from, int to) {
        boolean named = alone || (generates && events.hasName());
        int start = from;
        if (named) {
            bytes.add(DATA);
        } else {
            start = events.start();
        }
        if (model != null && scan.modelStart >= 0) {
            bytes.add(array, start, scan.modelStart);
            bytes.add(model);
            start = scan.modelEnd;
        }
        if (named) {
            bytes.add(array, start, to);
            bytes.add(BLANK);
        } else {
            bytes.add(array, start, events.end());
        }
    }

    /** OpenAI's Java client takes any {@code error} for one, a null too (openai-java, SseHandler.kt, 2026-08). */
    private void relayWithoutError(byte[] data) {
        JsonSplice splice = new JsonSplice(data, JsonFields.of(data)).remove("error");
        if (model != null && scan.modelStart >= 0) {
            splice.set("model", model);
        }
        bytes.add(DATA);
        bytes.add(splice.apply().toArray());
        bytes.add(BLANK);
    }

    private void finished(Reply reply) {
        if (output || usageTold) {
            done(reply);
        } else {
            pass(reply);
            broken("the provider's stream held no answer", reply);
        }
    }

    private void done(Reply reply) {
        if (mend != null) {
            bytes.add(mend.last(lastUsage));
        }
        bytes.add(DONE);
        output = true;
        pass(reply);
        over = true;
        reply.end();
    }

    private void failed(byte[] array, int from, int to, Reply reply) {
        pass(reply);
        over = true;
        byte[] body = Arrays.copyOfRange(array, from, to);
        reply.fail(failures.of(InBandError.status(body), body));
    }

    private void broken(String why, Reply reply) {
        over = true;
        reply.fail(new GatewayException(ErrorKind.UPSTREAM_ERROR, why));
    }

    /** Hands over what this read has brought. */
    private void pass(Reply reply) {
        if (!bytes.isEmpty()) {
            byte[] all = bytes.take(read);
            if (output) {
                reply.output(all);
            } else {
                reply.preamble(all);
            }
        }
        if (usage != null) {
            reply.usage(usage);
            usage = null;
        }
        String reason = finishReason;
        if (reason != null) {
            finishReason = null;
            if (mend == null || mend.knowsFinish(reason)) {
                reply.finish(reason);
            } else {
                reply.unknownFinish(reason);
            }
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
