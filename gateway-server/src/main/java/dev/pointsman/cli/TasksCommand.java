package dev.pointsman.cli;

import dev.pointsman.cli.learned.DiscoverCommand;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What there is to do with the classifier of tasks; alone it prints its help. */
@Command(
        name = "tasks",
        mixinStandardHelpOptions = true,
        description =
                "Finds tasks in prompts, trains a classifier of them from labelled lines, and measures the policy's own.",
        subcommands = {TasksTrainCommand.class, TasksEvaluateCommand.class, DiscoverCommand.class})
final class TasksCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        spec.commandLine().usage(out);
        out.flush();
        return 0;
    }
}
