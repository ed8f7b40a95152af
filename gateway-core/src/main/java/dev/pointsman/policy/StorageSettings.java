package dev.pointsman.policy;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.fleet.SharedSettings;
import dev.pointsman.ledger.LedgerPlace;
import dev.pointsman.ledger.PostgresAddress;
import dev.pointsman.transcript.TranscriptSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The policy's {@code storage}. Read once, at the start; a reload that changes it needs a restart, but for the texts that are kept from then on.
 *
 * @param ledger where decision records are kept, default {@code sqlite:data/ledger.db}
 * @param keep how long they are kept in a database, default 90 days
 * @param spoolBytes the most that records on their way there take, default 256 MB, on the way to a PostgreSQL server 2 GB
 * @param history folder of the policy's versions, default {@code data/policies}; null where the policy says {@code none}
 * @param spend file of what limits count as spent, default {@code data/spend.journal}, made when a policy first limits that; null where the
 *     policy says {@code none}: then it is forgotten at a restart
 * @param learned file of what scores learned and spent, default {@code data/learned.state}, made with the first of it; null where the policy says
 *     {@code none}: then it is forgotten at a restart
 * @param keys where managed keys are kept
 * @param shared store that several gateways share; null, which is the default, where there is none
 * @param text which texts records hold; null, which is the default, for none
 */
