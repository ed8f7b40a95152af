package dev.pointsman.providers.anthropic;

import dev.pointsman.api.Headers;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.lists.WholeReply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message, or a count of tokens, of Anthropic's: held until it is whole, looked at once, and relayed byte for byte. */
final class NativeBody implements ReplyDecoder {
    private static final byte[] TYPE = JsonText.ascii("type");
    private static final byte[] MESSAGE = JsonText.ascii("message");
    private static final byte[] ERROR = JsonText.ascii("error");
    private static final byte[] CONTENT = JsonText.ascii("content");
    private static final byte[] USAGE = JsonText.ascii("usage");
    private static final byte[] STOP_REASON = JsonText.ascii("stop_reason");
    private static final byte[] INPUT_TOKENS = JsonText.ascii("input_tokens");

    private final NativeReply.Form form;
    private final List<String> headers;
    private final WholeReply whole = new WholeReply(this::answer);
    private final ClaudeUsage usage = new ClaudeUsage();
    private boolean isMessage;
    private boolean isError;
    private boolean isCount;
    private boolean hasContent;
    private boolean saysSomething;
    private @Nullable String stopReason;

    NativeBody(NativeReply.Form form, List<String> headers) {
        this.form = form;
        this.headers = headers;
    }

    @Override
    public void head(int status, Headers ignored, Reply reply) {}

    @Override
    public void data(byte[] bytes, Reply reply) {
        whole.data(bytes, reply);
    }

    @Override
    public void end(Reply reply) {
        whole.end(reply);
    }

    private void answer(byte[] body, Reply reply) {
        read(body);
        if (isError) {
            throw form.inBand(body);
        }
        if (form.streamed()) {
            throw NativeReply.broken("the provider answered a streamed request with one body");
        }
        boolean message = isMessage && hasContent && stopReason != null && (saysSomething || usage.told());
        if (form.counts() ? !isCount : !message) {
            throw NativeReply.broken("the provider's answer is not a whole message");
        }
        reply.start(new ReplyHead(200, ReplyHead.JSON, body.length, headers));
        if (usage.told()) {
            reply.usage(usage.usage());
        }
        if (stopReason != null) {
            form.finish(stopReason, reply);
        }
        reply.output(body);
        reply.end();
    }

    private void read(byte[] body) {
        JsonCursor cursor = new JsonCursor(body);
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '"' && cursor.nameIs(TYPE)) {
                cursor.skipString();
                isMessage = cursor.textIs(MESSAGE);
                isError |= cursor.textIs(ERROR);
            } else if (first == '"' && cursor.nameIs(STOP_REASON)) {
                stopReason = cursor.string();
            } else if (first == '[' && cursor.nameIs(CONTENT)) {
                hasContent = true;
                int from = cursor.offset();
                cursor.skipValue();
                saysSomething = cursor.offset() - from > 2;
            } else if (first == '{' && cursor.nameIs(USAGE)) {
                usage.read(cursor);
            } else {
                isError |= first == '{' && cursor.nameIs(ERROR);
                isCount |= first >= '0' && first <= '9' && cursor.nameIs(INPUT_TOKENS);
                cursor.skipValue();
            }
        }
        cursor.finish();
    }
}
