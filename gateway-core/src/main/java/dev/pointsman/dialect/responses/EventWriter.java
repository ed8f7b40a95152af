package dev.pointsman.dialect.responses;

import dev.pointsman.provider.Reply;
import dev.pointsman.provider.chat.JsonBytes;

/**
 * The events of one streamed response as they are written: each has its name twice, and a number that counts up from 0. Of a reply that is
 * not streamed nothing is kept. Confined to one loop.
 */
final class EventWriter {
    private boolean streamed;
    private final JsonBytes bytes = new JsonBytes();
    private int sequence;
    private boolean output;

    /** Before the first event. */
    void keep(boolean events) {
        streamed = events;
    }

    /** Begins an event; its other members follow, each with a comma in front, and then {@link #end}. */
    JsonBytes begin(String type) {
        return bytes.add("event: ")
                .add(type)
                .add("\ndata: {\"type\":\"")
                .add(type)
                .add("\",\"sequence_number\":")
                .add(sequence++);
    }

    void end() {
        bytes.add("}\n\n");
        if (!streamed) {
            bytes.clear();
        }
    }

    /** Begins an event that puts an item, given as JSON, at its place, or tells it whole. */
    void item(String type, int index, byte[] item) {
        begin(type).add(",\"output_index\":").add(index).add(",\"item\":").add(item);
        end();
    }

    void ping() {
        if (streamed) {
            bytes.add(": ping\n\n");
        }
    }

    /** From now on everything written is output. */
    void output() {
        output = true;
    }

    /** Hands over what was written since the last time. */
    void flush(Reply out) {
        if (bytes.isEmpty()) {
            return;
        }
        if (output) {
            out.output(bytes.take());
        } else {
            out.preamble(bytes.take());
        }
    }
}
