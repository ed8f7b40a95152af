package dev.pointsman.inquiry;

import dev.pointsman.learned.EmbeddingsForm;
import dev.pointsman.learned.task.TaskLabel;
import dev.pointsman.learned.task.VectorClassifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The vectors of the example sentences, asked for when a task is first wanted, {@value #BATCH} sentences a call, one call after the other; then
 * fitted on a worker. After a failure they are asked for anew, half a minute later at the soonest.
 *
 * <p>Shared by all loops: {@code learning} lets one of them begin; {@code classifier} is written once, whole.
 */
final class ExampleVectors {
    static final int BATCH = 32;
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final Logger LOG = LoggerFactory.getLogger(ExampleVectors.class);

    private final List<TaskLabel> labels;
    private final List<String> sentences;
    private final ModelCalls calls;
    private final Executor worker;
    private final LongSupplier nanoTime;
    private final AtomicBoolean learning = new AtomicBoolean();
    private volatile @Nullable VectorClassifier classifier;
    private volatile long notBefore;

    /** @param worker for the fit, which takes long */
    ExampleVectors(List<TaskLabel> labels, ModelCalls calls, Executor worker, LongSupplier nanoTime) {
        this.labels = List.copyOf(labels);
        this.sentences = VectorClassifier.sentences(labels);
        this.calls = calls;
        this.worker = worker;
        this.nanoTime = nanoTime;
        this.notBefore = nanoTime.getAsLong();
    }

    /** The fit; null while there is none, and then it is seen to on that loop. */
    @Nullable
    VectorClassifier known(ScheduledExecutorService loop) {
        VectorClassifier known = classifier;
        if (known == null && nanoTime.getAsLong() - notBefore >= 0 && learning.compareAndSet(false, true)) {
            next(loop, new ArrayList<>());
        }
        return known;
    }

    @Nullable
    VectorClassifier latest() {
        return classifier;
    }

    private void next(ScheduledExecutorService loop, List<float[]> vectors) {
        int from = vectors.size();
        if (from == sentences.size()) {
            worker.execute(() -> fit(vectors));
            return;
        }
        List<String> batch = sentences.subList(from, Math.min(sentences.size(), from + BATCH));
        calls.send(VectorQuestion.request(calls.model().name(), batch), loop, (reply, cost) -> {
            List<float[]> more = reply == null ? null : EmbeddingsForm.vectors(reply, batch.size());
            if (more == null || (from > 0 && more.get(0).length != vectors.get(0).length)) {
                failed();
            } else {
                vectors.addAll(more);
                loop.execute(() -> next(loop, vectors));
            }
        });
    }

    private void fit(List<float[]> vectors) {
        classifier = VectorClassifier.of(labels, vectors);
        LOG.info(
                "the vectors of {} sentences are there: tasks are told by {}",
                vectors.size(),
                calls.model().name());
    }

    private void failed() {
        LOG.warn(
                "model {} gave no vectors of the examples of the tasks; asked again in {} s at the soonest",
                calls.model().name(),
                PAUSE.toSeconds());
        notBefore = nanoTime.getAsLong() + PAUSE.toNanos();
        learning.set(false);
    }
}
