package dev.pointsman.policy.random;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.GatewayException;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.config.ConfigException;
import dev.pointsman.config.ConfigProblems.Problem;
import dev.pointsman.config.YamlPrinter;
import dev.pointsman.policy.Policies;
import dev.pointsman.policy.Policy;
import dev.pointsman.routing.RouterChain;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * What holds of every policy there can be, looked for with random ones: 10,000 of them, or as many as the system property {@code policies} says,
 * from the one on that {@code policies.from} says.
 */
class RandomPoliciesTest {
    private static final int COUNT = Integer.getInteger("policies", 10_000);
    private static final int FROM = Integer.getInteger("policies.from", 0);
    private static final int REQUESTS = 12;
    /** Defects that are shown: one may break thousands. */
    private static final int SHOWN = 5;

    /** Words of programs and not of people. */
    private static final Pattern INTERNAL = Pattern.compile(
            "Exception|\\bjava\\.|dev\\.pointsman|org\\.snakeyaml|\\bnull\\b|Optional\\[|@[0-9a-f]{5,}|\\$Lambda|Index \\d+ out of|\\bNaN\\b(?!\")");
    /** Every message says what is wrong or what was expected, in one of these ways. */
    private static final Pattern EXPECTATION = Pattern.compile(
            "expected|unknown|missing|not available yet|cannot|unreachable|can never match|already|another|reserved|is not set"
                    + "|not YAML|twice|needs|nested deeper|means nothing here|holds nothing|circle|there are two|one way only|port|always (first|last)"
                    + "|all weights are 0|fails|has no value|is no name|the decision is|No Unicode|no client could send|has no section|is not known|no model has|there is no file|more than");

    /** A map may lack a key, and have one too many, whatever else is wrong with it. */
    private static final Pattern OF_ITS_OWN = Pattern.compile("^(missing|unknown) key|is no name of");

    private static final Set<String> NOT_VALUES = Set.of(
            "providers",
            "keyRouter",
            "catalog",
            "rules",
            "secretFiles",
            "files",
            "digest",
            "text",
            "warnings",
            "tasks");

    @Test
    void everyRandomPolicyLoadsOrTellsWhereItIsWrongAndWhatWasExpected() {
        int loaded = 0;
        long begin = System.nanoTime();
        List<Throwable> defects = new ArrayList<>();
        for (int seed = FROM; seed < FROM + COUNT; seed++) {
            String text = RandomText.of(seed);
            try {
                Policies.loader(TurnedRound.FACTORY).load("random.yaml", text);
                loaded++;
            } catch (ConfigException refused) {
                checked(seed, text, refused.problems()).ifPresent(defects::add);
            } catch (RuntimeException | StackOverflowError defect) {
                defects.add(new AssertionError("seed " + seed + ":\n" + text, defect));
            }
        }
        LoggerFactory.getLogger(RandomPoliciesTest.class)
                .info(
                        "{} random policies in {} ms, of which {} load",
                        COUNT,
                        (System.nanoTime() - begin) / 1_000_000,
                        loaded);
        assertThat(defects.subList(0, Math.min(defects.size(), SHOWN))).isEmpty();
        assertThat((double) loaded / COUNT).isBetween(0.3, 0.7);
    }

