package dev.pointsman.signal;

import java.util.List;

/** The share of a text's characters on lines that look like source code, 0..1; blank lines do not count. */
final class CodeShare {
    private static final String FENCE = "```";
    private static final String ENDINGS = ";{}()[],:>";
    private static final List<String> OPENINGS = List.of(
            "import ",
            "from ",
            "package ",
            "public ",
            "private ",
            "protected ",
            "class ",
            "def ",
            "function ",
            "func ",
            "fn ",
            "return",
            "const ",
            "let ",
            "var ",
            "#include",
            "using ",
            "select ",
            "SELECT ",
            "if (",
            "for (",
            "while (",
            "@",
            "//",
            "/*",
            "</",
            "<div",
            "$ ",
            "async ",
            "await ");
    private static final List<String> PARTS = List.of(
            "()", ");", " = ", " == ", " != ", "=>", "->", "::", "&&", "||", "+=", "</", "/>", "self.", "this.", "${");

    private static final boolean[] BEGINS_OPENING = beginnings(OPENINGS);
    private static final boolean[] BEGINS_PART = beginnings(PARTS);

    private CodeShare() {}

    static double of(String text) {
        int code = 0;
        int all = 0;
        boolean fenced = false;
        int at = 0;
        while (at < text.length()) {
            int next = text.indexOf('\n', at);
            next = next < 0 ? text.length() : next;
            int from = at;
            int end = next;
            while (from < end && Character.isWhitespace(text.charAt(from))) {
                from++;
            }
            while (from < end && Character.isWhitespace(text.charAt(end - 1))) {
                end--;
            }
            if (end - from >= FENCE.length() && text.startsWith(FENCE, from)) {
                fenced = !fenced;
            } else {
                all += end - from;
                code += fenced || looksLikeCode(text, from, end) ? end - from : 0;
            }
            at = next + 1;
        }
        return all == 0 ? 0 : (double) code / all;
    }

    /** Of a line from its first character to its last that is no white space. Two marks of three: how it opens, what it holds, how it ends. */
    private static boolean looksLikeCode(String text, int from, int end) {
        if (from == end) {
            return false;
        }
        int marks = ENDINGS.indexOf(text.charAt(end - 1)) >= 0 ? 1 : 0;
        marks += opens(text, from, end) ? 1 : 0;
        if (end - from > 2 && marks != 1) {
            return marks == 2; // what it holds, the dearest to look for, changes nothing
        }
        marks += holds(text, from, end) ? 1 : 0;
        return marks >= 2 || (marks == 1 && end - from <= 2);
    }

    private static boolean opens(String text, int from, int end) {
        for (int i = 0; i < OPENINGS.size() && has(BEGINS_OPENING, text.charAt(from)); i++) {
            if (stands(OPENINGS.get(i), text, from, end)) {
                return true;
            }
        }
        return false;
    }

    private static boolean holds(String text, int from, int end) {
        for (int at = from; at < end; at++) {
            for (int i = 0; i < PARTS.size() && has(BEGINS_PART, text.charAt(at)); i++) {
                if (stands(PARTS.get(i), text, at, end)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** By ASCII character. */
    private static boolean[] beginnings(List<String> texts) {
        boolean[] begins = new boolean[0x80];
        texts.forEach(text -> begins[text.charAt(0)] = true);
        return begins;
    }

    private static boolean has(boolean[] ascii, char c) {
        return c < ascii.length && ascii[c];
    }

    private static boolean stands(String part, String text, int at, int end) {
        return end - at >= part.length() && text.startsWith(part, at);
    }
}
