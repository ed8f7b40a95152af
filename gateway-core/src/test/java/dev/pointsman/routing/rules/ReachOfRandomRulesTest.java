package dev.pointsman.routing.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.ConfigProblems;
import dev.pointsman.config.YamlConfig;
import dev.pointsman.policy.random.Dice;
import dev.pointsman.policy.random.RandomConditions;
import dev.pointsman.policy.random.RandomRequests;
import dev.pointsman.policy.random.YamlSketch;
import dev.pointsman.routing.Models;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.reach.RuleReach;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is told of random rules is held against random requests: no false alarm. */
class ReachOfRandomRulesTest {
    private static final int PAIRS = Integer.getInteger("policies", 2_000) / 4;
    private static final List<RoutingContext> REQUESTS = LongStream.range(0, 500)
            .mapToObj(new RandomRequests(List.of(), List.of())::of)
            .toList();

    /** Requests for each pair: more than 10,000 for all that is told. */
    private static final int HELD_AGAINST = 100;

    private int unreachable;
    private int contradictory;
    private int held;

    @Test
    void noRuleIsCalledUnreachableOrContradictoryThatIsNot() {
        for (int seed = 0; seed < PAIRS; seed++) {
            Dice dice = new Dice(seed);
            check(seed, dice, pair(dice));
        }
        assertThat(unreachable).isGreaterThan(PAIRS / 20);
        assertThat(contradictory).isGreaterThan(PAIRS / 100);
        assertThat(held).isGreaterThan(PAIRS * 2);
    }

    /** Two conditions, of which the second is often made of the first. */
    private static List<Map<String, Object>> pair(Dice dice) {
        RandomConditions conditions = new RandomConditions(dice, List.of("auto", "other"));
        Map<String, Object> first = conditions.when();
        Map<String, Object> second = conditions.when();
        return switch (dice.below(6)) {
            case 0 -> List.of(first, Dice.map("all", List.of(first, second)));
            case 1 -> List.of(Dice.map("any", List.of(first, second)), second);
            case 2 -> List.of(first, Dice.map("all", List.of(first, Dice.map("not", second))));
            case 3 -> List.of(Dice.map("not", first), Dice.map("not", Dice.map("any", List.of(second, first))));
            case 4 -> List.of(first, Dice.map("all", List.of(first, Dice.map("not", first))));
            default -> List.of(first, second);
        };
    }

    private void check(int seed, Dice dice, List<Map<String, Object>> whens) {
        List<Object> rules = new ArrayList<>();
        whens.forEach(when ->
                rules.add(Dice.map("name", "r" + rules.size(), "when", when, "then", Dice.map("score", "best"))));
        String text = YamlSketch.of(Dice.map("rules", rules), dice);
        ConfigProblems problems = new ConfigProblems();
        ConfigNode node =
                YamlConfig.parse("r.yaml", text, name -> null, problems).orNothing("rules");
        RuleSettings settings = RuleSettings.from(node, Models.names());
        if (!problems.isEmpty()) {
            return; // a condition may be wrong in itself
        }
        new RuleReach(Models.catalog(), problems, new ConfigProblems()).check(node);
        List<String> told = problems.all().stream().map(Object::toString).toList();
        boolean never0 = told.stream().anyMatch(each -> each.contains("\"r0\" can never match"));
        boolean never1 = told.stream().anyMatch(each -> each.contains("\"r1\" can never match"));
        boolean below = told.stream().anyMatch(each -> each.contains("\"r1\" is unreachable"));
        unreachable += below ? 1 : 0;
        contradictory += never0 || never1 ? 1 : 0;
        Condition first = settings.rules().get(0).when();
        Condition second = settings.rules().get(1).when();
        for (int i = 0; i < HELD_AGAINST; i++) {
            RoutingContext request = REQUESTS.get((seed * 7 + i) % REQUESTS.size());
            Situation situation = new Situation(request, settings.vocabulary(false), settings.vocabulary(true));
            boolean r0 = first.test(situation) == Verdict.YES;
            boolean r1 = second.test(situation) == Verdict.YES;
            held += r1 ? 1 : 0;
            assertThat((r0 && never0) || (r1 && never1) || (below && r1 && !r0))
                    .as("seed %d%n%s%n%s", seed, text, told)
                    .isFalse();
        }
    }
}
