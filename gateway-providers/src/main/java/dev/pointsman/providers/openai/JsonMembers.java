package dev.pointsman.providers.openai;

/**
 * Walks the members of one JSON object, or the elements of one array, by byte range. The bytes are known to be well-formed JSON: the
 * request scan has read them.
 *
 * <p>{@code while (members.next()) …}; {@link #nameIs} holds only in objects.
 */
final class JsonMembers {
    private final byte[] json;
    private final boolean object;
    private int at;
    private int nameStart;
    private int nameEnd;
    private int start;
    private int end;

    /** {@code open} is the index of the opening brace or bracket. */
    JsonMembers(byte[] json, int open) {
        this.json = json;
        this.object = json[open] == '{';
        this.at = open + 1;
    }

    boolean next() {
        at = skipSpace(json, at);
        if (json[at] == ',') {
            at = skipSpace(json, at + 1);
        }
        if (json[at] == '}' || json[at] == ']') {
            return false;
        }
        if (object) {
            nameStart = at + 1;
            nameEnd = stringEnd(json, at) - 1;
            at = skipSpace(json, nameEnd + 1) + 1;
            at = skipSpace(json, at);
        }
        start = at;
        end = valueEnd(json, at);
        at = end;
        return true;
    }

    /** Whether the member's name is that text, written without escapes. */
    boolean nameIs(String name) {
        return textIs(json, nameStart, nameEnd, name);
    }

    /** First byte of the value. */
    int start() {
        return start;
    }

    /** One past the last byte of the value. */
    int end() {
        return end;
    }

    /** Whether the value is that string, written without escapes. */
    boolean valueIs(String text) {
        return json[start] == '"' && textIs(json, start + 1, end - 1, text);
    }

    static boolean textIs(byte[] json, int from, int to, String text) {
        if (to - from != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (json[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static int skipSpace(byte[] json, int from) {
        int i = from;
        while (json[i] == ' ' || json[i] == '\n' || json[i] == '\r' || json[i] == '\t') {
            i++;
        }
        return i;
    }

    private static int stringEnd(byte[] json, int quote) {
        int i = quote + 1;
        while (json[i] != '"') {
            i += json[i] == '\\' ? 2 : 1;
        }
        return i + 1;
    }

    private static int valueEnd(byte[] json, int from) {
        switch (json[from]) {
            case '"':
                return stringEnd(json, from);
            case '{', '[':
                return nestedEnd(json, from);
            default:
                int i = from;
                while (i < json.length && ",}] \n\r\t".indexOf(json[i]) < 0) {
                    i++;
                }
                return i;
        }
    }

    private static int nestedEnd(byte[] json, int from) {
        int depth = 0;
        int i = from;
        do {
            switch (json[i]) {
                case '"' -> i = stringEnd(json, i) - 1;
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {}
            }
            i++;
        } while (depth > 0);
        return i;
    }
}
