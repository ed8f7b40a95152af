package dev.pointsman.signal;

import dev.pointsman.learned.TextEncoder.EncodingFailed;
import dev.pointsman.learned.task.EncodedTasks;
import dev.pointsman.learned.task.TaskClassifier;
import dev.pointsman.learned.task.TaskSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tasks of one policy, told by its own classifiers. Immutable; thread-safe. */
public final class TaskSignal implements TaskSource {
    private final List<String> labels;
    private final @Nullable TaskClassifier classifier;
    private final @Nullable EncodedTasks encoded;
    private final double least;
    private final boolean more;

    /** @param more whether there is more that could tell a task, later */
    private TaskSignal(TaskSettings settings, @Nullable EncodedTasks encoded, boolean more) {
        this.labels = settings.labels();
        this.classifier = settings.classifier();
        this.encoded = encoded;
        this.least = settings.minConfidence();
        this.more = more;
    }

    /** By all that tells without a model being asked; where an encoder does, that takes a while, and is not for an event loop. */
    public static TaskSource of(TaskSettings settings) {
        return settings.labels().isEmpty()
                ? TaskSource.NONE
                : new TaskSignal(settings, settings.encoded(), settings.remote() != null);
    }

    /** By what tells at once: an encoder is not run. */
    public static TaskSource atOnce(TaskSettings settings) {
        boolean more = settings.remote() != null || settings.encoded() != null;
        return settings.labels().isEmpty() ? TaskSource.NONE : new TaskSignal(settings, null, more);
    }

    /**
     * What an encoder tells. Takes a while.
     *
     * @param least confidence, below which the task is left open
     */
    public static TaskFinding encoded(EncodedTasks tasks, String text, double least) throws EncodingFailed {
        double[] odds = tasks.probabilities(text);
        int best = TaskClassifier.best(odds);
        return TaskFinding.of(tasks.labels().get(best), odds[best], least).by("by the encoder");
    }

    /** Left open because the encoder failed. */
    public static TaskFinding abstained(EncodingFailed failed) {
        return TaskFinding.abstained("the encoder failed: " + failed.getMessage());
    }

    @Override
    public TaskFinding of(String text) {
        if (text.isBlank()) {
            return TaskFinding.abstained("no text");
        }
        TaskFinding finding = own(text);
        if (finding.guess() != null) {
            return finding;
        }
        return encoded == null ? (more ? finding.open() : finding) : encoded(encoded, text);
    }

    private TaskFinding encoded(EncodedTasks tasks, String text) {
        try {
            return encoded(tasks, text, least);
        } catch (EncodingFailed failed) {
            return abstained(failed);
        }
    }

    private TaskFinding own(String text) {
        if (classifier == null) {
            return TaskFinding.abstained("not asked");
        }
        double[] odds = classifier.probabilities(text);
        int best = TaskClassifier.best(odds);
        return TaskFinding.of(labels.get(best), odds[best], least);
    }
}
