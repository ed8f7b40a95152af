package dev.pointsman.dialect.responses;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Usage;
import dev.pointsman.dialect.ChatListener;
import dev.pointsman.dialect.TokenListener;
import dev.pointsman.provider.chat.JsonBytes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One response as it comes to be: items in the order in which the chat's reply begins them, each event at its turn. Reasoning and messages
 * follow one another; calls may overlap, since a chat tells only at its end that a call has all its arguments. A call whose arguments are one
 * whole object is done as soon as the next thing begins.
 *
 * <p>The form tells every text again when it is done and once more at the end: what was said is kept until then, up to a bound.
 */
final class Answer implements ChatListener, TokenListener {
    private static final int MOST_BYTES = 32 << 20;

    private final Envelope envelope;
    private final EventWriter events;
    private final Clock clock;
    /** Items by their place; null where one is not done. */
    private final List<byte @Nullable []> output = new ArrayList<>(4);
    /** By their numbers. */
    private final List<CallItem> calls = new ArrayList<>(0);

    /** Log probabilities of the text that comes next, commas between them. */
    private final JsonBytes tokens = new JsonBytes();

    private @Nullable MessageItem message;
    private int messageIndex;
    private @Nullable ReasoningItem reasoning;
    private int reasoningIndex;
    private @Nullable Usage usage;
    private String finish = "stop";
    private boolean begun;
    private int size;

    Answer(Envelope envelope, EventWriter events, Clock clock) {
        this.envelope = envelope;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public void begun(String id, String model) {
        begun = true;
        envelope.begin(model, clock.instant().getEpochSecond());
        for (String type : new String[] {"response.created", "response.in_progress"}) {
            response(type, "in_progress", List.of());
        }
    }

    private void response(String type, String status, List<byte @Nullable []> items) {
        JsonBytes event = events.begin(type).add(",\"response\":");
        envelope.write(event, status, items, usage, clock.instant().getEpochSecond());
        events.end();
    }

    @Override
    public void said(Voice voice, byte[] array, int from, int to) {
        grow(to - from);
        if (voice == Voice.REASONING) {
            reasoning().thought(array, from, to);
            return;
        }
        MessageItem current = message;
        if (current == null) {
            settle();
            messageIndex = output.size();
            current = new MessageItem(place("msg_"), events);
            message = current;
        }
        if (voice == Voice.TEXT && !tokens.isEmpty()) {
            current.tokens(tokens.take());
        }
        current.said(voice, array, from, to);
    }

    @Override
    public void tokens(byte[] array, int from, int to) {
        grow(to - from);
        tokens.add(tokens.isEmpty() ? "" : ",").add(array, from, to);
    }

    private void grow(int bytes) {
        events.output();
        size += bytes;
        if (size > MOST_BYTES) {
            throw new GatewayException(
                    ErrorKind.UPSTREAM_ERROR, "the provider's answer is larger than " + MOST_BYTES + " bytes");
        }
    }

    private ReasoningItem reasoning() {
        ReasoningItem current = reasoning;
        if (current == null) {
            settle();
            reasoningIndex = output.size();
            current = new ReasoningItem(place("rs_"), events, envelope.wantsTokens());
            reasoning = current;
        }
        return current;
    }

    private Place place(String prefix) {
        Place place = new Place(prefix + envelope.suffix(output.size()), output.size());
        output.add(null);
        return place;
    }

    @Override
    public void thinkingBlock(byte[] json) {
        grow(json.length);
        reasoning().block(json);
    }

    @Override
    public void call(int number, String id, String name, byte @Nullable [] extra) {
        grow(id.length() + name.length());
        settle();
        boolean custom = envelope.isCustom(name);
        calls.add(new CallItem(place(custom ? "ctc_" : "fc_"), id, name, custom, extra, events));
    }

    @Override
    public void arguments(int number, byte[] array, int from, int to) {
        CallItem call = calls.get(number);
        if (!call.closed()) {
            grow(to - from);
            call.arguments(array, from, to);
        }
    }

    /** Something else begins: what was being said is done, and so are calls that can lack nothing. */
    private void settle() {
        closeSpoken(true);
        for (CallItem call : calls) {
            if (!call.closed() && call.complete()) {
                output.set(call.index(), call.close(true));
            }
        }
    }

    private void closeSpoken(boolean whole) {
        ReasoningItem thoughts = reasoning;
        if (thoughts != null) {
            reasoning = null;
            output.set(reasoningIndex, thoughts.close());
        }
        MessageItem words = message;
        if (words != null) {
            message = null;
            output.set(messageIndex, words.close(whole));
        }
    }

    @Override
    public void finished(String reason) {
        finish = reason;
        boolean whole = incomplete() == null;
        closeSpoken(whole);
        for (CallItem call : calls) {
            if (!call.closed()) {
                output.set(call.index(), call.close(whole || call.complete()));
            }
        }
    }

    /** Why the response is incomplete; null where it is not. */
    private @Nullable String incomplete() {
        return switch (finish) {
            case "length" -> "max_output_tokens";
            case "content_filter" -> "content_filter";
            default -> null;
        };
    }

    @Override
    public void usage(Usage latest) {
        usage = latest;
    }

    @Override
    public void alive() {
        events.ping();
    }

    /** The chat's reply is whole: writes the last event, and returns the response. */
    byte[] end() {
        if (!begun) {
            throw new GatewayException(ErrorKind.UPSTREAM_ERROR, "the provider's answer is empty");
        }
        finished(finish);
        events.output();
        String why = incomplete();
        envelope.incomplete(why);
        String status = why == null ? "completed" : "incomplete";
        response("response." + status, status, output);
        JsonBytes body = new JsonBytes();
        envelope.write(body, status, output, usage, clock.instant().getEpochSecond());
        return body.take();
    }
}
