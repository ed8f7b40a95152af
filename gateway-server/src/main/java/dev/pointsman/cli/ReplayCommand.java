package dev.pointsman.cli;

import dev.pointsman.cli.setup.PolicyFile;
import dev.pointsman.config.Units;
import dev.pointsman.ledger.LedgerPlace;
import dev.pointsman.policy.Policy;
import dev.pointsman.replay.Replay;
import dev.pointsman.replay.ReplayPage;
import dev.pointsman.replay.ReplayReport;
import dev.pointsman.replay.ReplayText;
import dev.pointsman.server.GatewayServer;
import dev.pointsman.server.storage.LedgerStorage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Decides the requests of a ledger again by the next policy; calls nobody. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description =
                "Says what a next policy would have changed: decides the recorded requests again, calling no provider.")
final class ReplayCommand implements Callable<Integer> {
    private static final String FOREVER = "all";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--policy", required = true, paramLabel = "FILE", description = "the next policy")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path next;

    @Option(
            names = {"-c", "--config", "--current"},
            paramLabel = "FILE",
            description = "the policy that decided (default: config/gateway.yaml, where it is there)")
    private @Nullable Path current;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description =
                    "how far back, such as 24h, or a moment such as 2026-11-21T00:00:00Z, or all (default: ${DEFAULT-VALUE})")
    private String since = "24h";

    @Option(names = "--until", paramLabel = "TIME", description = "how far back it ends, or a moment (default: now)")
    private @Nullable String until;

    @Option(names = "--ledger", paramLabel = "FILE", description = "ledger to read (default: that of the policies)")
    private @Nullable Path ledger;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "also write replay.html, replay.svg and replay.json there")
    private @Nullable Path report;

    @Override
    public Integer call() throws IOException {
        Policy loaded = GatewayServer.loader(System::getenv).load(next);
        Policy deciding = deciding(loaded);
        LedgerPlace place =
                ledger != null ? LedgerStorage.of(ledger) : deciding.storage().ledger();
        if (place.none()) {
            throw new IOException("the policy keeps no ledger: name one with --ledger");
        }
        Instant now = Instant.now();
        long from = since.equals(FOREVER) ? 0 : moment("--since", since, now).toEpochMilli();
        long to = until == null ? Long.MAX_VALUE : moment("--until", until, now).toEpochMilli();
        Replay replay = new Replay(
                loaded,
                RecordedLine.policies(deciding).or(RecordedLine.policies(loaded)),
                from,
                to,
                progress(place.toString()));
        LedgerStorage.read(place, System::nanoTime).forEach(from, to, replay);
        ReplayReport found = replay.report();
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? found.json() : new ReplayText(found).text().stripTrailing());
        if (report != null) {
            write(found, report);
        }
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private Policy deciding(Policy loaded) {
        Path file = current != null ? current : PolicyFile.usual();
        return current == null && !Files.exists(file)
                ? loaded
                : GatewayServer.loader(System::getenv).load(file);
    }

    private Instant moment(String option, String text, Instant now) {
        Duration back = Units.duration(text);
        if (back != null) {
            return now.minus(back);
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException neither) {
            throw new ParameterException(
                    spec.commandLine(),
                    option + ": expected a time such as 24h, or a moment such as 2026-11-21T00:00:00Z, but found "
                            + text,
                    neither);
        }
    }

    /** On a terminal only, as the launcher tells: System.console() differs from JDK to JDK. */
    private LongConsumer progress(String name) {
        if (json || System.getenv("POINTSMAN_TERMINAL") == null) {
            return lines -> {};
        }
        PrintWriter err = spec.commandLine().getErr();
        return lines -> {
            err.print("\r" + name + ": " + lines + " lines");
            err.flush();
        };
    }

    private static void write(ReplayReport report, Path folder) throws IOException {
        Files.createDirectories(folder);
        ReplayPage page = new ReplayPage(report);
        Files.writeString(folder.resolve("replay.html"), page.html());
        Files.writeString(folder.resolve("replay.svg"), page.chart());
        Files.writeString(folder.resolve("replay.json"), report.json() + "\n");
    }
}
