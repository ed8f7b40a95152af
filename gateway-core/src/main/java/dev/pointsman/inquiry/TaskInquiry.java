package dev.pointsman.inquiry;

import dev.pointsman.balance.DeploymentStats;
import dev.pointsman.catalog.Capability;
import dev.pointsman.catalog.Model;
import dev.pointsman.learned.task.EncodedTasks;
import dev.pointsman.learned.task.TaskSettings;
import dev.pointsman.learned.task.TaskSettings.Remote;
import dev.pointsman.signal.TaskFinding;
import dev.pointsman.signal.TaskSignal;
import dev.pointsman.signal.TaskSource;
import dev.pointsman.telemetry.TaskMeters;
import dev.pointsman.upstream.UpstreamExecutor;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells tasks by asking a model of the policy, or an encoder of this process, where the policy's own words and sentences leave them open: once a
 * prompt. The answer is kept for the next {@value AnswerCache#PLACES} prompts or so; exchanges that ask the same at the same time share one question,
 * which is given up when all of them have left or waited long enough.
 *
 * <p>Shared by all loops; never blocks. At most {@value #MOST_UNDER_WAY} questions are under way.
 */
public final class TaskInquiry implements TaskSource {
    static final int MOST_UNDER_WAY = 256;
    /** Of a prompt; a longer one is asked about by its beginning and its end. */
    static final int HEAD_CHARACTERS = 3_000;

    static final int TAIL_CHARACTERS = 1_000;

    private final TaskSource own;
    private final Respondent respondent;
    private final Duration budget;
    private final TaskMeters meters;
    private final LongSupplier nanoTime;
    private final AnswerCache answers = new AnswerCache();
    private final Map<TextKey, Asking> underWay = new ConcurrentHashMap<>();

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
            TaskMeters meters,
            Means means) {
        ModelCalls calls = new ModelCalls(model, executor, stats, meters::cost, means.nanoTime);
        Question question = switch (remote.way()) {
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
                TaskSignal.atOnce(tasks), new ModelRespondent(question, calls), tasks.budget(), meters, means.nanoTime);
    }

    /** By an encoder of this process, on the worker. */
    public static TaskInquiry of(TaskSettings tasks, EncodedTasks encoded, TaskMeters meters, Means means) {
        return new TaskInquiry(
                TaskSignal.atOnce(tasks),
                new EncoderRespondent(encoded, tasks.minConfidence(), means.worker),
                tasks.budget(),
                meters,
                means.nanoTime);
    }

    /**
     * Where work and time come from.
     *
     * @param worker for what takes long
     * @param nanoTime monotonic clock
     */
    public record Means(Executor worker, LongSupplier nanoTime) {}

    private TaskInquiry(
            TaskSource own, Respondent respondent, Duration budget, TaskMeters meters, LongSupplier nanoTime) {
        this.own = own;
        this.respondent = respondent;
        this.budget = budget;
        this.meters = meters;
        this.nanoTime = nanoTime;
    }

    /** What is known at once: {@linkplain TaskFinding#awaited awaited} where {@link #ask} may tell more. */
    @Override
    public TaskFinding of(String text) {
        TaskFinding finding = own.of(text);
        if (!finding.awaited()) {
            return finding;
        }
        TaskFinding known = answers.of(TextKey.of(cut(text)));
        if (known == null) {
            return finding;
        }
        meters.counted(Outcome.CACHED.word());
        return known.by("cached");
    }

    /**
     * Asks; {@code then} is called once, on the loop, later than this returns: with what was found, or, when the budget is over, that nothing
     * was. Called on the exchange's loop, and so is {@link Waiting#leave}, which the exchange's end must bring about.
     */
    public Waiting ask(String text, ScheduledExecutorService loop, Consumer<TaskFinding> then) {
        Waiting one = new Waiting(loop, then);
        TaskFinding unready = respondent.unready(loop);
        if (unready != null) {
            meters.counted(Outcome.REFUSED.word());
            loop.execute(() -> one.told(unready));
            return one;
        }
        String asked = cut(text);
        TextKey key = TextKey.of(asked);
        if (underWay.size() >= MOST_UNDER_WAY && !underWay.containsKey(key)) {
            meters.counted(Outcome.REFUSED.word());
            loop.execute(() -> one.told(TaskFinding.abstained("too many are asked about")));
            return one;
        }
        Asking mine = asking(key, loop);
        Asking first = underWay.putIfAbsent(key, mine);
        Asking joined = first == null ? mine : first;
        one.begin(joined, budget);
        joined.join(one);
        if (first == null) {
            mine.carriedOut(respondent.asked(asked, loop, mine));
        }
        return one;
    }

    private Asking asking(TextKey key, ScheduledExecutorService loop) {
        long begun = nanoTime.getAsLong();
        return new Asking(loop, (outcome, finding) -> {
            if (finding != null && outcome != Outcome.FAILED) {
                answers.put(key, finding);
            }
            underWay.remove(key);
            meters.asked(outcome.word(), nanoTime.getAsLong() - begun);
        });
    }

    private static String cut(String text) {
        return text.length() <= HEAD_CHARACTERS + TAIL_CHARACTERS
                ? text
                : text.substring(0, HEAD_CHARACTERS) + "\n…\n" + text.substring(text.length() - TAIL_CHARACTERS);
    }
}
