package dev.pointsman.transcript;

import static dev.pointsman.transcript.Addresses.digit;

import org.jspecify.annotations.Nullable;

/** Finds numbers of cards, accounts and telephones. Each method looks at a bounded number of characters behind the place it is asked about. */
final class Numbers {
    private static final int FEWEST_OF_CARD = 13;
    private static final int MOST_OF_CARD = 19;
    private static final int FEWEST_OF_PHONE = 8;
    private static final int MOST_OF_PHONE = 15;
    private static final int FEWEST_NATIONAL = 9;
    private static final int MOST_NATIONAL = 13;
    private static final int LONGEST_PHONE = 32;
    private static final int MODULUS = 97;
    /** With a blank between all of its characters. */
    private static final int LONGEST_IBAN = 67;

    /** Lengths of IBANs by country. Source: the IBAN registry of SWIFT, release 99 (2024-12). */
    private static final String LENGTHS =
            "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28"
                    + " EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28"
                    + " LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22"
                    + " RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30";

    /** By both letters, 26 × 26; 0 where there is no such country. */
    private static final byte[] LENGTH = lengths();

    private Numbers() {}

    private static byte[] lengths() {
        byte[] lengths = new byte[26 * 26];
        for (int i = 0; i < LENGTHS.length(); i += 5) {
            int place = (LENGTHS.charAt(i) - 'A') * 26 + LENGTHS.charAt(i + 1) - 'A';
            lengths[place] = Byte.parseByte(LENGTHS.substring(i + 2, i + 4));
        }
        return lengths;
    }

    /** Where the card's number that begins there ends; -1 where none does. Its digits may stand in groups, with one blank or dash between them. */
    static int card(String text, int start) {
        if (text.charAt(start) < '2' || text.charAt(start) > '6') {
            return -1;
        }
        int end = -1;
        int digits = 0;
        int even = 0; // sum where the digits before an even number of others count once
        int odd = 0;
        for (int i = start; i < text.length() && digits <= MOST_OF_CARD; i++) {
            char c = text.charAt(i);
            if (!digit(c)) {
                boolean between = (c == ' ' || c == '-') && i + 1 < text.length() && digit(text.charAt(i + 1));
                if (!between) {
                    break;
                }
                continue;
            }
            int value = c - '0';
            int twice = value > 4 ? value * 2 - 9 : value * 2;
            int before = even;
            even = odd + value;
            odd = before + twice;
            digits++;
            boolean whole = i + 1 == text.length() || !Character.isLetterOrDigit(text.charAt(i + 1));
            if (whole && digits >= FEWEST_OF_CARD && digits <= MOST_OF_CARD && even % 10 == 0) {
                end = i + 1;
            }
        }
        return end;
    }

    /** Where the IBAN that begins there ends; -1 where none does. It may stand in groups, with one blank between them. */
    static int iban(String text, int start) {
        if (start + 4 > text.length() || !digit(text.charAt(start + 2)) || !digit(text.charAt(start + 3))) {
            return -1;
        }
        int first = letter(text.charAt(start));
        int second = letter(text.charAt(start + 1));
        int length = first < 0 || second < 0 ? 0 : LENGTH[first * 26 + second];
        if (length == 0) {
            return -1;
        }
        int rest = 0;
        int count = 4;
        int at = start + 4;
        while (at < text.length() && count < length) {
            char c = text.charAt(at);
            int letter = letter(c);
            if (digit(c)) {
                rest = (rest * 10 + c - '0') % MODULUS;
                count++;
            } else if (letter >= 0) {
                rest = (rest * 100 + letter + 10) % MODULUS;
                count++;
            } else if (c != ' ' || text.charAt(at - 1) == ' ') {
                return -1;
            }
            at++;
        }
        boolean whole = at == text.length() || !Character.isLetterOrDigit(text.charAt(at));
        int check = (text.charAt(start + 2) - '0') * 10 + text.charAt(start + 3) - '0';
        rest = ((rest * 100 + first + 10) % MODULUS * 100 + second + 10) % MODULUS;
        return count == length && whole && (rest * 100 + check) % MODULUS == 1 ? at : -1;
    }

    /** Whether a card's or a telephone number may go on over the blank at that place. */
    static boolean goesOn(String text, int blank) {
        char before = text.charAt(blank - 1);
        if (!digit(before) && before != ')') {
            return false;
        }
        char next = blank + 1 < text.length() ? text.charAt(blank + 1) : '0';
        return digit(next) || next == '(';
    }

    /** Whether an IBAN that begins from {@code from} on may go on over the blank at that place, and the text ends before that is clear. */
    static boolean ibanGoesOn(String text, int from, int blank) {
        for (int start = Math.max(from, blank - LONGEST_IBAN); start < blank; start++) {
            boolean word = start == 0 || !Character.isLetterOrDigit(text.charAt(start - 1));
            if (word && ibanIsOpen(text, start)) {
                return true;
            }
        }
        return false;
    }

