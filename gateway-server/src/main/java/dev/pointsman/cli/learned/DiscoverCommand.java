package dev.pointsman.cli.learned;

import dev.pointsman.cli.terminal.ProgressBar;
import dev.pointsman.learned.quality.LearnedRouter;
import dev.pointsman.learned.quality.RouterKind;
import dev.pointsman.learned.quality.TaskMixture;
import dev.pointsman.learned.task.TaskSettings;
import dev.pointsman.training.data.BadRows;
import dev.pointsman.training.data.OutcomeRow;
import dev.pointsman.training.data.OutcomeTable;
import dev.pointsman.training.data.PromptLines;
import dev.pointsman.training.fit.Progress;
import dev.pointsman.training.routers.RouterTrainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds kinds of prompts in a sample of traffic, as labels that a policy can be given. */
@Command(
        name = "discover",
        mixinStandardHelpOptions = true,
        description = "Finds tasks in prompts, names them by their typical words, and prints them ready for a policy.")
public final class DiscoverCommand implements Callable<Integer> {
    private static final double HELD_BACK = 0.1;
    private static final int MOST_LETTERS = 160;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(
            paramLabel = "PROMPTS",
            arity = "0..1",
            description = "JSON lines {\"prompt\": …} or {\"text\": …}, also as .gz")
    private @Nullable Path prompts;

    @Option(
            names = "--outcomes",
            paramLabel = "FILE",
            description =
                    "in place of PROMPTS: outcomes; then prompts on which the same models are good are more alike")
    private @Nullable String outcomes;

    @Option(names = "--examples", description = "example prompts of each task, 1 to 10 (default: ${DEFAULT-VALUE})")
    private int examples = 5;

    @Option(names = "--seed", description = "of all chance in it (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--json", description = "print JSON, and no progress")
    private boolean json;

    /** A task and the positions of its prompts, the likeliest first. */
    private record Found(String name, int prompts, List<String> words, List<String> like) {}

    @Override
    public Integer call() throws IOException {
        if ((prompts == null) == (outcomes == null)) {
            throw new ParameterException(spec.commandLine(), "expected either PROMPTS or --outcomes");
        }
        if (examples < 1 || examples > 10) {
            throw new ParameterException(spec.commandLine(), "--examples: " + examples + " (expected: 1 to 10)");
        }
        PrintWriter err = spec.commandLine().getErr();
        try {
            OutcomeTable table = prompts != null ? alike(prompts) : LearnedFiles.outcomes(String.valueOf(outcomes));
            OutcomeTable.Split split = table.split(HELD_BACK, seed);
            if (split.kept().size() < RouterTrainer.LEAST_PROMPTS
                    || split.held().size() == 0) {
                err.println(table.size() + " prompts (expected: at least " + 2 * RouterTrainer.LEAST_PROMPTS
                        + ", with several questions)");
                err.flush();
                return 1;
            }
            Progress progress = json ? Progress.SILENT : new ProgressBar(err, "discovering");
            LearnedRouter router =
                    new RouterTrainer(RouterKind.TWO_STAGE, seed).train(split.kept(), split.held(), progress);
            print(found(router, table));
            return 0;
        } catch (BadRows bad) {
            err.println(bad.getMessage());
            err.println(bad.count() + (bad.count() == 1 ? " problem" : " problems") + "; nothing was looked for");
            err.flush();
            return 1;
        }
    }

    /** Prompts without scores: as if all models answered all of them alike. */
    private static OutcomeTable alike(Path file) throws IOException {
        List<OutcomeRow> rows = new ArrayList<>();
        for (String prompt : PromptLines.read(file)) {
            rows.add(OutcomeRow.alike(Integer.toString(rows.size() + 1), prompt, 2));
        }
        return new OutcomeTable(List.of("one", "other"), rows);
    }

    /** The tasks that have prompts of their own, the largest first. */
    private List<Found> found(LearnedRouter router, OutcomeTable table) {
        TaskMixture tasks = router.tasks().orElseThrow();
        List<List<String>> byTask = PromptsByTask.of(
                router, table.rows().stream().map(OutcomeRow::prompt).toList());
        List<Found> all = new ArrayList<>();
        int most = Math.max(
                1, Math.min(examples, TaskSettings.MOST_EXAMPLES / tasks.tasks().size()));
        for (int task = 0; task < tasks.tasks().size(); task++) {
            List<String> own = byTask.get(task);
            if (!own.isEmpty()) {
                List<String> like =
                        own.stream().limit(most).map(DiscoverCommand::shortened).toList();
                all.add(new Found(
                        named(tasks.tasks().get(task).name(), all),
                        own.size(),
                        tasks.tasks().get(task).words(),
                        like));
            }
        }
        all.sort(Comparator.comparingInt(Found::prompts).reversed());
        return all;
    }

    /** A name that a rule can ask for, and no other task has. */
    private static String named(String words, List<Found> others) {
        String name = words.replaceAll("[^\\p{L}\\p{N}-]+", "");
        String plain = name.isEmpty() ? "task" : name;
        String free = plain;
        for (int number = 2; taken(free, others); number++) {
            free = plain + "-" + number;
        }
        return free;
    }

    private static boolean taken(String name, List<Found> others) {
        return others.stream().anyMatch(other -> other.name().equals(name));
    }

    private static String shortened(String prompt) {
        String line = prompt.strip().replaceAll("\\s+", " ");
        return line.length() <= MOST_LETTERS
                ? line
                : line.substring(0, MOST_LETTERS).strip();
    }

    private void print(List<Found> found) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ArrayNode array = JsonMapper.shared().createArrayNode();
            for (Found each : found) {
                ObjectNode node = array.addObject().put("name", each.name()).put("prompts", each.prompts());
                ArrayNode words = node.putArray("words");
                each.words().forEach(words::add);
                ArrayNode like = node.putArray("like");
                each.like().forEach(like::add);
            }
            out.println(array.toPrettyString());
        } else {
            out.println("tasks:\n  labels:");
            for (Found each : found) {
                out.println("    " + quoted(each.name()) + ":   # " + each.prompts() + " prompts; "
                        + String.join(
                                ", ",
                                each.words().subList(0, Math.min(8, each.words().size()))));
                out.println("      like:");
                each.like().forEach(prompt -> out.println("        - " + quoted(prompt)));
            }
        }
        out.flush();
    }

    /** Double-quoted as JSON has it, which YAML reads the same. */
    private static String quoted(String text) {
        return JsonMapper.shared().writeValueAsString(text);
    }
}
