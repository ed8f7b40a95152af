package dev.pointsman.policy;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.fleet.SharedSettings;
import dev.pointsman.ledger.LedgerPlace;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The policy's {@code storage}. Read once, at the start; a reload that changes it needs a restart.
 *
 * @param ledger where decision records are kept, default {@code sqlite:data/ledger.db}
 * @param keep how long they are kept in a database, default 90 days
 * @param history folder of the policy's versions, default {@code data/policies}; null where the policy says {@code none}
 * @param spend file of what limits count as spent, default {@code data/spend.journal}, made when a policy first limits that; null where the
 *     policy says {@code none}: then it is forgotten at a restart
 * @param shared store that several gateways share; null, which is the default, where there is none
 */
public record StorageSettings(
        LedgerPlace ledger,
        Duration keep,
        @Nullable Path history,
        @Nullable Path spend,
        @Nullable SharedSettings shared) {
    private static final Duration KEEP = Duration.ofDays(90);
    private static final Duration LEAST = Duration.ofHours(1);
    private static final Path HISTORY = Path.of("data/policies");
    private static final Path SPEND = Path.of("data/spend.journal");

    static StorageSettings from(ConfigNode node) {
        node.onlyKeys("ledger", "keep", "history", "spend", "shared");
        ConfigNode place = node.at("ledger");
        LedgerPlace ledger = place == null ? LedgerPlace.USUAL : LedgerPlace.from(place);
        return new StorageSettings(
                ledger,
                keep(node.at("keep"), ledger),
                node.read("history", HISTORY, (history, none) -> path(history, "a folder such as data/policies")),
                node.read("spend", SPEND, (spend, none) -> path(spend, "a file such as data/spend.journal")),
                node.at("shared") == null ? null : SharedSettings.from(node.orNothing("shared")));
    }

    private static @Nullable Path path(ConfigNode node, String expected) {
        String text = node.text().strip();
        if (text.isEmpty() && node.isScalar()) {
            node.problem("expected " + expected + ", or none");
        }
        return text.isEmpty() || text.equals("none") ? null : node.file(text);
    }

    private static Duration keep(@Nullable ConfigNode node, LedgerPlace ledger) {
        if (node != null && ledger.kind() != LedgerPlace.Kind.SQLITE) {
            node.problem("only a ledger of sqlite:PATH removes what is old");
        }
        Duration keep = node == null ? KEEP : node.duration(KEEP);
        if (node != null && keep.compareTo(LEAST) < 0) {
            node.problem("expected a time from 1h on");
        }
        return keep;
    }
}
