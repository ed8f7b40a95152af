package dev.pointsman.report;

import dev.pointsman.catalog.Price;
import dev.pointsman.ledger.LedgerReader;
import dev.pointsman.ledger.LineTime;
import dev.pointsman.report.settings.Baseline;
import dev.pointsman.report.settings.Dimension;
import dev.pointsman.report.settings.ReportSettings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Makes a report out of the lines of a ledger, one after the other, in bounded memory. Confined to one thread. */
public final class ReportFold implements LedgerReader.Lines {
    private static final int MOST_GROUPS = 500;
    private static final int STEP = 10_000;
    private static final long SEED = 42;
    private static final String OTHERS = "(others)";
    private static final JsonMapper JSON = new JsonMapper();

    private final List<Dimension> by;
    private final long fromMillis;
    private final long toMillis;
    private final LongConsumer progress;
    private final Resampling resampling = new Resampling(SEED);
    private final Figures all = new Figures();
    private final Map<List<String>, Figures> groups = new HashMap<>();
    private final Days days = new Days();
    private final List<Savings> savings = new ArrayList<>();
    private final List<Explored> explored = new ArrayList<>();
    private final @Nullable Holdout holdout;
    private long firstMillis = Long.MAX_VALUE;
    private long lastMillis = Long.MIN_VALUE;
    private long lines;
    private long passedOver;
    private long ungrouped;

    /**
     * Of the requests of a time.
     *
     * @param fromMillis first moment, since 1970
     * @param toMillis first moment after
     * @param progress hears now and then how many lines were read
     */
    public ReportFold(ReportSettings settings, long fromMillis, long toMillis, LongConsumer progress) {
        this.by = settings.by();
        this.fromMillis = fromMillis;
        this.toMillis = toMillis;
        this.progress = progress;
        this.holdout = settings.holdout() == null ? null : new Holdout(settings.holdout());
        for (Baseline baseline : settings.baselines()) {
            Price price = baseline.price();
            if (price != null) {
                savings.add(new Savings(baseline, price));
                explored.add(new Explored(baseline.name(), baseline.model()));
            }
        }
    }

    @Override
    public void line(long number, @Nullable String line, boolean whole) {
        if (++lines % STEP == 0) {
            progress.accept(lines);
        }
        if (line == null) {
            passedOver++;
        } else if (!line.isBlank() && LineTime.within(line, fromMillis, toMillis)) {
            read(line);
        }
    }

    private void read(String line) {
        ReportLine record;
        try {
            record = new ReportLine(JSON.readTree(line));
        } catch (JacksonException foreign) { // counted, and told in the report
            passedOver++;
            return;
        }
        if (!record.recorded()) {
            passedOver++;
        } else if (record.atMillis() >= fromMillis && record.atMillis() < toMillis) {
            add(record);
        }
    }

    private void add(ReportLine line) {
        firstMillis = Math.min(firstMillis, line.atMillis());
        lastMillis = Math.max(lastMillis, line.atMillis());
        all.add(line);
        days.add(line);
        group(line).add(line);
        if (savings.isEmpty() && holdout == null) {
            return;
        }
        resampling.of(line.unit());
        if (Savings.compared(line)) {
            savings.forEach(each -> each.add(line, resampling));
        }
        explored.forEach(each -> each.add(line, resampling));
        if (holdout != null) {
            holdout.add(line, resampling);
        }
    }

    private Figures group(ReportLine line) {
        List<String> names = new ArrayList<>(by.size());
        by.forEach(dimension -> names.add(line.of(dimension)));
        Figures known = groups.get(names);
        if (known != null) {
            return known;
        }
        boolean room = groups.size() < MOST_GROUPS;
        ungrouped += room ? 0 : 1;
        return groups.computeIfAbsent(
                room ? List.copyOf(names) : Collections.nCopies(by.size(), OTHERS), any -> new Figures());
    }

    /** What was found so far. */
    public Report report() {
        List<Report.Group> found = new ArrayList<>();
        groups.forEach((names, figures) -> found.add(new Report.Group(names, figures)));
        found.sort(Comparator.comparingLong(
                        (Report.Group group) -> -group.figures().costNanos())
                .thenComparing(group -> -group.figures().requests())
                .thenComparing(group -> String.join("\n", group.names())));
        List<Causal> causal = new ArrayList<>();
        Causal held = holdout == null ? null : holdout.causal();
        if (held != null) {
            causal.add(held);
        }
        for (Explored each : explored) {
            Causal drawn = each.causal();
            if (drawn != null) {
                causal.add(drawn);
            }
        }
        return new Report(
                firstMillis,
                lastMillis,
                passedOver,
                all,
                by,
                found,
                ungrouped,
                savings.stream().map(Savings::saved).toList(),
                causal,
                days);
    }
}
