package dev.pointsman.server.telemetry;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where one kind of telemetry goes.
 *
 * @param endpoint whole address, path included
 * @param headers asked for at each call, so that a secret that was changed is seen
 * @param timeout of one call
 */
record Collector(URI endpoint, Supplier<Map<String, String>> headers, boolean compressed, Duration timeout) {}
