package dev.pointsman.providers.anthropic;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.chat.ChatReply;
import dev.pointsman.provider.chat.Finish;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reply that is one message: held until it is whole, read once. */
final class AnthropicMessage implements ReplyDecoder {
    private static final int MAX_BYTES = 64 << 20;
    private static final byte[] TYPE = ascii("type");
    private static final byte[] MESSAGE = ascii("message");
    private static final byte[] ID = ascii("id");
    private static final byte[] MODEL = ascii("model");
    private static final byte[] CONTENT = ascii("content");
    private static final byte[] USAGE = ascii("usage");
    private static final byte[] STOP_REASON = ascii("stop_reason");
    private static final byte[] STOP_DETAILS = ascii("stop_details");
    private static final byte[] EXPLANATION = ascii("explanation");
    private static final byte[] ERROR = ascii("error");

    private final AnthropicDecoder.Form form;
    private final List<String> headers;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private final BlockScan block = new BlockScan();
    private final ClaudeUsage usage = new ClaudeUsage();
    private boolean over;
    private boolean isMessage;
    private boolean isError;
    private boolean hasContent;
    private boolean unwrapped;
    private int calls;
    private String id = "";
    private String model = "";
    private @Nullable String stopReason;
    private @Nullable String explanation;

    AnthropicMessage(AnthropicDecoder.Form form, List<String> headers) {
        this.form = form;
        this.headers = headers;
    }

    @Override
    public void head(int status, Headers ignored, Reply reply) {}

    @Override
    public void data(byte[] bytes, Reply reply) {
        if (over) {
            return;
        }
        if (bytes.length > MAX_BYTES - held.size()) {
            broken("the provider's answer is larger than " + MAX_BYTES + " bytes", reply);
            return;
        }
        held.writeBytes(bytes);
    }

    @Override
    public void end(Reply reply) {
        if (over) {
            return;
        }
        over = true;
        byte[] body = held.toByteArray();
        ChatReply answer = new ChatReply(form.chat());
        try {
            read(body, answer);
        } catch (JsonCursor.Malformed notJson) {
            broken("the provider's answer is not a JSON object", reply);
            return;
        }
        if (isError) {
            reply.fail(AnthropicFailure.inBand(body, form.key()));
        } else if (form.streamed()) {
            broken("the provider answered a streamed request with one body", reply);
        } else if (!isMessage || !hasContent || stopReason == null) {
            broken("the provider's answer is not a whole message", reply);
        } else {
            send(answer, stopReason, reply);
        }
    }

    private void send(ChatReply answer, String raw, Reply reply) {
        ChatReply.Choice choice = answer.choice(0);
        Finish finish = form.reasons().of(raw);
        if (finish == Finish.CONTENT_FILTER && explanation != null && !choice.said()) {
            choice.refusal(explanation);
        }
        choice.finish(finish == Finish.TOOL_CALLS && unwrapped && calls == 0 ? Finish.STOP : finish, raw);
        if (usage.told()) {
            answer.usage(usage.usage());
        }
        answer.send(id, model, headers, reply);
    }

    private void read(byte[] body, ChatReply answer) {
        JsonCursor cursor = new JsonCursor(body);
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '"' && cursor.nameIs(TYPE)) {
                cursor.skipString();
                isMessage = cursor.textIs(MESSAGE);
                isError |= cursor.textIs(ERROR);
            } else if (first == '"' && cursor.nameIs(ID)) {
                id = cursor.string();
            } else if (first == '"' && cursor.nameIs(MODEL)) {
                model = cursor.string();
            } else if (first == '"' && cursor.nameIs(STOP_REASON)) {
                stopReason = cursor.string();
            } else if (first == '{' && cursor.nameIs(STOP_DETAILS)) {
                explanation = explanation(cursor);
            } else if (first == '[' && cursor.nameIs(CONTENT)) {
                content(cursor, body, answer.choice(0));
            } else if (cursor.nameIs(USAGE)) {
                usage.read(cursor);
            } else {
                isError |= first == '{' && cursor.nameIs(ERROR);
                cursor.skipValue();
            }
        }
        cursor.finish();
    }

    private static @Nullable String explanation(JsonCursor cursor) {
        String told = null;
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.peek() == '"' && cursor.nameIs(EXPLANATION)) {
                told = cursor.string();
            } else {
                cursor.skipValue();
            }
        }
        return told;
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
            case TEXT -> choice.content(JsonText.unescape(body, block.textFrom, block.textTo));
            case THINKING -> {
                choice.reasoning(JsonText.unescape(body, block.textFrom, block.textTo));
                choice.thinkingBlock(Arrays.copyOfRange(body, block.from, block.to));
            }
            case REDACTED -> choice.thinkingBlock(Arrays.copyOfRange(body, block.from, block.to));
            case TOOL_USE -> call(body, choice);
            case SIGNATURE, ARGUMENTS, OTHER -> {} // hosted tools did their work at the provider
        }
    }

    private void call(byte[] body, ChatReply.Choice choice) {
        String name = block.name == null ? "" : block.name;
        String input = block.inputTo == 0
                ? "{}"
                : new String(body, block.inputFrom, block.inputTo - block.inputFrom, StandardCharsets.UTF_8);
        if (form.jsonTool() && name.equals(ToolForms.JSON_TOOL)) {
            unwrapped = true;
            choice.content(input);
        } else {
            choice.call(block.id == null || block.id.isEmpty() ? "call_" + calls : block.id, name, input);
            calls++;
        }
    }

    private void broken(String why, Reply reply) {
        over = true;
        held.reset();
        reply.fail(new GatewayException(ErrorKind.UPSTREAM_ERROR, why));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
