package dev.pointsman.providers.anthropic;

import dev.pointsman.api.SseDecoder;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.chat.ChatChunks;
import dev.pointsman.provider.chat.Finish;
import dev.pointsman.provider.chat.JsonBytes;
import dev.pointsman.provider.lists.EventReply;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reply that is a stream of events, written as chunks while it comes.
 *
 * <pre>
 * message_start (content_block_start content_block_delta* content_block_stop)* message_delta+ message_stop
 * </pre>
 *
 * Pings may come anywhere, and types that are not known; both change nothing. Blocks do not interleave. Any other order, a second event that is
 * not JSON, or an end without {@code message_stop} is a failure.
 */
final class AnthropicStream extends EventReply {
    /** A block of thinking is shown whole for being sent back one day; of a longer one only the signature (its text was streamed). */
    private static final int KEPT_THINKING = 16 * 1024;

    private static final long NO_BLOCK = -1;

    private final AnthropicDecoder.Form form;
    private final EventScan event = new EventScan();
    private final JsonBytes thought = new JsonBytes();

    private long open = NO_BLOCK;
    private BlockScan.Kind kind = BlockScan.Kind.OTHER;
    private int call = -1;
    private int calls;
    private boolean unwrapping;
    private boolean unwrapped;
    private boolean thoughtTooLong;
    private String startInput = "";
    private @Nullable String stopReason;
    private @Nullable String explanation;

    AnthropicStream(AnthropicDecoder.Form form, List<String> headers, Reply reply) {
        super(new ChatChunks(form.chat(), reply), new SseDecoder(), headers);
        this.form = form;
    }

    @Override
    protected void event(byte[] array, int from, int to) {
        event.read(array, from, to);
        if (event.type == EventScan.Type.ERROR) {
            chunks.fail(AnthropicFailure.inBand(Arrays.copyOfRange(array, from, to), form.key()));
        } else if (event.type == EventScan.Type.MESSAGE_START) {
            begin();
        } else if (event.type == EventScan.Type.PING) {
            chunks.ping();
        } else if (event.type != EventScan.Type.UNKNOWN && !chunks.begun()) {
            outOfOrder();
        } else {
            part(array);
        }
    }

    private void part(byte[] array) {
        switch (event.type) {
            case BLOCK_START -> blockStart(array);
            case BLOCK_DELTA -> blockDelta(array);
            case BLOCK_STOP -> blockStop();
            case MESSAGE_DELTA -> messageDelta();
            case MESSAGE_STOP -> messageStop();
            case MESSAGE_START, PING, ERROR, UNKNOWN -> {}
        }
    }

    private void begin() {
        if (chunks.begun()) {
            outOfOrder();
            return;
        }
        chunks.begin(event.id, event.model);
        usage();
    }

    private void usage() {
        if (event.usage.told()) {
            chunks.usage(event.usage.usage());
        }
    }

    private void blockStart(byte[] array) {
        if (open != NO_BLOCK || event.index < 0) {
            outOfOrder();
            return;
        }
        BlockScan block = event.block;
        open = event.index;
        kind = block.kind;
        ChatChunks.Choice choice = chunks.choice(0);
        switch (kind) {
            case TEXT -> choice.content(array, block.textFrom, block.textTo);
            case THINKING -> {
                thought.clear();
                thoughtTooLong = false;
                think(array, block);
            }
            case REDACTED -> choice.thinkingBlock(Arrays.copyOfRange(array, block.from, block.to));
            case TOOL_USE -> callStart(array, block, choice);
            case SIGNATURE, ARGUMENTS, OTHER -> {}
        }
    }

    private void callStart(byte[] array, BlockScan block, ChatChunks.Choice choice) {
        String name = block.name == null ? "" : block.name;
        unwrapping = form.jsonTool() && name.equals(ToolForms.JSON_TOOL);
        unwrapped |= unwrapping;
        startInput = block.inputTo == 0
                ? "{}"
                : new String(array, block.inputFrom, block.inputTo - block.inputFrom, StandardCharsets.UTF_8);
        if (!unwrapping) {
            call = choice.call(block.id == null || block.id.isEmpty() ? "call_" + calls : block.id, name);
            calls++;
        }
    }

    private void blockDelta(byte[] array) {
        if (event.index != open) {
            outOfOrder();
            return;
        }
        BlockScan delta = event.block;
        ChatChunks.Choice choice = chunks.choice(0);
        switch (delta.kind) {
            case TEXT -> choice.content(array, delta.textFrom, delta.textTo);
            case THINKING -> think(array, delta);
            case SIGNATURE -> choice.thinkingBlock(signed(array, delta));
            case ARGUMENTS -> arguments(array, delta, choice);
            case REDACTED, TOOL_USE, OTHER -> {}
        }
    }

    private void arguments(byte[] array, BlockScan delta, ChatChunks.Choice choice) {
        if (kind != BlockScan.Kind.TOOL_USE) {
            return; // of a hosted tool
        }
        if (unwrapping) {
            choice.content(array, delta.textFrom, delta.textTo);
        } else {
            choice.arguments(call, array, delta.textFrom, delta.textTo);
        }
    }

    private void think(byte[] array, BlockScan block) {
        chunks.choice(0).reasoning(array, block.textFrom, block.textTo);
        thoughtTooLong |= thought.length() + block.textTo - block.textFrom > KEPT_THINKING;
        if (!thoughtTooLong) {
            thought.add(array, block.textFrom, block.textTo);
        }
    }

    private byte[] signed(byte[] array, BlockScan delta) {
        JsonBytes block = new JsonBytes().add("{\"type\":\"thinking\",\"thinking\":\"");
        byte[] text = thought.take();
        return (thoughtTooLong ? block : block.add(text))
                .add("\",\"signature\":\"")
                .add(array, delta.signatureFrom, delta.signatureTo)
                .add("\"}")
                .take();
    }

    private void blockStop() {
        if (event.index != open) {
            outOfOrder();
            return;
        }
        closeBlock();
    }

    /** The input told at a call's start is {@code {}} where the true one follows; it counts only where nothing has followed. */
    private void closeBlock() {
        if (kind == BlockScan.Kind.TOOL_USE && !unwrapping) {
            chunks.choice(0).callEnds(call, startInput);
        }
        unwrapping = false;
        open = NO_BLOCK;
        kind = BlockScan.Kind.OTHER;
    }

    private void messageDelta() {
        if (event.block.stopReason != null) {
            stopReason = event.block.stopReason;
        }
        if (event.block.explanation != null) {
            explanation = event.block.explanation;
        }
        usage();
    }

    private void messageStop() {
        String raw = stopReason;
        if (raw == null) {
            broken("the provider's stream ended without a reason");
            return;
        }
        if (open != NO_BLOCK) {
            closeBlock();
        }
        ChatChunks.Choice choice = chunks.choice(0);
        Finish finish = form.reasons().of(raw);
        if (finish == Finish.CONTENT_FILTER && explanation != null && !choice.said()) {
            choice.refusal(explanation);
        }
        boolean answered = finish == Finish.TOOL_CALLS && unwrapped && calls == 0;
        choice.finish(answered ? Finish.STOP : finish, raw);
        chunks.end();
    }

    private void outOfOrder() {
        broken("the provider's events are out of order");
    }
}
