package dev.pointsman.server.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.Data;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.GaugeData;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.metrics.data.SumData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The meters as they stand, by their dotted names: what a scrape shows, read from the same registry, so that nothing is counted twice on the way of a request.
 * Cumulative since the start.
 */
final class MeterReadings {
    private static final double NANOS = 1e9;

    private final MeterRegistry registry;
    private final Span.Origin origin;
    private final long startNanos;

    /** @param startNanos since when it is counted, in nanoseconds since 1970 */
    MeterReadings(MeterRegistry registry, Span.Origin origin, long startNanos) {
        this.registry = registry;
        this.origin = origin;
        this.startNanos = startNanos;
    }

    /** All of them. */
    List<MetricData> at(long nowNanos) {
        Map<String, List<Meter>> named = new LinkedHashMap<>();
        for (Meter meter : registry.getMeters()) {
            named.computeIfAbsent(meter.getId().getName(), name -> new ArrayList<>())
                    .add(meter);
        }
        List<MetricData> readings = new ArrayList<>();
        named.values().forEach(meters -> add(meters, nowNanos, readings));
        return readings;
    }

    private void add(List<Meter> meters, long now, List<MetricData> readings) {
        Meter first = meters.get(0);
        if (first instanceof Timer) {
            readings.add(histogram(meters, "s", point(now, Timer.class, timer -> timer.takeSnapshot(), NANOS)));
        } else if (first instanceof DistributionSummary) {
            readings.add(histogram(
                    meters, "{token}", point(now, DistributionSummary.class, summary -> summary.takeSnapshot(), 1)));
        } else if (first instanceof Counter) {
            readings.add(sum(meters, now, meter -> ((Counter) meter).count()));
        } else if (first instanceof FunctionCounter) {
            readings.add(sum(meters, now, meter -> ((FunctionCounter) meter).count()));
        } else if (first instanceof Gauge) {
            readings.add(reading(
                    first,
                    unit(first),
                    MetricDataType.DOUBLE_GAUGE,
                    GaugeData.createDoubleGaugeData(points(meters, now, now, meter -> ((Gauge) meter).value()))));
        }
    }

    private Reading histogram(List<Meter> meters, String unit, Function<Meter, HistogramPointData> point) {
        return reading(
                meters.get(0),
                unit,
                MetricDataType.HISTOGRAM,
                HistogramData.create(
                        AggregationTemporality.CUMULATIVE,
                        meters.stream().map(point).toList()));
    }

    private <M extends Meter> Function<Meter, HistogramPointData> point(
            long now, Class<M> type, Function<M, HistogramSnapshot> snapshot, double scale) {
        return meter -> point(now, attributes(meter), snapshot.apply(type.cast(meter)), scale);
    }

    /** @param scale what values and bounds are divided by */
    private HistogramPointData point(long now, Attributes attributes, HistogramSnapshot snapshot, double scale) {
        List<Double> bounds = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        long before = 0;
        for (CountAtBucket bucket : snapshot.histogramCounts()) {
            if (bucket.bucket() < Long.MAX_VALUE && !Double.isInfinite(bucket.bucket())) {
                long upTo = (long) bucket.count();
                bounds.add(bucket.bucket() / scale);
                counts.add(upTo - before);
                before = upTo;
            }
        }
        counts.add(Math.max(0, snapshot.count() - before));
        double total = scale == NANOS ? snapshot.total(TimeUnit.SECONDS) : snapshot.total();
        return HistogramPointData.create(
                startNanos, now, attributes, total, false, 0, false, 0, List.copyOf(bounds), List.copyOf(counts));
    }

    private Reading sum(List<Meter> meters, long now, ToDoubleFunction<Meter> value) {
        return reading(
                meters.get(0),
                unit(meters.get(0)),
                MetricDataType.DOUBLE_SUM,
                SumData.createDoubleSumData(
                        true, AggregationTemporality.CUMULATIVE, points(meters, startNanos, now, value)));
    }

    private static List<DoublePointData> points(
            List<Meter> meters, long start, long now, ToDoubleFunction<Meter> value) {
        return meters.stream()
                .map(meter ->
                        DoublePointData.create(start, now, attributes(meter), value.applyAsDouble(meter), List.of()))
                .toList();
    }

    private Reading reading(Meter meter, String unit, MetricDataType type, Data<?> data) {
        return new Reading(
                meter.getId().getName(),
                Objects.requireNonNullElse(meter.getId().getDescription(), ""),
                unit,
                type,
                data,
                origin);
    }

    private static String unit(Meter meter) {
        return Objects.requireNonNullElse(meter.getId().getBaseUnit(), "");
    }

    /** What is empty is left out: of a request that went well no kind of error is told. */
    private static Attributes attributes(Meter meter) {
        AttributesBuilder attributes = Attributes.builder();
        for (Tag tag : meter.getId().getTagsAsIterable()) {
            if (!tag.getValue().isEmpty()) {
                attributes.put(tag.getKey(), tag.getValue());
            }
        }
        return attributes.build();
    }
}
