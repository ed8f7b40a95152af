package dev.pointsman.inquiry;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.balance.DeploymentStats;
import dev.pointsman.catalog.Capability;
import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Model;
import dev.pointsman.estimate.LaterEstimate;
import dev.pointsman.estimate.Opinion;
import dev.pointsman.estimate.PromptEstimates;
import dev.pointsman.inquiry.TaskInquiry.Means;
import dev.pointsman.inquiry.WorkerRespondent.Worked;
import dev.pointsman.learned.EmbeddingsForm;
import dev.pointsman.learned.TextEncoder.EncodingFailed;
import dev.pointsman.telemetry.AskMeters;
import dev.pointsman.upstream.Execution;
import dev.pointsman.upstream.UpstreamExecutor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has estimators tell that take long: on the worker, or by a call of a model; each once a prompt, see {@link Inquiry}. */
public final class EstimateInquiry implements PromptEstimates.Known {
    private static final Logger LOG = LoggerFactory.getLogger(EstimateInquiry.class);
    /** Questions of one score that are under way. */
    static final int MOST_UNDER_WAY = 1_024;
    /** Of these, texts that wait for the worker. */
    static final int MOST_QUEUED = 512;

    private final Map<String, Inquiry<Opinion>> byScore = new HashMap<>();

    /**
     * The one of a policy's estimators.
     *
     * @param later by their scores
     * @param catalog the models that may be asked
     * @param executor one that does not call again
     */
    public EstimateInquiry(
            Map<String, LaterEstimate> later,
            Catalog catalog,
            UpstreamExecutor executor,
            DeploymentStats stats,
            AskMeters meters,
            Means means) {
        later.forEach((score, estimate) -> {
            Model asked = model(estimate.asked(), catalog);
            Model embedding = model(estimate.embeddings(), catalog);
            Function<Model, ModelCalls> calls =
                    model -> new ModelCalls(model, executor, stats, meters::cost, means.nanoTime());
            WorkerRespondent<Opinion> worker = new WorkerRespondent<>(
                    text -> worked(score, () -> estimate.opinion(text)), Opinion.NONE, MOST_QUEUED, means.worker());
            Respondent<Opinion> respondent = asked != null
                    ? new ModelRespondent<>(question(asked), calls.apply(asked))
                    : embedding != null ? new Embedded(score, estimate, calls.apply(embedding), worker) : worker;
            byScore.put(
                    score,
                    new Inquiry<>(
                            respondent,
                            why -> Opinion.NONE,
                            estimate.budget(),
                            MOST_UNDER_WAY,
                            meters,
                            means.nanoTime()));
        });
    }

    private static @Nullable Model model(@Nullable String name, Catalog catalog) {
        return name == null ? null : catalog.model(name);
    }

    /** What is worked out in this process, which may fail. */
    private interface Work {
        Opinion opinion() throws EncodingFailed;
    }

    /** A model of embeddings is called for the vector of a text, which the worker then works with. */
    private record Embedded(String score, LaterEstimate estimate, ModelCalls calls, WorkerRespondent<Opinion> worker)
            implements Respondent<Opinion> {
        @Override
        public @Nullable Opinion unready(ScheduledExecutorService loop) {
            return worker.unready(loop);
        }

        @Override
        public Runnable asked(String text, ScheduledExecutorService loop, Asking<Opinion> asking) {
            Runnable[] working = {() -> {}};
            Execution call =
                    calls.send(VectorQuestion.request(calls.model().name(), List.of(text)), loop, (reply, cost) -> {
                        List<float[]> vectors = reply == null ? null : EmbeddingsForm.vectors(reply, 1);
                        if (vectors == null || worker.unready(loop) != null) {
                            asking.answered(Outcome.FAILED, Opinion.NONE);
                        } else {
                            float[] vector = vectors.get(0);
                            working[0] = worker.asked(
                                    again -> worked(score, () -> estimate.opinion(again, vector)), text, loop, asking);
                        }
                    });
            return () -> {
                call.cancel(new GatewayException(ErrorKind.CLIENT_GONE, "nobody waits for the answer any more"));
                working[0].run();
            };
        }
    }

    private static RatingQuestion question(Model model) {
        return new RatingQuestion(model.name(), model.can() != null && model.can(Capability.LOGPROBS));
    }

    private static Worked<Opinion> worked(String score, Work work) {
        try {
            return new Worked<>(Outcome.ANSWERED, work.opinion());
        } catch (EncodingFailed failed) {
            LOG.warn("score {}: its estimator tells nothing of a prompt: {}", score, failed.getMessage());
            return new Worked<>(Outcome.FAILED, Opinion.NONE);
        }
    }

    @Override
    public @Nullable Opinion of(String score, String text) {
        Inquiry<Opinion> inquiry = byScore.get(score);
        return inquiry == null ? Opinion.NONE : inquiry.known(text);
    }

    /** Asks the estimator of a score that {@link #of} knew nothing of; see {@link Inquiry#ask}. */
    public Waiting<Opinion> ask(String score, String text, ScheduledExecutorService loop, Consumer<Opinion> then) {
        Inquiry<Opinion> inquiry = byScore.get(score);
        if (inquiry == null) {
            throw new IllegalStateException("score \"" + score + "\" asks nobody");
        }
        return inquiry.ask(text, loop, then);
    }
}
