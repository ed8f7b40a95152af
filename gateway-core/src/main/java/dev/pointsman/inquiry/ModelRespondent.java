package dev.pointsman.inquiry;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.signal.TaskFinding;
import dev.pointsman.upstream.Execution;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** A model of the policy that is asked a question: one call. */
final class ModelRespondent implements Respondent {
    private final Question question;
    private final ModelCalls calls;

    ModelRespondent(Question question, ModelCalls calls) {
        this.question = question;
        this.calls = calls;
    }

    @Override
    public @Nullable TaskFinding unready(ScheduledExecutorService loop) {
        return question.unready(loop);
    }

    @Override
    public Runnable asked(String text, ScheduledExecutorService loop, Asking asking) {
        Execution call = calls.send(question.about(text), loop, (reply, cost) -> read(asking, text, reply));
        return () -> call.cancel(new GatewayException(ErrorKind.CLIENT_GONE, "nobody waits for the task any more"));
    }

    private void read(Asking asking, String text, byte @Nullable [] reply) {
        if (reply == null) {
            asking.answered(Outcome.FAILED, TaskFinding.abstained(calls.model().name() + " did not answer"));
        } else {
            TaskFinding finding = question.read(text, reply);
            asking.answered(finding.guess() == null ? Outcome.UNCLEAR : Outcome.ANSWERED, finding);
        }
    }
}
