package dev.pointsman.cli.ledger;

import dev.pointsman.config.Units;
import dev.pointsman.ledger.LedgerPlace;
import dev.pointsman.policy.PolicyLoader;
import dev.pointsman.server.GatewayServer;
import dev.pointsman.server.storage.LedgerStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that tell which ledger, and which time of it. */
public final class LedgerChoice {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config", "--policy"},
            paramLabel = "FILE",
            description = "policy whose ledger it is (default: config/gateway.yaml)")
    private Path policy = Path.of("config", "gateway.yaml");

    @Option(names = "--ledger", paramLabel = "FILE", description = "ledger to read, a database or lines of JSON")
    private @Nullable Path ledger;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "how far back, such as 24h, or a moment such as 2026-11-21T00:00:00Z (default: all)")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "how far back it ends, or a moment (default: now)")
    private @Nullable String until;

    /**
     * Where the ledger is.
     *
     * @throws IOException where there is none
     */
    LedgerPlace place() throws IOException {
        if (ledger != null) {
            return LedgerStorage.of(ledger);
        }
        if (!Files.exists(policy)) {
            throw new IOException("no policy " + policy + ": name one with --config, or a ledger with --ledger");
        }
        PolicyLoader loader = GatewayServer.loader(System::getenv);
        LedgerPlace place = loader.load(policy).storage().ledger();
        if (place.none()) {
            throw new IOException("the policy keeps no ledger: name one with --ledger");
        }
        return place;
    }

    long fromMillis(Instant now) {
        return since == null ? 0 : moment("--since", since, now).toEpochMilli();
    }

    long toMillis(Instant now) {
        return until == null ? Long.MAX_VALUE : moment("--until", until, now).toEpochMilli();
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
}
