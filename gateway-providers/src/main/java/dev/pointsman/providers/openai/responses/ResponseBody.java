package dev.pointsman.providers.openai.responses;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.chat.ChatReply;
import dev.pointsman.provider.chat.JsonBytes;
import dev.pointsman.provider.lists.WholeReply;
import java.util.List;

/** A reply that is one response object. */
final class ResponseBody implements Answer {
    private final ChatReply.Choice choice;
    private final JsonBytes annotations = new JsonBytes();
    private final StringBuilder refusal = new StringBuilder();
    private String phase = "";

    private ResponseBody(ChatReply.Choice choice) {
        this.choice = choice;
    }

    static ReplyDecoder decoder(ResponsesReply.Form form, List<String> headers) {
        return new WholeReply((body, reply) -> read(body, form, headers, reply));
    }

    private static void read(byte[] body, ResponsesReply.Form form, List<String> headers, Reply reply) {
        JsonCursor cursor = new JsonCursor(body);
        ResponseScan response = new ResponseScan();
        response.read(cursor);
        cursor.finish();
        if (response.failed()) {
            reply.fail(form.failure(response.error(body)));
        } else if (form.streamed()) {
            reply.fail(WholeReply.broken("the provider answered a streamed request with one body"));
        } else if (!response.hasOutput || !ended(response.status)) {
            reply.fail(WholeReply.broken("the provider's answer is not a whole response"));
        } else {
            answer(body, response, form, headers, reply);
        }
    }

    static boolean ended(String status) {
        return status.equals("completed") || status.equals("incomplete");
    }

    private static void answer(
            byte[] body, ResponseScan response, ResponsesReply.Form form, List<String> headers, Reply reply) {
        ChatReply answer = new ChatReply(form.chat());
        if (response.created >= 0) {
            answer.created(response.created);
        }
        ResponseBody told = new ResponseBody(answer.choice(0));
        items(body, response.outputFrom, response.outputTo, new ItemText(told));
        told.finish();
        answer.choice(0).finish(form.reasons().of(response.end()), response.end());
        if (response.usage != null) {
            answer.usage(response.usage);
        }
        answer.send(response.id, form.model(response.model), headers, reply);
    }

    /** Tells all items of a list. */
    static void items(byte[] array, int from, int to, ItemText text) {
        ItemScan item = new ItemScan();
        JsonCursor cursor = new JsonCursor(array, from, to);
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() != '{') {
                cursor.skipValue();
                continue;
            }
            item.read(cursor);
            switch (item.kind) {
                case MESSAGE -> text.message(array, item);
                case FUNCTION_CALL, CUSTOM_CALL -> text.call(array, item);
                case REASONING -> text.reasoning(array, item, true);
                case OTHER -> {} // hosted tools did their work at the provider
            }
        }
    }

    private void finish() {
        if (refusal.length() > 0) {
            choice.refusal(refusal.toString());
        }
        if (!annotations.isEmpty()) {
            choice.field(
                    "annotations",
                    new JsonBytes().add("[").add(annotations.take()).add("]").take());
        }
        if (!phase.isEmpty()) {
            choice.field("extra_content", extra(phase));
        }
    }

    /** {@code extra_content} that keeps a phase. */
    static byte[] extra(String phase) {
        return new JsonBytes()
                .add("{\"openai\":{\"phase\":")
                .quote(phase)
                .add("}}")
                .take();
    }

    @Override
    public void text(byte[] array, int from, int to) {
        choice.content(JsonText.unescape(array, from, to));
    }

    @Override
    public void refusal(String text) {
        refusal.append(text);
    }

    @Override
    public void reasoning(byte[] array, int from, int to) {
        choice.reasoning(JsonText.unescape(array, from, to));
    }

    @Override
    public void block(byte[] json) {
        choice.thinkingBlock(json);
    }

    @Override
    public void call(String id, String name, boolean custom, byte[] given) {
        if (name.isEmpty() || id.isEmpty()) {
            throw WholeReply.broken("the provider's tool call has no name or no id");
        }
        String text = JsonText.unescape(given, 0, given.length);
        if (custom) {
            choice.customCall(id, name, text);
        } else {
            choice.call(id, name, text);
        }
    }

    @Override
    public void logprobs(byte[] elements) {
        choice.logprobs(elements);
    }

    @Override
    public void annotations(byte[] elements) {
        annotations.add(annotations.isEmpty() ? "" : ",").add(elements);
    }

    @Override
    public void phase(String word) {
        phase = word;
    }
}
