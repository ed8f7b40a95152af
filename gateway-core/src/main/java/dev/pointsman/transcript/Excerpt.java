package dev.pointsman.transcript;

import java.util.List;

/**
 * Texts before anything was removed from them.
 *
 * @param cut some of it is not here
 */
record Excerpt(List<Piece> pieces, boolean cut) {
    static final String CUT = "[cut]";

    Excerpt {
        pieces = List.copyOf(pieces);
    }

    /**
     * A text as it may be kept.
     *
     * @param askedFrom where the last user message begins in it
     * @param askedTo where it ends; the same where nothing of it is kept
     */
    record Kept(String text, int askedFrom, int askedTo) {}

    /** As it may be kept: without what is to be removed, a line feed between the pieces, in at most {@code limit} bytes of UTF-8 and a mark where it was cut. */
    Kept kept(Redaction redaction, int limit) {
        StringBuilder kept = new StringBuilder();
        int from = -1;
        int to = 0;
        for (Piece piece : pieces) {
            if (!kept.isEmpty()) {
                kept.append('\n');
            }
            from = piece.asked() && from < 0 ? kept.length() : from;
            kept.append(redaction.redact(piece.text(), piece.keep()));
            to = piece.asked() ? kept.length() : to;
        }
        int end = fitting(kept, limit);
        boolean shorter = end < kept.length();
        kept.setLength(end);
        int begin = Math.min(Math.max(0, from), end);
        return new Kept(
                (cut || shorter ? kept.append(CUT) : kept).toString(), begin, Math.max(begin, Math.min(to, end)));
    }

    /** Characters that take at most so many bytes; no pair is parted. */
    private static int fitting(CharSequence text, int limit) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            bytes += pair ? 4 : c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            if (bytes > limit) {
                return i;
            }
            i += pair ? 1 : 0;
        }
        return text.length();
    }
}
