package dev.pointsman.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.config.Yaml;
import dev.pointsman.online.Chosen;
import dev.pointsman.online.Features;
import dev.pointsman.online.Heads;
import dev.pointsman.routing.Asking;
import dev.pointsman.routing.Models;
import dev.pointsman.routing.score.ScoreSettings;
import dev.pointsman.routing.score.SpendSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LearnedStateTest {
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final List<String> MODELS = List.of("a", "b");
    private static final SpendSettings TEN = new SpendSettings(10_000_000_000L, ZoneOffset.UTC);

    private final Chosen chosen =
            new Chosen("s", Features.of(Asking.chat("hi").context().signals()), MODELS, new double[] {0.6, 0.6});
    private long nowMillis = 20_000 * 24 * HOUR;

    @Test
    void aGatewayGoesOnWhereTheOneBeforeEnded() {
        Performance before = retained(empty());
        learn(before);
        byte[] state = LearnedState.write(before, nowMillis);

        Performance after = retained(read(state));

        assertThat(after.heads().shown()).isEqualTo(before.heads().shown()).hasSize(2);
        assertThat(after.heads().expected(chosen, "a", "code"))
                .isEqualTo(before.heads().expected(chosen, "a", "code"));
        assertThat(after.heads().ratings("s", "a")).isEqualTo(30);
        assertThat(after.heads().drifts("s", "a")).isEqualTo(before.heads().drifts("s", "a"));
        assertThat(after.heads().spentDollars("s")).isEqualTo(0.5);
        assertThat(after.models().feedback("a", null)).isCloseTo(0.25, within(1e-12));
        assertThat(after.spend().spentDollars("s")).isEqualTo(3);
        assertThat(after.spend().costWeight("s")).isEqualTo(before.spend().costWeight("s"));
        assertThat(LearnedState.write(after, nowMillis)).isEqualTo(state);
    }

    @Test
    void whatWasLearnedFadesWhileTheGatewayIsAwayAndADayOfSpendEnds() {
        Performance before = retained(empty());
        learn(before);
        byte[] state = LearnedState.write(before, nowMillis);
        double ratings = before.heads().shown().get(0).ratings();
        nowMillis += 24 * HOUR;

        Performance after = retained(read(state));

        assertThat(after.heads().shown().get(0).ratings()).isCloseTo(ratings / 2, within(1e-9));
        assertThat(after.models().feedbackWeight("a", null)).isLessThan(0.01);
        assertThat(after.spend().spentDollars("s")).isZero();
        assertThat(after.heads().spentDollars("s")).isZero();
    }

    @Test
    void onlyWhatThePolicyStillHasIsKept() {
        Performance before = retained(empty());
        learn(before);
        Performance after = read(LearnedState.write(before, nowMillis));

        after.heads().retain(Map.of(), Set.of("a"), Set.of());
        after.models().retain(List.of("b"), List.of(), FeedbackSettings.DEFAULT);
        after.spend().retain(Map.of());

        assertThat(LearnedState.write(after, nowMillis)).as("nothing").isEmpty();
    }

    @Test
    void bytesThatAreNoStateOrNoWholeOneAreRefused() {
        Performance before = retained(empty());
        learn(before);
        byte[] state = LearnedState.write(before, nowMillis);

        for (int length = 0; length < state.length; length += 7) {
            refused(Arrays.copyOf(state, length));
        }
        for (int at = 0; at < state.length; at += 5) {
            byte[] changed = state.clone();
            changed[at] ^= 4;
            refused(changed);
        }
        String text = new String(state, StandardCharsets.UTF_8);
        refused(text.replace("\"ratings\"", "\"retings\"").getBytes(StandardCharsets.UTF_8));
    }

    private void refused(byte[] bytes) {
        assertThatIllegalArgumentException().isThrownBy(() -> LearnedState.read(bytes, empty(), nowMillis));
    }

    private void learn(Performance performance) {
        for (int i = 0; i < 30; i++) {
            performance.heads().rated(chosen, "a", i % 2 == 0 ? "code" : null, i % 3 / 2.0);
        }
        performance.heads().explored("s", 500_000_000L);
        performance.models().rated("a", null, 0.25);
        Objects.requireNonNull(performance.spend().begun("s", 1)).settled(3_000_000_000L);
    }

    private Performance read(byte[] state) {
        Performance performance = empty();
        LearnedState.read(state, performance, nowMillis);
        return performance;
    }

    private Performance empty() {
        return Performance.of(() -> nowMillis * 1_000_000 + 17, () -> nowMillis);
    }

    private static Performance retained(Performance performance) {
        Yaml text = Yaml.of("{ s: { weights: { quality: 1 }, online: {} } }");
        ScoreSettings settings = Objects.requireNonNull(
                ScoreSettings.all(text.node(), Models.names()).get("s"));
        Heads heads = performance.heads();
        heads.retain(Map.of("s", Objects.requireNonNull(settings.online())), Set.copyOf(MODELS), Set.of("code"));
        performance.models().retain(MODELS, Set.of("code"), FeedbackSettings.DEFAULT);
        performance.spend().retain(Map.of("s", TEN));
        return performance;
    }
}
