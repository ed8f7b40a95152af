package dev.pointsman.tracing.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.config.ConfigException;
import dev.pointsman.policy.Policies;
import dev.pointsman.policy.Policy;
import dev.pointsman.tracing.Sampling;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TelemetrySettingsTest {
    private static final String ALL = """
            telemetry:
              service: edge
              attributes: { deployment.environment.name: prod }
              traces: { endpoint: "https://c:4318", headers: { Authorization: $TOKEN, x-team: a }, sample: 5%, parent: false, propagate: false, content: { of: prompt, limit: 1kB } }
              metrics: { endpoint: "http://c/v1/metrics", headers: { x-scope: b }, every: 15s }
            """;

    @Test
    void withoutItNothingIsSaid() {
        assertThat(Policies.load(Policies.BASE).telemetry()).isEqualTo(TelemetrySettings.NONE);
    }

    @Test
    void aSectionThatIsThereIsWantedAndSaysNothingElse() {
        TelemetrySettings settings = load("telemetry: { traces: {}, metrics: {} }\n");

        assertThat(settings.traces().way().on()).isTrue();
        assertThat(settings.traces().way().endpoint()).isNull();
        assertThat(settings.traces().propagate()).isTrue();
        assertThat(settings.traces().content()).isNull();
        assertThat(settings.traces().sampling(new Sampling(0.5, false))).isEqualTo(new Sampling(0.5, false));
        assertThat(settings.metrics().every()).isNull();
    }

    @Test
    void everyKeyCounts() {
        TelemetrySettings settings = load(ALL);

        assertThat(settings.service()).isEqualTo("edge");
        assertThat(settings.attributes()).containsEntry("deployment.environment.name", "prod");
        TelemetrySettings.Traces traces = settings.traces();
        assertThat(traces.way().endpoint()).isEqualTo(URI.create("https://c:4318"));
        assertThat(traces.way().headers()).extracting(OtlpHeader::name).containsExactly("authorization", "x-team");
        assertThat(traces.way().toString()).contains("$TOKEN").doesNotContain("s3cret");
        assertThat(traces.sampling(Sampling.ALL)).isEqualTo(new Sampling(0.05, false));
        assertThat(traces.propagate()).isFalse();
        assertThat(traces.content().prompt()).isTrue();
        assertThat(traces.content().reply()).isFalse();
        assertThat(settings.metrics().every()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void offIsOffWhateverElseSaysSo() {
        TelemetrySettings settings = load("telemetry: { traces: off, metrics: off }\n");

        assertThat(settings.traces().way().on()).isFalse();
        assertThat(settings.metrics().way().on()).isFalse();
    }

    @Test
    void whatTracesHoldMayChangeWithoutARestart() {
        TelemetrySettings all = load(ALL);

        assertThat(load(ALL.replace("5%", "50%").replace("of: prompt", "of: reply"))
                        .sameWays(all))
                .isTrue();
        assertThat(load(ALL.replace("5%", "50%")).sameValues(all)).isFalse();
        assertThat(load(ALL.replace("of: prompt", "of: reply")).sameValues(all)).isFalse();
        assertThat(load(ALL).sameValues(all)).isTrue();
        assertThat(load(ALL.replace("c:4318", "d:4318")).sameWays(all)).isFalse();
        assertThat(load(ALL.replace("x-team: a", "x-team: b")).sameWays(all)).isFalse();
        assertThat(load("").sameWays(all)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ traces: { endpoint: 'collector:4318' } }     | expected the address of a collector",
                "{ traces: { endpoint: 'http://a:b@c' } }       | expected the address of a collector",
                "{ traces: { endpoint: 'ftp://c' } }            | expected the address of a collector",
                "{ traces: { headers: { 'a b': c } } }          | expected the name of a header",
                "{ traces: { headers: { a: 'ü' } } }            | expected printable ASCII",
                "{ traces: { sample: 120% } }                   | expected",
                "{ traces: { content: { of: prompt, keep: 1d } } } | keep",
                "{ traces: on }                                 | expected",
                "{ metrics: { every: 1ms } }                    | expected a time from 1s to 1h",
                "{ service: '' }                                | expected a name",
                "{ tracing: {} }                                | tracing"
            })
    void mistakesAreTold(String section, String message) {
        assertThatThrownBy(() -> load("telemetry: " + section + "\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    private static TelemetrySettings load(String section) {
        Policy policy = Policies.load(Policies.BASE + section);
        return policy.telemetry();
    }
}
