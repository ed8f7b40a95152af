package dev.pointsman.providers.gemini;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.chat.ChatReply;
import dev.pointsman.provider.lists.WholeReply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reply that is one response, read once it is whole. */
final class GeminiAnswer {
    private static final String UNTOLD = "FINISH_REASON_UNSPECIFIED";

    private final AnswerForm form;
    private final AnswerScan scan = new AnswerScan();
    private final List<ChoiceWriter> choices = new ArrayList<>(1);
    private final ChatReply answer;

    private GeminiAnswer(AnswerForm form) {
        this.form = form;
        this.answer = new ChatReply(form.chat());
    }

    /** Ends the reply, well or not; throws {@link JsonCursor.Malformed} for what is no JSON object. */
    static void read(AnswerForm form, byte[] body, Reply reply) {
        new GeminiAnswer(form).read(body, reply);
    }

    private void read(byte[] body, Reply reply) {
        scan.read(body, 0, body.length);
        if (scan.usage.told()) {
            answer.usage(scan.usage.usage());
        }
        String blocked = scan.blocked;
        if (scan.error) {
            reply.fail(GeminiFailure.inBand(body, form.key()));
        } else if (form.streamed()) {
            reply.fail(WholeReply.broken("the provider answered a streamed request with one body"));
        } else if (blocked != null && form.blockedFails()) {
            reply.finish(blocked);
            reply.fail(GeminiFailure.ofBlock(blocked));
        } else if (scan.count() == 0 && blocked == null) {
            reply.fail(WholeReply.broken("the provider's answer is empty"));
        } else {
            candidates(body, blocked, reply);
        }
    }

    private void candidates(byte[] body, @Nullable String blocked, Reply reply) {
        for (int i = 0; i < scan.count(); i++) {
            AnswerScan.Candidate candidate = scan.candidate(i);
            if (candidate.index >= AnswerForm.MOST_CHOICES) {
                reply.fail(WholeReply.broken("the provider's answer holds more choices than were asked for"));
                return;
            }
            choice((int) candidate.index).read(body, scan, candidate);
        }
        if (blocked != null) {
            choice(0);
            choices.forEach(choice -> choice.block(blocked));
        } else if (failed(reply)) {
            return;
        }
        String id = scan.id.isEmpty() ? form.answerId() : scan.id;
        answer.send(id, scan.model.isEmpty() ? form.model() : scan.model, List.of(), reply);
    }

    private boolean failed(Reply reply) {
        for (ChoiceWriter choice : choices) {
            String reason = choice.reason();
            if (reason == null && choice.said()) {
                reason = UNTOLD; // early models leave it out of a whole answer (gemini-1.5, 2025)
            }
            if (reason == null) {
                reply.fail(WholeReply.broken("the provider's answer does not tell why it ended"));
                return true;
            }
            if (choice.failed()) {
                reply.finish(reason);
                reply.fail(GeminiFailure.ofReason(reason));
                return true;
            }
            choice.finish(reason);
        }
        return false;
    }

    private ChoiceWriter choice(int index) {
        while (choices.size() <= index) {
            int next = choices.size();
            choices.add(new ChoiceWriter(next, form, new ToldInWhole(answer.choice(next))));
        }
        return choices.get(index);
    }
}
