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

    private byte[] read = {};
    private boolean output;
    private boolean usageTold;
    private @Nullable Usage usage;
    private @Nullable String finishReason;
    private int malformed;
    private boolean over;

    EventStreamReply(ChatReplyDecoder.Settings settings, ChatReplyDecoder.Failures failures) {
        this.settings = settings;
        this.failures = failures;
        this.generates = settings.generates();
        this.events = new SseDecoder(settings.maxEventBytes());
        String name = settings.publicModel();
        this.model = name == null ? null : JsonText.quote(name);
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
            done(reply);
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
        } catch (GatewayException tooLong) {
            pass(reply);
            over = true;
            reply.fail(tooLong);
        }
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
            relay(array, from, to);
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
            usageTold = true;
        }
        if (scan.finishReason != null) {
            finishReason = scan.finishReason;
        }
        if (generates && scan.usage != null && scan.choices == 0 && !settings.includeUsage()) {
            return;
        }
        output |= scan.output || !generates;
        if (scan.nullError) {
            relayWithoutError(Arrays.copyOfRange(array, from, to));
            return;
        }
        relay(array, from, to);
        if (output) {
            scan.learn(array, from, to);
        }
    }

    /** The current event, its model's name replaced where that is asked for. Events of chats have no names. */
    private void relay(byte[] array, int from, int to) {
        boolean named = generates && events.hasName();
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
        if (finishReason != null) {
            reply.finish(finishReason);
            finishReason = null;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
