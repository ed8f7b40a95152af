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
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import picocli.AutoComplete;
import picocli.CommandLine;

/** The commands of {@link Main}. To read the options of all of them takes as long as the rest of a short command, so that is done only where all are told of. */
final class Commands {
    /** By name, in the order of the help. */
    private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

    private static final Set<String> TELL_OF_ALL = Set.of("generate-completion", "help");

    static {
        COMMANDS.put("init", InitCommand.class);
        COMMANDS.put("doctor", DoctorCommand.class);
        COMMANDS.put("import-config", ImportConfigCommand.class);
        COMMANDS.put("serve", ServeCommand.class);
        COMMANDS.put("chat", ChatCommand.class);
        COMMANDS.put("check", CheckCommand.class);
        COMMANDS.put("explain", ExplainCommand.class);
        COMMANDS.put("replay", ReplayCommand.class);
        COMMANDS.put("policy", PolicyCommand.class);
        COMMANDS.put("ledger", LedgerCommand.class);
        COMMANDS.put("report", ReportCommand.class);
        COMMANDS.put("models", ModelsCommand.class);
        COMMANDS.put("tasks", TasksCommand.class);
        COMMANDS.put("import", ImportCommand.class);
        COMMANDS.put("demo-outcomes", DemoOutcomesCommand.class);
        COMMANDS.put("train", TrainCommand.class);
        COMMANDS.put("evaluate", EvaluateCommand.class);
        COMMANDS.put("calibrate", CalibrateCommand.class);
        COMMANDS.put("key", KeyCommand.class);
        COMMANDS.put("keys", KeysCommand.class);
        COMMANDS.put("self-test", SelfTestCommand.class);
        COMMANDS.put("generate-completion", AutoComplete.GenerateCompletion.class);
        COMMANDS.put("help", CommandLine.HelpCommand.class);
    }

    private Commands() {}

    static CommandLine all() {
        return with(COMMANDS);
    }

    /** Ready for a line that begins with that word. */
    static CommandLine of(String first) {
        Class<?> command = TELL_OF_ALL.contains(first) ? null : COMMANDS.get(first);
        return command == null ? all() : with(Map.of(first, command));
    }

    private static CommandLine with(Map<String, Class<?>> commands) {
        CommandLine line = new CommandLine(new Main());
        commands.forEach(line::addSubcommand);
        return line.setExecutionExceptionHandler(new Failures())
                .registerConverter(URI.class, new WebAddress())
                .setCaseInsensitiveEnumValuesAllowed(true);
    }
}
