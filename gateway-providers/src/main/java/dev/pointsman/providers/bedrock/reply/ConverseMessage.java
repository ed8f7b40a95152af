package dev.pointsman.providers.bedrock.reply;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.chat.ChatReply;
import dev.pointsman.provider.chat.Finish;
import dev.pointsman.provider.chat.JsonBytes;
import dev.pointsman.provider.lists.WholeReply;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reply of {@code Converse}: one message, read once it is whole. */
final class ConverseMessage implements WholeReply.Reader {
    private static final byte[] OUTPUT = ascii("output");
    private static final byte[] MESSAGE = ascii("message");
    private static final byte[] CONTENT = ascii("content");
    private static final byte[] STOP_REASON = ascii("stopReason");
    private static final byte[] USAGE = ascii("usage");
    private static final byte[] TIER = ascii("serviceTier");
    private static final byte[] TYPE = ascii("__type");

    private final ReplyShape shape;
    private final String id;
    private final BlockScan block = new BlockScan();
    private final TokenCounts counts = new TokenCounts();
    private boolean hasContent;
    private boolean isError;
    private boolean unwrapped;
    private int calls;
    private @Nullable String stopReason;

    ConverseMessage(ReplyShape shape, String id) {
        this.shape = shape;
        this.id = id;
    }

    @Override
    public void read(byte[] body, Reply reply) {
        ChatReply answer = new ChatReply(shape.chat());
        read(body, answer);
        String raw = stopReason;
        if (isError && !hasContent) {
            reply.fail(BedrockFailure.inBand(null, body, shape.secrets().get()));
        } else if (shape.streamed()) {
            reply.fail(WholeReply.broken("the provider answered a streamed request with one body"));
        } else if (!hasContent || raw == null) {
            reply.fail(WholeReply.broken("the provider's answer is not a whole message"));
        } else if (ReplyShape.failed(raw)) {
            reply.finish(raw);
            reply.fail(WholeReply.broken("the provider's model gave no well-formed answer: " + raw));
        } else {
            send(answer, raw, reply);
        }
    }

    private void send(ChatReply answer, String raw, Reply reply) {
        Finish finish = shape.reasons().of(raw);
        boolean answered = finish == Finish.TOOL_CALLS && unwrapped && calls == 0;
        answer.choice(0).finish(answered ? Finish.STOP : finish, raw);
        if (counts.told()) {
            answer.usage(counts.usage());
        }
        answer.send(id, shape.model(), List.of(), reply);
    }

    private void read(byte[] body, ChatReply answer) {
        JsonCursor cursor = new JsonCursor(body);
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '{' && cursor.nameIs(OUTPUT)) {
                output(cursor, body, answer);
            } else if (first == '"' && cursor.nameIs(STOP_REASON)) {
                stopReason = cursor.string();
            } else if (cursor.nameIs(USAGE)) {
                counts.read(cursor);
            } else if (cursor.nameIs(TIER)) {
                counts.tier(cursor);
            } else {
                isError |= first == '"' && (cursor.nameIs(MESSAGE) || cursor.nameIs(TYPE));
                cursor.skipValue();
            }
        }
        cursor.finish();
    }

    private void output(JsonCursor cursor, byte[] body, ChatReply answer) {
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.peek() != '{' || !cursor.nameIs(MESSAGE)) {
                cursor.skipValue();
                continue;
            }
            cursor.beginObject();
            while (cursor.nextField()) {
                if (cursor.peek() == '[' && cursor.nameIs(CONTENT)) {
                    content(cursor, body, answer.choice(0));
                } else {
                    cursor.skipValue();
                }
            }
        }
    }

    private void content(JsonCursor cursor, byte[] body, ChatReply.Choice choice) {
        hasContent = true;
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() == '{') {
                block.read(cursor);
                block(body, choice);
            } else {
                cursor.skipValue();
            }
        }
    }

    private void block(byte[] body, ChatReply.Choice choice) {
        switch (block.kind) {
            case TEXT -> choice.content(JsonText.unescape(body, block.textFrom, block.textTo) + block.cited);
            case REASONING -> {
                choice.reasoning(JsonText.unescape(body, block.textFrom, block.textTo));
                if (block.signatureTo > block.signatureFrom) {
                    byte[] text = Arrays.copyOfRange(body, block.textFrom, block.textTo);
                    choice.thinkingBlock(ThinkingBlocks.signed(text, body, block));
                }
            }
            case REDACTED -> choice.thinkingBlock(ThinkingBlocks.redacted(body, block));
            case TOOL_USE -> call(body, choice);
            case OTHER -> {} // what the provider carried out by itself
        }
    }

    private void call(byte[] body, ChatReply.Choice choice) {
        String name = block.name == null ? "" : block.name;
        String input = block.inputTo == block.inputFrom
                ? "{}"
                : new String(body, block.inputFrom, block.inputTo - block.inputFrom, StandardCharsets.UTF_8);
        if (shape.jsonTool() && name.equals(ReplyShape.JSON_TOOL)) {
            unwrapped = true;
            choice.content(input);
            return;
        }
        choice.call(block.id == null || block.id.isEmpty() ? "call_" + calls : block.id, name, input);
        calls++;
        if (block.hosted) {
            choice.carriedOut();
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Writes elements of {@code thinking_blocks}, in the form that Anthropic's own replies have. */
    static final class ThinkingBlocks {
        private ThinkingBlocks() {}

        /** {@code text} as the contents of a JSON string. */
        static byte[] signed(byte[] text, byte[] array, BlockScan block) {
            return new JsonBytes()
                    .add("{\"type\":\"thinking\",\"thinking\":\"")
                    .add(text)
                    .add("\",\"signature\":\"")
                    .add(array, block.signatureFrom, block.signatureTo)
                    .add("\"}")
                    .take();
        }

        static byte[] redacted(byte[] array, BlockScan block) {
            return new JsonBytes()
                    .add("{\"type\":\"redacted_thinking\",\"data\":\"")
                    .add(array, block.textFrom, block.textTo)
                    .add("\"}")
                    .take();
        }
    }
}
