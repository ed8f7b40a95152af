package dev.pointsman.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.Yaml;
import dev.pointsman.learned.HashedVectors;
import dev.pointsman.learned.TextEncoder;
import dev.pointsman.learned.TextEncoderFactory;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheSettingsTest {
    private static final TextEncoder OTHER = new TextEncoder() {
        @Override
        public float[] encode(String text) {
            return new float[] {1};
        }

        @Override
        public int dimensions() {
            return 1;
        }
    };

    private static final TextEncoderFactory FACTORY = new TextEncoderFactory() {
        @Override
        public String type() {
            return "other";
        }

        @Override
        public TextEncoder create(ConfigNode settings, Function<ConfigNode, @Nullable String> paths) {
            return OTHER;
        }
    };

    @Test
    void theDefaults() {
        CacheSettings settings = read(Yaml.of("{ exact: {}, semantic: { when: { stream: false } } }"));

        CacheSettings.Exact exact = settings.exact();
        assertThat(exact.ttl()).isEqualTo(Duration.ofMinutes(10));
        assertThat(exact.sizeBytes()).isEqualTo(256_000_000);
        assertThat(exact.largestBytes()).isEqualTo(1_000_000);
        assertThat(exact.per()).isEqualTo(Tenants.KEY);
        assertThat(exact.requests()).isEqualTo(CacheSettings.Requests.ANY);
        assertThat(exact.singleFlight()).isTrue();
        assertThat(exact.when()).isNull();
        assertThat(exact.shared()).isNull();
        SemanticSettings semantic = settings.semantic();
        assertThat(semantic.threshold()).isEqualTo(0.95);
        assertThat(semantic.ttl()).isEqualTo(CacheSettings.MOST_TTL);
        assertThat(semantic.entries()).isEqualTo(10_000);
        assertThat(semantic.per()).isEqualTo(Tenants.KEY);
        assertThat(semantic.encoder()).isInstanceOf(HashedVectors.class);
    }

    @Test
    void everyKeyCounts() {
        CacheSettings settings = read(
                Yaml.of(
                        "{ exact: { ttl: 1h, size: 2MB, largest: 3kB, per: team,"
                                + " requests: deterministic, single_flight: false, when: { stream: true }, shared: { wait: 7ms, largest: 5kB } },"
                                + " semantic: { when: { stream: false }, threshold: 0.8, ttl: 2m, size: 5k, per: all, encoder: { other: x } } }"));

        CacheSettings.Exact exact = settings.exact();
        assertThat(exact.ttl()).isEqualTo(Duration.ofHours(1));
        assertThat(exact.sizeBytes()).isEqualTo(2_000_000);
        assertThat(exact.largestBytes()).isEqualTo(3_000);
        assertThat(exact.per()).isEqualTo(Tenants.TEAM);
        assertThat(exact.requests()).isEqualTo(CacheSettings.Requests.DETERMINISTIC);
        assertThat(exact.shared()).isEqualTo(new CacheSettings.Shared(Duration.ofMillis(7), 5_000));
        assertThat(exact.singleFlight()).isFalse();
        assertThat(exact.when()).isNotNull();
        SemanticSettings semantic = settings.semantic();
        assertThat(semantic.threshold()).isEqualTo(0.8);
        assertThat(semantic.ttl()).isEqualTo(Duration.ofMinutes(2));
        assertThat(semantic.entries()).isEqualTo(5_000);
        assertThat(semantic.per()).isEqualTo(Tenants.ALL);
        assertThat(semantic.encoder()).isSameAs(OTHER);
    }

    @Test
    void withoutTheSectionThereIsNoCache() {
        assertThat(CacheSettings.from(null, new SemanticSettings.Resources(node -> null, List.of())))
                .isNull();
    }

    @Test
    void repliesAreSharedWhereItSaysSo() {
        assertThat(read(Yaml.of("{ exact: { shared: true } }")).exact().shared())
                .isEqualTo(new CacheSettings.Shared(Duration.ofMillis(5), 256_000));
        assertThat(read(Yaml.of("{ exact: { shared: false } }")).exact().shared())
                .isNull();
    }

    @Test
    void aSmallCacheKeepsNoReplyLargerThanItself() {
        assertThat(read(Yaml.of("{ exact: { size: 100kB } }")).exact().largestBytes())
                .isEqualTo(100_000);
    }

    @Test
    void policiesAreComparedByWhatTheySay() {
        CacheSettings one = read(Yaml.of("{ exact: { ttl: 1h } }"));

        assertThat(one.sameValues(read(Yaml.of("{ exact: { ttl: 60m } }")))).isTrue();
        assertThat(one.sameValues(read(Yaml.of("{ exact: { ttl: 2h } }")))).isFalse();
        assertThat(one.sameValues(read(Yaml.of("{ exact: { ttl: 1h }, semantic: { when: { stream: true } } }"))))
                .isFalse();
        assertThat(one.sameValues(null)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | test.yaml:1:1: missing key \"exact\"",
                "{ exact: { ttl: 0s } } | test.yaml:1:17: exact.ttl: expected a time from 1s to 30d but found \"0s\"",
                "{ exact: { ttl: 31d } } | test.yaml:1:17: exact.ttl: expected a time from 1s to 30d but found \"31d\"",
                "{ exact: { size: 1kB } } | test.yaml:1:18: exact.size: expected at least 100000 bytes but found \"1kB\"",
                "{ exact: { largest: 65MB } } | test.yaml:1:21: exact.largest: expected 1000 to 64000000 bytes but found \"65MB\"",
                "{ exact: { per: user } } | test.yaml:1:17: exact.per: expected one of key, team, all but found \"user\"",
                "{ exact: { when: { sream: true } } } | test.yaml:1:20: exact.when: unknown condition \"sream\" (did you mean \"stream\"?)",
                "{ exact: { shared: yes } } | test.yaml:1:20: exact.shared: expected true or false but found \"yes\"",
                "{ exact: { shared: { wait: 2s } } } | test.yaml:1:28: exact.shared.wait: expected a time from 1ms to 1s but found \"2s\"",
                "{ exact: { shared: { largest: 5MB } } } | test.yaml:1:31: exact.shared.largest: expected 1000 to 4000000 bytes but found \"5MB\"",
                "{ exact: {}, semantic: {} } | test.yaml:1:24: semantic: missing key \"when\"",
                "{ exact: {}, semantic: { when: { stream: true }, size: 2m } } | test.yaml:1:56: semantic.size: expected 1 to 1000000 texts but found \"2m\"",
            })
    void mistakesAreToldAtTheirPlace(String text, String problem) {
        Yaml yaml = Yaml.of(text);

        CacheSettings.from(yaml.node(), new SemanticSettings.Resources(node -> null, List.of(FACTORY)));

        assertThat(yaml.problems()).containsExactly(problem);
    }

    @Test
    void anEncoderThatIsNotThereIsAMistake() {
        Yaml yaml = Yaml.of("{ exact: {}, semantic: { when: { stream: true }, encoder: { onnx: x } } }");

        CacheSettings.from(yaml.node(), new SemanticSettings.Resources(node -> null, List.of(FACTORY)));

        assertThat(yaml.problems()).singleElement().asString().contains("semantic.encoder: expected hashed, or");
    }

    private static CacheSettings read(Yaml yaml) {
        CacheSettings settings =
                CacheSettings.from(yaml.node(), new SemanticSettings.Resources(node -> null, List.of(FACTORY)));
        assertThat(yaml.problems()).isEmpty();
        if (settings == null) {
            throw new AssertionError("nothing was read");
        }
        return settings;
    }
}
