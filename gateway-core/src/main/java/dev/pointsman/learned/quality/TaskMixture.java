package dev.pointsman.learned.quality;

import dev.pointsman.learned.file.FileInput;
import dev.pointsman.learned.file.FileOutput;
import dev.pointsman.learned.file.Matrix;
import dev.pointsman.learned.file.RefusedFile;
import dev.pointsman.learned.prompt.PromptPoint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two stages: of which tasks a prompt is, and what each model's answer is worth given that.
 *
 * <p>q = share · (general head + Σ p(task) · task's head) + (1 − share) · Σ p(task) · task's mean. The tasks were found in the training prompts;
 * a task's head corrects the general one for the task's own candidates. Source: FineRouter (arXiv 2603.19415), of which public summaries tell the
 * form; the encoder here is this package's own.
 */
public final class TaskMixture implements Scorer {
    /** A task less likely than this is not asked. */
    private static final double LEAST_PROBABILITY = 0.02;

    private final List<DiscoveredTask> tasks;
    private final LinearHeads classifier;
    private final Matrix means;
    private final LinearHeads general;
    private final List<@Nullable LinearHeads> heads;
    private final double share;

    /**
     * Fitted elsewhere.
     *
     * @param classifier logits of the tasks
     * @param means a row for each task, a score for each model
     * @param general one output for each model
     * @param heads of each task, null where it has none: what to add for each model
     * @param share of the heads against the means, 0 to 1
     */
    public TaskMixture(
            List<DiscoveredTask> tasks,
            LinearHeads classifier,
            Matrix means,
            LinearHeads general,
            List<@Nullable LinearHeads> heads,
            double share) {
        this.tasks = List.copyOf(tasks);
        this.classifier = classifier;
        this.means = means;
        this.general = general;
        this.heads = new ArrayList<>(heads);
        this.share = share;
    }

    public List<DiscoveredTask> tasks() {
        return tasks;
    }

    /** Mean score of a model on the prompts of a task, 0..1; few prompts are pulled to the model's mean over all. */
    public double mean(int task, int model) {
        return means.at(task, model);
    }

    /** Place of the highest of {@linkplain #probabilities probabilities}. */
    public static int likeliest(double[] probabilities) {
        int likeliest = 0;
        for (int task = 1; task < probabilities.length; task++) {
            likeliest = probabilities[task] > probabilities[likeliest] ? task : likeliest;
        }
        return likeliest;
    }

    /** Probability of each task, in their order. */
    public double[] probabilities(PromptPoint point) {
        double[] probabilities = classifier.of(point.dense());
        Logistic.softmax(probabilities);
        return probabilities;
    }

    @Override
    public double[] scores(PromptPoint point) {
        double[] probabilities = probabilities(point);
        double[] scores = general.of(point.dense());
        for (int model = 0; model < scores.length; model++) {
            scores[model] *= share;
        }
        double known = 0;
        for (double probability : probabilities) {
            known += probability >= LEAST_PROBABILITY ? probability : 0;
        }
        for (int task = 0; task < probabilities.length; task++) {
            if (probabilities[task] >= LEAST_PROBABILITY) {
                add(scores, task, probabilities[task] / known, point);
            }
        }
        for (int model = 0; model < scores.length; model++) {
            scores[model] = Logistic.within(scores[model]);
        }
        return scores;
    }

    private void add(double[] scores, int task, double probability, PromptPoint point) {
        for (int model = 0; model < scores.length; model++) {
            scores[model] += (1 - share) * probability * means.at(task, model);
        }
        LinearHeads head = heads.get(task);
        if (head != null && share > 0) {
            double[] corrections = head.of(point.dense());
            for (int model = 0; model < scores.length; model++) {
                scores[model] += share * probability * corrections[model];
            }
        }
    }

    @Override
    public void write(FileOutput out) {
        out.number(share).number(tasks.size());
        tasks.forEach(task -> task.write(out));
        classifier.write(out);
        means.write(out);
        general.write(out);
        for (LinearHeads head : heads) {
            out.number(head == null ? 0 : 1);
            if (head != null) {
                head.write(out);
            }
        }
    }

    static TaskMixture read(FileInput in, int inputs, int models) throws RefusedFile {
        double share = in.number(0, 1, "share of the heads");
        int count = in.count(1, DiscoveredTask.MOST, "tasks");
        List<DiscoveredTask> tasks = new ArrayList<>();
        for (int task = 0; task < count; task++) {
            tasks.add(DiscoveredTask.read(in));
        }
        LinearHeads classifier = LinearHeads.read(in, inputs, count, "tasks");
        Matrix means = Matrix.read(in, count, models, "tasks' means");
        LinearHeads general = LinearHeads.read(in, inputs, models, "models");
        boolean fits = classifier.outputs() == count && means.rows() == count && general.outputs() == models;
        List<@Nullable LinearHeads> heads = new ArrayList<>();
        for (int task = 0; task < count; task++) {
            LinearHeads head = in.count(0, 1, "task's heads") == 0
                    ? null
                    : LinearHeads.read(in, inputs, models, "models of a task");
            fits &= head == null || head.outputs() == models;
            heads.add(head);
        }
        if (!fits) {
            throw new RefusedFile("its tasks do not fit their classifier, means and heads; train it again");
        }
        return new TaskMixture(tasks, classifier, means, general, heads, share);
    }
}
