package dev.pointsman.transcript;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.routing.rules.RequestCondition;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The policy's {@code storage.text}: which texts the ledger keeps, and what is removed from them first; and {@code telemetry.traces.content}, the same of traces.
 *
 * @param prompt whether the prompt's is kept
 * @param reply whether the reply's is
 * @param when null for always
 * @param limitBytes of each text, in UTF-8, without the mark of a cut
 * @param removed what is removed, as the policy names it; empty for nothing
 * @param keep how long a database keeps them
 */
public record TranscriptSettings(
        boolean prompt,
        boolean reply,
        @Nullable RequestCondition when,
        int limitBytes,
        List<String> removed,
        Redaction redaction,
        Duration keep) {
    /** How long texts are kept where the policy does not say it, and what an earlier policy left. */
    public static final Duration USUAL_KEEP = Duration.ofDays(7);

    private static final Duration LEAST_KEEP = Duration.ofHours(1);
    private static final int LIMIT = 16_000;
    private static final int LEAST_LIMIT = 100;
    private static final int MOST_LIMIT = 64_000;
    private static final String ALL = "all";

    /** The texts there are. */
    private enum Part {
        PROMPT,
        REPLY
    }

    public TranscriptSettings {
        removed = List.copyOf(removed);
    }

    /** Both texts, freed of all that has a known form, whatever the request. */
    public static TranscriptSettings both(int limitBytes) {
        return new TranscriptSettings(true, true, null, limitBytes, List.of(ALL), Redaction.usual(), USUAL_KEEP);
    }

    /**
     * Reads {@code { of: [prompt, reply], when: {…}, limit: 16kB, redact: [all, "/EMP-\\d{6}/"], keep: 7d }}; of these only {@code of} is required.
     *
     * @param forgets whether the ledger is one that can remove them
     */
    public static @Nullable TranscriptSettings from(ConfigNode node, boolean forgets) {
        node.onlyKeys("of", "when", "limit", "redact", "keep");
        return from(node, node.read("keep", USUAL_KEEP, (keep, usual) -> keep(keep, usual, forgets)));
    }

    /** The same of texts that are passed on, and kept by others: {@code { of: [prompt, reply], when: {…}, limit: 16kB, redact: all }}. */
    public static @Nullable TranscriptSettings passedOn(ConfigNode node) {
        return from(node.onlyKeys("of", "when", "limit", "redact"), USUAL_KEEP);
    }

    private static @Nullable TranscriptSettings from(ConfigNode node, Duration keep) {
        ConfigNode of = node.required("of");
        ConfigNode when = node.at("when");
        Set<Part> parts = EnumSet.noneOf(Part.class);
        if (of != null) {
            of.itemsOrSelf().forEach(part -> parts.add(part.oneOf(Part.class, Part.PROMPT)));
            if (parts.isEmpty()) {
                of.problem("expected prompt, reply, or both");
            }
        }
        Removal removal = Removal.from(node.at("redact"));
        TranscriptSettings settings = new TranscriptSettings(
                parts.contains(Part.PROMPT),
                parts.contains(Part.REPLY),
                when == null ? null : RequestCondition.from(when, "text"),
                node.read("limit", LIMIT, TranscriptSettings::limit),
                removal.words(),
                removal.redaction(),
                keep);
        return parts.isEmpty() ? null : settings;
    }

    private static int limit(ConfigNode node, int usual) {
        long bytes = node.bytes(usual);
        if (bytes < LEAST_LIMIT || bytes > MOST_LIMIT) {
            node.problem("expected a size from " + LEAST_LIMIT + " to " + MOST_LIMIT
                    + " bytes, such as 16kB, but found \"" + node.text() + "\"");
            return usual;
        }
        return (int) bytes;
    }

    private static Duration keep(ConfigNode node, Duration usual, boolean forgets) {
        if (!forgets) {
            node.problem("expected \"ledger: sqlite:PATH\" or postgresql://… above it: only these remove texts");
        }
        Duration keep = node.duration(usual);
        if (keep.compareTo(LEAST_KEEP) < 0) {
            node.problem("expected a time from 1h on");
        }
        return keep;
    }

    /** Whether both say the same, as far as that can be told: conditions are compared by their presence. */
    public boolean sameValues(TranscriptSettings other) {
        return prompt == other.prompt
                && reply == other.reply
                && (when == null) == (other.when == null)
                && limitBytes == other.limitBytes
                && removed.equals(other.removed)
                && keep.equals(other.keep);
    }
}
