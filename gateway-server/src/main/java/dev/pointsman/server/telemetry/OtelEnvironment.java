package dev.pointsman.server.telemetry;

import dev.pointsman.tracing.Sampling;
import dev.pointsman.tracing.settings.OtlpHeader;
import dev.pointsman.tracing.settings.TelemetrySettings;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the environment says by OpenTelemetry's names, where the policy says nothing. Source: its specification of environment variables and of the OTLP exporter
 * (2026-11). A value that cannot be read counts as none, and is told in the log; values of headers never are.
 */
final class OtelEnvironment {
    private static final Logger LOG = LoggerFactory.getLogger(OtelEnvironment.class);
    private static final URI USUAL = URI.create("http://localhost:4318");
    private static final String OTLP = "OTEL_EXPORTER_OTLP_";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final String SERVICE = "service.name";

    private final Function<String, @Nullable String> variables;

    /** One kind of telemetry by the words that variables and paths have for it. */
    private record Kind(String word, String exporter, String path) {
        static final Kind TRACES = new Kind("TRACES_", "OTEL_TRACES_EXPORTER", "/v1/traces");
        static final Kind METRICS = new Kind("METRICS_", "OTEL_METRICS_EXPORTER", "/v1/metrics");
    }

    /** @param variables value of a variable, null where it is not set */
    OtelEnvironment(Function<String, @Nullable String> variables) {
        this.variables = variables;
    }

    /** What is wanted in all. */
    Wanted with(TelemetrySettings settings) {
        TelemetrySettings.Traces traces = settings.traces();
        TelemetrySettings.Metrics metrics = settings.metrics();
        Duration every = metrics == null ? null : metrics.every();
        return new Wanted(
                resource(settings),
                collector(Kind.TRACES, traces == null ? null : traces.way()),
                sampling(),
                collector(Kind.METRICS, metrics == null ? null : metrics.way()),
                every == null ? millis("OTEL_METRIC_EXPORT_INTERVAL", EVERY) : every);
    }

    private @Nullable Collector collector(Kind kind, TelemetrySettings.@Nullable Way way) {
        URI named = way == null ? null : way.endpoint();
        URI endpoint = named == null ? endpoint(kind, way != null) : whole(named, kind);
        boolean off = way == null
                ? endpoint == null
                        || "true".equalsIgnoreCase(value("OTEL_SDK_DISABLED"))
                        || "none".equals(value(kind.exporter))
                : !way.on();
        if (off || endpoint == null) {
            return null;
        }
        String protocol = either(kind, "PROTOCOL");
        if (protocol != null && !protocol.equals("http/protobuf")) {
            LOG.warn(
                    "OTLP is spoken as http/protobuf only, not as {}: the collector's port for it is mostly 4318",
                    protocol);
        }
        return new Collector(
                endpoint,
                headers(way == null ? List.of() : way.headers(), kind),
                !"none".equals(either(kind, "COMPRESSION")),
                millis(
                        value(OTLP + kind.word + "TIMEOUT") == null ? OTLP + "TIMEOUT" : OTLP + kind.word + "TIMEOUT",
                        TIMEOUT));
    }

    /** @param wanted whether there must be one */
    private @Nullable URI endpoint(Kind kind, boolean wanted) {
        URI own = uri(OTLP + kind.word + "ENDPOINT");
        if (own != null) {
            return own;
        }
        URI shared = uri(OTLP + "ENDPOINT");
        return shared != null ? below(shared, kind) : wanted ? below(USUAL, kind) : null;
    }

