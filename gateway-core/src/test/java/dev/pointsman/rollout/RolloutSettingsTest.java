package dev.pointsman.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import dev.pointsman.rollout.RolloutSettings.Mode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutSettingsTest {
    private static final Bound USUAL = new Bound(Measure.ERROR_RATE, "> 5%", 0.05, false);

    @Test
    void eachModeHasItsDefaults() {
        assertThat(read("{ next: n.yaml, mode: shadow }"))
                .isEqualTo(new RolloutSettings(Path.of("n.yaml"), Mode.SHADOW, 1, "user", List.of(), 50));
        assertThat(read("{ next: n.yaml, mode: canary }"))
                .isEqualTo(new RolloutSettings(Path.of("n.yaml"), Mode.CANARY, 0.05, "user", List.of(USUAL), 50));
        assertThat(read("{ next: n.yaml, mode: ab }"))
                .isEqualTo(new RolloutSettings(Path.of("n.yaml"), Mode.AB, 0.5, "user", List.of(), 50));
        assertThat(RolloutSettings.from(null)).isNull();
    }

    @Test
    void everySettingIsRead() {
        assertThat(read("""
                next: /etc/next.yaml
                mode: ab
                share: 20%
                by: metadata.tenant
                stop: { error_rate: ">= 2%", first_token: "> 4s", latency: "> 1.5x", cost: "> $0.02", quality: "< 0.6", over: 200 calls }
                """))
                .isEqualTo(new RolloutSettings(
                        Path.of("/etc/next.yaml"),
                        Mode.AB,
                        0.2,
                        "metadata.tenant",
                        List.of(
                                new Bound(Measure.ERROR_RATE, ">= 2%", 0.02, false),
                                new Bound(Measure.FIRST_TOKEN, "> 4s", 4_000, false),
                                new Bound(Measure.LATENCY, "> 1.5x", 1.5, true),
                                new Bound(Measure.COST, "> $0.02", 0.02, false),
                                new Bound(Measure.QUALITY, "< 0.6", 0.6, false)),
                        200));
    }

    @Test
    void onlyAShadowServesNobody() {
        assertThat(read("{ next: n.yaml, mode: shadow }").serves()).isFalse();
        assertThat(read("{ next: n.yaml, mode: canary }").serves()).isTrue();
        assertThat(read("{ next: n.yaml, mode: ab }").serves()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ mode: ab } | test.yaml:1:1: missing key \"next\"",
                "{ next: \"a\\0b\", mode: ab } | test.yaml:1:9: next: expected the path of a file but found \"a\\u0000b\"",
                "{ next: n.yaml } | test.yaml:1:1: missing key \"mode\"",
                "{ next: n.yaml, mode: slow } | test.yaml:1:23: mode: expected one of shadow, canary, ab but found \"slow\"",
                "{ next: n.yaml, mode: ab, by: users } | test.yaml:1:31: by: expected user, key, team, header.NAME or metadata.NAME but found \"users\"",
                "{ next: n.yaml, mode: ab, by: header. } | test.yaml:1:31: by: expected user, key, team, header.NAME or metadata.NAME but found \"header.\"",
                "{ next: n.yaml, mode: shadow, stop: { cost: \"> 1\" } } | test.yaml:1:31: a shadow serves nobody, so there is nothing to stop (expected: mode canary or ab)",
                "{ next: n.yaml, mode: ab, stop: { over: 50 } } | test.yaml:1:33: stop: expected at least one of error_rate, first_token, latency, cost, quality",
                "{ next: n.yaml, mode: ab, stop: { cost: \"> 1\", over: 9 } } | test.yaml:1:54: stop.over: expected a number of calls from 10 to 1000 such as \"50 calls\" but found \"9\"",
                "{ next: n.yaml, mode: ab, stop: { quality: \"> 0.6\" } } | test.yaml:1:44: stop.quality: expected \"< N\" with a number such as 0.8, or \"< 1.5x\" of the current policy's, but found \"> 0.6\"",
                "{ next: n.yaml, mode: ab, stop: { latency: \"> soon\" } } | test.yaml:1:44: stop.latency: expected \"> N\" with a time such as 250ms or 4s, or \"> 1.5x\" of the current policy's, but found \"> soon\"",
            })
    void aMistakeIsToldWithItsPlace(String text, String problem) {
        Yaml yaml = Yaml.of(text);

        RolloutSettings.from(yaml.node());

        assertThat(yaml.problems()).containsExactly(problem);
    }

    @Test
    void aShareIsAsLargeAsItSaysAndAlwaysOfTheSameIds() {
        RolloutSettings five = read("{ next: n.yaml, mode: canary, share: 5% }");
        RolloutSettings ten = read("{ next: n.yaml, mode: canary, share: 10% }");
        int taken = 0;
        for (int i = 0; i < 20_000; i++) {
            String id = "user-" + i;
            boolean among = five.takes(id, 0.1);
            taken += among ? 1 : 0;
            assertThat(five.takes(id, 0.9)).isEqualTo(among);
            assertThat(ten.takes(id, 0.5) || !among).as("who is in stays in").isTrue();
        }
        assertThat(taken).isBetween(850, 1_150);
    }

    @Test
    void whoHasNoIdIsTakenByChance() {
        RolloutSettings half = read("{ next: n.yaml, mode: ab, share: 50% }");
        int taken = 0;
        for (int i = 0; i < 10_000; i++) {
            taken += half.takes(i % 2 == 0 ? null : "", i / 10_000.0) ? 1 : 0;
        }
        assertThat(taken).isBetween(4_700, 5_300);
    }

    private static RolloutSettings read(String text) {
        Yaml yaml = Yaml.of(text);
        RolloutSettings settings = RolloutSettings.from(yaml.node());
        assertThat(yaml.problems()).isEmpty();
        assertThat(settings).isNotNull();
        return settings;
    }
}
