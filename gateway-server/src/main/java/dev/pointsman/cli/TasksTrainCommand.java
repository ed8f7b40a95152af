package dev.pointsman.cli;

import dev.pointsman.cli.terminal.ProgressBar;
import dev.pointsman.learned.task.TaskFile;
import dev.pointsman.learned.task.TaskSettings;
import dev.pointsman.training.data.LabelledLines;
import dev.pointsman.training.evaluate.EvaluationText;
import dev.pointsman.training.evaluate.TaskEvaluation;
import dev.pointsman.training.fit.TaskTrainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fits a classifier to labelled lines and writes the file that a policy's {@code tasks: { model: … }} names. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Fits a task classifier to lines of {\"text\": …, \"label\": …} and writes its file.")
final class TasksTrainCommand implements Callable<Integer> {
    private static final int LEAST_LINES = 2;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "LINES", description = "JSON lines; all need a label")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path lines;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "file to write")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Option(
            names = "--seed",
            description = "order of learning and parts of the cross-validation (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--rounds", description = "how often each line is learned from (default: ${DEFAULT-VALUE})")
    private int rounds = 8;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        LabelledLines read = LabelledLines.read(lines);
        Map<String, Integer> counts = new TreeMap<>();
        List<String> problems = new ArrayList<>(read.problems());
        for (LabelledLines.Line line : read.lines()) {
            if (line.label() == null) {
                problems.add(lines + ":" + line.number() + ": expected a label: what belongs to none is not learned");
            } else {
                counts.merge(line.label(), 1, Integer::sum);
            }
        }
        problems.addAll(tooFew(counts));
        if (!problems.isEmpty()) {
            problems.forEach(err::println);
            err.println(problems.size() + (problems.size() == 1 ? " problem" : " problems") + "; nothing was written");
            err.flush();
            return 1;
        }
        if (rounds < 1) {
            throw new ParameterException(spec.commandLine(), "--rounds: " + rounds + " (expected: at least 1)");
        }
        train(read, List.copyOf(counts.keySet()), err);
        return 0;
    }

    private List<String> tooFew(Map<String, Integer> counts) {
        List<String> problems = new ArrayList<>();
        if (counts.size() < 2 || counts.size() > TaskFile.MOST_LABELS) {
            problems.add(lines + ": it has " + counts.size() + " labels (expected: 2 to " + TaskFile.MOST_LABELS + ")");
        }
        counts.forEach((label, count) -> {
            if (count < LEAST_LINES) {
                problems.add(lines + ": label \"" + label + "\" has 1 line (expected: at least " + LEAST_LINES + ")");
            }
        });
        return problems;
    }

    private void train(LabelledLines read, List<String> labels, PrintWriter err) throws IOException {
        List<String> texts = new ArrayList<>();
        int[] truth = new int[read.lines().size()];
        for (LabelledLines.Line line : read.lines()) {
            truth[texts.size()] = labels.indexOf(line.label());
            texts.add(line.text());
        }
        TaskTrainer.Outcome outcome =
                new TaskTrainer(labels, rounds, seed).train(texts, truth, new ProgressBar(err, "training"));
        TaskEvaluation evaluation = new TaskEvaluation(labels, TaskSettings.DEFAULT_MIN_CONFIDENCE);
        for (int i = 0; i < truth.length; i++) {
            evaluation.add(truth[i], outcome.probabilities().get(i));
        }
        byte[] bytes = TaskFile.write(outcome.classifier());
        Path folder = out.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.write(out, bytes);
        PrintWriter print = spec.commandLine().getOut();
        print.println("Each line told by a fit to the " + (TaskTrainer.PARTS - 1) + " of " + TaskTrainer.PARTS
                + " parts it is not in:");
        print.print(EvaluationText.summary(evaluation));
        print.println("wrote " + out + ": " + labels.size() + " labels, " + (bytes.length + 999) / 1000 + " kB");
        print.flush();
    }
}
