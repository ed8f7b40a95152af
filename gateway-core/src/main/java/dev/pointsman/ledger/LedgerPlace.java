package dev.pointsman.ledger;

import dev.pointsman.config.ConfigNode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a ledger is kept, as {@code storage.ledger} says it.
 *
 * @param file empty where none is kept, or in no file
 * @param spool folder of the records on their way
 * @param database the one of PostgreSQL; null for the other kinds
 */
public record LedgerPlace(
        Kind kind, Path file, Path spool, @Nullable PostgresAddress database) {
    /** The forms a ledger has. */
    public enum Kind {
        NONE("none"),
        JSON_LINES("jsonl:"),
        SQLITE("sqlite:"),
        POSTGRESQL(PostgresAddress.PREFIX);

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    private static final Path NO_FILE = Path.of("");
    private static final Path POSTGRES_SPOOL = Path.of("data/ledger.spool");

    /** No ledger. */
    public static final LedgerPlace NONE = new LedgerPlace(Kind.NONE, NO_FILE, NO_FILE, null);

    /** Where a policy says nothing. */
    public static final LedgerPlace USUAL = sqlite(Path.of("data/ledger.db"));

    public static LedgerPlace sqlite(Path file) {
        return new LedgerPlace(Kind.SQLITE, file, beside(file), null);
    }

    public static LedgerPlace jsonLines(Path file) {
        return new LedgerPlace(Kind.JSON_LINES, file, beside(file), null);
    }

    /** In PostgreSQL, with the spool in {@code data/ledger.spool}. */
    public static LedgerPlace postgres(PostgresAddress database) {
        return new LedgerPlace(Kind.POSTGRESQL, NO_FILE, POSTGRES_SPOOL, database);
    }

    /**
     * Of a policy.
     *
     * @param password of a database server, null for none
     */
    public static LedgerPlace from(ConfigNode node, PostgresAddress.@Nullable Password password) {
        String text = node.text();
        if (text.equals(Kind.NONE.prefix) || !node.isScalar()) {
            return NONE;
        }
        for (Kind kind : Kind.values()) {
            if (kind != Kind.NONE && text.startsWith(kind.prefix) && text.length() > kind.prefix.length()) {
                return kind == Kind.POSTGRESQL
                        ? database(PostgresAddress.from(node, password))
                        : file(kind, node.file(text.substring(kind.prefix.length())));
            }
        }
        node.problem("expected sqlite:PATH, jsonl:PATH, none or postgresql://… but found \"" + text + "\"");
        return NONE;
    }

    private static LedgerPlace database(@Nullable PostgresAddress address) {
        return address == null ? NONE : postgres(address);
    }

    private static LedgerPlace file(Kind kind, @Nullable Path file) {
        return file == null ? NONE : new LedgerPlace(kind, file, beside(file), null);
    }

    /** Beside a file, with its name. */
    private static Path beside(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return file.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".spool");
    }

    /** The same ledger, with its records on their way elsewhere. */
    public LedgerPlace withSpool(Path folder) {
        return new LedgerPlace(kind, file, folder, database);
    }

    public boolean none() {
        return kind == Kind.NONE;
    }

    /** Whether records that are too old are removed from it. */
    public boolean forgets() {
        return kind == Kind.SQLITE || kind == Kind.POSTGRESQL;
    }

    /** As a policy writes it, without what a connection is told. */
    @Override
    public String toString() {
        return database != null ? database.toString() : kind.prefix + (none() ? "" : file);
    }
}