public record StorageSettings(
        LedgerPlace ledger,
        Duration keep,
        long spoolBytes,
        @Nullable Path history,
        @Nullable Path spend,
        @Nullable Path learned,
        Keys keys,
        @Nullable SharedSettings shared,
        @Nullable TranscriptSettings text) {
    /**
     * Where keys that are managed while the gateway runs are kept.
     *
     * @param file default {@code data/keys.json}, made with the first of them; null where the policy says {@code none}
     * @param named whether the policy names it: then a key is asked for, also where there is none yet
     */
    public record Keys(@Nullable Path file, boolean named) {
        static final Keys USUAL = new Keys(Path.of("data/keys.json"), false);

        private static Keys from(ConfigNode node) {
            Path file = path(node, "a file such as data/keys.json");
            return new Keys(file, file != null);
        }
    }

    private static final Duration KEEP = Duration.ofDays(90);
    private static final Duration LEAST = Duration.ofHours(1);
    private static final Path HISTORY = Path.of("data/policies");
    private static final Path SPEND = Path.of("data/spend.journal");
    private static final Path LEARNED = Path.of("data/learned.state");
    private static final long SPOOL_BYTES = 256_000_000;
    private static final long SPOOL_BYTES_TO_A_SERVER = 2_000_000_000;
    private static final long LEAST_SPOOL_BYTES = 16_000_000;
    private static final long MOST_SPOOL_BYTES = 1_000_000_000_000L;

    /** Reads the section of a whole policy, and holds against it what other sections share. */
    static StorageSettings of(ConfigNode root) {
        StorageSettings storage = from(root.orNothing("storage"));
        ConfigNode keys = root.orNothing("storage").orNothing("shared").at("keys");
        if (keys != null && storage.keys.file() == null) {
            keys.problem("expected a file at storage.keys beside it: each gateway has a copy of its own");
        }
        if (storage.shared == null) {
            checkAlone(root.orNothing("cache").orNothing("exact").at("shared"), "replies");
            checkAlone(root.orNothing("session").at("shared"), "conversations");
        }
        return storage;
    }

    private static void checkAlone(@Nullable ConfigNode shared, String what) {
        if (shared != null && (shared.isMap() || shared.text().equals("true"))) {
            shared.problem(
                    "expected \"storage: { shared: redis://… }\" beside it: that is where " + what + " are shared");
        }
    }

    static StorageSettings from(ConfigNode node) {
        node.onlyKeys(
                "ledger",
                "password",
                "keep",
                "spool",
                "spool_folder",
                "history",
                "spend",
                "learned",
                "keys",
                "shared",
                "text");
        LedgerPlace ledger = ledger(node);
        return new StorageSettings(
                ledger,
                keep(node.at("keep"), ledger),
                spoolBytes(node.at("spool"), ledger),
                node.read("history", HISTORY, (history, none) -> path(history, "a folder such as data/policies")),
                node.read("spend", SPEND, (spend, none) -> path(spend, "a file such as data/spend.journal")),
                node.read("learned", LEARNED, (learned, none) -> path(learned, "a file such as data/learned.state")),
                node.read("keys", Keys.USUAL, (keys, usual) -> Keys.from(keys)),
                node.at("shared") == null ? null : SharedSettings.from(node.orNothing("shared")),
                text(node.at("text"), ledger));
    }

    private static @Nullable TranscriptSettings text(@Nullable ConfigNode node, LedgerPlace ledger) {
        if (node == null) {
            return null;
        }
        if (ledger.none()) {
            node.problem("expected a ledger beside it: there is none to keep texts in");
        }
        return TranscriptSettings.from(node, ledger.forgets() || ledger.none());
    }

    /** How long a database keeps texts, also those of an earlier policy. */
    public Duration keepText() {
        return text == null ? TranscriptSettings.USUAL_KEEP : text.keep();
    }

    /** Whether the other asks for the same stores: what texts are kept in them may differ, not how long. */
    boolean sameStores(StorageSettings other) {
        return withoutText().equals(other.withoutText()) && keepText().equals(other.keepText());
    }

    /** Whether the other is the same, as far as that can be told. */
    public boolean sameValues(StorageSettings other) {
        TranscriptSettings its = other.text;
        boolean sameText = (text == null) == (its == null) && (text == null || its == null || text.sameValues(its));
        return withoutText().equals(other.withoutText()) && sameText;
    }

    private StorageSettings withoutText() {
        return new StorageSettings(ledger, keep, spoolBytes, history, spend, learned, keys, shared, null);
    }

    private static LedgerPlace ledger(ConfigNode node) {
        ConfigNode place = node.at("ledger");
        ConfigNode password = node.at("password");
        boolean server = place != null && place.text().startsWith(PostgresAddress.PREFIX);
        if (password != null && !server) {
            password.problem("expected \"ledger: postgresql://…\" beside it: only that has a password");
        }
        LedgerPlace ledger = place == null
                ? LedgerPlace.USUAL
                : LedgerPlace.from(place, server ? PostgresAddress.Password.from(password) : null);
        ConfigNode folder = node.at("spool_folder");
        if (folder == null) {
            return ledger;
        }
        if (folder.text().isBlank() && folder.isScalar()) {
            folder.problem("expected a folder such as data/ledger.spool");
        }
        Path spool = folder.file(folder.text());
        return spool == null || ledger.none() ? ledger : ledger.withSpool(spool);
    }

    private static long spoolBytes(@Nullable ConfigNode node, LedgerPlace ledger) {
        long usual = ledger.database() == null ? SPOOL_BYTES : SPOOL_BYTES_TO_A_SERVER;
        long bytes = node == null ? usual : node.bytes(usual);
        if (node != null && (bytes < LEAST_SPOOL_BYTES || bytes > MOST_SPOOL_BYTES)) {
            node.problem("expected a size from 16MB to 1000GB");
        }
        return bytes;
    }

    private static @Nullable Path path(ConfigNode node, String expected) {
        String text = node.text().strip();
        if (text.isEmpty() && node.isScalar()) {
            node.problem("expected " + expected + ", or none");
        }
        return text.isEmpty() || text.equals("none") ? null : node.file(text);
    }

    private static Duration keep(@Nullable ConfigNode node, LedgerPlace ledger) {
        if (node != null && !ledger.forgets()) {
            node.problem("expected \"ledger: sqlite:PATH\" or postgresql://… beside it: only these remove what is old");
        }
        Duration keep = node == null ? KEEP : node.duration(KEEP);
        if (node != null && keep.compareTo(LEAST) < 0) {
            node.problem("expected a time from 1h on");
        }
        return keep;
    }
}
