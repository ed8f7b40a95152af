package dev.pointsman.provider.lists;

import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.Usage;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.chat.JsonBytes;
import java.util.List;

/**
 * OpenAI's list of embeddings, written from the vectors of another provider. Order of calls: {@code vector* send}; vectors come in the order of
 * the inputs.
 */
public final class EmbeddingsReply {
    private final JsonBytes rows = new JsonBytes();
    private final boolean base64;
    private final int expected;
    private int count;

    /**
     * @param base64 vectors are told as base64, else as numbers
     * @param expected how many inputs there were
     */
    public EmbeddingsReply(boolean base64, int expected) {
        this.base64 = base64;
        this.expected = expected;
    }

    /** The next one: a JSON array of numbers, already known to be well-formed. */
    public void vector(byte[] json, int from, int to) {
        rows.add(count == 0 ? "" : ",")
                .add("{\"object\":\"embedding\",\"index\":")
                .add(count);
        rows.add(",\"embedding\":");
        if (base64) {
            rows.add("\"").add(VectorText.base64(json, from, to)).add("\"");
        } else {
            rows.add(json, from, to);
        }
        rows.add("}");
        count++;
    }

    /** Writes the list and ends the reply; {@code headers} are to be relayed. A list that is too short or too long is a failure. */
    public void send(String model, Usage usage, List<String> headers, Reply reply) {
        if (count != expected) {
            reply.fail(
                    WholeReply.broken("the provider answered " + expected + " inputs with " + count + " embeddings"));
            return;
        }
        byte[] body = new JsonBytes()
                .add("{\"object\":\"list\",\"data\":[")
                .add(rows.take())
                .add("],\"model\":")
                .quote(model)
                .add(",\"usage\":{\"prompt_tokens\":")
                .add(usage.prompt())
                .add(",\"total_tokens\":")
                .add(usage.prompt() + usage.completion())
                .add("}}")
                .take();
        reply.start(new ReplyHead(200, ReplyHead.JSON, body.length, headers));
        reply.usage(usage);
        reply.output(body);
        reply.end();
    }
}
