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

    private CodeShare() {}

    static double of(String text) {
        int code = 0;
        int all = 0;
        boolean fenced = false;
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            end = end < 0 ? text.length() : end;
            String line = text.substring(at, end).strip();
            if (line.startsWith(FENCE)) {
                fenced = !fenced;
            } else {
                all += line.length();
                code += fenced || looksLikeCode(line) ? line.length() : 0;
            }
            at = end + 1;
        }
        return all == 0 ? 0 : (double) code / all;
    }

    /** Two marks of three: how it opens, what it holds, how it ends. */
    private static boolean looksLikeCode(String line) {
        if (line.isEmpty()) {
            return false;
        }
        int marks = ENDINGS.indexOf(line.charAt(line.length() - 1)) >= 0 ? 1 : 0;
        marks += opens(line) ? 1 : 0;
        if (line.length() > 2 && marks != 1) {
            return marks == 2; // what it holds, the dearest to look for, changes nothing
        }
        marks += holds(line) ? 1 : 0;
        return marks >= 2 || (marks == 1 && line.length() <= 2);
    }

    private static boolean opens(String line) {
        for (int i = 0; i < OPENINGS.size(); i++) {
            if (line.startsWith(OPENINGS.get(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean holds(String line) {
        for (int i = 0; i < PARTS.size(); i++) {
            if (line.contains(PARTS.get(i))) {
                return true;
            }
        }
        return false;
    }
}
