package dev.pointsman.dialect.responses;

import dev.pointsman.dialect.ChatListener.Voice;
import dev.pointsman.provider.chat.JsonBytes;
import org.jspecify.annotations.Nullable;

/** What the assistant says, while it says it: parts of text and of refusal, one after the other. */
final class MessageItem {
    private static final String ADDED = "response.content_part.added";
    private static final byte[] NOTHING = {};
    private static final String DONE = "response.content_part.done";

    private final Place place;
    private final byte[] told;
    private final EventWriter events;
    /** The parts that are done, commas between them. */
    private final JsonBytes parts = new JsonBytes();
    /** Of the open part: the contents of a JSON string. */
    private final JsonBytes text = new JsonBytes();

    /** Log probabilities of the open part, and of the next piece of its text; commas between them. */
    private final JsonBytes tokens = new JsonBytes();

    private byte[] nextTokens = NOTHING;
    private @Nullable Voice open;
    private int part = -1;

    MessageItem(Place place, EventWriter events) {
        this.place = place;
        this.told = place.told();
        this.events = events;
        events.item("response.output_item.added", place.index(), item("in_progress", NOTHING));
    }

    void said(Voice voice, byte[] array, int from, int to) {
        if (open != voice) {
            closePart();
            open = voice;
            part++;
            JsonBytes event = event(ADDED).add(",\"part\":");
            write(event, voice, NOTHING, NOTHING);
            events.end();
        }
        text.add(array, from, to);
        boolean refusal = voice == Voice.REFUSAL;
        JsonBytes delta = event(refusal ? "response.refusal.delta" : "response.output_text.delta")
                .add(",\"delta\":\"")
                .add(array, from, to)
                .add("\"");
        if (!refusal) {
            delta.add(",\"logprobs\":[").add(nextTokens).add("]");
            nextTokens = NOTHING;
        }
        events.end();
    }

    /** Log probabilities of the piece of text that is said next, commas between them. */
    void tokens(byte[] elements) {
        nextTokens = elements;
        tokens.add(tokens.isEmpty() ? "" : ",").add(elements);
    }

    private JsonBytes event(String type) {
        return events.begin(type).add(told).add(",\"content_index\":").add(part);
    }

    private static void write(JsonBytes out, Voice voice, byte[] text, byte[] tokens) {
        if (voice == Voice.REFUSAL) {
            out.add("{\"type\":\"refusal\",\"refusal\":\"").add(text).add("\"}");
        } else {
            out.add("{\"type\":\"output_text\",\"text\":\"").add(text);
            out.add("\",\"annotations\":[],\"logprobs\":[").add(tokens).add("]}");
        }
    }

    private void closePart() {
        Voice voice = open;
        if (voice == null) {
            return;
        }
        open = null;
        byte[] said = text.take();
        byte[] its = voice == Voice.REFUSAL ? NOTHING : tokens.take();
        if (voice == Voice.REFUSAL) {
            event("response.refusal.done").add(",\"refusal\":\"").add(said).add("\"");
        } else {
            JsonBytes done =
                    event("response.output_text.done").add(",\"text\":\"").add(said);
            done.add("\",\"logprobs\":[").add(its).add("]");
        }
        events.end();
        write(event(DONE).add(",\"part\":"), voice, said, its);
        events.end();
        if (!parts.isEmpty()) {
            parts.add(",");
        }
        write(parts, voice, said, its);
    }

    /** Nothing more is said; returns the item. */
    byte[] close(boolean whole) {
        closePart();
        byte[] item = item(whole ? "completed" : "incomplete", parts.take());
        events.item("response.output_item.done", place.index(), item);
        return item;
    }

    private byte[] item(String status, byte[] content) {
        return new JsonBytes()
                .add("{\"id\":\"")
                .add(place.id())
                .add("\",\"type\":\"message\",\"status\":\"")
                .add(status)
                .add("\",\"role\":\"assistant\",\"content\":[")
                .add(content)
                .add("]}")
                .take();
    }
}
