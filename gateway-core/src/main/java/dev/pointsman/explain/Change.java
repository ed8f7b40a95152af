package dev.pointsman.explain;

import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/**
 * One thing that would have altered a choice, had it been different, all else being equal.
 *
 * @param subject what it is of: a header, a word, a model, a deployment; "" where there is but one
 * @param from what it was
 * @param to the nearest value found at which the choice is another
 * @param distance how far that is: see {@link Kind}
 * @param then who would answer instead, or the refusal
 */
public record Change(Kind kind, String subject, String from, String to, double distance, String then) {
    /**
     * What may be different. Numbers are as far away as they must change: {@code |to − from| / max(|to|, |from|)}, 0..1; times as parts of a day
     * or a week; what is either so or not has a distance of its own, smaller where it comes about more easily.
     */
    public enum Kind {
        INPUT_TOKENS("the prompt had %3$s tokens (it has %2$s)", 0),
        CODE("its share of code were %3$s (it is %2$s)", 0),
        DIFFICULTY("its difficulty were %3$s (it is %2$s)", 0),
        TURNS("it had %3$s messages (it has %2$s)", 0),
        FIGURE("%1$s were %3$s instead of %2$s", 0),
        PRICE("the expected cost of %1$s were %3$s instead of %2$s", 0),
        QUALITY("the quality of %1$s were %3$s instead of %2$s", 0),
        WEIGHT("the weight of %1$s were %3$s instead of %2$s", 0),
        TIME("it came at %3$s", 0),
        WEEKDAY("it came at %3$s", 0),
        BLOCKED("%1$s could be called", 0.3),
        WORD("its text %3$s %1$s", 0.3),
        TASK("its task were %3$s (it is %2$s)", 0.4),
        HEADER("its header %1$s were %3$s (it is %2$s)", 0.4),
        METADATA("its metadata %1$s were %3$s (it is %2$s)", 0.4),
        USER("its user were %3$s", 0.4),
        LANGUAGE("its language were %3$s (it is %2$s)", 0.5),
        FLAG("it had %3$s %1$s", 0.5),
        DRAW("another random number were drawn, such as %3$s", 0.5),
        TEAM("its team were %3$s", 0.6),
        KEY("its key were %3$s", 0.6),
        DOWN("%1$s could not be called", 0.6);

        private final String words;
        private final double distance;

        Kind(String words, double distance) {
            this.words = words;
            this.distance = distance;
        }

        /** The distance of what is either so or not; 0 for numbers, which have their own. */
        double distance() {
            return distance;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Change of(Kind kind, String subject, String from, String to, String then) {
        return new Change(kind, subject, from, to, kind.distance(), then);
    }

    /** How far a number is from another, 0..1. */
    static double distance(double from, double to) {
        double largest = Math.max(Math.abs(from), Math.abs(to));
        return largest == 0 ? 0 : Math.min(1, Math.abs(to - from) / largest);
    }

    /** {@code deep would answer if the weight of cost were 0.4 instead of 1 (-60 %)}. */
    public String text() {
        String who = then.startsWith("refused") ? "it would be " + then : then + " would answer";
        return who + " if "
                + String.format(Locale.ROOT, kind.words, subject, from, to).replace("  ", " ");
    }

    /** The same, for programs. */
    public void json(ObjectNode node) {
        node.put("what", kind.word());
        if (!subject.isEmpty()) {
            node.put("of", subject);
        }
        node.put("from", from);
        node.put("to", to);
        node.put("distance", Math.rint(distance * 1e4) / 1e4);
        node.put("then", then);
        node.put("text", text());
    }
}
