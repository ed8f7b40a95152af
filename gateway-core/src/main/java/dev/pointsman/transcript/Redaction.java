package dev.pointsman.transcript;

import com.google.re2j.Matcher;
import dev.pointsman.routing.rules.WrittenPattern;
import dev.pointsman.routing.text.PatternSet;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Removes from a text what a policy does not want to be kept, and leaves a mark such as {@code [email]} in its place. Immutable; shared by all
 * threads.
 *
 * <p>One pass over the text looks for what has a known form ({@link KnownForms}). Patterns of the policy's own are first looked for all
 * together ({@link PatternSet}); only one that is there anywhere is searched for its places, on RE2/J, linear too.
 *
 * <p>Measured on two cores that others used too (JDK 17, 16 kB of English with an address or number every 400 characters): see
 * docs/operations.md.
 */
final class Redaction {
    private static final String OWN_MARK = "[redacted]";
    private static final int OWN = 255;
    private static final Sensitive[] KINDS = Sensitive.values();

    /** Removes nothing. */
    static final Redaction NONE = new Redaction(Set.of(), List.of());

    private final KnownForms known;
    private final PatternSet together;
    private final List<WrittenPattern> own;

    private Redaction(Set<Sensitive> kinds, List<WrittenPattern> own) {
        this.known = new KnownForms(kinds);
        this.own = List.copyOf(own);
        PatternSet.Builder builder = new PatternSet.Builder();
        own.forEach(pattern -> builder.add(pattern.expression(), pattern.anyCase()));
        this.together = builder.build();
    }

    /** @param own different from one another */
    static Redaction of(Set<Sensitive> kinds, List<WrittenPattern> own) {
        return kinds.isEmpty() && own.isEmpty() ? NONE : new Redaction(kinds, own);
    }

    static Redaction usual() {
        return new Redaction(EnumSet.allOf(Sensitive.class), List.of());
    }

    /** Whether it may take longer than a loop should wait: there are patterns whose places are to be found. */
    boolean slow() {
        return !own.isEmpty();
    }

    /**
     * The text without what is to be removed.
     *
     * @param keep characters that are wanted; what stands behind them is only looked at, to tell what a find at the edge is, and left out
     */
    String redact(String text, int keep) {
        Finds finds = new Finds();
        if (known.any()) {
            known.find(text, 0, finds::add);
        }
        if (!own.isEmpty()) {
            own(text, finds);
        }
        return finds.without(text, Math.min(keep, text.length()));
    }

    private void own(String text, Finds finds) {
        long[] there = together.find(text);
        for (int i = 0; i < own.size(); i++) {
            if ((there[i >> 6] & (1L << i)) != 0) {
                Matcher matcher = own.get(i).compiled().matcher(text);
                while (matcher.find()) {
                    finds.add(matcher.start(), matcher.end(), null);
                }
            }
        }
    }

    /** Places in one text: start, end and mark of each in one number, so that sorting brings them into order. */
    private static final class Finds {
        private static final int PLACE_BITS = 28;
        private static final int MARK_BITS = 8;
        private static final long PLACE = (1L << PLACE_BITS) - 1;

        private long[] finds = new long[8];
        private int count;

        /** Adds a place, unless its end is -1 or it is empty; gives the end. */
        int add(int start, int end, @Nullable Sensitive kind) {
            if (end > start) {
                if (count == finds.length) {
                    finds = Arrays.copyOf(finds, count * 2);
                }
                int mark = kind == null ? OWN : kind.number();
                finds[count++] = ((long) start << (PLACE_BITS + MARK_BITS)) | ((long) end << MARK_BITS) | mark;
            }
            return end;
        }

        String without(String text, int keep) {
            if (count == 0) {
                return keep == text.length() ? text : text.substring(0, keep);
            }
            Arrays.sort(finds, 0, count);
            StringBuilder out = new StringBuilder(keep + 16);
            int past = 0;
            for (int i = 0; i < count; i++) {
                int start = (int) (finds[i] >> (PLACE_BITS + MARK_BITS));
                int end = (int) ((finds[i] >> MARK_BITS) & PLACE);
                if (start >= keep) {
                    break;
                }
                if (start >= past) {
                    out.append(text, past, start).append(mark((int) (finds[i] & 0xff)));
                }
                past = Math.max(past, end);
            }
            if (past < keep) {
                out.append(text, past, keep);
            }
            return out.toString();
        }

        private static String mark(int mark) {
            return mark == OWN ? OWN_MARK : KINDS[mark].mark();
        }
    }
}
