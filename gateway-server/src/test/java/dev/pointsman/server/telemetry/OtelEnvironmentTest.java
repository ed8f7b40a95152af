package dev.pointsman.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Secret;
import dev.pointsman.tracing.Sampling;
import dev.pointsman.tracing.settings.OtlpHeader;
import dev.pointsman.tracing.settings.TelemetrySettings;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OtelEnvironmentTest {
    @Test
    void whereNobodySaysAnythingNothingIsSent() {
        Wanted wanted = wanted(TelemetrySettings.NONE, Map.of());

        assertThat(wanted.traces()).isNull();
        assertThat(wanted.metrics()).isNull();
    }

    @Test
    void aSectionWithoutAnAddressMeansTheUsualOne() {
        Wanted wanted = wanted(settings(null, List.of()), Map.of());

        assertThat(wanted.traces().endpoint()).isEqualTo(URI.create("http://localhost:4318/v1/traces"));
        assertThat(wanted.traces().timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(wanted.traces().compressed()).isTrue();
        assertThat(wanted.metrics()).isNull();
        assertThat(wanted.sampling()).isEqualTo(Sampling.ALL);
        assertThat(wanted.every()).isEqualTo(Duration.ofMinutes(1));
        assertThat(wanted.resource()).isEqualTo(Map.of("service.name", "pointsman"));
    }

    @Test
    void anAddressWithAPathIsMeantAsItIs() {
        assertThat(endpoint("http://c:1")).isEqualTo("http://c:1/v1/traces");
        assertThat(endpoint("http://c:1/")).isEqualTo("http://c:1/v1/traces");
        assertThat(endpoint("https://c/otlp/in")).isEqualTo("https://c/otlp/in");
    }

    @Test
    void theEnvironmentAloneHasBothSent() {
        Wanted wanted = wanted(
                TelemetrySettings.NONE,
                Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:1/base/",
                        "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://m:2/in",
                        "OTEL_EXPORTER_OTLP_TIMEOUT", "2000",
                        "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "3000",
                        "OTEL_EXPORTER_OTLP_METRICS_COMPRESSION", "none",
                        "OTEL_METRIC_EXPORT_INTERVAL", "5000"));

        assertThat(wanted.traces().endpoint()).isEqualTo(URI.create("http://c:1/base/v1/traces"));
        assertThat(wanted.traces().timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(wanted.metrics().endpoint()).isEqualTo(URI.create("http://m:2/in"));
        assertThat(wanted.metrics().timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(wanted.metrics().compressed()).isFalse();
        assertThat(wanted.every()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void whatIsSwitchedOffIsOff() {
        Map<String, String> there = Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:1");
        assertThat(wanted(TelemetrySettings.NONE, with(there, "OTEL_SDK_DISABLED", "true"))
                        .traces())
                .isNull();
        assertThat(wanted(TelemetrySettings.NONE, with(there, "OTEL_TRACES_EXPORTER", "none"))
                        .traces())
                .isNull();
        assertThat(wanted(TelemetrySettings.NONE, with(there, "OTEL_TRACES_EXPORTER", "none"))
                        .metrics())
                .isNotNull();
        TelemetrySettings off = new TelemetrySettings(
                null,
                Map.of(),
                new TelemetrySettings.Traces(
                        new TelemetrySettings.Way(false, null, List.of()), null, null, false, null),
                null);
        assertThat(wanted(off, there).traces()).isNull();
        assertThat(wanted(off, there).metrics()).isNotNull();
        assertThat(wanted(settings(null, List.of()), with(there, "OTEL_SDK_DISABLED", "true"))
                        .traces())
                .as("the policy comes first")
                .isNotNull();
    }

    @Test
    void headersOfThePolicyCountBeforeThoseOfTheEnvironmentAndFollowTheirSecrets() {
        Map<String, String> variables = Map.of("OTEL_EXPORTER_OTLP_HEADERS", "a=b%2Cc, x-d = e ,nothing,f=1+1");
        assertThat(wanted(settings(null, List.of()), variables)
                        .traces()
                        .headers()
                        .get())
                .isEqualTo(Map.of("a", "b,c", "x-d", "e", "f", "1+1"));

        AtomicReference<String> secret = new AtomicReference<>("one");
        List<OtlpHeader> own = List.of(new OtlpHeader("authorization", "$KEY", Secret.from(secret::get)));
        Collector collector = wanted(settings(null, own), variables).traces();
        assertThat(collector.headers().get()).isEqualTo(Map.of("authorization", "one"));
        secret.set("two");
        assertThat(collector.headers().get()).isEqualTo(Map.of("authorization", "two"));
    }

    @Test
    void whoSendsIsToldByTheNearestWord() {
        Map<String, String> variables =
                Map.of("OTEL_RESOURCE_ATTRIBUTES", "service.name=a,team=x,zone=1", "OTEL_SERVICE_NAME", "b");
        assertThat(wanted(TelemetrySettings.NONE, variables).resource())
                .isEqualTo(Map.of("service.name", "b", "team", "x", "zone", "1"));
        TelemetrySettings named = new TelemetrySettings("c", Map.of("team", "y"), null, null);
        assertThat(wanted(named, variables).resource())
                .isEqualTo(Map.of("service.name", "c", "team", "y", "zone", "1"));
    }

    @Test
    void samplersAreThoseOfTheSpecification() {
        assertThat(sampling("always_on", null)).isEqualTo(new Sampling(1, false));
        assertThat(sampling("always_off", null)).isEqualTo(new Sampling(0, false));
        assertThat(sampling("traceidratio", "0.25")).isEqualTo(new Sampling(0.25, false));
        assertThat(sampling("parentbased_always_on", null)).isEqualTo(new Sampling(1, true));
        assertThat(sampling("parentbased_always_off", null)).isEqualTo(new Sampling(0, true));
        assertThat(sampling("parentbased_traceidratio", "0.5")).isEqualTo(new Sampling(0.5, true));
        assertThat(sampling("jaeger_remote", null)).isEqualTo(Sampling.ALL);
        assertThat(sampling("traceidratio", "2")).isEqualTo(new Sampling(1, false));
        assertThat(sampling("traceidratio", "x")).isEqualTo(new Sampling(1, false));
    }

    @Test
    void whatCannotBeReadCountsAsNotSaid() {
        Wanted wanted = wanted(
                TelemetrySettings.NONE,
                Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:1",
                        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "c:1",
                        "OTEL_EXPORTER_OTLP_TIMEOUT", "soon",
                        "OTEL_EXPORTER_OTLP_HEADERS", "a=%zz",
                        "OTEL_METRIC_EXPORT_INTERVAL", "0"));

        assertThat(wanted.traces().endpoint()).isEqualTo(URI.create("http://c:1/v1/traces"));
        assertThat(wanted.traces().timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(wanted.traces().headers().get()).isEmpty();
        assertThat(wanted.every()).isEqualTo(Duration.ofMinutes(1));
    }

    private static Sampling sampling(String sampler, @Nullable String argument) {
        Map<String, String> variables = Map.of("OTEL_TRACES_SAMPLER", sampler);
        return wanted(
                        TelemetrySettings.NONE,
                        argument == null ? variables : with(variables, "OTEL_TRACES_SAMPLER_ARG", argument))
                .sampling();
    }

    private static String endpoint(String named) {
        return wanted(settings(URI.create(named), List.of()), Map.of())
                .traces()
                .endpoint()
                .toString();
    }

    private static TelemetrySettings settings(@Nullable URI endpoint, List<OtlpHeader> headers) {
        TelemetrySettings.Way way = new TelemetrySettings.Way(true, endpoint, headers);
        return new TelemetrySettings(null, Map.of(), new TelemetrySettings.Traces(way, null, null, true, null), null);
    }

    private static Map<String, String> with(Map<String, String> some, String name, String value) {
        var all = new HashMap<>(some);
        all.put(name, value);
        return all;
    }

    private static Wanted wanted(TelemetrySettings settings, Map<String, String> variables) {
        return new OtelEnvironment(variables::get).with(settings);
    }
}
