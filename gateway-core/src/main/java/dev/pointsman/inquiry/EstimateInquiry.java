package dev.pointsman.inquiry;

import dev.pointsman.balance.DeploymentStats;
import dev.pointsman.catalog.Capability;
import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Model;
import dev.pointsman.estimate.LaterEstimate;
import dev.pointsman.estimate.Opinion;
import dev.pointsman.estimate.PromptEstimates;
import dev.pointsman.inquiry.TaskInquiry.Means;
import dev.pointsman.inquiry.WorkerRespondent.Worked;
import dev.pointsman.learned.TextEncoder.EncodingFailed;
import dev.pointsman.telemetry.AskMeters;
import dev.pointsman.upstream.UpstreamExecutor;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
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
            Model model = estimate.asked() == null ? null : catalog.model(estimate.asked());
            Respondent<Opinion> respondent = model == null
                    ? new WorkerRespondent<>(
                            text -> worked(score, estimate, text), Opinion.NONE, MOST_QUEUED, means.worker())
                    : new ModelRespondent<>(
                            question(model), new ModelCalls(model, executor, stats, meters::cost, means.nanoTime()));
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

    private static RatingQuestion question(Model model) {
        return new RatingQuestion(model.name(), model.can() != null && model.can(Capability.LOGPROBS));
    }

    private static Worked<Opinion> worked(String score, LaterEstimate estimate, String text) {
        try {
            return new Worked<>(Outcome.ANSWERED, estimate.opinion(text));
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