    @Test
    void aPolicyThatIsPrintedAndReadAgainDecidesTheSame() {
        int compared = 0;
        for (int seed = FROM; seed < FROM + COUNT / 4; seed++) {
            String text = RandomText.of(seed);
            Policy policy = loaded(text);
            if (policy != null) {
                String printed = YamlPrinter.print("random.yaml", text);
                Policy again = loaded(printed);
                assertThat(again).as("seed %d, printed:%n%s", seed, printed).isNotNull();
                assertThat(YamlPrinter.print("random.yaml", printed)).isEqualTo(printed);
                assertThat(values(again)).as("seed %d", seed).isEqualTo(values(policy));
                assertThat(
                                policy.cache() == null
                                        ? again.cache() == null
                                        : policy.cache().sameValues(again.cache()))
                        .as("seed %d", seed)
                        .isTrue();
                assertThat(policy.storage().sameValues(again.storage()))
                        .as("seed %d", seed)
                        .isTrue();
                assertThat(policy.telemetry().sameValues(again.telemetry()))
                        .as("seed %d", seed)
                        .isTrue();
                compare(policy, again, seed);
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(COUNT / 20);
    }

    private static Optional<Throwable> checked(int seed, String text, List<Problem> problems) {
        try {
            check(seed, text, problems);
            return Optional.empty();
        } catch (AssertionError defect) {
            return Optional.of(defect);
        }
    }

    private static void check(int seed, String text, List<Problem> problems) {
        assertThat(problems).as("seed %d", seed).isNotEmpty();
        int lines = (int) text.chars()
                        .filter(c -> c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029)
                        .count()
                + 2;
        Map<List<Object>, String> told = new HashMap<>();
        for (Problem problem : problems) {
            String as = "seed " + seed + ": " + problem + "\n" + (text.length() < 5_000 ? text : "");
            assertThat(problem.place().file()).isEqualTo("random.yaml");
            assertThat(problem.place().line()).as(as).isBetween(1, lines);
            assertThat(problem.place().column()).as(as).isPositive();
            assertThat(INTERNAL.matcher(withoutQuotes(problem.message())).find())
                    .as(as)
                    .isFalse();
            assertThat(EXPECTATION.matcher(problem.message()).find()).as(as).isTrue();
            assertThat(problem.toString().chars().allMatch(c -> c >= ' ' && c != 0x7f))
                    .as(as)
                    .isTrue();
            assertThat(problem.toString().length()).as(as).isLessThan(2_000);
            String before = told.put(List.of(problem.place(), problem.path()), problem.message());
            assertThat(before == null
                            || OF_ITS_OWN.matcher(before).find()
                            || OF_ITS_OWN.matcher(problem.message()).find())
                    .as("told twice: " + before + "\n" + as)
                    .isTrue();
        }
    }

    private static String withoutQuotes(String message) {
        return message.replaceAll("\"[^\"]*\"", "\"\"");
    }

    private static Policy loaded(String text) {
        try {
            return Policies.loader(TurnedRound.FACTORY).load("random.yaml", text);
        } catch (ConfigException refused) {
            return null;
        }
    }

    /** Every part of a policy that is a value, by name. */
    private static Map<String, Object> values(Policy policy) {
        Map<String, Object> values = new HashMap<>();
        for (RecordComponent component : Policy.class.getRecordComponents()) {
            if (!NOT_VALUES.contains(component.getName())) {
                values.put(component.getName(), value(component, policy));
            }
        }
        values.remove("cache"); // its conditions are compared by what they decide
        values.remove("storage"); // so are those of its texts
        values.remove("telemetry"); // and of those that go with traces
        values.put("providers", List.copyOf(policy.providers().keySet()));
        values.put(
                "tasks",
                List.of(
                        policy.tasks().labels(),
                        policy.tasks().budget(),
                        policy.tasks().minConfidence()));
        values.put("models", policy.catalog().models());
        values.put("rules", policy.rules().names());
        values.put("warnings", policy.warnings().stream().map(Problem::message).toList());
        return values;
    }

    private static Object value(RecordComponent component, Policy policy) {
        try {
            return Collections.singletonList(component.getAccessor().invoke(policy));
        } catch (ReflectiveOperationException inaccessible) {
            throw new LinkageError("a part of a policy cannot be read", inaccessible);
        }
    }

    private static void compare(Policy policy, Policy again, int seed) {
        RouterChain chain = policy.routerChain();
        RouterChain chainAgain = again.routerChain();
        RandomRequests requests = new RandomRequests(
                policy.catalog().models().stream().map(Model::name).toList(),
                policy.catalog().deployments().stream().map(Deployment::id).toList());
        for (int i = 0; i < REQUESTS; i++) {
            long request = seed * 1_000L + i;
            assertThat(outcome(chainAgain, requests.of(request)))
                    .as("seed %d, request %d", seed, request)
                    .isEqualTo(outcome(chain, requests.of(request)));
        }
    }

    private static List<Object> outcome(RouterChain chain, RoutingContext context) {
        try {
            RoutingDecision decision = chain.route(context);
            List<Object> outcome = new ArrayList<>();
            decision.candidates()
                    .forEach(each -> outcome.add(List.of(each.model().name(), each.deployments(), each.score())));
            decision.reasons().forEach(reason -> outcome.add(reason.toString()));
            outcome.add(List.of(
                    decision.rule() + "", decision.outcome() + "", decision.score() + "", decision.probability()));
            return outcome;
        } catch (GatewayException refused) {
            return List.of(refused.kind(), refused.text());
        }
    }
}
