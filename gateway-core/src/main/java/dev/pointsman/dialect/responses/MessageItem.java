package dev.pointsman.dialect.responses;

import dev.pointsman.dialect.ChatListener.Voice;
import dev.pointsman.provider.chat.JsonBytes;
import org.jspecify.annotations.Nullable;

/** What the assistant says, while it says it: parts of text and of refusal, one after the other. */
final class MessageItem {
    private static final String ADDED = "response.content_part.added";
    private static final String DONE = "response.content_part.done";

    private final Place place;
    private final byte[] told;
    private final EventWriter events;
    /** The parts that are done, commas between them. */
    private final JsonBytes parts = new JsonBytes();
    /** Of the open part: the contents of a JSON string. */
    private final JsonBytes text = new JsonBytes();

    private @Nullable Voice open;
    private int part = -1;

    MessageItem(Place place, EventWriter events) {
        this.place = place;
        this.told = place.told();
        this.events = events;
        events.item("response.output_item.added", place.index(), item("in_progress", new byte[0]));
    }

    void said(Voice voice, byte[] array, int from, int to) {
        if (open != voice) {
            closePart();
            open = voice;
            part++;
            JsonBytes event = event(ADDED).add(",\"part\":");
            write(event, voice, new byte[0]);
            events.end();
        }
        text.add(array, from, to);
        event(voice == Voice.REFUSAL ? "response.refusal.delta" : "response.output_text.delta")
                .add(",\"delta\":\"")
                .add(array, from, to)
                .add(voice == Voice.REFUSAL ? "\"" : "\",\"logprobs\":[]");
        events.end();
    }

    private JsonBytes event(String type) {
        return events.begin(type).add(told).add(",\"content_index\":").add(part);
    }

    private static void write(JsonBytes out, Voice voice, byte[] text) {
        if (voice == Voice.REFUSAL) {
            out.add("{\"type\":\"refusal\",\"refusal\":\"").add(text).add("\"}");
        } else {
            out.add("{\"type\":\"output_text\",\"text\":\"").add(text).add("\",\"annotations\":[],\"logprobs\":[]}");
        }
    }

    private void closePart() {
        Voice voice = open;
        if (voice == null) {
            return;
        }
        open = null;
        byte[] said = text.take();
        if (voice == Voice.REFUSAL) {
            event("response.refusal.done").add(",\"refusal\":\"").add(said).add("\"");
        } else {
            event("response.output_text.done").add(",\"text\":\"").add(said).add("\",\"logprobs\":[]");
        }
        events.end();
        write(event(DONE).add(",\"part\":"), voice, said);
        events.end();
        if (!parts.isEmpty()) {
            parts.add(",");
        }
        write(parts, voice, said);
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
