package dev.pointsman.training.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a router reaches at each cost: its settings as points, and over them the least curve that never falls and is nowhere hollow, since mixing two settings
 * by lot gives every point between them (RouterBench, Hu et al., arXiv 2403.12031). Immutable.
 */
public final class CostQualityCurve {
    /**
     * One setting of a router.
     *
     * @param costUsd mean of a prompt
     * @param quality mean score
     */
    public record Point(double costUsd, double quality) {}

    private final List<Point> points;
    private final List<Point> hull;

    public CostQualityCurve(List<Point> points) {
        this.points = List.copyOf(points);
        this.hull = hull(points);
    }

    /** Corners of the curve, cheapest first; it begins at cost 0 and quality 0: nothing asked, nothing gained. */
    private static List<Point> hull(List<Point> points) {
        List<Point> sorted = new ArrayList<>(points);
        sorted.add(new Point(0, 0));
        sorted.sort(Comparator.comparingDouble(Point::costUsd)
                .thenComparing(Comparator.comparingDouble(Point::quality).reversed()));
        List<Point> corners = new ArrayList<>();
        for (Point next : sorted) {
            if (!corners.isEmpty()
                    && next.quality() <= corners.get(corners.size() - 1).quality()) {
                continue;
            }
            while (corners.size() > 1 && hollow(corners, next)) {
                corners.remove(corners.size() - 1);
            }
            corners.add(next);
        }
        return List.copyOf(corners);
    }

    private static boolean hollow(List<Point> corners, Point next) {
        Point last = corners.get(corners.size() - 1);
        Point before = corners.get(corners.size() - 2);
        return (last.quality() - before.quality()) * (next.costUsd() - before.costUsd())
                <= (next.quality() - before.quality()) * (last.costUsd() - before.costUsd());
    }

    /** Quality of the curve at a cost; beyond its end, that of its end. */
    public double qualityAt(double costUsd) {
        for (int i = 1; i < hull.size(); i++) {
            Point from = hull.get(i - 1);
            Point to = hull.get(i);
            if (to.costUsd() >= costUsd && to.costUsd() > from.costUsd()) {
                double part = (costUsd - from.costUsd()) / (to.costUsd() - from.costUsd());
                return from.quality() + Math.max(0, part) * (to.quality() - from.quality());
            }
        }
        return hull.get(hull.size() - 1).quality();
    }

    /**
     * AIQ: the mean quality of the curve from cost 0 to {@code costUsd}. With the cost of the best single model it is the figure of our tables, with the
     * highest cost among all routers compared it is RouterBench's.
     */
    public double meanQualityUpTo(double costUsd) {
        double area = 0;
        double at = 0;
        double quality = qualityAt(0);
        for (Point corner : hull) {
            if (corner.costUsd() > at && corner.costUsd() < costUsd) {
                area += (corner.costUsd() - at) * (quality + corner.quality()) / 2;
                at = corner.costUsd();
                quality = corner.quality();
            }
        }
        area += (costUsd - at) * (quality + qualityAt(costUsd)) / 2;
        return costUsd > 0 ? area / costUsd : Double.NaN;
    }

    /** The lowest cost of a setting that reaches a quality: a hindsight figure. NaN where none does. */
    public double costFor(double quality) {
        double least = Double.NaN;
        for (Point point : points) {
            if (point.quality() >= quality - 1e-12 && !(point.costUsd() >= least)) {
                least = point.costUsd();
            }
        }
        return least;
    }
}
