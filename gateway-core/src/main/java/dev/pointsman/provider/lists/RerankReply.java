package dev.pointsman.provider.lists;

import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.chat.JsonBytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order of documents as clients of Cohere and Jina know it, written from what another provider found. Order of calls:
 * {@code result* meta? send}; results come best first.
 */
public final class RerankReply {
    private final JsonBytes rows = new JsonBytes();
    private final List<String> documents;
    private final boolean shown;
    private byte @Nullable [] meta;
    private boolean broken;

    /**
     * @param documents of the request
     * @param shown results hold their documents
     */
    public RerankReply(List<String> documents, boolean shown) {
        this.documents = documents;
        this.shown = shown;
    }

    /** The next one; {@code score} is a JSON number. An index that no document has makes the reply a failure. */
    public void result(long index, byte[] score) {
        if (index < 0 || index >= documents.size()) {
            broken = true;
            return;
        }
        rows.add(rows.isEmpty() ? "{\"index\":" : ",{\"index\":").add(index);
        rows.add(",\"relevance_score\":").add(score);
        if (shown) {
            rows.add(",\"document\":{\"text\":")
                    .add(JsonText.quote(documents.get((int) index)))
                    .add("}");
        }
        rows.add("}");
    }

    /** What the provider tells beside the results: a JSON object. */
    public void meta(byte[] json) {
        meta = json;
    }

    /** Writes the list and ends the reply; null where the provider tells no usage. */
    public void send(String id, String model, @Nullable Usage usage, Reply reply) {
        if (broken || rows.isEmpty()) {
            String why = broken ? "the provider ranked documents that it was not given" : "the provider ranked nothing";
            reply.fail(WholeReply.broken(why));
            return;
        }
        JsonBytes out = new JsonBytes()
                .add("{\"id\":")
                .quote(id)
                .add(",\"model\":")
                .quote(model)
                .add(",\"results\":[")
                .add(rows.take())
                .add("]");
        if (meta != null) {
            out.add(",\"meta\":").add(meta);
        }
        if (usage != null) {
            out.add(",\"usage\":{\"prompt_tokens\":").add(usage.prompt());
            out.add(",\"total_tokens\":")
                    .add(usage.prompt() + usage.completion())
                    .add("}");
        }
        byte[] body = out.add("}").take();
        reply.start(ReplyHead.json(body.length));
        if (usage != null) {
            reply.usage(usage);
        }
        reply.output(body);
        reply.end();
    }
}
