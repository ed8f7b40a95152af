package dev.pointsman.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.routing.RoutingDecision;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkloadTest {
    @ParameterizedTest
    @EnumSource
    void everyRequestComesToTheLastRuleAndAllModelsAreRanked(Workload policy) {
        for (int characters : new int[] {1_024, 32_768}) {
            DecisionBenchmark benchmark = new DecisionBenchmark();
            benchmark.policy = policy;
            benchmark.characters = characters;
            benchmark.load();

            RoutingDecision decision = benchmark.first();

            assertThat(decision.rule()).isEqualTo("rest");
            assertThat(decision.candidates()).hasSize(12);
            assertThat(decision.text()).isNotNull();
        }
    }
}
