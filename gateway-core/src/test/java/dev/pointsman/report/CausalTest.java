package dev.pointsman.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.report.settings.Baseline;
import dev.pointsman.report.settings.Dimension;
import dev.pointsman.report.settings.ReportSettings;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CausalTest {
    private static final ReportSettings HOLDING_OUT =
            new ReportSettings(List.of(), "control", List.of(Dimension.MODEL), null);

    private static Causal.Effect effect(Report report, String what) {
        return report.causal().get(0).effects().stream()
                .filter(each -> each.what().equals(what))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void heldOutRequestsAreComparedWithTheOthersByTheirMeans() {
        ReportFold fold = Lines.fold(HOLDING_OUT);
        for (int i = 0; i < 30; i++) {
            fold.line(
                    i,
                    new Lines()
                            .with("id", "a" + i)
                            .with("rule", "rest")
                            .cost(100)
                            .next(),
                    true);
            fold.line(
                    i,
                    new Lines()
                            .with("rule", "control")
                            .cost(400)
                            .with("total_ms", 150)
                            .next(),
                    true);
        }
        fold.line(
                9,
                new Lines()
                        .with("rule", "rest")
                        .with("end", "timeout")
                        .without("cost_nano_usd")
                        .next(),
                true);

        Report report = fold.report();

        assertThat(report.causal()).hasSize(1);
        assertThat(report.causal().get(0).kind()).isEqualTo(Causal.Kind.HOLDOUT);
        assertThat(report.causal().get(0).routed()).isEqualTo(31);
        assertThat(report.causal().get(0).other()).isEqualTo(30);
        assertThat(effect(report, "cost_usd").difference().value()).isCloseTo(-3e-7, within(1e-15));
        assertThat(effect(report, "total_ms").difference().value()).isCloseTo(-50, within(1e-9));
        assertThat(effect(report, "errors").routed().value()).isCloseTo(1 / 31.0, within(1e-12));
        assertThat(effect(report, "errors").other().value()).isZero();
    }

    @Test
    void whoNamedAModelOrWasNotDecidedIsOnNeitherSide() {
        ReportFold fold = Lines.fold(HOLDING_OUT);
        Lines fixed = new Lines();
        fixed.decision().put("fixed", true);
        fold.line(1, fixed.next(), true);
        fold.line(2, new Lines().without("decision").next(), true);
        fold.line(3, new Lines().with("rule", "control").next(), true);

        assertThat(fold.report().causal()).isEmpty();
    }

    @Test
    void drawsAreWeightedByOneOverTheirProbability() {
        ReportFold fold = Lines.fold(Lines.comparing("deep", Baseline.Reply.SAME));
        for (int i = 0; i < 40; i++) { // dear requests are sent to deep nine times of ten, cheap ones once of ten
            boolean dear = i % 2 == 0;
            fold.line(
                    i,
                    drawn("deep", "small", dear ? 0.9 : 0.1)
                            .cost(dear ? 1_000 : 100)
                            .with("id", "x")
                            .next(),
                    true);
        }
        Lines elsewhere = drawn("small", "deep", 0.5).cost(10);
        fold.line(50, elsewhere.next(), true);
        fold.line(51, drawn("small", "other", 0.5).next(), true);
        fold.line(52, drawn("deep", "small", 1).next(), true);

        Report report = fold.report();
        double expected = (20 * 1_000 / 0.9 + 20 * 100 / 0.1) / (20 / 0.9 + 20 / 0.1) / 1e9;

        assertThat(report.causal().get(0).kind()).isEqualTo(Causal.Kind.EXPLORED);
        assertThat(report.causal().get(0).routed()).isEqualTo(41);
        assertThat(report.causal().get(0).other()).isEqualTo(40);
        assertThat(effect(report, "cost_usd").other().value()).isCloseTo(expected, within(1e-15));
    }

    private static Lines drawn(String first, String second, double probability) {
        Lines lines = new Lines().answered(first);
        lines.fields().putArray("candidates").addObject().put("model", first);
        lines.fields().withArray("candidates").addObject().put("model", second);
        lines.decision().put("probability", probability);
        return lines;
    }

    @Test
    void intervalsOfWhatRoutingCausesHoldTheTruthInNinetyFiveOfAHundredLedgers() {
        Random random = new Random(5);
        int held = 0;
        int ledgers = 100;
        for (int ledger = 0; ledger < ledgers; ledger++) {
            ReportFold fold = Lines.fold(HOLDING_OUT);
            for (int user = 0; user < 150; user++) {
                boolean control = random.nextInt(5) == 0;
                double own = 300 + 60 * random.nextGaussian();
                Lines lines = new Lines().user(ledger + "/" + user).with("rule", control ? "control" : "rest");
                for (int i = random.nextInt(4); i >= 0; i--) {
                    double millis = own + 40 * random.nextGaussian() + (control ? 70 : 0);
                    fold.line(i, lines.with("total_ms", millis).next(), true);
                }
            }
            Estimate difference = effect(fold.report(), "total_ms").difference();
            held += difference.low() <= -70 && -70 <= difference.high() ? 1 : 0;
        }

        assertThat((double) held / ledgers).isBetween(0.90, 0.99);
    }
}
