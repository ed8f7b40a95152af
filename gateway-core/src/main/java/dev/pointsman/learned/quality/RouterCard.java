package dev.pointsman.learned.quality;

import dev.pointsman.learned.file.FileInput;
import dev.pointsman.learned.file.FileOutput;
import dev.pointsman.learned.file.RefusedFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;

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

    /** Name of a figure: 1 where what an answer will cost is told by the prompt, 0 where each counts at its model's mean. */
    public static final String COSTS_BY_PROMPT = "costs-by-prompt";

    /** Name of a figure: the threshold that was calibrated for the pair. */
    public static final String THRESHOLD = "threshold";

    /** Name of a note: the strong model of the pair that the thresholds are of; {@link #WEAK} names the other. */
    public static final String STRONG = "strong";

    public static final String WEAK = "weak";

    /** Name of a note: by which encoder's vectors prompts are compared; there is none where n-grams tell. */
    public static final String ENCODER = "encoder";

    /** Prompts of a task that may be kept. */
    public static final int MOST_EXAMPLES = 5;

    private static final String EXAMPLE = "example-";
    private static final int MOST_EXAMPLE_LETTERS = 200;
    private static final String AT_SHARE = "threshold-at-";
    private static final int SHARE_STEPS = 20;
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

    /**
     * The same with the thresholds that give the strong model of a pair its share of prompts like a sample's; what was calibrated for another pair goes.
     *
     * @param at threshold for a share from 0 to 1
     */
    public RouterCard withShares(String strong, String weak, DoubleUnaryOperator at) {
        Map<String, Double> more = new TreeMap<>(figures);
        if (!ofPair(strong, weak)) {
            more.remove(THRESHOLD);
        }
        for (int step = 0; step <= SHARE_STEPS; step++) {
            more.put(atShare(step), at.applyAsDouble((double) step / SHARE_STEPS));
        }
        Map<String, String> told = new TreeMap<>(notes);
        told.put(STRONG, strong);
        told.put(WEAK, weak);
        return new RouterCard(kind, seed, prompts, digest, more, told);
    }

    /**
     * The same with some prompts that are surely of a task, each on one line and shortened.
     *
     * @param task its place among the router's tasks
     * @param examples up to {@value #MOST_EXAMPLES}, the surest first
     */
    public RouterCard withExamples(int task, List<String> examples) {
        Map<String, String> more = new TreeMap<>(notes);
        for (int i = 0; i < examples.size(); i++) {
            String line = examples.get(i).strip().replaceAll("\\s+", " ");
            int letters = Math.min(line.length(), MOST_EXAMPLE_LETTERS);
            boolean split = letters < line.length() && Character.isLowSurrogate(line.charAt(letters));
            more.put(example(task, i), line.substring(0, split ? letters - 1 : letters));
        }
        return new RouterCard(kind, seed, prompts, digest, figures, more);
    }

    /** Prompts of a task that were kept; empty where none were. */
    public List<String> examples(int task) {
        List<String> examples = new ArrayList<>();
        for (int i = 0; i < MOST_EXAMPLES; i++) {
            String note = notes.get(example(task, i));
            if (note != null) {
                examples.add(note);
            }
        }
        return examples;
    }

    /** The notes but for prompts that are kept as examples. */
    public Map<String, String> plainNotes() {
        Map<String, String> plain = new TreeMap<>(notes);
        plain.keySet().removeIf(name -> name.startsWith(EXAMPLE));
        return plain;
    }

    /** The figures but for those of curves. */
    public Map<String, Double> plainFigures() {
        Map<String, Double> plain = new TreeMap<>(figures);
        plain.keySet().removeIf(name -> name.startsWith(MeasuredCurves.PREFIX));
        return plain;
    }

    private static String example(int task, int place) {
        return EXAMPLE + String.format(Locale.ROOT, "%03d-%d", task, place);
    }

    /** The threshold that was calibrated for a pair; NaN where none was. */
    public double threshold(String strong, String weak) {
        return ofPair(strong, weak) ? figures.getOrDefault(THRESHOLD, Double.NaN) : Double.NaN;
    }

    /** The threshold that gives a pair's strong model that share, 0..1, of prompts like the sample's; NaN where no sample was seen. */
    public double threshold(String strong, String weak, double share) {
        if (!ofPair(strong, weak)) {
            return Double.NaN;
        }
        double step = share * SHARE_STEPS;
        int below = (int) Math.floor(step);
        double low = figures.getOrDefault(atShare(below), Double.NaN);
        return step == below
                ? low
                : low + (step - below) * (figures.getOrDefault(atShare(below + 1), Double.NaN) - low);
    }

    private boolean ofPair(String strong, String weak) {
        return strong.equals(notes.get(STRONG)) && weak.equals(notes.get(WEAK));
    }

    private static String atShare(int step) {
        return AT_SHARE + String.format(Locale.ROOT, "%03d", step * 100 / SHARE_STEPS);
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
