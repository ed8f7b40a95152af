package dev.pointsman.plot;

/** What a chart is drawn on, in pixels from its upper left corner. Styles are the classes of {@link Theme}, several with spaces between. */
interface Canvas {
    void line(String style, double x1, double y1, double x2, double y2);

    void circle(String style, double x, double y, double radius);

    void rectangle(String style, double x, double y, double width, double height);

    /** Joins places by a line; one that is NaN leaves a gap. */
    void path(String style, double[] x, double[] y);

    /**
     * Words on a line.
     *
     * @param anchor {@code start}, {@code middle} or {@code end}
     */
    void words(String style, double x, double y, String anchor, String words);

    /** Reads from bottom to top, around its middle. */
    void wordsUpwards(String style, double x, double y, String words);

    /** From now on nothing is drawn outside of this; once. */
    void clip(int x, int y, int width, int height);
}
