package dev.pointsman.providers.bedrock.reply;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.chat.ChatChunks;
import dev.pointsman.provider.chat.Finish;
import dev.pointsman.provider.chat.JsonBytes;
import dev.pointsman.providers.bedrock.aws.EventStream;
import dev.pointsman.providers.bedrock.reply.ConverseMessage.ThinkingBlocks;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reply of {@code ConverseStream}, written as chunks while it comes.
 *
 * <pre>
 * messageStart (contentBlockStart? contentBlockDelta* contentBlockStop)* messageStop metadata?
 * </pre>
 *
 * Blocks of text have no start; events that are not known change nothing. The stream is whole from {@code messageStop} on, and read on for the
 * usage after it. An exception instead of an event, a broken message, a second payload that is not JSON, another order, or an end before
 * {@code messageStop} is a failure.
 */
final class ConverseStream implements ReplyDecoder {
    private static final int MAX_MALFORMED = 1;
    private static final int MAX_CALLS = 1024;
    /** A block of reasoning is shown whole for being sent back one day; of a longer one only the signature (its text was streamed). */
    private static final int KEPT_REASONING = 16 * 1024;

    private final ReplyShape shape;
    private final String id;
    private final Reply reply;
    private final ChatChunks chunks;
    private final EventStream messages = new EventStream();
    private final EventScan event = new EventScan();
    private final JsonBytes thought = new JsonBytes();
    /** Index of the block of each call begun, by the call's number. */
    private long[] callBlocks = new long[4];

    private int calls;
    private long unwrapping = -1;
    private boolean unwrapped;
    private boolean thoughtTooLong;
    private int malformed;
    private @Nullable String stopReason;

    ConverseStream(ReplyShape shape, String id, Reply reply) {
        this.shape = shape;
        this.id = id;
        this.reply = reply;
        this.chunks = new ChatChunks(shape.chat(), reply);
        chunks.head(List.of());
    }

    @Override
    public void head(int status, Headers headers, Reply told) {}

    @Override
    public void data(byte[] bytes, Reply told) {
        if (chunks.over()) {
            return;
        }
        messages.feed(bytes);
        try {
            while (!chunks.over() && messages.next()) {
                message();
            }
        } catch (GatewayException broken) {
            chunks.fail(broken);
        }
        if (!chunks.over()) {
            chunks.flush();
        }
    }

    @Override
    public void end(Reply told) {
        if (chunks.over()) {
            return;
        }
        if (stopReason == null || messages.midMessage()) {
            broken("the provider's stream was cut before its end");
        } else {
            chunks.end();
        }
    }

    private void message() {
        byte[] array = messages.array();
        int from = messages.payloadFrom();
        int to = messages.payloadTo();
        if (messages.kind() == EventStream.Kind.EVENT) {
            event(array, from, to);
            return;
        }
        String told = messages.errorMessage();
        byte[] body = told == null
                ? Arrays.copyOfRange(array, from, to)
                : new JsonBytes().add("{\"message\":").quote(told).add("}").take();
        chunks.fail(BedrockFailure.inBand(messages.name(), body, shape.secrets().get()));
    }

    private void event(byte[] array, int from, int to) {
        EventScan.Type type = EventScan.type(messages);
        if (type == EventScan.Type.UNKNOWN) {
            return;
        }
        try {
            event.read(array, from, to);
        } catch (JsonCursor.Malformed notJson) {
            if (++malformed > MAX_MALFORMED) {
                broken("the provider's stream holds events that are not JSON");
            }
            return;
        }
        boolean stopped = stopReason != null;
        if (type == EventScan.Type.MESSAGE_START
                ? chunks.begun()
                : !chunks.begun() || (stopped && type != EventScan.Type.METADATA)) {
            broken("the provider's events are out of order");
            return;
        }
        switch (type) {
            case MESSAGE_START -> chunks.begin(id, shape.model());
            case BLOCK_START -> blockStart();
            case BLOCK_DELTA -> blockDelta(array);
            case BLOCK_STOP -> blockStop();
            case MESSAGE_STOP -> messageStop();
            case METADATA -> metadata();
            case UNKNOWN -> {}
        }
    }

