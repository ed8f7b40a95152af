package dev.pointsman.ledger;

import dev.pointsman.config.ConfigNode;
import java.nio.file.Path;

/**
 * Where a ledger is kept, as {@code storage.ledger} says it.
 *
 * @param file empty where none is kept
 */
public record LedgerPlace(Kind kind, Path file) {
    /** The forms a ledger has. */
    public enum Kind {
        NONE("none"),
        JSON_LINES("jsonl:"),
        SQLITE("sqlite:");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    /** No ledger. */
    public static final LedgerPlace NONE = new LedgerPlace(Kind.NONE, Path.of(""));

    /** Where a policy says nothing. */
    public static final LedgerPlace USUAL = sqlite(Path.of("data/ledger.db"));

    public static LedgerPlace sqlite(Path file) {
        return new LedgerPlace(Kind.SQLITE, file);
    }

    public static LedgerPlace jsonLines(Path file) {
        return new LedgerPlace(Kind.JSON_LINES, file);
    }

    /** Of a policy. */
    public static LedgerPlace from(ConfigNode node) {
        String text = node.text();
        if (text.equals(Kind.NONE.prefix) || !node.isScalar()) {
            return NONE;
        }
        for (Kind kind : Kind.values()) {
            if (kind != Kind.NONE && text.startsWith(kind.prefix) && text.length() > kind.prefix.length()) {
                Path file = node.file(text.substring(kind.prefix.length()));
                return file == null ? NONE : new LedgerPlace(kind, file);
            }
        }
        if (text.startsWith("postgresql:")) {
            node.notYet("a ledger in postgresql", USUAL.toString());
        } else {
            node.problem("expected sqlite:PATH, jsonl:PATH, none or postgresql://… but found \"" + text + "\"");
        }
        return NONE;
    }

    public boolean none() {
        return kind == Kind.NONE;
    }

    /** Folder of the records on their way: beside the ledger, with its name. */
    public Path spool() {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return file.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".spool");
    }

    /** As a policy writes it. */
    @Override
    public String toString() {
        return kind.prefix + (none() ? "" : file);
    }
}
