package dev.pointsman.dialect.responses;

import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.SseDecoder;
import dev.pointsman.api.Usage;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.provider.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** What a client is told of a chat's reply. */
public final class Told {
    private final RecordedReply reply = new RecordedReply();

    /** Of a whole stream, in one piece. */
    static Told stream(String request, Chunks chunks) {
        return stream(request, chunks.bytes(), Integer.MAX_VALUE);
    }

    /** Of a whole stream, in pieces of that size. */
    static Told stream(String request, byte[] bytes, int size) {
        Told told = new Told();
        Reply heard = told.heard(request);
        heard.start(ReplyHead.eventStream());
        feed(bytes, size, heard);
        heard.usage(new Usage(7, 2, 1, 4, 6));
        heard.finish("end_turn");
        heard.end();
        return told;
    }

    Reply heard(String request) {
        return Asked.dialect().reply(Asked.request(request), reply);
    }

    static void feed(byte[] bytes, int size, Reply heard) {
        for (int from = 0; from < bytes.length; from += Math.min(size, bytes.length)) {
            heard.output(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + Math.min(size, bytes.length))));
        }
    }

    /** Of a reply that is one body. */
    static Told body(String request, String body) {
        Told told = new Told();
        Reply heard = told.heard(request);
        byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        heard.start(ReplyHead.json(bytes.length));
        heard.usage(new Usage(7, 2, 1, 4, 6));
        heard.finish("end_turn");
        heard.output(bytes);
        heard.end();
        return told;
    }

    RecordedReply reply() {
        return reply;
    }

    JsonNode json() {
        return Asked.MAPPER.readTree(reply.outputText());
    }

    /** All events; fails where one has another name than type, or another number than its place. */
    List<JsonNode> events() {
        return events(reply.text());
    }

    static List<JsonNode> events(String text) {
        List<JsonNode> events = new ArrayList<>();
        SseDecoder decoder = new SseDecoder();
        decoder.feed(text.getBytes(StandardCharsets.UTF_8));
        while (decoder.next()) {
            if (!decoder.hasData()) {
                continue;
            }
            JsonNode event = Asked.MAPPER.readTree(new String(
                    decoder.array(),
                    decoder.dataStart(),
                    decoder.dataEnd() - decoder.dataStart(),
                    StandardCharsets.UTF_8));
            String type = event.path("type").asString();
            if (!decoder.nameIs(type.getBytes(StandardCharsets.US_ASCII))
                    || event.path("sequence_number").asInt(-1) != events.size()) {
                throw new AssertionError("event " + events.size() + " is named or numbered wrongly: " + event);
            }
            events.add(event);
        }
        return events;
    }

    /** Types of all events, without {@code response.}; each followed by its output index where it has one. */
    List<String> order() {
        List<String> order = new ArrayList<>();
        for (JsonNode event : events()) {
            String type = event.path("type").asString().substring("response.".length());
            order.add(
                    event.has("output_index")
                            ? type + " " + event.path("output_index").asInt()
                            : type);
        }
        return order;
    }

    /** The response of the last event. */
    JsonNode last() {
        List<JsonNode> events = events();
        return events.get(events.size() - 1).path("response");
    }

    /** Of all events of that type, the texts of a member joined. */
    String joined(String type, String member) {
        StringBuilder joined = new StringBuilder();
        for (JsonNode event : events()) {
            if (event.path("type").asString().equals("response." + type)) {
                joined.append(event.path(member).asString());
            }
        }
        return joined.toString();
    }

    String failure() {
        return Objects.requireNonNull(reply.failure()).text();
    }
}
