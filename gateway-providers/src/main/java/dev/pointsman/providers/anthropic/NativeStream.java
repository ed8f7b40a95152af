package dev.pointsman.providers.anthropic;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.SseDecoder;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.provider.RelayedBytes;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.ReplyDecoder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A stream of Anthropic's events, each passed on as soon as it is whole. All that one read brings goes out in one piece: as preamble until a
 * block says something, as output from then on. Begins with {@code message_start} and ends with {@code message_stop}, each once.
 */
final class NativeStream implements ReplyDecoder {
    private static final int MAX_MALFORMED = 1;

    private final NativeReply.Form form;
    private final SseDecoder events = new SseDecoder();
    private final EventScan event = new EventScan();
    private final RelayedBytes bytes = new RelayedBytes();
    private byte[] read = {};
    private boolean begun;
    private boolean output;
    private boolean usageIsNew;
    private @Nullable String stopReason;
    private int malformed;
    private boolean over;

    NativeStream(NativeReply.Form form) {
        this.form = form;
    }

    @Override
    public void head(int status, Headers headers, Reply reply) {}

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
        if (!over) {
            fail(NativeReply.broken("the provider's stream was cut before its end"), reply);
        }
    }

    private void drain(Reply reply) {
        try {
            while (!over && events.next()) {
                if (events.hasData() && events.dataEnd() > events.dataStart()) {
                    event(reply);
                } else {
                    relay();
                }
            }
        } catch (GatewayException tooLong) {
            fail(tooLong, reply);
        }
    }

    private void event(Reply reply) {
        try {
            event.read(events.array(), events.dataStart(), events.dataEnd());
        } catch (JsonCursor.Malformed notJson) {
            if (++malformed > MAX_MALFORMED) {
                fail(NativeReply.broken("the provider's stream holds events that are not JSON"), reply);
            }
            return;
        }
        boolean start = event.type == EventScan.Type.MESSAGE_START;
        boolean anywhere = event.type == EventScan.Type.PING || event.type == EventScan.Type.UNKNOWN;
        if (event.type == EventScan.Type.ERROR) {
            byte[] body = Arrays.copyOfRange(events.array(), events.dataStart(), events.dataEnd());
            fail(form.inBand(body), reply);
        } else if (start == begun && !anywhere) {
            fail(NativeReply.broken("the provider's events are out of order"), reply);
        } else {
            relay();
            heard(reply);
        }
    }

    private void relay() {
        bytes.add(events.array(), events.start(), events.end());
    }

    private void heard(Reply reply) {
        switch (event.type) {
            case MESSAGE_START -> {
                begun = true;
                usageIsNew = event.usage.told();
            }
            case BLOCK_START -> output |= !speaks() || event.block.textTo > event.block.textFrom;
            case BLOCK_DELTA -> output |= !speaks() || event.block.textTo > event.block.textFrom;
            case MESSAGE_DELTA -> {
                stopReason = event.block.stopReason == null ? stopReason : event.block.stopReason;
                usageIsNew = event.usage.told();
            }
            case MESSAGE_STOP -> stop(reply);
            case BLOCK_STOP, PING, UNKNOWN, ERROR -> {}
        }
    }

    /** Texts and thoughts begin empty, and say nothing as long as they are; other blocks say what they are. */
    private boolean speaks() {
        return event.block.kind == BlockScan.Kind.TEXT || event.block.kind == BlockScan.Kind.THINKING;
    }

    private void stop(Reply reply) {
        if (stopReason == null) {
            fail(NativeReply.broken("the provider's stream ended without a reason"), reply);
        } else if (!output && !event.usage.told()) {
            fail(NativeReply.broken("the provider's stream held no answer"), reply);
        } else {
            output = true;
            pass(reply);
            over = true;
            form.finish(stopReason, reply);
            reply.end();
        }
    }

    /** Hands over what this read has brought. */
    private void pass(Reply reply) {
        if (usageIsNew) {
            usageIsNew = false;
            reply.usage(event.usage.usage());
        }
        if (!bytes.isEmpty()) {
            byte[] all = bytes.take(read);
            if (output) {
                reply.output(all);
            } else {
                reply.preamble(all);
            }
        }
    }

    private void fail(GatewayException error, Reply reply) {
        pass(reply);
        over = true;
        reply.fail(error);
    }
}
