package dev.pointsman.providers.cohere.chat;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.chat.ChatReply;
import dev.pointsman.provider.chat.Finish;
import dev.pointsman.provider.lists.WholeReply;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reply that is one message: read once, when it is whole. */
final class CohereMessage implements WholeReply.Reader {
    private static final byte[] ID = JsonText.ascii("id");
    private static final byte[] MESSAGE = JsonText.ascii("message");
    private static final byte[] CONTENT = JsonText.ascii("content");
    private static final byte[] PLAN = JsonText.ascii("tool_plan");
    private static final byte[] CALLS = JsonText.ascii("tool_calls");
    private static final byte[] CITATIONS = JsonText.ascii("citations");
    private static final byte[] FINISH_REASON = JsonText.ascii("finish_reason");
    private static final byte[] USAGE = JsonText.ascii("usage");
    private static final byte[] LOGPROBS = JsonText.ascii("logprobs");
    private static final byte[] ERROR = JsonText.ascii("error");

    private final CohereDecoder.Form form;
    private final MessageScan piece = new MessageScan();
    private final CohereUsage usage = new CohereUsage();
    private boolean isMessage;
    private boolean isError;
    private int calls;
    private String id = "";
    private @Nullable String finishReason;

    CohereMessage(CohereDecoder.Form form) {
        this.form = form;
    }

    @Override
    public void read(byte[] body, Reply reply) {
        ChatReply answer = new ChatReply(form.chat());
        read(body, answer.choice(0));
        String raw = finishReason;
        GatewayException failure =
                isError ? CohereFailure.inBand(body, form.key()) : CohereFailure.ended(raw, null, form.key());
        if (failure != null) {
            reply.finish(raw == null ? "" : raw);
            reply.fail(failure);
        } else if (form.streamed()) {
            reply.fail(WholeReply.broken("the provider answered a streamed request with one body"));
        } else if (!isMessage || raw == null) {
            reply.fail(WholeReply.broken("the provider's answer is not a whole message"));
        } else {
            send(answer, raw, reply);
        }
    }

    private void send(ChatReply answer, String raw, Reply reply) {
        Finish finish = form.reasons().of(raw);
        answer.choice(0).finish(finish == Finish.TOOL_CALLS && calls == 0 ? Finish.STOP : finish, raw);
        if (usage.told()) {
            answer.usage(usage.usage());
        }
        answer.send(id, form.model(), List.of(), reply);
    }

    private void read(byte[] body, ChatReply.Choice choice) {
        JsonCursor cursor = new JsonCursor(body);
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '"' && cursor.nameIs(ID)) {
                id = cursor.string();
            } else if (first == '{' && cursor.nameIs(MESSAGE)) {
                isMessage = true;
                message(cursor, body, choice);
            } else if (first == '"' && cursor.nameIs(FINISH_REASON)) {
                finishReason = cursor.string();
            } else if (cursor.nameIs(USAGE)) {
                usage.read(cursor);
            } else if (first == '[' && cursor.nameIs(LOGPROBS)) {
                logprobs(cursor, choice);
            } else {
                isError |= first != 'n' && (cursor.nameIs(ERROR) || (first == '"' && cursor.nameIs(MESSAGE)));
                cursor.skipValue();
            }
        }
        cursor.finish();
    }

    private void message(JsonCursor cursor, byte[] body, ChatReply.Choice choice) {
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '[' && cursor.nameIs(CONTENT)) {
                blocks(cursor, body, choice);
            } else if (first == '"' && cursor.nameIs(CONTENT)) {
                choice.content(cursor.string());
            } else if (first == '"' && cursor.nameIs(PLAN)) {
                choice.reasoning(cursor.string());
            } else if (first == '[' && cursor.nameIs(CALLS)) {
                calls(cursor, body, choice);
            } else if (first == '[' && cursor.nameIs(CITATIONS)) {
                int from = cursor.offset();
                cursor.skipValue();
                if (cursor.offset() - from > 2) {
                    choice.field("citations", Arrays.copyOfRange(body, from, cursor.offset()));
                }
            } else {
                cursor.skipValue();
            }
        }
    }

    private void blocks(JsonCursor cursor, byte[] body, ChatReply.Choice choice) {
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() != '{') {
                cursor.skipValue();
                continue;
            }
            piece.clear();
            piece.block(cursor);
            choice.reasoning(JsonText.unescape(body, piece.reasoningFrom, piece.reasoningTo));
            if (piece.textTo > piece.textFrom) {
                choice.content(JsonText.unescape(body, piece.textFrom, piece.textTo));
            }
        }
    }

    private void calls(JsonCursor cursor, byte[] body, ChatReply.Choice choice) {
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() != '{') {
                cursor.skipValue();
                continue;
            }
            piece.clear();
            piece.call(cursor);
            String callId = piece.callId == null || piece.callId.isEmpty() ? "call_" + calls : piece.callId;
            choice.call(callId, piece.callName == null ? "" : piece.callName, piece.arguments(body));
            calls++;
        }
    }

    private static void logprobs(JsonCursor cursor, ChatReply.Choice choice) {
        LogprobScan scan = new LogprobScan();
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() == '{') {
                choice.logprobs(scan.read(cursor));
            } else {
                cursor.skipValue();
            }
        }
    }
}
