package dev.pointsman.server.telemetry;

import dev.pointsman.tracing.Sampling;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to whom, as the policy and the environment say it together.
 *
 * @param resource attributes of all that is sent, the service's name among them
 * @param traces null where none are sent
 * @param sampling which of them are kept where the policy does not say it
 * @param metrics null where none are sent
 * @param every how often they are
 */
record Wanted(
        Map<String, String> resource,
        @Nullable Collector traces,
        Sampling sampling,
        @Nullable Collector metrics,
        Duration every) {}
