package dev.pointsman.cli;

import dev.pointsman.cli.learned.CalibrateCommand;
import dev.pointsman.cli.learned.DemoOutcomesCommand;
import dev.pointsman.cli.learned.EvaluateCommand;
import dev.pointsman.cli.learned.ImportCommand;
import dev.pointsman.cli.learned.TrainCommand;
import dev.pointsman.cli.ledger.LedgerCommand;
import dev.pointsman.cli.ledger.ReportCommand;
import dev.pointsman.cli.policy.KeysCommand;
import dev.pointsman.cli.policy.PolicyCommand;
import dev.pointsman.cli.setup.ChatCommand;
import dev.pointsman.cli.setup.DoctorCommand;
import dev.pointsman.cli.setup.ImportConfigCommand;
import dev.pointsman.cli.setup.InitCommand;
import dev.pointsman.cli.setup.ModelsCommand;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The program {@code gateway}. Without a command it serves, so that {@code java -jar gateway-server.jar --config FILE} does what it looks like.
 *
 * <p>Exit codes: 0 done, 1 it failed (bad policy, port taken, a test of the policy failed), 2 the command line was wrong.
 */
@Command(
        name = "gateway",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Routes OpenAI-style requests to the model that should answer them.",
        footer = {
            "",
            "To begin:",
            "  gateway serve                        the demo, with a provider that is built in",
            "  gateway chat hello                   ask it something, from another terminal",
            "  gateway explain \"hello there\"        why a prompt goes where it goes",
            "  gateway init && gateway doctor -c gateway.yaml",
            "                                       a policy of your own, from the keys in the environment",
            "",
            "Exit codes: 0 done, 1 it failed, 2 the command line was wrong. The guides are in docs/.",
        },
        subcommands = {
            InitCommand.class,
            DoctorCommand.class,
            ImportConfigCommand.class,
            ServeCommand.class,
            ChatCommand.class,
            CheckCommand.class,
            ExplainCommand.class,
            ReplayCommand.class,
            PolicyCommand.class,
            LedgerCommand.class,
            ReportCommand.class,
            ModelsCommand.class,
            TasksCommand.class,
            ImportCommand.class,
            DemoOutcomesCommand.class,
            TrainCommand.class,
            EvaluateCommand.class,
            CalibrateCommand.class,
            KeyCommand.class,
            KeysCommand.class,
            SelfTestCommand.class,
            AutoComplete.GenerateCompletion.class,
            CommandLine.HelpCommand.class
        })
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        int code = run(args);
        if (code != ServeCommand.SERVING) {
            System.exit(code);
        }
    }

    /** Runs one command; {@link ServeCommand#SERVING} while a gateway goes on serving. */
    static int run(String... args) {
        return commandLine().execute(withCommand(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler(new Failures())
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static String[] withCommand(String[] args) {
        List<String> ownOptions = List.of("-h", "--help", "-V", "--version");
        if (args.length > 0 && (!args[0].startsWith("-") || ownOptions.contains(args[0]))) {
            return args;
        }
        String[] serve = new String[args.length + 1];
        serve[0] = "serve";
        System.arraycopy(args, 0, serve, 1, args.length);
        return serve;
    }
}
