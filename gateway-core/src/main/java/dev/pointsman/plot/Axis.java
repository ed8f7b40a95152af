package dev.pointsman.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * One direction of a chart: values to pixels, and the round values that get a tick.
 *
 * @param fromPixels where {@code min} stands; {@code toPixels} is where {@code max} does, and may be the smaller (y grows upwards)
 * @param step between two ticks
 */
record Axis(double min, double max, double step, double fromPixels, double toPixels) {
    private static final double[] ROUND = {1, 2, 2.5, 5, 10};

    /** Whole steps around the values; a single value gets room on both sides. */
    static Axis around(double least, double most, int ticks, double fromPixels, double toPixels) {
        double low = least;
        double high = most;
        if (high - low <= 0) {
            double room = high == 0 ? 1 : Math.abs(high) / 2;
            low -= room;
            high += room;
        }
        double step = step((high - low) / ticks);
        return new Axis(
                Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step, step, fromPixels, toPixels);
    }

    /** Exactly these ends. */
    static Axis between(double min, double max, int ticks, double fromPixels, double toPixels) {
        return new Axis(min, max, step((max - min) / ticks), fromPixels, toPixels);
    }

    private static double step(double rough) {
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        for (double round : ROUND) {
            if (round * power >= rough * (1 - 1e-9)) {
                return round * power;
            }
        }
        return 10 * power;
    }

    double pixels(double value) {
        return fromPixels + (value - min) / (max - min) * (toPixels - fromPixels);
    }

    /** From the first whole step on. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        double end = max + step * 1e-6;
        for (double k = Math.ceil(min / step - 1e-6); k * step <= end; k++) {
            ticks.add(k * step);
        }
        return ticks;
    }

    /** A tick's value with the digits its step needs, thousands apart: {@code 12,500}, {@code 0.25}. */
    String label(double tick) {
        int places = 0;
        for (double scaled = step; places < 9 && Math.abs(scaled - Math.rint(scaled)) > 1e-6 * scaled; scaled *= 10) {
            places++;
        }
        return Svg.number(tick, places, true);
    }
}
