package dev.pointsman.provider;

import static dev.pointsman.api.json.JsonText.ascii;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.SseDecoder;
import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream of OpenAI's Responses API, each event passed on as it came once it is whole, but for the model's name where that is asked for. It
 * ends with the event that tells the response to be over; without one it was cut. A response that fails before any output is a failure like
 * any other; after output its event is passed on first.
 *
 * <p>Some servers tell an empty {@code output} at the end, though they streamed items: it is filled with the items that were done.
 */
final class ResponsesStreamReply implements ReplyDecoder {
    private static final byte[] ERROR_EVENT = ascii("error");
    private static final byte[] COMMA = {','};
    private static final int EMPTY_ARRAY = "[]".length();
    private static final int MAX_MALFORMED = 1;
    /** Bound of the items kept; beyond it an empty output stays empty. */
    private static final int MAX_KEPT = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(ResponsesStreamReply.class);

    private final ChatReplyDecoder.Failures failures;
    private final SseDecoder events;
    private final ResponsesScan scan = new ResponsesScan();
    private final RelayedBytes bytes = new RelayedBytes();
    private final ByteArrayOutputStream items = new ByteArrayOutputStream(0);
    private final byte @Nullable [] model;

    private byte[] read = {};
    private boolean output;
    private int malformed;
    private boolean over;

    ResponsesStreamReply(ChatReplyDecoder.Settings settings, ChatReplyDecoder.Failures failures) {
        this.failures = failures;
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
        if (!over) {
            read = chunk;
            events.feed(chunk);
            drain(reply);
        }
    }

    @Override
    public void end(Reply reply) {
        if (over) {
            return;
        }
        events.finish();
        drain(reply);
        if (!over) {
            fail(
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
        if (!over) {
            pass(reply);
        }
    }

    private void event(Reply reply) {
        byte[] array = events.array();
        int from = events.dataStart();
        int to = events.dataEnd();
        if (!events.hasData()) {
            bytes.add(array, events.start(), events.end());
        } else if (events.nameIs(ERROR_EVENT)) {
            refused(Arrays.copyOfRange(array, from, to), reply);
        } else if (to > from && array[from] != '[') { // some servers end with [DONE]
            json(array, from, to, reply);
        }
    }

    private void json(byte[] array, int from, int to, Reply reply) {
        ResponsesScan.Kind kind;
        try {
            kind = scan.event(array, from, to);
        } catch (JsonCursor.Malformed notJson) {
            if (++malformed > MAX_MALFORMED) {
                fail("the provider's stream holds events that are not JSON", reply);
            } else {
                LOG.warn("an event of a provider's stream is not JSON and was left out; one more ends the stream");
            }
            return;
        }
        switch (kind) {
            case OPENING, OUTPUT -> {
                output |= kind == ResponsesScan.Kind.OUTPUT;
                keepItem(array);
                relay(array);
            }
            case LAST -> last(array, reply);
            case FAILED -> failed(array, reply);
            case ERROR -> refused(Arrays.copyOfRange(array, from, to), reply);
        }
    }

    private void keepItem(byte[] array) {
        int size = scan.itemEnd - scan.itemStart;
        if (scan.itemDone() && items.size() + size < MAX_KEPT) {
            if (items.size() > 0) {
                items.write(COMMA, 0, 1);
            }
            items.write(array, scan.itemStart, size);
        }
    }

    /** The current event, its model's name replaced where that is asked for. */
    private void relay(byte[] array) {
        relay(array, events.start(), events.end());
    }

    private void relay(byte[] array, int from, int to) {
        int start = from;
        if (model != null && scan.modelStart >= from && scan.modelStart < to) {
            bytes.add(array, start, scan.modelStart);
            bytes.add(model);
            start = scan.modelEnd;
        }
        bytes.add(array, start, to);
    }

    private void last(byte[] array, Reply reply) {
        Usage usage = scan.usage;
        if (!output && usage == null) {
            fail("the provider's stream held no answer", reply);
            return;
        }
        output = true;
        boolean emptied = items.size() > 0 && scan.outputStart >= 0 && scan.outputEnd - scan.outputStart == EMPTY_ARRAY;
        if (emptied) {
            relay(array, events.start(), scan.outputStart + 1);
            bytes.add(items.toByteArray());
            relay(array, scan.outputEnd - 1, events.end());
        } else {
            relay(array);
        }
        pass(reply);
        over = true;
        told(usage, reply);
        reply.end();
    }

    private void told(@Nullable Usage usage, Reply reply) {
        if (usage != null) {
            reply.usage(usage);
        }
        if (!scan.finish().isEmpty()) {
            reply.finish(scan.finish());
        }
    }

    private void failed(byte[] array, Reply reply) {
        byte[] error = scan.errorStart < 0
                ? ascii("{\"error\":{\"message\":\"the provider's response failed without saying why\"}}")
                : wrapped(Arrays.copyOfRange(array, scan.errorStart, scan.errorEnd));
        if (output) {
            relay(array);
        }
        pass(reply);
        over = true;
        told(scan.usage, reply);
        reply.fail(failures.of(InBandError.status(error), error));
    }

    private void refused(byte[] event, Reply reply) {
        pass(reply);
        over = true;
        byte[] error = event;
        try {
            scan.response(event);
            error = scan.errorStart < 0 ? wrapped(event) : event;
        } catch (JsonCursor.Malformed text) {
            LOG.debug("a provider's error event is not JSON");
        }
        reply.fail(failures.of(InBandError.status(error), error));
    }

    private static byte[] wrapped(byte[] error) {
        byte[] name = ascii("{\"error\":");
        byte[] all = Arrays.copyOf(name, name.length + error.length + 1);
        System.arraycopy(error, 0, all, name.length, error.length);
        all[all.length - 1] = '}';
        return all;
    }

    private void fail(String why, Reply reply) {
        pass(reply);
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
    }
}
