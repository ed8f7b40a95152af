package dev.pointsman.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class FirstTokensTest {
    private final FirstTokens times = new FirstTokens(() -> 7);

    @Test
    void eachDeploymentHasItsOwnTimes() {
        for (int i = 0; i < 20; i++) {
            times.add("p/a", 100);
            times.add("p/b", 900);
        }

        assertThat(times.millis("p/a", 0.95)).isCloseTo(100, within(10.0));
        assertThat(times.millis("p/b", 0.95)).isCloseTo(900, within(90.0));
        assertThat(times.millis("p/c", 0.95)).isNaN();

        times.retain(List.of("p/b"));
        assertThat(times.millis("p/a", 0.95)).isNaN();
        assertThat(times.millis("p/b", 0.95)).isCloseTo(900, within(90.0));
    }
}