    private static boolean ibanIsOpen(String text, int start) {
        int length = text.length();
        if (start + 3 >= length || !digit(text.charAt(start + 2)) || !digit(text.charAt(start + 3))) {
            return false;
        }
        int first = letter(text.charAt(start));
        int second = letter(text.charAt(start + 1));
        int most = first < 0 || second < 0 ? 0 : LENGTH[first * 26 + second];
        int count = 4;
        int at = start + 4;
        while (at < length && count < most) {
            char c = text.charAt(at);
            if (digit(c) || letter(c) >= 0) {
                count++;
            } else if (c != ' ' || text.charAt(at - 1) == ' ') {
                return false;
            }
            at++;
        }
        return most > 0 && at == length;
    }

    private static int letter(char c) {
        return c >= 'A' && c <= 'Z' ? c - 'A' : c >= 'a' && c <= 'z' ? c - 'a' : -1;
    }

    /** Where the telephone number that begins there, with a digit, a plus or a parenthesis, ends; -1 where none does. */
    static int phone(String text, int start) {
        Groups groups = Groups.of(text, start);
        if (groups == null) {
            return -1;
        }
        boolean phone = groups.abroad()
                ? groups.digits >= FEWEST_OF_PHONE && groups.digits <= MOST_OF_PHONE
                : groups.national() || groups.american();
        return phone ? groups.end : -1;
    }

    /** Groups of digits, with what may stand between those of a telephone number. */
    private static final class Groups {
        private static final int MOST = 8;

        private final String text;
        private final int start;
        private final int[] lengths = new int[MOST];
        private int count;
        private int digits;
        private int end;
        private boolean slashed;
        private boolean dotted;
        private boolean closed;

        private Groups(String text, int start) {
            this.text = text;
            this.start = start;
            this.end = start;
        }

        /** Null where what stands there cannot be one, whatever its digits are. */
        static @Nullable Groups of(String text, int start) {
            Groups groups = new Groups(text, start);
            return groups.read() ? groups : null;
        }

        private boolean read() {
            int at = start;
            int most = Math.min(text.length(), start + LONGEST_PHONE);
            while (at < most) {
                char c = text.charAt(at);
                if (digit(c)) {
                    int from = at;
                    while (at < most && digit(text.charAt(at))) {
                        at++;
                    }
                    if (count == MOST) {
                        return false;
                    }
                    lengths[count++] = at - from;
                    slashed |= from > start && text.charAt(from - 1) == '/';
                    dotted |= from > start && text.charAt(from - 1) == '.';
                    closed |= from > start + 1 && (text.charAt(from - 1) == ')' || text.charAt(from - 2) == ')');
                    digits += at - from;
                    end = at;
                } else if (!between(at)) {
                    break;
                } else {
                    at++;
                }
            }
            return count > 0
                    && (text.charAt(start) != '(' || closed)
                    && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)));
        }

        /** One sign, or a parenthesis with a blank beside it; a plus only at the very beginning. */
        private boolean between(int at) {
            char c = text.charAt(at);
            char before = at == start ? ' ' : text.charAt(at - 1);
            return switch (c) {
                case '+' -> at == start;
                case '(' -> before != '(';
                case ')' -> digit(before);
                case ' ', '-', '.', '/' -> at > start && (digit(before) || before == ')');
                default -> false;
            };
        }

        /** With a country before it. */
        boolean abroad() {
            char first = text.charAt(start);
            boolean zeros = first == '0' && lengths[0] > 1 && text.charAt(start + 1) == '0';
            return first == '+' ? start + 1 < text.length() && digit(text.charAt(start + 1)) : zeros;
        }

        /** As in countries whose numbers begin with one 0: in groups, of which the first is an area's or a network's; or all in one. */
        boolean national() {
            char first = text.charAt(start);
            int from = first == '(' ? start + 1 : start;
            if (from + 1 >= text.length()
                    || text.charAt(from) != '0'
                    || !digit(text.charAt(from + 1))
                    || text.charAt(from + 1) == '0') {
                return false;
            }
            if ((dotted && !french()) || digits < FEWEST_NATIONAL || digits > MOST_NATIONAL) {
                return false;
            }
            return count == 1 ? digits > FEWEST_NATIONAL : french() || lengths[0] > 2;
        }

        private boolean french() {
            boolean pairs = count == 5 && !slashed;
            for (int i = 0; i < count; i++) {
                pairs &= lengths[i] == 2;
            }
            return pairs;
        }

        /** Three, three and four digits, the 1 of long distance before them or not. */
        boolean american() {
            int skip = count == 4 && lengths[0] == 1 && text.charAt(start) == '1' ? 1 : 0;
            return count - skip == 3
                    && lengths[skip] == 3
                    && lengths[skip + 1] == 3
                    && lengths[skip + 2] == 4
                    && !slashed;
        }
    }
}
