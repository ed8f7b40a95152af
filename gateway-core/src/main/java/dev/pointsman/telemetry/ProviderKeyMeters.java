package dev.pointsman.telemetry;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.provider.keys.KeyListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and logs which keys of providers with several fail, by their numbers in the policy. Thread-safe. */
public final class ProviderKeyMeters implements KeyListener {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderKeyMeters.class);
    private static final int MOST_SERIES = 4_096;

    private final MeterRegistry registry;
    private final Map<Series, Counter> rests = new ConcurrentHashMap<>();

    private record Series(String provider, int number, ErrorKind why) {}

    public ProviderKeyMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void rests(String provider, int number, ErrorKind why, Duration rest) {
        Series series = new Series(provider, number, why);
        if (rests.size() < MOST_SERIES || rests.containsKey(series)) {
            rests.computeIfAbsent(series, this::counter).increment();
        }
        if (why == ErrorKind.RATE_LIMITED) {
            LOG.debug("provider {}: key {} is out of its rate limit, it rests for {}", provider, number, rest);
        } else {
            LOG.warn(
                    "provider {}: key {} is refused ({}), it rests for {} or until its file changes",
                    provider,
                    number,
                    why.word(),
                    rest);
        }
    }

    private Counter counter(Series series) {
        return Counter.builder("pointsman.provider.key.rests")
                .description("Times a key of a provider with several was put aside")
                .tag("provider", series.provider)
                .tag("key", Integer.toString(series.number))
                .tag("error.type", series.why.word())
                .register(registry);
    }
}
