package dev.pointsman.dialect.responses;

import dev.pointsman.api.JsonSplice;
import dev.pointsman.api.json.JsonFields;
import dev.pointsman.provider.chat.JsonBytes;

/**
 * What the model thinks, while it thinks it: told as parts of a summary, which is what clients of the Responses API show. A block that the
 * provider wants back ends a part and goes into {@code encrypted_content}.
 */
final class ReasoningItem {
    private final Place place;
    private final byte[] told;
    private final EventWriter events;
    private final boolean token;
    /** The parts that are done, commas between them. */
    private final JsonBytes parts = new JsonBytes();
    /** Of the open part: the contents of a JSON string. */
    private final JsonBytes text = new JsonBytes();
    /** Elements of {@code thinking_blocks}, commas between them. */
    private final JsonBytes blocks = new JsonBytes();

    private int part;
    private boolean open;

    /** @param token the client asked for {@code reasoning.encrypted_content} */
    ReasoningItem(Place place, EventWriter events, boolean token) {
        this.place = place;
        this.told = place.told();
        this.events = events;
        this.token = token;
        events.item("response.output_item.added", place.index(), item());
    }

    void thought(byte[] array, int from, int to) {
        if (!open) {
            open = true;
            write(event("response.reasoning_summary_part.added").add(",\"part\":"), new byte[0]);
            events.end();
        }
        text.add(array, from, to);
        event("response.reasoning_summary_text.delta")
                .add(",\"delta\":\"")
                .add(array, from, to)
                .add("\"");
        events.end();
    }

    /** The block's own text is kept with it: a client need not send back more than the token. */
    void block(byte[] json) {
        byte[] said = closePart();
        if (!blocks.isEmpty()) {
            blocks.add(",");
        }
        JsonFields fields = JsonFields.of(json);
        if (fields.has("signature") && !fields.has("thinking")) {
            byte[] quoted = new JsonBytes().add("\"").add(said).add("\"").take();
            blocks.add(
                    new JsonSplice(json, fields).set("thinking", quoted).apply().toArray());
        } else {
            blocks.add(json);
        }
    }

    private JsonBytes event(String type) {
        return events.begin(type).add(told).add(",\"summary_index\":").add(part);
    }

    private static void write(JsonBytes out, byte[] text) {
        out.add("{\"type\":\"summary_text\",\"text\":\"").add(text).add("\"}");
    }

    /** Returns its text. */
    private byte[] closePart() {
        byte[] said = text.take();
        if (open) {
            open = false;
            event("response.reasoning_summary_text.done")
                    .add(",\"text\":\"")
                    .add(said)
                    .add("\"");
            events.end();
            write(event("response.reasoning_summary_part.done").add(",\"part\":"), said);
            events.end();
            if (part++ > 0) {
                parts.add(",");
            }
            write(parts, said);
        }
        return said;
    }

    /** Nothing more is thought; returns the item. */
    byte[] close() {
        closePart();
        byte[] item = item();
        events.item("response.output_item.done", place.index(), item);
        return item;
    }

    private byte[] item() {
        JsonBytes item = new JsonBytes()
                .add("{\"id\":\"")
                .add(place.id())
                .add("\",\"type\":\"reasoning\",\"summary\":[")
                .add(parts.take())
                .add("]");
        if (!blocks.isEmpty() || token) {
            item.add(",\"encrypted_content\":").quote(ReasoningToken.mint(blocks.take()));
        }
        return item.add("}").take();
    }
}
