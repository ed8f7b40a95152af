package dev.pointsman.providers.openai;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.Usage;
import dev.pointsman.provider.Reply;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Passes on what a decoder finds, without the chunk by which Azure opens a stream: {@code "object":""}, no id, no choices, only the prompt's
 * filter results. Clients that read the id or the first choice of the first chunk trip over it.
 */
final class FilterChunks implements Reply {
    private static final byte[] NO_OBJECT = "\"object\":\"\"".getBytes(StandardCharsets.US_ASCII);

    private final Reply next;
    private boolean outputSeen;

    FilterChunks(Reply next) {
        this.next = next;
    }

    @Override
    public void start(ReplyHead head) {
        next.start(head);
    }

    @Override
    public void preamble(byte[] bytes) {
        byte[] kept = without(bytes);
        if (kept.length > 0) {
            next.preamble(kept);
        }
    }

    /** The first output may stand in one array with what comes before it. */
    @Override
    public void output(byte[] bytes) {
        byte[] kept = outputSeen ? bytes : without(bytes);
        if (kept.length > 0) {
            outputSeen = true;
            next.output(kept);
        }
    }

    @Override
    public void usage(Usage usage) {
        next.usage(usage);
    }

    @Override
    public void finish(String reason) {
        next.finish(reason);
    }

    @Override
    public void end() {
        next.end();
    }

    @Override
    public void fail(GatewayException error) {
        next.fail(error);
    }

    /** The events that are no filter chunk; the same array where there is none. */
    private static byte[] without(byte[] events) {
        if (indexOf(events, 0, events.length) < 0) {
            return events;
        }
        ByteArrayOutputStream kept = new ByteArrayOutputStream(events.length);
        int from = 0;
        while (from < events.length) {
            int to = eventEnd(events, from);
            if (indexOf(events, from, to) < 0) {
                kept.write(events, from, to - from);
            }
            from = to;
        }
        return kept.toByteArray();
    }

    private static int eventEnd(byte[] events, int from) {
        for (int i = from; i + 1 < events.length; i++) {
            if (events[i] == '\n' && events[i + 1] == '\n') {
                return i + 2;
            }
        }
        return events.length;
    }

    private static int indexOf(byte[] events, int from, int to) {
        for (int i = from; i <= to - NO_OBJECT.length; i++) {
            if (events[i] == '"' && Arrays.equals(events, i, i + NO_OBJECT.length, NO_OBJECT, 0, NO_OBJECT.length)) {
                return i;
            }
        }
        return -1;
    }
}
