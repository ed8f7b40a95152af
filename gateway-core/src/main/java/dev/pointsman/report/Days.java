package dev.pointsman.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a report draws: each day's cost by model, latency and errors. At most {@value #MOST_DAYS} days, the newest. Confined to one thread while it grows. */
public final class Days {
    private static final int MOST_DAYS = 400;
    private static final int MOST_MODELS = 64;
    private static final String OTHERS = "others";

    private final TreeMap<Long, Day> days = new TreeMap<>();

    private static final class Day {
        final Figures figures = new Figures();
        final Map<String, Long> costNanos = new HashMap<>();
    }

    Days() {}

    void add(ReportLine line) {
        Day day = days.computeIfAbsent(line.day(), any -> new Day());
        day.figures.add(line);
        String model = line.model();
        if (model != null && line.costNanos() > 0) {
            String named = day.costNanos.size() < MOST_MODELS || day.costNanos.containsKey(model) ? model : OTHERS;
            day.costNanos.merge(named, line.costNanos(), Long::sum);
        }
        if (days.size() > MOST_DAYS) {
            days.pollFirstEntry();
        }
    }

    /** Days since 1970 that had requests, in order. */
    public List<Long> days() {
        return List.copyOf(days.keySet());
    }

    /** Of a day that had requests. */
    public Figures figures(long day) {
        Day found = days.get(day);
        if (found == null) {
            throw new IllegalArgumentException("day: " + day + " (expected: one that had requests)");
        }
        return found.figures;
    }

    /** The dearest models, the dearest first, and after them the rest as one; each with its dollars day by day. */
    Map<String, double[]> costUsd(int most) {
        Map<String, Long> totals = new HashMap<>();
        days.values().forEach(day -> day.costNanos.forEach((model, nanos) -> totals.merge(model, nanos, Long::sum)));
        List<String> dearest = new ArrayList<>(totals.keySet());
        dearest.sort(Comparator.comparing((String model) -> -totals.getOrDefault(model, 0L))
                .thenComparing(Comparator.naturalOrder()));
        Map<String, double[]> costs = new LinkedHashMap<>();
        for (String model : dearest) {
            String named = costs.size() < most ? model : OTHERS;
            double[] each = costs.computeIfAbsent(named, any -> new double[days.size()]);
            int at = 0;
            for (Day day : days.values()) {
                each[at++] += day.costNanos.getOrDefault(model, 0L) / 1e9;
            }
        }
        return costs;
    }
}
