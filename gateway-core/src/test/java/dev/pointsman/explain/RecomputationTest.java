package dev.pointsman.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.policy.Policy;
import dev.pointsman.recorded.RecordedDecision;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecomputationTest {
    @Test
    void anyRecordedDecisionComesOutTheSameInEveryPart() {
        int decisions = 0;
        int refusals = 0;
        int withTexts = 0;
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Policy policy = new RandomPolicy(random).policy();
            Decider decider = new Decider(policy);
            for (int i = 0; i < 20; i++) {
                String line = new RecordedCase(random).line(policy);
                RecordedDecision record = RecordedCase.read(line);

                Recomputation again = Recomputation.of(record, decider);

                assertThat(again.differences())
                        .as("seed %d\n%s\n%s", seed, policy.text(), line)
                        .isEmpty();
                decisions += record.choice() == null ? 0 : 1;
                refusals += record.choice() == null ? 1 : 0;
                withTexts += record.request().text() == null ? 0 : 1;
            }
        }
        assertThat(decisions).isGreaterThan(4_000);
        assertThat(refusals).isGreaterThan(200);
        assertThat(withTexts).isGreaterThan(1_000);
    }
}