    private static URI below(URI base, Kind kind) {
        String text = base.toString();
        return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + kind.path);
    }

    /** An address without a path is a collector's, one with a path is meant as it is. */
    private static URI whole(URI named, Kind kind) {
        String path = named.getPath();
        return path == null || path.isEmpty() || path.equals("/") ? below(named, kind) : named;
    }

    private Supplier<Map<String, String>> headers(List<OtlpHeader> own, Kind kind) {
        Map<String, String> given = new LinkedHashMap<>();
        if (own.isEmpty()) {
            given.putAll(pairs(either(kind, "HEADERS"), OTLP + "HEADERS"));
        }
        return () -> {
            Map<String, String> headers = new LinkedHashMap<>(given);
            own.forEach(header -> headers.put(header.name(), header.value().reveal()));
            return headers;
        };
    }

    private Map<String, String> resource(TelemetrySettings settings) {
        Map<String, String> resource = new LinkedHashMap<>();
        resource.put(SERVICE, "pointsman");
        resource.putAll(pairs(value("OTEL_RESOURCE_ATTRIBUTES"), "OTEL_RESOURCE_ATTRIBUTES"));
        String name = value("OTEL_SERVICE_NAME");
        if (name != null) {
            resource.put(SERVICE, name);
        }
        resource.putAll(settings.attributes());
        if (settings.service() != null) {
            resource.put(SERVICE, settings.service());
        }
        return resource;
    }

    /** {@code name=value,…}, values with percent escapes. */
    private static Map<String, String> pairs(@Nullable String list, String variable) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String each : list == null ? List.<String>of() : List.of(list.split(",", -1))) {
            int equals = each.indexOf('=');
            if (equals > 0) {
                try {
                    String plain = each.substring(equals + 1).strip().replace("+", "%2B");
                    pairs.put(each.substring(0, equals).strip(), URLDecoder.decode(plain, StandardCharsets.UTF_8));
                } catch (IllegalArgumentException notEscaped) {
                    LOG.warn("{}: a value has a broken percent escape and is left out", variable);
                }
            } else if (!each.isBlank()) {
                LOG.warn("{}: expected name=value,…; an entry without = is left out", variable);
            }
        }
        return pairs;
    }

    private Sampling sampling() {
        String sampler = value("OTEL_TRACES_SAMPLER");
        if (sampler == null) {
            return Sampling.ALL;
        }
        String word = sampler.toLowerCase(Locale.ROOT);
        boolean parent = word.startsWith("parentbased_");
        return switch (parent ? word.substring("parentbased_".length()) : word) {
            case "always_on" -> new Sampling(1, parent);
            case "always_off" -> new Sampling(0, parent);
            case "traceidratio" -> new Sampling(ratio(), parent);
            default -> {
                LOG.warn("OTEL_TRACES_SAMPLER: {} is not known here; all traces are kept", sampler);
                yield Sampling.ALL;
            }
        };
    }

    private double ratio() {
        String argument = value("OTEL_TRACES_SAMPLER_ARG");
        try {
            double ratio = argument == null ? 1 : Double.parseDouble(argument);
            if (ratio >= 0 && ratio <= 1) {
                return ratio;
            }
        } catch (NumberFormatException none) {
            LOG.debug("not a number", none);
        }
        LOG.warn("OTEL_TRACES_SAMPLER_ARG: expected a number from 0 to 1; all traces are kept");
        return 1;
    }

    private Duration millis(String variable, Duration usual) {
        String text = value(variable);
        if (text == null) {
            return usual;
        }
        if (text.chars().allMatch(c -> c >= '0' && c <= '9') && text.length() < 9 && Integer.parseInt(text) > 0) {
            return Duration.ofMillis(Integer.parseInt(text));
        }
        LOG.warn("{}: expected milliseconds; {} ms count", variable, usual.toMillis());
        return usual;
    }

    private @Nullable URI uri(String variable) {
        String text = value(variable);
        URI uri = text == null ? null : TelemetrySettings.uri(text);
        if (text != null && uri == null) {
            LOG.warn("{}: expected the address of a collector, such as {}; it is left out", variable, USUAL);
        }
        return uri;
    }

    /** That of one kind, or of all. */
    private @Nullable String either(Kind kind, String name) {
        String own = value(OTLP + kind.word + name);
        return own == null ? value(OTLP + name) : own;
    }

    private @Nullable String value(String variable) {
        String value = variables.apply(variable);
        return value == null || value.isBlank() ? null : value.strip();
    }
}
