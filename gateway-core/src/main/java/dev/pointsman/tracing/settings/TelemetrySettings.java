package dev.pointsman.tracing.settings;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.tracing.Sampling;
import dev.pointsman.transcript.TranscriptSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The policy's {@code telemetry}: what a collector is sent by OTLP. Where it goes is read once, at the start; which traces are kept and what they hold counts
 * from a reload on. What is left out the environment may say, by the names that OpenTelemetry has for it.
 *
 * @param service {@code service.name}; null where the policy does not say it
 * @param attributes of the resource, beside that name
 * @param traces null where the policy says nothing of them
 * @param metrics null where the policy says nothing of them
 */
public record TelemetrySettings(
        @Nullable String service,
        Map<String, String> attributes,
        @Nullable Traces traces,
        @Nullable Metrics metrics) {
    /** Of a policy that says nothing. */
    public static final TelemetrySettings NONE = new TelemetrySettings(null, Map.of(), null, null);

    private static final Duration LEAST_EVERY = Duration.ofSeconds(1);
    private static final Duration MOST_EVERY = Duration.ofHours(1);
    private static final String OFF = "off";

    /**
     * The way to a collector.
     *
     * @param on false where the policy says {@code off}, whatever the environment says
     * @param endpoint null where the policy does not say it
     */
    public record Way(boolean on, @Nullable URI endpoint, List<OtlpHeader> headers) {
        static final Way CLOSED = new Way(false, null, List.of());

        public Way {
            headers = List.copyOf(headers);
        }

        static Way from(ConfigNode node) {
            return new Way(true, endpoint(node.at("endpoint")), OtlpHeader.listFrom(node.orNothing("headers")));
        }

        private static @Nullable URI endpoint(@Nullable ConfigNode node) {
            if (node == null) {
                return null;
            }
            URI endpoint = uri(node.text());
            if (endpoint == null && node.isScalar()) {
                node.problem("expected the address of a collector, such as http://localhost:4318");
            }
            return endpoint;
        }
    }

    /** An address of a collector; null where it is none. */
    public static @Nullable URI uri(String text) {
        try {
            URI uri = new URI(text.strip());
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean plain = uri.getUserInfo() == null && uri.getFragment() == null && uri.getQuery() == null;
            return web && plain && uri.getHost() != null ? uri : null;
        } catch (URISyntaxException none) {
            return null;
        }
    }

    /**
     * Traces.
     *
     * @param sample share of those that begin here that are kept; null where the policy does not say it
     * @param parent whether a client's word on its own trace counts; null where the policy does not say it
     * @param propagate whether providers are told of the trace; default true
     * @param content texts that go with it; null, which is the default, for none
     */
    public record Traces(
            Way way,
            @Nullable Double sample,
            @Nullable Boolean parent,
            boolean propagate,
            @Nullable TranscriptSettings content) {
        static Traces from(ConfigNode node) {
            if (node.isScalar() && node.text().equals(OFF)) {
                return new Traces(Way.CLOSED, null, null, false, null);
            }
            node.onlyKeys("endpoint", "headers", "sample", "parent", "propagate", "content");
            ConfigNode sample = node.at("sample");
            ConfigNode parent = node.at("parent");
            ConfigNode content = node.at("content");
            return new Traces(
                    Way.from(node),
                    sample == null ? null : sample.share(1),
                    parent == null ? null : parent.bool(true),
                    node.read("propagate", true, ConfigNode::bool),
                    content == null ? null : TranscriptSettings.passedOn(content));
        }

        /** Which traces are kept, where {@code usual} are if the policy says nothing. */
        public Sampling sampling(Sampling usual) {
            return new Sampling(sample == null ? usual.share() : sample, parent == null ? usual.parent() : parent);
        }

        boolean sameValues(Traces other) {
            boolean sameContent = (content == null) == (other.content == null)
                    && (content == null || other.content == null || content.sameValues(other.content));
            return new Traces(way, sample, parent, propagate, null)
                            .equals(new Traces(other.way, other.sample, other.parent, other.propagate, null))
                    && sameContent;
        }
    }

    /**
     * Metrics.
     *
     * @param every how often they are sent; null where the policy does not say it
     */
    public record Metrics(Way way, @Nullable Duration every) {
        static Metrics from(ConfigNode node) {
            if (node.isScalar() && node.text().equals(OFF)) {
                return new Metrics(Way.CLOSED, null);
            }
            node.onlyKeys("endpoint", "headers", "every");
            ConfigNode every = node.at("every");
            return new Metrics(Way.from(node), every == null ? null : every(every));
        }

        private static Duration every(ConfigNode node) {
            Duration every = node.duration(LEAST_EVERY);
            if (every.compareTo(LEAST_EVERY) < 0 || every.compareTo(MOST_EVERY) > 0) {
                node.problem("expected a time from 1s to 1h");
            }
            return every;
        }
    }

    public TelemetrySettings {
        attributes = Map.copyOf(attributes);
    }

    /** Reads the section; null stands for one that is left out. */
    public static TelemetrySettings from(@Nullable ConfigNode node) {
        if (node == null) {
            return NONE;
        }
        node.onlyKeys("service", "attributes", "traces", "metrics");
        ConfigNode service = node.at("service");
        ConfigNode traces = node.at("traces");
        ConfigNode metrics = node.at("metrics");
        if (service != null && service.isScalar() && service.text().isBlank()) {
            service.problem("expected a name");
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        node.orNothing("attributes").entries().forEach((name, value) -> attributes.put(name, value.text()));
        return new TelemetrySettings(
                service == null ? null : service.text(),
                attributes,
                traces == null ? null : Traces.from(traces),
                metrics == null ? null : Metrics.from(metrics));
    }

    /** Whether the other sends the same kinds to the same places, under the same name: what else differs needs no restart. */
    public boolean sameWays(TelemetrySettings other) {
        return ways().equals(other.ways());
    }

    private TelemetrySettings ways() {
        return new TelemetrySettings(
                service, attributes, traces == null ? null : new Traces(traces.way, null, null, true, null), metrics);
    }

    /** Whether the other is the same, as far as that can be told. */
    public boolean sameValues(TelemetrySettings other) {
        Traces its = other.traces;
        return sameWays(other) && (traces == null || its == null || traces.sameValues(its));
    }
}
