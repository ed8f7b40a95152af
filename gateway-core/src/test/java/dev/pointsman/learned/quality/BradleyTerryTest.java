package dev.pointsman.learned.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BradleyTerryTest {
    @Test
    void twoContestantsHaveTheOddsOfTheirWins() {
        double[] strengths = BradleyTerry.strengths(new double[] {0, 75, 25, 0}, 2);

        assertThat(BradleyTerry.chance(strengths[0] - strengths[1])).isEqualTo(0.75, within(2e-3));
        assertThat(strengths[0]).isEqualTo(-strengths[1], within(1e-9));
    }

    @Test
    void threeAreRankedByWhatAllTheirMeetingsSay() {
        // drawn from strengths 1, 0, -1: chances 0.731 for neighbours, 0.881 for the first against the last
        double[] wins = {0, 731, 881, 269, 0, 731, 119, 269, 0};
        double[] strengths = BradleyTerry.strengths(wins, 3);

        assertThat(strengths[0] - strengths[1]).isEqualTo(1, within(0.02));
        assertThat(strengths[1] - strengths[2]).isEqualTo(1, within(0.02));
    }

    @Test
    void whoAlwaysWinsIsStrongButNotInfinitely() {
        double[] strengths = BradleyTerry.strengths(new double[] {0, 10, 0, 0}, 2);
        assertThat(strengths[0] - strengths[1]).isBetween(3.0, 20.0);
    }

    @Test
    void nobodyWhoNeverMetIsStronger() {
        assertThat(BradleyTerry.strengths(new double[4], 2)).containsExactly(0, 0);
    }
}
