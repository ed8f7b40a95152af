package dev.pointsman.plot;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A chart of named series over two axes as one self-contained SVG: same values, same text, so that a picture in the guides can be compared
 * with what a test draws. It has its colours for light and dark pages in itself.
 *
 * <p>Series are drawn in the order given. A value that is NaN or infinite leaves a gap. Not for use by several threads.
 */
public final class LineChart {
    private static final int WIDTH = 800;
    private static final int LEFT = 64;
    private static final int RIGHT = 776;
    private static final int PLOT_HEIGHT = 300;
    private static final int LEGEND_LINE = 20;
    /** Pixels of a letter of the legend, on average and a little more. */
    private static final double LETTER = 7.2;

    /** A place on the x axis with a word. */
    private record Mark(double x, String words) {}

    private final String title;
    private final String xLabel;
    private final String yLabel;
    private final List<Series> series = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();
    private boolean diagonal;
    private double @Nullable [] yRange;

    /**
     * @param xLabel what the axis tells, with its unit: {@code time (s)}
     * @param yLabel the same
     */
    public LineChart(String title, String xLabel, String yLabel) {
        this.title = title;
        this.xLabel = xLabel;
        this.yLabel = yLabel;
    }

    /** Adds values joined by a line, in the order given. */
    public LineChart line(String name, double[] x, double[] y) {
        series.add(new Series(Series.Form.LINE, name, x, y));
        return this;
    }

    /** Adds values as dots. */
    public LineChart points(String name, double[] x, double[] y) {
        series.add(new Series(Series.Form.POINTS, name, x, y));
        return this;
    }

    /** Adds values as bars that stand on zero, each in the middle of its x. */
    public LineChart bars(String name, double[] x, double[] y) {
        series.add(new Series(Series.Form.BARS, name, x, y));
        return this;
    }

    /** Adds values as bars that stand on {@code floor}, each in the middle of its x: what is piled up on other bars. */
    public LineChart bars(String name, double[] x, double[] floor, double[] y) {
        series.add(new Series(Series.Form.BARS, name, x, y).on(floor));
        return this;
    }

    /** Adds the line where y equals x, as far as both axes reach. */
    public LineChart diagonal() {
        diagonal = true;
        return this;
    }

    /** Adds an upright line with a word at its head: something happened there. */
    public LineChart mark(double x, String words) {
        marks.add(new Mark(x, words));
        return this;
    }

    /** Ends of the y axis; without it they are round numbers around the values. */
    public LineChart yRange(double min, double max) {
        if (!(min < max)) {
            throw new IllegalArgumentException("yRange: " + min + " to " + max + " (expected: first the smaller)");
        }
        yRange = new double[] {min, max};
        return this;
    }

    /** The picture: XML text, lines ended by a line feed. */
    public String svg() {
        Svg svg = new Svg(title, WIDTH, height());
        draw(svg);
        return svg.end();
    }

    /**
     * The picture as a PNG for light pages, two pixels for one of the SVG's. Needs no display.
     *
     * @throws NoPictures where this Java has nothing to draw with
     */
    public byte[] png() throws NoPictures {
        return Raster.png(WIDTH, height(), this::draw);
    }

    private int top() {
        return 40 + legend(null, 0) * LEGEND_LINE + (marks.isEmpty() ? 4 : 22);
    }

    private int height() {
        return top() + PLOT_HEIGHT + 48;
    }

    private void draw(Canvas canvas) {
        int top = top();
        int bottom = top + PLOT_HEIGHT;
        Axis x = xAxis();
        Axis y = yAxis(bottom, top);
        canvas.rectangle("w", 0, 0, WIDTH, height());
        canvas.words("t", LEFT, 26, "start", title);
        legend(canvas, 46);
        grid(canvas, x, y, top, bottom);
        canvas.clip(LEFT, top - 2, RIGHT - LEFT + 2, PLOT_HEIGHT + 4);
        if (diagonal) {
            double from = Math.max(x.min(), y.min());
            double to = Math.min(x.max(), y.max());
            canvas.line("d", x.pixels(from), y.pixels(from), x.pixels(to), y.pixels(to));
        }
        for (int i = 0; i < series.size(); i++) {
            draw(canvas, series.get(i), i, x, y);
        }
    }

    private Axis xAxis() {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        boolean onlyLines = true;
        for (Series each : series) {
            double room = each.form() == Series.Form.BARS ? each.spacing() / 2 : 0;
            onlyLines &= each.form() == Series.Form.LINE;
            for (int i = 0; i < each.size(); i++) {
                if (each.drawn(i)) {
                    least = Math.min(least, each.x(i) - room);
                    most = Math.max(most, each.x(i) + room);
                }
            }
        }
        if (least > most) {
            return Axis.between(0, 1, 10, LEFT, RIGHT);
        }
        return onlyLines && least < most
                ? Axis.between(least, most, 10, LEFT, RIGHT)
                : Axis.around(least, most, 10, LEFT, RIGHT);
    }

