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

    /** As it may be kept: without what is to be removed, a line feed between the pieces, in at most {@code limit} bytes of UTF-8 and a mark where it was cut. */
    String kept(Redaction redaction, int limit) {
        StringBuilder kept = new StringBuilder();
        for (Piece piece : pieces) {
            if (!kept.isEmpty()) {
                kept.append('\n');
            }
            kept.append(redaction.redact(piece.text(), piece.keep()));
        }
        int end = fitting(kept, limit);
        boolean shorter = end < kept.length();
        kept.setLength(end);
        return (cut || shorter ? kept.append(CUT) : kept).toString();
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
