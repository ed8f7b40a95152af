package dev.pointsman.inquiry;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.upstream.Execution;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** A model of the policy that is asked a question: one call. */
final class ModelRespondent<T> implements Respondent<T> {
    private final Question<T> question;
    private final ModelCalls calls;

    ModelRespondent(Question<T> question, ModelCalls calls) {
        this.question = question;
        this.calls = calls;
    }

    @Override
    public @Nullable T unready(ScheduledExecutorService loop) {
        return question.unready(loop);
    }

    @Override
    public Runnable asked(String text, ScheduledExecutorService loop, Asking<T> asking) {
        Execution call = calls.send(question.about(text), loop, (reply, cost) -> read(asking, text, reply));
        return () -> call.cancel(new GatewayException(ErrorKind.CLIENT_GONE, "nobody waits for the answer any more"));
    }

    private void read(Asking<T> asking, String text, byte @Nullable [] reply) {
        if (reply == null) {
            asking.answered(Outcome.FAILED, question.nothing(calls.model().name() + " did not answer"));
        } else {
            T finding = question.read(text, reply);
            asking.answered(question.answers(finding) ? Outcome.ANSWERED : Outcome.UNCLEAR, finding);
        }
    }
}
