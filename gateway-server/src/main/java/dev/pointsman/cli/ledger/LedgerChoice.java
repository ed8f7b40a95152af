package dev.pointsman.cli.ledger;

import dev.pointsman.ledger.LedgerMoment;
import dev.pointsman.ledger.LedgerPlace;
import dev.pointsman.policy.Policy;
import dev.pointsman.server.GatewayServer;
import dev.pointsman.server.storage.LedgerStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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
            description =
                    "how far back, such as 24h, a day (2026-11-21, UTC) or a moment (2026-11-21T00:00:00Z; default: all)")
    private @Nullable String since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "how far back it ends, or the day or moment before which (default: now)")
    private @Nullable String until;

    /**
     * Where the ledger is.
     *
     * @throws IOException where there is none
     */
    LedgerPlace place() throws IOException {
        return ledger != null ? LedgerStorage.of(ledger) : place(policy());
    }

    /**
     * The same where the policy has been read.
     *
     * @param loaded null where there is none
     */
    LedgerPlace place(@Nullable Policy loaded) throws IOException {
        if (ledger != null) {
            return LedgerStorage.of(ledger);
        }
        if (loaded == null) {
            throw new IOException("no policy " + policy + ": name one with --config, or a ledger with --ledger");
        }
        LedgerPlace place = loaded.storage().ledger();
        if (place.none()) {
            throw new IOException("the policy keeps no ledger: name one with --ledger");
        }
        return place;
    }

    /** The policy whose ledger it is; null where there is no such file. */
    @Nullable
    Policy policy() {
        return Files.exists(policy) ? GatewayServer.loader(System::getenv).load(policy) : null;
    }

    long fromMillis(Instant now) {
        return since == null ? 0 : moment("--since", since, now).toEpochMilli();
    }

    long toMillis(Instant now) {
        return until == null ? Long.MAX_VALUE : moment("--until", until, now).toEpochMilli();
    }

    private Instant moment(String option, String text, Instant now) {
        Instant moment = LedgerMoment.of(text, now);
        if (moment == null) {
            throw new ParameterException(
                    spec.commandLine(), option + ": expected " + LedgerMoment.FORMS + ", but found " + text);
        }
        return moment;
    }
}
