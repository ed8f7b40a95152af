package dev.pointsman.guardrail;

/**
 * Finds places in a text, for a guardrail. A seam for plug-ins: see docs/extending.md.
 *
 * <p>Called on event loops and on workers, by several threads at once; must not block. A text is given whole, or, of a stream, as a window over it: so whether a
 * place is found may depend on its own characters and those just beside them, and on no others. What it throws fails the request it was asked for.
 */
public interface TextFinder {
    /** Most characters of a place in a stream. */
    int MOST = 4_096;

    /** Most characters that a place has, and that are looked at behind one, 1 to {@value #MOST}: so much of a stream is held back. */
    int longest();

    /** Tells each place that begins at {@code from} or behind it, in order; what stands before is only looked at. */
    void find(String text, int from, Places places);

    /**
     * The last place from {@code from} to {@code most} before which nothing is found otherwise whatever text follows. Finders that can tell it better than by
     * {@link #longest} hold back less.
     */
    default int settled(String text, int from, int most) {
        return Math.max(from, Math.min(most, text.length() - longest()));
    }

    /** Hears of places. */
    interface Places {
        /**
         * A place.
         *
         * @param start its first character
         * @param end behind its last one
         * @param mark what stands for it where it is redacted, such as {@code [name]}
         */
        void add(int start, int end, String mark);
    }
}
