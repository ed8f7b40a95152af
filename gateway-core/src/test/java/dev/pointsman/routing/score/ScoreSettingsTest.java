package dev.pointsman.routing.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import dev.pointsman.routing.Models;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoreSettingsTest {
    @Test
    void boundsAndExploringAreOffUnlessSaid() {
        Yaml yaml = Yaml.of("weights: { cost: 1 }");

        ScoreSettings settings = ScoreSettings.from("cheap", yaml.node(), Models.names());

        assertThat(yaml.problems()).isEmpty();
        assertThat(settings.bounds().isEmpty()).isTrue();
        assertThat(settings.explore()).isZero();
    }

    @Test
    void everyKeyIsRead() {
        Yaml yaml = Yaml.of("""
                weights: { quality: 6, cost: 3, latency: 1, safety: 0.5 }
                bounds: { quality: "> 0.55", cost: "< 0.10", first_token: "< 4s", can: [tools] }
                explore: 2%
                """);

        ScoreSettings settings = ScoreSettings.from("s", yaml.node(), Models.names());

        assertThat(yaml.problems()).isEmpty();
        assertThat(settings.weights())
                .extracting(weight -> weight.criterion().name() + "=" + weight.weight())
                .containsExactly("quality=6.0", "cost=3.0", "latency=1.0", "safety=0.5");
        assertThat(settings.bounds()).hasToString("quality > 0.55, cost < 0.10, first_token < 4s, can tools");
        assertThat(settings.explore()).isEqualTo(0.02);
    }

    @Test
    void whereNoModelKeepsTheBoundsTheyAreIgnoredUnlessSaid() {
        Yaml yaml = Yaml.of("""
                a: { weights: { cost: 1 } }
                b: { weights: { cost: 1 }, bounds: { quality: 1 }, otherwise: keep }
                c: { weights: { cost: 1 }, bounds: { quality: 1 }, otherwise: reject }
                d: { weights: { cost: 1 }, bounds: { quality: 1 }, otherwise: relax }
                e: { weights: { cost: 1 }, bounds: { quality: 1 }, otherwise: { use: [large, small] } }
                """);

        Map<String, ScoreSettings> scores = ScoreSettings.all(yaml.node(), Models.names());

        assertThat(yaml.problems()).isEmpty();
        assertThat(scores.values().stream().map(score -> score.otherwise().then()))
                .containsExactly(
                        Otherwise.Then.KEEP,
                        Otherwise.Then.KEEP,
                        Otherwise.Then.REJECT,
                        Otherwise.Then.RELAX,
                        Otherwise.Then.USE);
        assertThat(scores.get("e").otherwise().use()).containsExactly("large", "small");
        assertThat(scores.get("a").spend()).isNull();
    }

    @Test
    void aSpendTargetHasAZoneAndAWeightToTurn() {
        Yaml yaml = Yaml.of("""
                a: { weights: { quality: 1 }, spend: { target: 20/day } }
                b: { weights: { cost: 3, quality: 1 }, spend: { target: "$0.5 /day", zone: Europe/Berlin } }
                """);

        Map<String, ScoreSettings> scores = ScoreSettings.all(yaml.node(), Models.names());

        assertThat(yaml.problems()).isEmpty();
        assertThat(scores.get("a").spend()).isEqualTo(new SpendSettings(20_000_000_000L, ZoneOffset.UTC));
        assertThat(scores.get("a").weights()).hasSize(2);
        assertThat(scores.get("a").costColumn()).isEqualTo(1);
        assertThat(scores.get("a").weights().get(1).weight()).isEqualTo(1);
        assertThat(scores.get("b").spend()).isEqualTo(new SpendSettings(500_000_000L, ZoneId.of("Europe/Berlin")));
        assertThat(scores.get("b").weights()).hasSize(2);
        assertThat(scores.get("b").costColumn()).isZero();
    }

    @Test
    void learningOnlineHasDefaultsAndEveryKeyOfItIsRead() {
        Yaml yaml = Yaml.of("""
                a: { weights: { quality: 1 }, online: {} }
                b: { weights: { quality: 1 }, online: { by: linucb, width: 2, prior: 10, half_life: 1h, floor: 0.5, cap: 5/day } }
                c: { weights: { quality: 1 } }
                """);

        Map<String, ScoreSettings> scores = ScoreSettings.all(yaml.node(), Models.names());

        assertThat(yaml.problems()).isEmpty();
        assertThat(scores.get("a").online())
                .isEqualTo(new OnlineSettings(OnlineSettings.Method.THOMPSON, 1, 5, Duration.ofHours(24), 0, -1));
        assertThat(scores.get("b").online())
                .isEqualTo(new OnlineSettings(
                        OnlineSettings.Method.LINUCB, 2, 10, Duration.ofHours(1), 0.5, 5_000_000_000L));
        assertThat(scores.get("c").online()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ weight: { cost: 1 }, weights: { cost: 1 } } | test.yaml:1:3: unknown key \"weight\" (did you mean \"weights\"?)",
                "{ bounds: { cost: 1 } } | test.yaml:1:1: missing key \"weights\"",
                "{ weights: { costs: 1, quality: 1 } } | test.yaml:1:14: weights: unknown key \"costs\" (did you mean \"cost\"?): expected quality, context, cost, first_token, latency, first_token_p95, first_token_p99, total_time, total_time_p95, speed, errors, headroom, price_in, price_out or a trait that some model has",
                "{ weights: { cost: -1, quality: 1 } } | test.yaml:1:20: weights.cost: expected a number from 0 to 1000000 but found \"-1\"",
                "{ weights: { cost: 0 } } | test.yaml:1:12: weights: expected at least one weight above 0",
                "{ strong: large, weights: { cost: 1 } } | test.yaml:1:3: \"strong\" needs an \"estimator\": expected the file of a trained router",
                "{ estimator: a } | test.yaml:1:1: missing key \"strong\": expected \"strong\" and \"weak\", or \"weights\"",
                "{ estimator: a, weak: small, threshold: 0.5 } | test.yaml:1:1: missing key \"strong\"",
                "{ estimator: a, strong: small, weak: small, threshold: 0.5 } | test.yaml:1:38: weak: it is the strong model, too: expected another one",
                "{ estimator: a, strong: lrge, weak: small, threshold: 0.5 } | test.yaml:1:25: strong: unknown model \"lrge\" (did you mean \"large\"?)",
                "{ estimator: a, strong: large, weak: small, threshold: 1.5 } | test.yaml:1:56: threshold: expected a number from 0 to 1 but found \"1.5\"",
                "{ estimator: a, strong: large, weak: small, threshold: 0.5, weights: { cost: 1 } } | test.yaml:1:61: a pair is not weighed: expected \"weights\" or \"strong\" and \"weak\"",
                "{ estimator: a, strong: large, weak: small, threshold: 0.5, spend: { target: 20/day } } | test.yaml:1:61: a pair has no weight of cost to turn: expected \"weights\"",
                "{ estimator: a, weights: { cost: 1 }, unfamiliar: { usee: small, use: large } } | test.yaml:1:53: unfamiliar: unknown key \"usee\" (did you mean \"use\"?)",
                "{ estimator: a, weights: { cost: 1 }, unfamiliar: lage } | test.yaml:1:51: unfamiliar: unknown model \"lage\" (did you mean \"large\"?)",
                "{ weights: { cost: 1 }, otherwise: reject } | test.yaml:1:25: \"otherwise\" says what to do where no model keeps the bounds: expected \"bounds\"",
                "{ weights: { cost: 1 }, bounds: { quality: 1 }, otherwise: rejct } | test.yaml:1:60: otherwise: expected one of keep, reject, relax or { use: MODEL } but found \"rejct\" (did you mean \"reject\"?)",
                "{ weights: { cost: 1 }, bounds: { quality: 1 }, otherwise: { use: smal } } | test.yaml:1:67: otherwise.use: unknown model \"smal\" (did you mean \"small\"?)",
                "{ weights: { cost: 1 }, bounds: { quality: 1 }, otherwise: { use: [] } } | test.yaml:1:67: otherwise.use: expected at least one model",
                "{ weights: { cost: 1 }, bounds: { quality: 1 }, otherwise: { used: small, use: small } } | test.yaml:1:62: otherwise: unknown key \"used\" (did you mean \"use\"?)",
                "{ weights: { cost: 1 }, spend: { target: 20 } } | test.yaml:1:42: spend.target: expected US dollars above 0 for each day, such as 20/day, but found \"20\"",
                "{ weights: { cost: 1 }, spend: { target: 0/day } } | test.yaml:1:42: spend.target: expected US dollars above 0 for each day, such as 20/day, but found \"0/day\"",
                "{ weights: { cost: 1 }, spend: { target: x/day } } | test.yaml:1:42: spend.target: expected US dollars above 0 for each day, such as 20/day, but found \"x/day\"",
                "{ weights: { cost: 1 }, spend: { zone: UTC } } | test.yaml:1:32: spend: missing key \"target\"",
                "{ weights: { cost: 1 }, spend: { target: 1/day, zone: Berlin } } | test.yaml:1:55: spend.zone: unknown time zone \"Berlin\": expected a name such as Europe/Berlin",
                "{ weights: { cost: 0, quality: 1 }, spend: { target: 1/day } } | test.yaml:1:20: weights.cost: a spend target turns the weight of cost: expected one above 0",
                "{ weights: { cost: 1 }, online: {} } | test.yaml:1:25: ratings teach the quality that a score weighs: expected \"weights\" with quality",
                "{ weights: { quality: 1 }, online: { by: luck } } | test.yaml:1:42: online.by: expected one of thompson, linucb but found \"luck\"",
                "{ weights: { quality: 1 }, online: { cap: 5 } } | test.yaml:1:43: online.cap: expected US dollars above 0 for each day, such as 20/day, but found \"5\"",
                "{ weights: { quality: 1 }, online: { half_life: 0s } } | test.yaml:1:49: online.half_life: expected a time above 0",
                "{ weights: { quality: 1 }, online: { floors: 1 } } | test.yaml:1:38: online: unknown key \"floors\" (did you mean \"floor\"?)",
                "{ weights: { cost: 1 }, explore: lots } | test.yaml:1:34: explore: expected a share such as 5% or 0.05 but found \"lots\"",
            })
    void aMistakeIsToldWithItsPlace(String text, String problem) {
        Yaml yaml = Yaml.of(text);

        ScoreSettings.from("s", yaml.node(), Models.names());

        assertThat(yaml.problems()).containsExactly(problem);
    }
}
