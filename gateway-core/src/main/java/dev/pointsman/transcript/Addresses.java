package dev.pointsman.transcript;

/** Finds addresses of mail and of machines. Each method looks at a bounded number of characters around the place it is asked about. */
final class Addresses {
    private static final int LONGEST_LOCAL = 254;
    private static final int LONGEST_DOMAIN = 254;
    private static final int LEAST_TOP = 2;
    private static final int GROUPS_V4 = 4;
    private static final int GROUPS_V6 = 8;
    private static final int HEX_DIGITS = 4;
    private static final int LONGEST_V6 = 45;
    private static final int MOST_OCTET = 255;

    private Addresses() {}

    /** Where the local part before the {@code @} begins; {@code at} where there is none. */
    static int mailStart(String text, int at) {
        int start = at;
        int least = Math.max(0, at - LONGEST_LOCAL);
        while (start > least && local(text.charAt(start - 1))) {
            start--;
        }
        while (start < at && text.charAt(start) == '.') {
            start++;
        }
        return start;
    }

    private static boolean local(char c) {
        return Character.isLetterOrDigit(c) || ".!#$%&'*+/=?^_`{|}~-".indexOf(c) >= 0;
    }

    /** Where the domain after the {@code @} ends; -1 where none stands there. */
    static int mailEnd(String text, int at) {
        int most = Math.min(text.length(), at + 1 + LONGEST_DOMAIN);
        int end = -1;
        int label = at + 1;
        for (int i = at + 1; i <= most; i++) {
            char c = i < most ? text.charAt(i) : ' ';
            if (Character.isLetterOrDigit(c) || c == '-') {
                continue;
            }
            if (label > at + 1 && i - label >= LEAST_TOP && top(text, label, i)) {
                end = i;
            }
            if (c != '.' || i == label) {
                break;
            }
            label = i + 1;
        }
        return end;
    }

    /** Letters alone, or letters of other scripts as they are written in ASCII. */
    private static boolean top(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Character.isLetter(text.charAt(i))) {
                return text.startsWith("xn--", from);
            }
        }
        return true;
    }

    /** Where the IPv4 address that begins there ends; -1 where none does. Numbers with more or fewer parts are none. */
    static int v4(String text, int start) {
        if (start > 1 && text.charAt(start - 1) == '.' && digit(text.charAt(start - 2))) {
            return -1;
        }
        int at = start;
        for (int group = 0; group < GROUPS_V4; group++) {
            int octet = 0;
            int from = at;
            while (at < text.length() && digit(text.charAt(at)) && at - from < 3) {
                octet = octet * 10 + text.charAt(at++) - '0';
            }
            if (at == from || octet > MOST_OCTET) {
                return -1;
            }
            if (group < GROUPS_V4 - 1 && (at >= text.length() || text.charAt(at++) != '.')) {
                return -1;
            }
        }
        boolean fifth = at + 1 < text.length() && text.charAt(at) == '.' && digit(text.charAt(at + 1));
        return fifth || wordAt(text, at) ? -1 : at;
    }

    private static boolean wordAt(String text, int at) {
        return at >= 0 && at < text.length() && Character.isLetterOrDigit(text.charAt(at));
    }

    /** Where the run of characters that an IPv6 address has begins, which holds the colon at that place. */
    static int v6Start(String text, int colon) {
        int start = colon;
        int least = Math.max(0, colon - LONGEST_V6);
        while (start > least && ofV6(text.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    /** Where it ends. */
    static int v6End(String text, int colon) {
        int end = colon;
        int most = Math.min(text.length(), colon + LONGEST_V6);
        while (end < most && ofV6(text.charAt(end))) {
            end++;
        }
        while (end > colon + 1 && text.charAt(end - 1) == ':' && text.charAt(end - 2) != ':') {
            end--; // a colon of the sentence
        }
        return end;
    }

    private static boolean ofV6(char c) {
        return c == ':' || hex(c);
    }

    private static boolean hex(char c) {
        return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    /** Whether that run is an address: eight groups, or fewer around one {@code ::}. Words such as {@code a::b} are none. */
    static boolean v6(String text, int start, int end) {
        if (wordAt(text, start - 1) || wordAt(text, end)) {
            return false;
        }
        int groups = 0;
        int gaps = 0;
        boolean digits = false;
        int at = start;
        while (at < end) {
            if (text.charAt(at) == ':') {
                boolean gap = at + 1 < end && text.charAt(at + 1) == ':';
                gaps += gap ? 1 : 0;
                if (!gap && (at == start || at + 1 == end)) {
                    return false;
                }
                at += gap ? 2 : 1;
                if (gap && at < end && text.charAt(at) == ':') {
                    return false;
                }
                continue;
            }
            int from = at;
            while (at < end && hex(text.charAt(at))) {
                digits |= digit(text.charAt(at++));
            }
            if (at - from > HEX_DIGITS) {
                return false;
            }
            groups++;
        }
        boolean shortened = gaps == 1 && groups < GROUPS_V6 && (digits || groups > 2);
        return shortened || (gaps == 0 && groups == GROUPS_V6);
    }

    static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }
}
