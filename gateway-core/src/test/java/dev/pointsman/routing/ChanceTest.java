package dev.pointsman.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ChanceTest {
    @Test
    void idsThatDifferLittleAreSpreadEvenly() {
        int[] tenths = new int[10];
        double sum = 0;
        for (int i = 0; i < 20_000; i++) {
            double chance = Chance.of("rule", "user-" + i);
            assertThat(chance).isGreaterThanOrEqualTo(0).isLessThan(1);
            tenths[(int) (chance * 10)]++;
            sum += chance;
        }
        assertThat(sum / 20_000).isCloseTo(0.5, within(0.01));
        assertThat(java.util.Arrays.stream(tenths).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(1_850, 2_150));
    }

    @Test
    void twoNamesGiveIndependentNumbers() {
        int both = 0;
        for (int i = 0; i < 20_000; i++) {
            double draw = i / 20_000.0;
            both += Chance.of("one", draw) < 0.5 && Chance.of("two", draw) < 0.5 ? 1 : 0;
        }
        assertThat(both / 20_000.0).isCloseTo(0.25, within(0.015));
    }

    /** The numbers are part of what users rely on: a share must not be dealt anew by an upgrade. */
    @Test
    void theSameIdKeepsItsNumber() {
        assertThat(Chance.of("beta-users", "anna")).isEqualTo(Chance.of("beta-users", "anna"));
        assertThat(Chance.of("beta-users", "anna")).isNotEqualTo(Chance.of("beta-users", "bert"));
        assertThat(Chance.of("beta-users", "anna")).isCloseTo(PINNED, within(1e-15));
    }

    private static final double PINNED = 0.5655525387640704;
}
