package dev.pointsman.providers.gemini;

import dev.pointsman.api.SseDecoder;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.chat.ChatChunks;
import dev.pointsman.provider.lists.EventReply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reply that is a stream of events, written as chunks while it comes. Each event is a whole response that holds only what is new; there is no
 * mark at the end, the body just ends. It is whole when every candidate has told why it ended, or the prompt was refused; anything else, and a
 * second event that is not JSON, is a failure.
 */
final class GeminiStream extends EventReply {
    /** An event may hold a picture. */
    private static final int MAX_EVENT_BYTES = 32 << 20;

    private final AnswerForm form;
    private final Reply reply;
    private final AnswerScan scan = new AnswerScan();
    private final List<ChoiceWriter> choices = new ArrayList<>(1);
    private @Nullable String blocked;

    GeminiStream(AnswerForm form, Reply reply) {
        super(new ChatChunks(form.chat(), reply), new SseDecoder(MAX_EVENT_BYTES), List.of());
        this.form = form;
        this.reply = reply;
    }

    @Override
    protected void event(byte[] array, int from, int to) {
        scan.read(array, from, to);
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

    @Override
    protected void ended() {
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
}
