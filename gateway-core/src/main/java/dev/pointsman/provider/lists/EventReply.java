package dev.pointsman.provider.lists;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.SseDecoder;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.chat.ChatChunks;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reply that is a stream of events in a provider's own form, each given to {@link #event} as soon as it is whole and told as chunks. One event
 * that is no JSON is left out, a second one is a failure; so are an event over its bound, and an end that {@link #ended} does not take for one.
 */
public abstract class EventReply implements ReplyDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(EventReply.class);
    private static final int MAX_MALFORMED = 1;

    /** Where the events are told. */
    protected final ChatChunks chunks;

    private final SseDecoder events;
    private int malformed;

    /** @param headers to be relayed, name then value in turn */
    protected EventReply(ChatChunks chunks, SseDecoder events, List<String> headers) {
        this.chunks = chunks;
        this.events = events;
        chunks.head(headers);
    }

    /**
     * The data of one event, never empty. Ends or fails the chunks where it says so; may throw {@link JsonCursor.Malformed} as long as it has told
     * nothing of it, or the {@link GatewayException} to fail with.
     */
    protected abstract void event(byte[] array, int from, int to);

    /** The body has ended, and no event has ended the answer. */
    protected void ended() {
        broken("the provider's stream was cut before its end");
    }

    /** Fails as the provider's fault; {@code why} begins with its part in it. */
    protected final void broken(String why) {
        chunks.fail(WholeReply.broken(why));
    }

    @Override
    public final void head(int status, Headers headers, Reply reply) {}

    @Override
    public final void data(byte[] bytes, Reply reply) {
        if (!chunks.over()) {
            events.feed(bytes);
            drain();
            if (!chunks.over()) {
                chunks.flush();
            }
        }
    }

    @Override
    public final void end(Reply reply) {
        if (chunks.over()) {
            return;
        }
        events.finish();
        drain();
        if (!chunks.over()) {
            ended();
        }
    }

    private void drain() {
        try {
            while (!chunks.over() && events.next()) {
                if (events.hasData() && events.dataEnd() > events.dataStart()) {
                    read(events.array(), events.dataStart(), events.dataEnd());
                }
            }
        } catch (GatewayException told) {
            chunks.fail(told);
        }
    }

    private void read(byte[] array, int from, int to) {
        try {
            event(array, from, to);
        } catch (JsonCursor.Malformed notJson) {
            if (++malformed > MAX_MALFORMED) {
                throw WholeReply.broken("the provider's stream holds events that are not JSON");
            }
            LOG.warn("an event of a provider's stream is not JSON and was left out; one more ends the stream");
        }
    }
}
