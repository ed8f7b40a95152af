package dev.pointsman.learned.quality;

import dev.pointsman.learned.file.FileInput;
import dev.pointsman.learned.file.FileOutput;
import dev.pointsman.learned.file.RefusedFile;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known of a router beside what it learned.
 *
 * @param seed of all chance in the fit
 * @param prompts how many it learned from
 * @param digest of the outcomes it learned from: SHA-256 in hexadecimal digits
 * @param figures by name: settings of the fit, figures on other prompts, thresholds; finite
 * @param notes by name: sources, licences, limits
 */
public record RouterCard(
        RouterKind kind,
        long seed,
        int prompts,
        String digest,
        Map<String, Double> figures,
        Map<String, String> notes) {
    /** Name of a figure: prompts whose familiarity is below it are unlike all that the router learned from. */
    public static final String FAMILIAR_FROM = "familiar-from";

    private static final int MOST_ENTRIES = 4_096;
    private static final int MOST_NAME_BYTES = 200;
    private static final int MOST_NOTE_BYTES = 10_000;

    public RouterCard {
        figures = sorted(figures);
        notes = sorted(notes);
        figures.forEach((name, value) -> {
            if (Double.isNaN(value) || Double.isInfinite(value)) {
                throw new IllegalArgumentException(name + ": " + value + " (expected: a finite number)");
            }
        });
    }

    /** The same with one figure more, or another one of that name. */
    public RouterCard with(String name, double value) {
        Map<String, Double> more = new TreeMap<>(figures);
        more.put(name, value);
        return new RouterCard(kind, seed, prompts, digest, more, notes);
    }

    /** The same with one note more, or another one of that name. */
    public RouterCard with(String name, String note) {
        Map<String, String> more = new TreeMap<>(notes);
        more.put(name, note);
        return new RouterCard(kind, seed, prompts, digest, figures, more);
    }

    void write(FileOutput out) {
        out.text(kind.word()).number(seed).number(prompts).text(digest).number(figures.size());
        figures.forEach((name, value) -> out.text(name).number(value));
        out.number(notes.size());
        notes.forEach((name, note) -> out.text(name).text(note));
    }

    static RouterCard read(FileInput in) throws RefusedFile {
        RouterKind kind = RouterKind.read(in);
        long seed = in.whole();
        int prompts = in.count(0, Integer.MAX_VALUE, "prompts");
        String digest = in.text(0, MOST_NAME_BYTES, "digest of the outcomes");
        Map<String, Double> figures = new TreeMap<>();
        int count = in.count(0, MOST_ENTRIES, "figures");
        for (int i = 0; i < count; i++) {
            figures.put(
                    in.text(1, MOST_NAME_BYTES, "figures' names"),
                    in.number(-Double.MAX_VALUE, Double.MAX_VALUE, "figures"));
        }
        Map<String, String> notes = new TreeMap<>();
        int noteCount = in.count(0, MOST_ENTRIES, "notes");
        for (int i = 0; i < noteCount; i++) {
            notes.put(in.text(1, MOST_NAME_BYTES, "notes' names"), in.text(0, MOST_NOTE_BYTES, "notes"));
        }
        return new RouterCard(kind, seed, prompts, digest, figures, notes);
    }

    private static <V> Map<String, V> sorted(Map<String, V> entries) {
        return Collections.unmodifiableMap(new TreeMap<>(entries));
    }
}
