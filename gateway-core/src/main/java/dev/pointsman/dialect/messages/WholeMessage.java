package dev.pointsman.dialect.messages;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.dialect.ChatEvents;
import dev.pointsman.dialect.ChatListener;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.chat.JsonBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A chat's one body told as one message. Confined to one loop. */
final class WholeMessage implements Reply, ChatListener {
    private static final Logger LOG = LoggerFactory.getLogger(WholeMessage.class);

    private final ApiRequest request;
    private final Reply out;
    private final Ending ending;
    private final JsonBytes chat = new JsonBytes();
    private final JsonBytes content = new JsonBytes();
    /** Contents of a JSON string: a thought that is not in {@link #content} yet, since a signature may follow. */
    private final JsonBytes thought = new JsonBytes();
    /** Likewise the text, of which a refusal may be part. */
    private final JsonBytes text = new JsonBytes();

    private final JsonBytes arguments = new JsonBytes();
    private boolean calling;
    private boolean over;
    private boolean begun;
    private String id = "";
    private String model = "";
    private ReplyHead head = ReplyHead.json(0);

    WholeMessage(ApiRequest request, Reply out) {
        this.request = request;
        this.out = out;
        this.ending = new Ending(request);
    }

    @Override
    public void start(ReplyHead told) {
        head = told;
    }

    @Override
    public void preamble(byte[] bytes) {
        output(bytes);
    }

    @Override
    public void output(byte[] bytes) {
        chat.add(bytes);
    }

    @Override
    public void usage(Usage latest) {
        ending.usage(latest);
    }

    @Override
    public void finish(String reason) {
        ending.raw(reason);
        if (!over) {
            out.finish(reason);
        }
    }

    @Override
    public void unknownFinish(String reason) {
        ending.raw(reason);
        if (!over) {
            out.unknownFinish(reason);
        }
    }

    @Override
    public void end() {
        if (over) {
            return;
        }
        try {
            new ChatEvents(this).whole(chat.take());
        } catch (GatewayException broken) {
            fail(broken);
            return;
        }
        if (!begun) {
            fail(new GatewayException(ErrorKind.UPSTREAM_ERROR, "the provider's answer is empty"));
            return;
        }
        over = true;
        byte[] message = message();
        out.start(MessageHead.whole(head, message.length));
        out.usage(ending.usage());
        out.output(message);
        out.end();
    }

    @Override
    public void fail(GatewayException error) {
        if (!over) {
            over = true;
            out.fail(error);
        }
    }

    private byte[] message() {
        closeCall();
        closeThought("");
        closeText();
        JsonBytes message = new JsonBytes()
                .add("{\"id\":")
                .quote(MessageHead.id(id, request))
                .add(",\"type\":\"message\",\"role\":\"assistant\",\"model\":")
                .quote(model)
                .add(",\"content\":[")
                .add(content.take())
                .add("],");
        ending.writeReason(message);
        message.add(",\"usage\":");
        ending.writeUsage(message);
        return message.add("}").take();
    }

    @Override
    public void begun(String chatId, String chatModel) {
        begun = true;
        id = chatId;
        model = chatModel;
    }

    @Override
    public void said(Voice voice, byte[] array, int from, int to) {
        if (voice == Voice.REASONING) {
            closeThought("");
            thought.add(array, from, to);
            return;
        }
        closeThought("");
        if (voice == Voice.REFUSAL) {
            ending.refused();
        }
        text.add(array, from, to);
    }

    @Override
    public void thinkingBlock(byte[] json) {
        ThinkingBlock block = ThinkingBlock.of(json);
        if (block.redacted()) {
            closeThought("");
            block().add(json);
            return;
        }
        String signature = JsonText.ascii(Arrays.copyOfRange(json, block.signatureFrom(), block.signatureTo()));
        if (thought.isEmpty()) {
            block().add("{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"")
                    .add(signature)
                    .add("\"}");
        } else {
            closeThought(signature);
        }
    }

    private void closeThought(String signature) {
        if (!thought.isEmpty()) {
            block().add("{\"type\":\"thinking\",\"thinking\":\"")
                    .add(thought.take())
                    .add("\",\"signature\":\"")
                    .add(signature)
                    .add("\"}");
        }
    }

    private void closeText() {
        if (!text.isEmpty()) {
            block().add("{\"type\":\"text\",\"text\":\"").add(text.take()).add("\"}");
        }
    }

    @Override
    public void call(int number, String callId, String name, byte @Nullable [] extra) {
        closeCall();
        closeThought("");
        closeText();
        ending.called();
        calling = true;
        block().add("{\"type\":\"tool_use\",\"id\":")
                .quote(callId)
                .add(",\"name\":")
                .quote(name);
        if (extra != null) {
            content.add(",\"extra_content\":").add(extra);
        }
    }

    @Override
    public void arguments(int number, byte[] array, int from, int to) {
        arguments.add(array, from, to);
    }

    private void closeCall() {
        if (calling) {
            calling = false;
            byte[] escaped = arguments.take();
            content.add(",\"input\":")
                    .add(object(JsonText.unescape(escaped, 0, escaped.length), 1))
                    .add("}");
        }
    }

    /** The object that arguments hold, or that a string in them holds; an empty one where there is none. */
    private static byte[] object(String given, int depth) {
        byte[] json = given.getBytes(StandardCharsets.UTF_8);
        JsonCursor cursor = new JsonCursor(json);
        try {
            int first = cursor.peek();
            if (first == '{') {
                cursor.skipValue();
                cursor.finish();
                return json;
            }
            if (first == '"' && depth > 0) {
                return object(cursor.string(), depth - 1);
            }
        } catch (JsonCursor.Malformed notJson) {
            LOG.warn("a call's arguments are not JSON and were told as an empty object: {}", notJson.getMessage());
            return JsonText.ascii("{}");
        }
        if (!given.isBlank()) {
            LOG.warn("a call's arguments are not a JSON object and were told as an empty one");
        }
        return JsonText.ascii("{}");
    }

    private JsonBytes block() {
        return content.isEmpty() ? content : content.add(",");
    }

    @Override
    public void finished(String reason) {
        ending.finished(reason);
    }

    @Override
    public void alive() {}
}
