package dev.pointsman.providers.gemini;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.SseDecoder;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.chat.ChatChunks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reply that is a stream of events, written as chunks while it comes. Each event is a whole response that holds only what is new; there is no
 * mark at the end, the body just ends. It is whole when every candidate has told why it ended, or the prompt was refused; anything else, and a
 * second event that is not JSON, is a failure.
 */
final class GeminiStream implements ReplyDecoder {
    private static final int MAX_MALFORMED = 1;
    /** An event may hold a picture. */
    private static final int MAX_EVENT_BYTES = 32 << 20;

    private final AnswerForm form;
    private final ChatChunks chunks;
    private final Reply reply;
    private final SseDecoder events = new SseDecoder(MAX_EVENT_BYTES);
    private final AnswerScan scan = new AnswerScan();
    private final List<ChoiceWriter> choices = new ArrayList<>(1);
    private @Nullable String blocked;
    private int malformed;

    GeminiStream(AnswerForm form, Reply reply) {
        this.form = form;
        this.reply = reply;
        this.chunks = new ChatChunks(form.chat(), reply);
        chunks.head(List.of());
    }

    @Override
    public void head(int status, Headers headers, Reply ignored) {}

    @Override
    public void data(byte[] bytes, Reply ignored) {
        if (!chunks.over()) {
            events.feed(bytes);
            drain();
            if (!chunks.over()) {
                chunks.flush();
            }
        }
    }

    @Override
    public void end(Reply ignored) {
        if (chunks.over()) {
            return;
        }
        events.finish();
        drain();
        if (!chunks.over()) {
            finish();
        }
    }

    private void drain() {
        try {
            while (!chunks.over() && events.next()) {
                if (events.hasData() && events.dataEnd() > events.dataStart()) {
                    event(events.array(), events.dataStart(), events.dataEnd());
                }
            }
        } catch (GatewayException tooLong) {
            chunks.fail(tooLong);
        }
    }

    private void event(byte[] array, int from, int to) {
        try {
            scan.read(array, from, to);
        } catch (JsonCursor.Malformed notJson) {
            if (++malformed > MAX_MALFORMED) {
                broken("the provider's stream holds events that are not JSON");
            }
            return;
        }
        if (scan.usage.told()) {
            chunks.usage(scan.usage.usage());
        }
        if (scan.error) {
            chunks.fail(GeminiFailure.inBand(Arrays.copyOfRange(array, from, to), form.key()));
            return;
        }
        blocked = scan.blocked == null ? blocked : scan.blocked;
        if (scan.count() > 0 && !chunks.begun()) {
            begin();
        }
        for (int i = 0; i < scan.count() && !chunks.over(); i++) {
            candidate(array, scan.candidate(i));
        }
    }

    private void begin() {
        chunks.begin(scan.id.isEmpty() ? form.answerId() : scan.id, scan.model.isEmpty() ? form.model() : scan.model);
    }

    private void candidate(byte[] array, AnswerScan.Candidate candidate) {
        if (candidate.index >= AnswerForm.MOST_CHOICES) {
            broken("the provider's answer holds more choices than were asked for");
            return;
        }
        choice((int) candidate.index).read(array, scan, candidate);
    }

    private ChoiceWriter choice(int index) {
        while (choices.size() <= index) {
            int next = choices.size();
            choices.add(new ChoiceWriter(next, form, new ToldInStream(chunks.choice(next))));
        }
        return choices.get(index);
    }

    private void finish() {
        if (blocked != null) {
            block(blocked);
            return;
        }
        if (choices.isEmpty()) {
            broken("the provider's stream held no answer");
            return;
        }
        for (ChoiceWriter choice : choices) {
            String reason = choice.reason();
            if (reason == null) {
                broken("the provider's stream was cut before its end");
                return;
            }
            if (choice.failed()) {
                chunks.flush();
                reply.finish(reason);
                chunks.fail(GeminiFailure.ofReason(reason));
                return;
            }
            choice.finish(reason);
        }
        chunks.end();
    }

    private void block(String why) {
        if (form.blockedFails()) {
            chunks.flush();
            reply.finish(why);
            chunks.fail(GeminiFailure.ofBlock(why));
            return;
        }
        if (!chunks.begun()) {
            begin();
        }
        choice(0);
        choices.forEach(choice -> choice.block(why));
        chunks.end();
    }

    private void broken(String why) {
        chunks.fail(new GatewayException(ErrorKind.UPSTREAM_ERROR, why));
    }
}
