package dev.pointsman.cli;

import dev.pointsman.cli.setup.PolicyFile;
import dev.pointsman.config.NearestWord;
import dev.pointsman.learned.TextEncoder.EncodingFailed;
import dev.pointsman.learned.task.TaskSettings;
import dev.pointsman.server.GatewayServer;
import dev.pointsman.training.data.LabelledLines;
import dev.pointsman.training.evaluate.EvaluationJson;
import dev.pointsman.training.evaluate.EvaluationPage;
import dev.pointsman.training.evaluate.EvaluationText;
import dev.pointsman.training.evaluate.TaskEvaluation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Holds the policy's own classifier against labelled lines. A model that the policy would ask is not asked. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = "Measures the policy's task classifier on lines of {\"text\": …, \"label\": …}; null is no task.")
final class TasksEvaluateCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final PolicyFile policy = new PolicyFile();

    @Parameters(paramLabel = "LINES", description = "JSON lines")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path lines;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "also write calibration.svg and tasks.html into this folder")
    private @Nullable Path report;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        TaskSettings tasks =
                GatewayServer.loader(System::getenv).load(policy.path()).tasks();
        if (tasks.classifier() == null && tasks.encoded() == null) {
            err.println(
                    tasks.remote() == null
                            ? policy.path() + ": the policy has no tasks"
                            : policy.path() + ": its tasks are told by the model \""
                                    + tasks.remote().model() + "\" only, which is not asked here");
            err.flush();
            return 1;
        }
        if (tasks.remote() != null) {
            err.println("note: the model \"" + tasks.remote().model()
                    + "\", which would tell what is left open, is not asked here");
            err.flush();
        }
        LabelledLines read = LabelledLines.read(lines);
        List<String> problems = problems(read, tasks.labels());
        if (!problems.isEmpty()) {
            problems.forEach(err::println);
            err.println(
                    problems.size() + (problems.size() == 1 ? " problem" : " problems") + "; nothing was evaluated");
            err.flush();
            return 1;
        }
        try {
            print(evaluation(tasks, read));
            return 0;
        } catch (EncodingFailed failed) {
            err.println(policy.path() + ": the encoder failed: " + failed.getMessage());
            err.flush();
            return 1;
        }
    }

    private static TaskEvaluation evaluation(TaskSettings tasks, LabelledLines read) throws EncodingFailed {
        TaskEvaluation evaluation = new TaskEvaluation(tasks.labels(), tasks.minConfidence());
        for (LabelledLines.Line line : read.lines()) {
            int truth = line.label() == null
                    ? tasks.labels().size()
                    : tasks.labels().indexOf(line.label());
            evaluation.add(truth, Objects.requireNonNull(tasks.probabilities(line.text())));
        }
        return evaluation;
    }

    private List<String> problems(LabelledLines read, List<String> labels) {
        List<String> problems = new ArrayList<>(read.problems());
        for (LabelledLines.Line line : read.lines()) {
            if (line.label() != null && !labels.contains(line.label())) {
                problems.add(lines + ":" + line.number() + ": the policy has no task \"" + line.label() + "\""
                        + NearestWord.hint(line.label(), labels));
            }
        }
        if (read.lines().isEmpty() && problems.isEmpty()) {
            problems.add(lines + ": expected at least one line");
        }
        return problems;
    }

    private void print(TaskEvaluation evaluation) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? EvaluationJson.of(evaluation) + "\n" : EvaluationText.of(evaluation));
        if (report != null) {
            Files.createDirectories(report);
            Files.writeString(report.resolve("calibration.svg"), EvaluationPage.curve(evaluation));
            String title = "Tasks of " + policy.path().getFileName() + " on " + lines.getFileName();
            Files.writeString(report.resolve("tasks.html"), EvaluationPage.of(evaluation, title));
            if (!json) {
                out.println("\nreport       " + report.resolve("tasks.html"));
            }
        }
        out.flush();
    }
}
