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
 * <p>One pass over the text looks for what has a known form ({@link Sensitive}): most characters cost a look into a table, and each find looks at
 * a bounded number of characters, so that time is linear in the text whatever it holds. Patterns of the policy's own are first looked for all
 * together ({@link PatternSet}); only one that is there anywhere is searched for its places, on RE2/J, linear too.
 *
 * <p>Measured on two cores that others used too (JDK 17, 16 kB of English with an address or number every 400 characters): see
 * docs/operations.md.
 */
final class Redaction {
    private static final String OWN_MARK = "[redacted]";
    private static final int OWN = 255;
    private static final Sensitive[] KINDS = Sensitive.values();

    /** What a character may begin, or stand in the middle of. */
    private enum Sign {
        NOTHING,
        LETTER,
        DIGIT,
        AT,
        COLON,
        DASH,
        OPENING
    }

    private static final Sign[] SIGNS = signs();

    /** Removes nothing. */
    static final Redaction NONE = new Redaction(Set.of(), List.of());

    private final boolean[] wanted = new boolean[KINDS.length];
    private final boolean any;
    private final PatternSet together;
    private final List<WrittenPattern> own;

    private Redaction(Set<Sensitive> kinds, List<WrittenPattern> own) {
        for (Sensitive kind : KINDS) {
            wanted[kind.number()] = kinds.contains(kind);
        }
        this.any = !kinds.isEmpty();
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

    private static Sign[] signs() {
        Sign[] signs = new Sign[128];
        Arrays.fill(signs, Sign.NOTHING);
        for (char c = 'a'; c <= 'z'; c++) {
            signs[c] = Sign.LETTER;
            signs[Character.toUpperCase(c)] = Sign.LETTER;
        }
        for (char c = '0'; c <= '9'; c++) {
            signs[c] = Sign.DIGIT;
        }
        signs['@'] = Sign.AT;
        signs[':'] = Sign.COLON;
        signs['-'] = Sign.DASH;
        signs['+'] = Sign.OPENING;
        signs['('] = Sign.OPENING;
        return signs;
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
        if (any) {
            known(text, finds);
        }
        if (!own.isEmpty()) {
            own(text, finds);
        }
        return finds.without(text, Math.min(keep, text.length()));
    }

    private void known(String text, Finds finds) {
        int length = text.length();
        int colons = 0; // end of what was last looked at around a colon
        int tokens = 0; // end of the last token; what begins within it may end behind it, such as a number after a dash
        boolean word = false; // the character before is one of a word
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            Sign sign = c < SIGNS.length ? SIGNS[c] : Sign.NOTHING;
            boolean within = word;
            word = sign == Sign.LETTER
                    || sign == Sign.DIGIT
                    || c == '_'
                    || (c >= SIGNS.length && Character.isLetterOrDigit(c));
            if (sign == Sign.NOTHING || (word && within)) {
                continue;
            }
            int end = -1;
            if (sign == Sign.AT) {
                end = mail(text, i, finds);
            } else if (sign == Sign.COLON) {
                if (i >= colons && wants(Sensitive.IP)) {
                    colons = Math.max(i + 1, Addresses.v6End(text, i));
                    end = addressAround(text, i, colons, finds);
                }
            } else if (!within && sign == Sign.LETTER && i >= tokens && wants(Sensitive.SECRET)) {
                tokens = Math.max(i + 1, finds.add(i, Secrets.token(text, i), Sensitive.SECRET));
                end = tokens > i + 1 ? -1 : from(text, i, sign, finds);
            } else if (!within) {
                end = from(text, i, sign, finds);
            }
            if (end > i) {
                i = end - 1;
                word = true;
            }
        }
    }

    private boolean wants(Sensitive kind) {
        return wanted[kind.number()];
    }

    private int mail(String text, int at, Finds finds) {
        int start = wants(Sensitive.EMAIL) ? Addresses.mailStart(text, at) : at;
        int end = start == at ? -1 : Addresses.mailEnd(text, at);
        return finds.add(start, end, Sensitive.EMAIL);
    }

    private static int addressAround(String text, int colon, int end, Finds finds) {
        int start = Addresses.v6Start(text, colon);
        return finds.add(start, Addresses.v6(text, start, end) ? end : -1, Sensitive.IP);
    }

    /** What begins there, at the beginning of a word; the end of it, or -1. */
    private int from(String text, int at, Sign sign, Finds finds) {
        return switch (sign) {
            case LETTER -> finds.add(at, wants(Sensitive.IBAN) ? Numbers.iban(text, at) : -1, Sensitive.IBAN);
            case DIGIT -> number(text, at, finds);
            case DASH -> finds.add(at, wants(Sensitive.SECRET) ? Secrets.privateKey(text, at) : -1, Sensitive.SECRET);
            case OPENING -> finds.add(at, wants(Sensitive.PHONE) ? Numbers.phone(text, at) : -1, Sensitive.PHONE);
            case NOTHING, AT, COLON -> -1;
        };
    }

    private int number(String text, int at, Finds finds) {
        int end = wants(Sensitive.IP) ? Addresses.v4(text, at) : -1;
        if (end >= 0) {
            return finds.add(at, end, Sensitive.IP);
        }
        end = wants(Sensitive.CARD) ? Numbers.card(text, at) : -1;
        if (end >= 0) {
            return finds.add(at, end, Sensitive.CARD);
        }
        return finds.add(at, wants(Sensitive.PHONE) ? Numbers.phone(text, at) : -1, Sensitive.PHONE);
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
