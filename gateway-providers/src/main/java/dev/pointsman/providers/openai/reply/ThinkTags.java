package dev.pointsman.providers.openai.reply;

/**
 * Tells reasoning from text where a model writes both as text: a leading block between {@code <think>} and {@code </think>}. Tags may be
 * split anywhere; a block further on is text. One instance a choice.
 */
final class ThinkTags {
    private static final String OPEN = "<think>";
    private static final String CLOSE = "</think>";

    private enum State {
        START,
        INSIDE,
        AFTER
    }

    private State state = State.START;
    private String held = "";
    private String text = "";
    private String reasoning = "";

    /** Takes the next piece; {@link #text} and {@link #reasoning} are what it brought. */
    void read(String piece) {
        text = "";
        reasoning = "";
        held += piece;
        if (state == State.START) {
            start();
        }
        if (state == State.INSIDE) {
            inside();
        }
        if (state == State.AFTER) {
            text += held;
            held = "";
        }
    }

    /** Nothing more comes: what was held is told. */
    void end() {
        text = state == State.INSIDE ? "" : held;
        reasoning = state == State.INSIDE ? held : "";
        held = "";
        state = State.AFTER;
    }

    String text() {
        return text;
    }

    String reasoning() {
        return reasoning;
    }

    /** The block has ended, or there is none: all that follows is text. */
    boolean over() {
        return state == State.AFTER;
    }

    private void start() {
        String visible = held.stripLeading();
        if (visible.startsWith(OPEN)) {
            state = State.INSIDE;
            held = visible.substring(OPEN.length());
        } else if (!OPEN.startsWith(visible)) {
            state = State.AFTER;
        }
    }

    private void inside() {
        int close = held.indexOf(CLOSE);
        if (close >= 0) {
            reasoning += held.substring(0, close);
            held = held.substring(close + CLOSE.length()).stripLeading();
            state = State.AFTER;
            return;
        }
        int keep = CLOSE.length() - 1;
        while (keep > 0 && !(held.length() >= keep && CLOSE.startsWith(held.substring(held.length() - keep)))) {
            keep--;
        }
        reasoning += held.substring(0, held.length() - keep);
        held = held.substring(held.length() - keep);
    }
}
