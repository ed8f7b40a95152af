package dev.pointsman.signal;

import dev.pointsman.learned.task.TaskClassifier;
import dev.pointsman.learned.task.TaskSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tasks of one policy, told by its own classifier. Immutable; shared by all loops. */
public final class TaskSignal implements TaskSource {
    private final List<String> labels;
    private final @Nullable TaskClassifier classifier;
    private final double least;
    private final boolean asks;

    private TaskSignal(TaskSettings settings) {
        labels = settings.labels();
        classifier = settings.classifier();
        least = settings.minConfidence();
        asks = settings.remote() != null;
    }

    public static TaskSource of(TaskSettings settings) {
        return settings.labels().isEmpty() ? TaskSource.NONE : new TaskSignal(settings);
    }

    @Override
    public TaskFinding of(String text) {
        if (text.isBlank()) {
            return TaskFinding.abstained("no text");
        }
        if (classifier == null) {
            return TaskFinding.abstained("not asked").open();
        }
        double[] odds = classifier.probabilities(text);
        int best = TaskClassifier.best(odds);
        TaskFinding finding = TaskFinding.of(labels.get(best), odds[best], least);
        return finding.guess() == null && asks ? finding.open() : finding;
    }
}