    private Axis yAxis(double bottom, double top) {
        if (yRange != null) {
            return Axis.between(yRange[0], yRange[1], 5, bottom, top);
        }
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (Series each : series) {
            for (int i = 0; i < each.size(); i++) {
                if (each.drawn(i)) {
                    double floor = each.form() == Series.Form.BARS ? each.floor(i) : each.y(i);
                    least = Math.min(least, Math.min(floor, each.y(i)));
                    most = Math.max(most, Math.max(floor, each.y(i)));
                }
            }
        }
        return least > most ? Axis.between(0, 1, 5, bottom, top) : Axis.around(least, most, 5, bottom, top);
    }

    private void grid(Canvas canvas, Axis x, Axis y, int top, int bottom) {
        for (double tick : y.ticks()) {
            double at = y.pixels(tick);
            canvas.line("g", LEFT, at, RIGHT, at);
            canvas.words("k", LEFT - 8, at + 4, "end", y.label(tick));
        }
        for (double tick : x.ticks()) {
            double at = x.pixels(tick);
            canvas.line("a", at, bottom, at, bottom + 4);
            canvas.words("k", at, bottom + 18, "middle", x.label(tick));
        }
        canvas.line("a", LEFT, bottom, RIGHT, bottom);
        canvas.words("n", (LEFT + RIGHT) / 2.0, bottom + 38, "middle", xLabel);
        canvas.wordsUpwards("n", 16, (top + bottom) / 2.0, yLabel);
        for (Mark mark : marks) {
            double at = x.pixels(mark.x());
            canvas.line("m", at, top - 4, at, bottom);
            canvas.words("k", at, top - 8, at > (LEFT + 3 * RIGHT) / 4.0 ? "end" : "start", mark.words());
        }
    }

    /** Writes the names in rows from {@code y} on; without a picture it only counts the rows. */
    private int legend(@Nullable Canvas canvas, double y) {
        int row = 0;
        double x = LEFT;
        for (int i = 0; i < series.size(); i++) {
            Series each = series.get(i);
            double width = 40 + each.name().length() * LETTER;
            if (x > LEFT && x + width > RIGHT) {
                x = LEFT;
                row++;
            }
            if (canvas != null) {
                sample(canvas, each, i, x, y + row * LEGEND_LINE);
                canvas.words("n", x + 26, y + 4 + row * LEGEND_LINE, "start", each.name());
            }
            x += width;
        }
        return series.isEmpty() ? 0 : row + 1;
    }

    private static void sample(Canvas canvas, Series each, int index, double x, double y) {
        switch (each.form()) {
            case LINE -> canvas.line(lineStyle(index), x, y, x + 20, y);
            case POINTS -> canvas.circle(fill(index), x + 10, y, 4);
            case BARS -> canvas.rectangle("b " + fill(index), x + 4, y - 6, 12, 12);
        }
    }

    private static void draw(Canvas canvas, Series each, int index, Axis x, Axis y) {
        switch (each.form()) {
            case LINE -> path(canvas, each, lineStyle(index), x, y);
            case POINTS -> dots(canvas, each, fill(index), x, y);
            case BARS -> bars(canvas, each, "b " + fill(index), x, y);
        }
    }

    private static void path(Canvas canvas, Series each, String style, Axis x, Axis y) {
        double[] across = new double[each.size()];
        double[] down = new double[each.size()];
        for (int i = 0; i < across.length; i++) {
            across[i] = each.drawn(i) ? x.pixels(each.x(i)) : Double.NaN;
            down[i] = each.drawn(i) ? y.pixels(each.y(i)) : Double.NaN;
        }
        canvas.path(style, across, down);
    }

    private static void dots(Canvas canvas, Series each, String style, Axis x, Axis y) {
        for (int i = 0; i < each.size(); i++) {
            if (each.drawn(i)) {
                canvas.circle(style, x.pixels(each.x(i)), y.pixels(each.y(i)), 3.5);
            }
        }
    }

    private static void bars(Canvas canvas, Series each, String style, Axis x, Axis y) {
        double width = 0.8 * Math.abs(x.pixels(each.spacing()) - x.pixels(0));
        for (int i = 0; i < each.size(); i++) {
            if (each.drawn(i)) {
                double head = y.pixels(each.y(i));
                double foot = y.pixels(Math.max(each.floor(i), y.min()));
                double left = x.pixels(each.x(i)) - width / 2;
                canvas.rectangle(style, left, Math.min(head, foot), width, Math.abs(foot - head));
            }
        }
    }

    private static String lineStyle(int index) {
        return "l c" + index % Theme.COLOURS + (index < Theme.COLOURS ? "" : " again");
    }

    private static String fill(int index) {
        return "f" + index % Theme.COLOURS;
    }
}
