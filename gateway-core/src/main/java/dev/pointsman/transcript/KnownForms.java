package dev.pointsman.transcript;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what has a known form ({@link Sensitive}) in one pass: most characters cost a look into a table, and each find looks at a bounded number of
 * characters, so that time is linear in the text whatever it holds. Immutable; shared by all threads.
 */
public final class KnownForms {
    /** Hears of a place; gives its end back. A place whose end is -1, or its start, is none. */
    interface Places {
        int add(int start, int end, Sensitive kind);
    }

    /** Hears of a place and the mark that stands for it. */
    public interface MarkedPlaces {
        void add(int start, int end, String mark);
    }

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

    private final boolean[] wanted = new boolean[KINDS.length];
    private final boolean any;

    KnownForms(Set<Sensitive> kinds) {
        for (Sensitive kind : KINDS) {
            wanted[kind.number()] = kinds.contains(kind);
        }
        this.any = !kinds.isEmpty();
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

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KnownForms forms && Arrays.equals(forms.wanted, wanted);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(wanted);
    }

    /** Whether it looks for anything. */
    public boolean any() {
        return any;
    }

    /** The same with the mark of each. */
    public void mark(String text, int from, MarkedPlaces places) {
        find(text, from, (start, end, kind) -> {
            if (end > start) {
                places.add(start, end, kind.mark());
            }
            return end;
        });
    }

    /**
     * The last place from {@code from} to {@code most} that nothing spans, and before which nothing is found otherwise, whatever text follows; {@code from} where
     * there is none. What stands behind it is found by itself.
     */
    public int settled(String text, int from, int most) {
        int secret = wants(Sensitive.SECRET) ? Secrets.openKey(text, from) : text.length();
        for (int i = Math.min(Math.min(most, text.length() - 1), secret); i > from; i--) {
            if (parts(text.charAt(i)) && !spanned(text, from, i)) {
                return i;
            }
        }
        return from;
    }

    /** A sign that nothing has in it, but for a blank between groups, or behind the name of a token. */
    public static boolean parts(char c) {
        return c < SIGNS.length
                ? " \t\n\r,;\"<>[]\\".indexOf(c) >= 0
                : !Character.isLetterOrDigit(c) && !Character.isSurrogate(c);
    }

    private boolean spanned(String text, int from, int at) {
        return text.charAt(at) == ' '
                && (Numbers.goesOn(text, at)
                        || (wants(Sensitive.IBAN) && Numbers.ibanGoesOn(text, from, at))
                        || (wants(Sensitive.SECRET) && Secrets.goesOn(text, from, at)));
    }

    /** Tells what is found from a place on, in the order in which it ends; nothing is looked for within what was found, but places may overlap. */
    void find(String text, int from, Places finds) {
        int length = text.length();
        int colons = 0; // end of what was last looked at around a colon
        int tokens = 0; // end of the last token; what begins within it may end behind it, such as a number after a dash
        boolean word = false; // the character before is one of a word
        for (int i = from; i < length; i++) {
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

    private int mail(String text, int at, Places finds) {
        int start = wants(Sensitive.EMAIL) ? Addresses.mailStart(text, at) : at;
        int end = start == at ? -1 : Addresses.mailEnd(text, at);
        return finds.add(start, end, Sensitive.EMAIL);
    }

    private static int addressAround(String text, int colon, int end, Places finds) {
        int start = Addresses.v6Start(text, colon);
        return finds.add(start, Addresses.v6(text, start, end) ? end : -1, Sensitive.IP);
    }

    /** What begins there, at the beginning of a word; the end of it, or -1. */
    private int from(String text, int at, Sign sign, Places finds) {
        return switch (sign) {
            case LETTER -> finds.add(at, wants(Sensitive.IBAN) ? Numbers.iban(text, at) : -1, Sensitive.IBAN);
            case DIGIT -> number(text, at, finds);
            case DASH -> finds.add(at, wants(Sensitive.SECRET) ? Secrets.privateKey(text, at) : -1, Sensitive.SECRET);
            case OPENING -> finds.add(at, wants(Sensitive.PHONE) ? Numbers.phone(text, at) : -1, Sensitive.PHONE);
            case NOTHING, AT, COLON -> -1;
        };
    }

    private int number(String text, int at, Places finds) {
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
}
