package dev.pointsman.routing.rules;

import static dev.pointsman.routing.Models.SMALL;
import static dev.pointsman.routing.Models.among;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.ConfigProblems;
import dev.pointsman.config.YamlConfig;
import dev.pointsman.policy.random.Dice;
import dev.pointsman.policy.random.RandomConditions;
import dev.pointsman.policy.random.RandomRequests;
import dev.pointsman.policy.random.YamlSketch;
import dev.pointsman.routing.Asking;
import dev.pointsman.routing.Models;
import dev.pointsman.routing.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RuleIndexTest {
    private static final int POLICIES = 100;
    private static final int RULES = 70;
    private static final List<RoutingContext> REQUESTS = LongStream.range(0, 100)
            .mapToObj(new RandomRequests(List.of(), List.of())::of)
            .toList();

    @Test
    void aRuleIsFoundByTheValueItAsksFor() {
        StringBuilder rules = new StringBuilder("- { when: { stream: true }, then: { use: small } }\n");
        for (int i = 1; i < 200; i++) {
            rules.append("- { when: { header.X-Team: [red-%d, blue-%d] }, then: { use: small } }\n".formatted(i, i));
        }
        rules.append("- { when: { any: [{ team: a }, { key: b, turns: 9 }] }, then: { use: small } }\n");
        rules.append("- { when: { not: { team: a } }, then: { use: small } }\n");
        RuleSettings settings = settings(rules.toString());

        assertThat(worth(settings, Asking.chat("hi").context())).containsExactly(0, 201);
        assertThat(worth(settings, Asking.chat("hi").header("x-team", "blue-63").context()))
                .containsExactly(0, 63, 201);
        assertThat(worth(
                        settings,
                        Asking.chat("hi")
                                .header("x-team", "red-64")
                                .key("b", null)
                                .context()))
                .containsExactly(0, 64, 200, 201);
    }

    @Test
    void aRuleThatMayLeaveARemarkIsTested() {
        String many = "- { when: { team: t }, then: { use: small } }\n".repeat(20);
        RuleSettings settings =
                settings(many + "- { when: { all: [{ difficulty: 1 }, { team: t }] }, then: { use: small } }\n"
                        + "- { when: { all: [{ text: word }, { team: t }] }, then: { use: small } }\n"
                        + "- { when: { all: [{ team: t }, { difficulty: 1 }] }, then: { use: small } }\n");

        assertThat(worth(settings, Asking.chat("hi").context())).containsExactly(20, 21);
    }

    @Test
    void tagsAreFoundInBothPlacesAndAmongOthers() {
        StringBuilder rules = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            rules.append("- { when: { tags: [gold-%d, red-%d] }, then: { use: small } }\n".formatted(i, i));
        }
        RuleSettings settings = settings(rules.toString());

        assertThat(worth(settings, Asking.chat("hi").context())).isEmpty();
        Asking asking = Asking.chat("hi")
                .header("x-gateway-tags", "other, gold-3,red-4")
                .with("metadata", "{\"tags\":\"red-29\"}");
        assertThat(worth(settings, asking.context())).containsExactly(3, 4, 29);
    }

    @Test
    void theRuleThatIsFoundDecides() {
        StringBuilder rules = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            rules.append("- { name: r%d, when: { team: t%d }, then: { use: small } }\n".formatted(i, i));
        }
        RuleRouter router = new RuleRouter(settings(rules.toString()));

        RoutingContext context = Asking.chat("hi").key("k", "t77").context();
        assertThat(router.apply(among(SMALL), context).rule()).isEqualTo("r77");
        assertThat(router.apply(among(SMALL), Asking.chat("hi").context()).rule())
                .isNull();
    }

    /** What is passed over would have said no, and nothing else. */
    @Test
    void nothingIsPassedOverThatWouldCount() {
        int passed = 0;
        for (int seed = 0; seed < POLICIES; seed++) {
            RuleSettings settings = random(new Dice(seed));
            for (RoutingContext request : REQUESTS) {
                passed += passedOver(settings, request);
            }
        }
        assertThat(passed).isGreaterThan(POLICIES * REQUESTS.size());
    }

    private static int passedOver(RuleSettings settings, RoutingContext request) {
        List<Integer> worth = worth(settings, request);
        int passed = 0;
        for (int i = 0; i < settings.rules().size(); i++) {
            if (!worth.contains(i)) {
                Situation situation = new Situation(request, settings.vocabulary(false), settings.vocabulary(true));
                Verdict verdict = settings.rules().get(i).when().test(situation);
                assertThat(verdict).as("rule %d", i).isEqualTo(Verdict.NO);
                assertThat(situation.takeAbstained()).as("rule %d", i).isNull();
                assertThat(situation.hits()).as("rule %d", i).isNull();
                passed++;
            }
        }
        return passed;
    }

    private static RuleSettings random(Dice dice) {
        RandomConditions conditions = new RandomConditions(dice, List.of("auto", "other"));
        List<Object> rules = new ArrayList<>();
        for (int i = 0; i < RULES; i++) {
            rules.add(Dice.map("when", conditions.when(), "then", Dice.map("score", "best")));
        }
        return settings(YamlSketch.of(Dice.map("rules", rules), dice), "rules");
    }

    private static List<Integer> worth(RuleSettings settings, RoutingContext context) {
        List<Condition> conditions = settings.rules().stream().map(Rule::when).toList();
        RuleIndex.Walk walk = RuleIndex.of(conditions).walk(context);
        return IntStream.iterate(walk.next(0), i -> i < conditions.size(), i -> walk.next(i + 1))
                .boxed()
                .toList();
    }

    private static RuleSettings settings(String rules) {
        return settings("rules:\n" + rules, "rules");
    }

    /** Conditions that are wrong in themselves are noted, and left as they are. */
    private static RuleSettings settings(String text, String key) {
        ConfigNode node = YamlConfig.parse("r.yaml", text, name -> null, new ConfigProblems())
                .orNothing(key);
        return RuleSettings.from(node, Models.names());
    }
}
