package dev.pointsman.transcript;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Texts of an answer as they come, in pieces that may come in turns; holds a given number of characters, a margin, and no more. */
final class Gathered {
    private static final int MOST_PIECES = 64;

    private static final class Growing {
        private final StringBuilder text = new StringBuilder();
        private int keep;
    }

    private final int limit;
    private final Map<Integer, Growing> pieces = new LinkedHashMap<>();
    private int length;
    private boolean cut;

    /** @param limit characters that are wanted */
    Gathered(int limit) {
        this.limit = limit;
    }

    /** More text of a piece; pieces come out in the order of their first text. */
    void add(int piece, String text) {
        if (text.isEmpty()) {
            return;
        }
        Growing growing = pieces.get(piece);
        if (growing == null) {
            if (pieces.size() == MOST_PIECES) {
                cut = true;
                return;
            }
            growing = new Growing();
            pieces.put(piece, growing);
        }
        int room = Math.min(text.length(), limit + Piece.MARGIN - length);
        growing.keep += Math.min(room, Math.max(0, limit - length));
        growing.text.append(text, 0, room);
        length += room;
        cut |= length > limit || room < text.length();
    }

    /** Nothing more is taken. */
    boolean full() {
        return length >= limit + Piece.MARGIN;
    }

    /** Whether it lacks something of what came. */
    boolean cut() {
        return cut;
    }

    void lacks() {
        cut = true;
    }

    List<Piece> pieces() {
        List<Piece> all = new ArrayList<>(pieces.size());
        for (Growing each : pieces.values()) {
            all.add(new Piece(each.text.toString(), each.keep));
        }
        return all;
    }
}
