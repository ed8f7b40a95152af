package dev.pointsman.provider.lists;

import dev.pointsman.api.ReplyHead;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.chat.JsonBytes;

/** OpenAI's list of models, written from that of another provider. Order of calls: {@code model* send}. */
public final class ModelsReply {
    private final JsonBytes rows = new JsonBytes();

    /** One model; {@code created} in Unix seconds, 0 where not known. */
    public void model(String id, long created, String owner) {
        rows.add(rows.isEmpty() ? "{\"id\":" : ",{\"id\":").quote(id);
        rows.add(",\"object\":\"model\",\"created\":")
                .add(created)
                .add(",\"owned_by\":")
                .quote(owner)
                .add("}");
    }

    /** Writes the list and ends the reply. */
    public void send(Reply reply) {
        byte[] body = new JsonBytes()
                .add("{\"object\":\"list\",\"data\":[")
                .add(rows.take())
                .add("]}")
                .take();
        reply.start(ReplyHead.json(body.length));
        reply.output(body);
        reply.end();
    }
}
