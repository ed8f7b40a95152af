package dev.pointsman.dialect.messages;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.dialect.ChatEvents;
import dev.pointsman.dialect.ChatListener;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.chat.JsonBytes;
import org.jspecify.annotations.Nullable;

/**
 * A chat's stream told as a message's, while it comes:
 *
 * <pre>
 * message_start (content_block_start content_block_delta* content_block_stop)* message_delta message_stop
 * </pre>
 *
 * What the chat tells as preamble stays preamble. The totals are known at the end only, and told there. Confined to one loop.
 */
final class StreamedMessage implements Reply, ChatListener {
    private static final byte[] PING = JsonText.ascii("event: ping\ndata: {\"type\":\"ping\"}\n\n");

    private final ApiRequest request;
    private final Reply out;
    private final ChatEvents events = new ChatEvents(this);
    private final JsonBytes bytes = new JsonBytes();
    private final MessageEvents blocks = new MessageEvents(bytes);
    private final Ending ending;
    private boolean begun;
    private boolean over;

    StreamedMessage(ApiRequest request, Reply out) {
        this.request = request;
        this.out = out;
        this.ending = new Ending(request);
    }

    @Override
    public void start(ReplyHead head) {
        out.start(MessageHead.stream(head));
    }

    @Override
    public void preamble(byte[] chat) {
        if (heard(chat) && !bytes.isEmpty()) {
            out.preamble(bytes.take());
        }
    }

    @Override
    public void output(byte[] chat) {
        if (heard(chat) && !bytes.isEmpty()) {
            out.output(bytes.take());
        }
    }

    private boolean heard(byte[] chat) {
        if (over) {
            return false;
        }
        try {
            events.feed(chat);
            return true;
        } catch (GatewayException broken) {
            fail(broken);
            return false;
        }
    }

    @Override
    public void usage(Usage latest) {
        ending.usage(latest);
        if (!over) {
            out.usage(latest);
        }
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
        if (!begun) {
            fail(new GatewayException(ErrorKind.UPSTREAM_ERROR, "the provider's stream held no answer"));
            return;
        }
        try {
            events.end();
        } catch (GatewayException broken) {
            fail(broken);
            return;
        }
        over = true;
        blocks.closeAll();
        bytes.add("event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{");
        ending.writeReason(bytes);
        bytes.add("},\"usage\":");
        ending.writeUsage(bytes);
        bytes.add("}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        out.output(bytes.take());
        out.end();
    }

    @Override
    public void fail(GatewayException error) {
        if (!over) {
            over = true;
            out.fail(error);
        }
    }

    @Override
    public void begun(String id, String model) {
        begun = true;
        bytes.add("event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":")
                .quote(MessageHead.id(id, request))
                .add(",\"type\":\"message\",\"role\":\"assistant\",\"model\":")
                .quote(model)
                .add(",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":");
        ending.writeUsage(bytes);
        bytes.add("}}\n\n");
    }

    @Override
    public void said(Voice voice, byte[] array, int from, int to) {
        if (voice == Voice.REFUSAL) {
            ending.refused();
        }
        blocks.said(voice, array, from, to);
    }

    @Override
    public void thinkingBlock(byte[] json) {
        ThinkingBlock block = ThinkingBlock.of(json);
        if (block.redacted()) {
            blocks.whole(json);
        } else {
            blocks.signed(json, block.signatureFrom(), block.signatureTo());
        }
    }

    @Override
    public void call(int number, String id, String name, byte @Nullable [] extra) {
        ending.called();
        JsonBytes block = new JsonBytes()
                .add("{\"type\":\"tool_use\",\"id\":")
                .quote(id)
                .add(",\"name\":")
                .quote(name)
                .add(",\"input\":{}");
        if (extra != null) {
            block.add(",\"extra_content\":").add(extra);
        }
        blocks.call(block.add("}").take());
    }

    @Override
    public void arguments(int number, byte[] array, int from, int to) {
        blocks.arguments(number, array, from, to);
    }

    @Override
    public void finished(String reason) {
        ending.finished(reason);
    }

    @Override
    public void alive() {
        if (begun) {
            bytes.add(PING);
        }
    }
}
