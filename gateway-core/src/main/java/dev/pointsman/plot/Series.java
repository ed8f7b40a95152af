package dev.pointsman.plot;

/** Named values of a chart, and how they are drawn. */
final class Series {
    enum Form {
        LINE,
        POINTS,
        BARS
    }

    private final Form form;
    private final String name;
    private final double[] x;
    private final double[] y;
    private final double[] floor;

    /** Keeps copies. */
    Series(Form form, String name, double[] x, double[] y) {
        this(form, name, x, y, new double[x.length]);
    }

    private Series(Form form, String name, double[] x, double[] y, double[] floor) {
        if (x.length != y.length) {
            throw new IllegalArgumentException(
                    "y of \"" + name + "\": " + y.length + " values (expected: " + x.length + ", one for each x)");
        }
        if (x.length != floor.length) {
            throw new IllegalArgumentException("floor of \"" + name + "\": " + floor.length + " values (expected: "
                    + x.length + ", one for each x)");
        }
        this.form = form;
        this.name = name;
        this.x = x.clone();
        this.y = y.clone();
        this.floor = floor.clone();
    }

    /** The same whose bars do not stand on zero. */
    Series on(double[] other) {
        return new Series(form, name, x, y, other);
    }

    /** Where a bar stands. */
    double floor(int i) {
        return floor[i];
    }

    Form form() {
        return form;
    }

    String name() {
        return name;
    }

    int size() {
        return x.length;
    }

    double x(int i) {
        return x[i];
    }

    double y(int i) {
        return y[i];
    }

    /** Whether there is something to draw: infinities and NaN are gaps. */
    boolean drawn(int i) {
        return Double.isFinite(x[i]) && Double.isFinite(y[i]);
    }

    /** The smallest way from one x to the next; 1 where there is only one. */
    double spacing() {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 1; i < x.length; i++) {
            double way = Math.abs(x[i] - x[i - 1]);
            least = way > 0 ? Math.min(least, way) : least;
        }
        return Double.isInfinite(least) ? 1 : least;
    }
}
