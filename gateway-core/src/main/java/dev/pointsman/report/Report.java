package dev.pointsman.report;

import dev.pointsman.report.settings.Dimension;
import java.util.List;

/**
 * What a ledger tells of a time.
 *
 * @param firstMillis start of the first request, since 1970; only where there are requests
 * @param lastMillis start of the last one
 * @param passedOver lines that are no records
 * @param groups by {@code by}, the dearest first
 * @param ungrouped requests that stand under {@code (others)}, for want of room for more groups
 * @param causal what holding out and exploring tell
 */
public record Report(
        long firstMillis,
        long lastMillis,
        long passedOver,
        Figures all,
        List<Dimension> by,
        List<Group> groups,
        long ungrouped,
        List<Savings.Saved> savings,
        List<Causal> causal,
        Days days) {
    /** Requests that have the names in common, one for each dimension. */
    public record Group(List<String> names, Figures figures) {
        public Group {
            names = List.copyOf(names);
        }
    }

    public Report {
        by = List.copyOf(by);
        groups = List.copyOf(groups);
        savings = List.copyOf(savings);
        causal = List.copyOf(causal);
    }
}
