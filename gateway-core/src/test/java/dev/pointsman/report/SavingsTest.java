package dev.pointsman.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.report.settings.Baseline;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SavingsTest {
    @Test
    void aBaselineCostsItsPriceForTheSameTokens() {
        ReportFold fold = Lines.fold(Lines.comparing("deep", Baseline.Reply.SAME));
        Lines lines = new Lines().tokens(1_000, 500).cost(400_000);
        for (int i = 0; i < 10; i++) {
            fold.line(i, lines.next(), true);
        }

        Savings.Saved saved = fold.report().savings().get(0);

        assertThat(saved.requests()).isEqualTo(10);
        assertThat(saved.costUsd().value()).isEqualTo(0.004);
        assertThat(saved.baselineUsd().value()).isEqualTo(0.02);
        assertThat(saved.savedUsd().value()).isCloseTo(0.016, within(1e-12));
        assertThat(saved.savedShare().value()).isCloseTo(0.8, within(1e-12));
        assertThat(saved.savedShare().low()).isCloseTo(0.8, within(1e-12));
        assertThat(saved.savedUsd().high()).isCloseTo(0.016, within(1e-12));
    }

    @Test
    void whatFailedWhatIsKeptAndWhatHasNoPriceIsNotCompared() {
        ReportFold fold = Lines.fold(Lines.comparing("deep", Baseline.Reply.SAME));
        fold.line(1, new Lines().with("end", "timeout").next(), true);
        fold.line(2, new Lines().with("cache", "semantic").cost(0).next(), true);
        fold.line(3, new Lines().without("cost_nano_usd").next(), true);
        fold.line(4, new Lines().tokens(0, 10).next(), true);
        fold.line(5, new Lines().without("model").next(), true);

        Savings.Saved saved = fold.report().savings().get(0);

        assertThat(saved.requests()).isZero();
        assertThat(saved.savedUsd().known()).isFalse();
        assertThat(new ReportText(fold.report()).text()).contains("always-deep: no request to compare");
    }

    @Test
    void repliesAreAsLongAsThoseOfTheBaselineOnAverageWhereEnoughOfBothAreKnown() {
        ReportFold fold = Lines.fold(Lines.comparing("deep", Baseline.Reply.MEAN));
        for (int i = 0; i < 40; i++) {
            fold.line(i, new Lines().tokens(1_000, 100).cost(0).next(), true);
            fold.line(i, new Lines().answered("deep").tokens(1_000, 300).cost(0).next(), true);
        }
        for (int i = 0; i < 29; i++) {
            fold.line(i, new Lines().answered("rare").tokens(1_000, 50).cost(0).next(), true);
        }

        double expected = (40 * (1_000 + 2 * 300) + 40 * (1_000 + 2 * 300) + 29 * (1_000 + 2 * 50)) / 1e6;

        assertThat(fold.report().savings().get(0).baselineUsd().value()).isCloseTo(expected, within(1e-9));
    }

    @Test
    void whatABaselineWouldHaveSavedIsBelowZero() {
        ReportFold fold = Lines.fold(Lines.comparing("tiny", Baseline.Reply.SAME));
        fold.line(1, new Lines().tokens(1_000, 0).cost(2_000_000).next(), true);

        assertThat(fold.report().savings().get(0).savedShare().value()).isCloseTo(-1, within(1e-12));
    }

    /** Users differ in what they ask for, and ask more than once: intervals that took requests one by one would be too narrow. */
    @Test
    void intervalsHoldTheTrueShareInNinetyFiveOfAHundredLedgers() {
        Random random = new Random(11);
        int held = 0;
        int ledgers = 100;
        double trueShare = 1 - 0.5 / 1.0; // half of the users pay nothing of a baseline of 1, the others all of it
        for (int ledger = 0; ledger < ledgers; ledger++) {
            ReportFold fold = Lines.fold(Lines.comparing("deep", Baseline.Reply.SAME));
            for (int user = 0; user < 100; user++) {
                boolean cheap = random.nextBoolean();
                int requests = 1 + random.nextInt(6);
                Lines lines = new Lines().user(ledger + "/" + user);
                for (int i = 0; i < requests; i++) {
                    long tokens = 500L + random.nextInt(1_000);
                    fold.line(
                            i,
                            lines.tokens(tokens, 0)
                                    .cost(cheap ? 0 : tokens * 1_000)
                                    .next(),
                            true);
                }
            }
            Estimate share = fold.report().savings().get(0).savedShare();
            held += share.low() <= trueShare && trueShare <= share.high() ? 1 : 0;
        }

        assertThat((double) held / ledgers).isBetween(0.90, 0.99);
    }
}
