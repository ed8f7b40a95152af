package dev.pointsman.replay;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts of requests by where they went and where they would go. At most {@value #MOST} ways are told apart, the rest are one. */
public final class Flows {
    private static final int MOST = 500;
    private static final Way OTHERS = new Way("(others)", "(others)");

    private record Way(String from, String to) {}

    /** One way with its requests. */
    public record Flow(String from, String to, long requests) {}

    private final Map<Way, Long> counts = new LinkedHashMap<>();

    void add(String from, String to) {
        Way way = new Way(from, to);
        counts.merge(counts.size() >= MOST && !counts.containsKey(way) ? OTHERS : way, 1L, Long::sum);
    }

    /** The largest first. */
    List<Flow> all() {
        return counts.entrySet().stream()
                .map(each -> new Flow(each.getKey().from(), each.getKey().to(), each.getValue()))
                .sorted(Comparator.comparingLong(Flow::requests).reversed())
                .toList();
    }
}
