package dev.pointsman.inquiry;

import dev.pointsman.balance.DeploymentStats;
import dev.pointsman.catalog.Capability;
import dev.pointsman.catalog.Model;
import dev.pointsman.learned.TextEncoder.EncodingFailed;
import dev.pointsman.learned.task.EncodedTasks;
import dev.pointsman.learned.task.TaskSettings;
import dev.pointsman.learned.task.TaskSettings.Remote;
import dev.pointsman.signal.TaskFinding;
import dev.pointsman.signal.TaskSignal;
import dev.pointsman.signal.TaskSource;
import dev.pointsman.telemetry.AskMeters;
import dev.pointsman.upstream.UpstreamExecutor;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells tasks by asking a model of the policy, or an encoder of this process, where the policy's own words and sentences leave them open: once a
 * prompt, see {@link Inquiry}. At most {@value #MOST_UNDER_WAY} questions are under way.
 */
public final class TaskInquiry implements TaskSource {
    static final int MOST_UNDER_WAY = 256;
    /** Texts that wait for an encoder. */
    static final int MOST_QUEUED = 64;
    /** Of a prompt; a longer one is asked about by its beginning and its end. */
    static final int HEAD_CHARACTERS = 3_000;

    static final int TAIL_CHARACTERS = 1_000;

    private final TaskSource own;
    private final Inquiry<TaskFinding> inquiry;

    /**
     * The one that a policy's tasks ask for.
     *
     * @param remote what the tasks say of asking
     * @param model that is asked
     * @param executor one that does not call again
     */
    public static TaskInquiry of(
            TaskSettings tasks,
            Remote remote,
            Model model,
            UpstreamExecutor executor,
            DeploymentStats stats,
            AskMeters meters,
            Means means) {
        ModelCalls calls = new ModelCalls(model, executor, stats, meters::cost, means.nanoTime);
        Question<TaskFinding> question = switch (remote.way()) {
            case CHAT -> {
                boolean logprobs = model.can() != null && model.can(Capability.LOGPROBS);
                yield new LabelQuestion(model.name(), remote.labels(), tasks.minConfidence(), logprobs);
            }
            case EMBEDDINGS ->
                new VectorQuestion(
                        model.name(),
                        tasks.minConfidence(),
                        new ExampleVectors(remote.labels(), calls, means.worker, means.nanoTime));
        };
        return new TaskInquiry(
                TaskSignal.atOnce(tasks), new ModelRespondent<>(question, calls), tasks.budget(), meters, means);
    }

    /** By an encoder of this process, on the worker. */
    public static TaskInquiry of(TaskSettings tasks, EncodedTasks encoded, AskMeters meters, Means means) {
        return new TaskInquiry(
                TaskSignal.atOnce(tasks),
                new WorkerRespondent<>(
                        text -> encoded(encoded, text, tasks.minConfidence()),
                        TaskFinding.abstained("too many texts wait for the encoder"),
                        MOST_QUEUED,
                        means.worker),
                tasks.budget(),
                meters,
                means);
    }

    private static WorkerRespondent.Worked<TaskFinding> encoded(EncodedTasks tasks, String text, double least) {
        try {
            TaskFinding finding = TaskSignal.encoded(tasks, text, least);
            return new WorkerRespondent.Worked<>(finding.guess() == null ? Outcome.UNCLEAR : Outcome.ANSWERED, finding);
        } catch (EncodingFailed failed) {
            return new WorkerRespondent.Worked<>(Outcome.FAILED, TaskSignal.abstained(failed));
        }
    }

    /**
     * Where work and time come from.
     *
     * @param worker for what takes long
     * @param nanoTime monotonic clock
     */
    public record Means(Executor worker, LongSupplier nanoTime) {}

    private TaskInquiry(
            TaskSource own, Respondent<TaskFinding> respondent, Duration budget, AskMeters meters, Means means) {
        this.own = own;
        this.inquiry =
                new Inquiry<>(respondent, TaskFinding::abstained, budget, MOST_UNDER_WAY, meters, means.nanoTime);
    }

    /** What is known at once: {@linkplain TaskFinding#awaited awaited} where {@link #ask} may tell more. */
    @Override
    public TaskFinding of(String text) {
        TaskFinding finding = own.of(text);
        if (!finding.awaited()) {
            return finding;
        }
        TaskFinding known = inquiry.known(cut(text));
        return known == null ? finding : known.by("cached");
    }

    /** Asks; see {@link Inquiry#ask}. */
    public Waiting<TaskFinding> ask(String text, ScheduledExecutorService loop, Consumer<TaskFinding> then) {
        return inquiry.ask(cut(text), loop, then);
    }

    /** Its beginning and its end. */
    static String cut(String text) {
        return text.length() <= HEAD_CHARACTERS + TAIL_CHARACTERS
                ? text
                : text.substring(0, HEAD_CHARACTERS) + "\n…\n" + text.substring(text.length() - TAIL_CHARACTERS);
    }
}