    private void blockStart() {
        BlockScan block = event.block;
        if (block.kind != BlockScan.Kind.TOOL_USE) {
            return;
        }
        String name = block.name == null ? "" : block.name;
        if (shape.jsonTool() && name.equals(ReplyShape.JSON_TOOL)) {
            unwrapping = event.index;
            unwrapped = true;
            return;
        }
        if (calls == MAX_CALLS || event.index < 0 || call(event.index) >= 0) {
            broken("the provider's events are out of order");
            return;
        }
        if (calls == callBlocks.length) {
            callBlocks = Arrays.copyOf(callBlocks, calls * 2);
        }
        callBlocks[calls] = event.index;
        ChatChunks.Choice choice = chunks.choice(0);
        choice.call(block.id == null || block.id.isEmpty() ? "call_" + calls : block.id, name);
        calls++;
        if (block.hosted) {
            choice.carriedOut();
        }
    }

    /** Number of the call whose block has that index; -1 where there is none. */
    private int call(long index) {
        for (int i = calls - 1; i >= 0; i--) {
            if (callBlocks[i] == index) {
                return i;
            }
        }
        return -1;
    }

    private void blockDelta(byte[] array) {
        BlockScan delta = event.block;
        ChatChunks.Choice choice = chunks.choice(0);
        switch (delta.kind) {
            case TEXT -> choice.content(array, delta.textFrom, delta.textTo);
            case REASONING -> reason(array, delta, choice);
            case REDACTED -> choice.thinkingBlock(ThinkingBlocks.redacted(array, delta));
            case TOOL_USE -> arguments(array, delta, choice);
            case OTHER -> {} // citations, results of what the provider carried out
        }
    }

    private void arguments(byte[] array, BlockScan delta, ChatChunks.Choice choice) {
        if (event.index == unwrapping) {
            choice.content(array, delta.inputFrom, delta.inputTo);
            return;
        }
        int call = call(event.index);
        if (call < 0) {
            broken("the provider's events are out of order");
            return;
        }
        choice.arguments(call, array, delta.inputFrom, delta.inputTo);
    }

    private void reason(byte[] array, BlockScan delta, ChatChunks.Choice choice) {
        choice.reasoning(array, delta.textFrom, delta.textTo);
        thoughtTooLong |= thought.length() + delta.textTo - delta.textFrom > KEPT_REASONING;
        if (!thoughtTooLong) {
            thought.add(array, delta.textFrom, delta.textTo);
        }
        if (delta.signatureTo > delta.signatureFrom) {
            byte[] text = thought.take();
            choice.thinkingBlock(ThinkingBlocks.signed(thoughtTooLong ? new byte[0] : text, array, delta));
            thoughtTooLong = false;
        }
    }

    private void blockStop() {
        int call = call(event.index);
        if (call >= 0) {
            chunks.choice(0).callEnds(call, "{}");
        }
        thought.clear();
        thoughtTooLong = false;
        unwrapping = event.index == unwrapping ? -1 : unwrapping;
    }

    private void messageStop() {
        String raw = event.stopReason;
        if (raw == null) {
            broken("the provider's stream ended without a reason");
            return;
        }
        stopReason = raw;
        ChatChunks.Choice choice = chunks.choice(0);
        if (ReplyShape.failed(raw)) {
            reply.finish(raw);
            broken("the provider's model gave no well-formed answer: " + raw);
            return;
        }
        for (int call = 0; call < calls; call++) {
            choice.callEnds(call, "{}");
        }
        Finish finish = shape.reasons().of(raw);
        boolean answered = finish == Finish.TOOL_CALLS && unwrapped && calls == 0;
        choice.finish(answered ? Finish.STOP : finish, raw);
    }

    /** Told last, after {@code messageStop}; also before it, should that change one day. */
    private void metadata() {
        if (event.counts.told()) {
            chunks.usage(event.counts.usage());
        }
        if (stopReason != null) {
            chunks.end();
        }
    }

    private void broken(String why) {
        chunks.fail(new GatewayException(ErrorKind.UPSTREAM_ERROR, why));
    }
}
