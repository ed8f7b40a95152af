package dev.pointsman.dialect.messages;

/**
 * Knows where a call's arguments end, while they come in pieces: JSON inside the contents of JSON strings. Looks at brackets and quotes only;
 * whether the rest is well-formed is not its matter.
 */
final class ArgumentsEnd {
    private int depth;
    private boolean begun;
    private boolean text;
    private boolean escaped;

    /** The next piece; false where something other than white space follows the end. */
    boolean pass(byte[] array, int from, int to) {
        int at = from;
        while (at < to) {
            int c = array[at];
            int width = 1;
            if (c == '\\') {
                width = array[at + 1] == 'u' ? 6 : 2;
                c = meant(array, at + 1);
            }
            if (reached() && c != ' ') {
                return false;
            }
            next(c);
            at += width;
        }
        return true;
    }

    /** What an escape stands for, as far as it matters here; all white space is one. */
    private static int meant(byte[] array, int at) {
        return switch (array[at]) {
            case 'n', 'r', 't', 'b', 'f' -> ' ';
            case 'u' -> {
                int code = 0;
                for (int i = at + 1; i < at + 5; i++) {
                    code = code << 4 | Character.digit(array[i], 16);
                }
                yield code <= ' ' ? ' ' : code;
            }
            default -> array[at];
        };
    }

    private void next(int c) {
        if (text) {
            if (escaped) {
                escaped = false;
            } else if (c == '\\') {
                escaped = true;
            } else if (c == '"') {
                text = false;
            }
            return;
        }
        switch (c) {
            case '"' -> {
                text = true;
                begun = true;
            }
            case '{', '[' -> {
                depth++;
                begun = true;
            }
            case '}', ']' -> depth--;
            default -> {}
        }
    }

    /** Whether a whole value has passed. */
    boolean reached() {
        return begun && depth <= 0 && !text;
    }
}
