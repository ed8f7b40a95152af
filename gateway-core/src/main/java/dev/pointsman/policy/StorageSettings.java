package dev.pointsman.policy;

import dev.pointsman.config.ConfigNode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The policy's {@code storage}. Read once, at the start; a reload that changes it needs a restart.
 *
 * @param ledger file of the JSON-lines ledger, default {@code data/ledger.jsonl}; null where the policy says {@code none}
 * @param spend file of what limits count as spent, default {@code data/spend.journal}, made when a policy first limits that; null where the
 *     policy says {@code none}: then it is forgotten at a restart
 * @param history folder of the policy's versions, default {@code data/policies}; null where the policy says {@code none}
 */
public record StorageSettings(
        @Nullable Path ledger,
        @Nullable Path history,
        @Nullable Path spend) {
    private static final String JSON_LINES = "jsonl:";
    private static final Path LEDGER = Path.of("data/ledger.jsonl");
    private static final Path HISTORY = Path.of("data/policies");
    private static final Path SPEND = Path.of("data/spend.journal");

    static StorageSettings from(ConfigNode node) {
        node.onlyKeys("ledger", "history", "spend", "shared");
        ConfigNode shared = node.at("shared");
        if (shared != null && !shared.text().equals("none") && shared.isScalar()) {
            if (shared.text().matches("rediss?:.*")) {
                shared.notYet("shared storage in redis", "none");
            } else {
                shared.problem("expected none or redis://… but found \"" + shared.text() + "\"");
            }
        }
        ConfigNode ledger = node.at("ledger");
        return new StorageSettings(
                ledger == null ? LEDGER : ledger(ledger),
                node.read("history", HISTORY, (history, none) -> path(history, "a folder such as data/policies")),
                node.read("spend", SPEND, (spend, none) -> path(spend, "a file such as data/spend.journal")));
    }

    private static @Nullable Path path(ConfigNode node, String expected) {
        String text = node.text().strip();
        if (text.isEmpty() && node.isScalar()) {
            node.problem("expected " + expected + ", or none");
        }
        return text.isEmpty() || text.equals("none") ? null : node.file(text);
    }

    private static @Nullable Path ledger(ConfigNode node) {
        String text = node.text();
        if (text.equals("none") || !node.isScalar()) {
            return null;
        }
        if (text.startsWith(JSON_LINES) && text.length() > JSON_LINES.length()) {
            return node.file(text.substring(JSON_LINES.length()));
        }
        if (text.startsWith("sqlite:") || text.startsWith("postgresql:")) {
            node.notYet("a ledger in " + text.substring(0, text.indexOf(':')), "jsonl:data/ledger.jsonl");
        } else {
            node.problem("expected jsonl:PATH, none, sqlite:PATH or postgresql://… but found \"" + text + "\"");
        }
        return null;
    }
}
