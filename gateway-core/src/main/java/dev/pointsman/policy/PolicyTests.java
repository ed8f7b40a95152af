package dev.pointsman.policy;

import dev.pointsman.api.GatewayException;
import dev.pointsman.balance.DeploymentStats;
import dev.pointsman.balance.LoadBalancer;
import dev.pointsman.balance.Pick;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.flow.limits.Foreseen;
import dev.pointsman.policy.PolicyTest.Expectation;
import dev.pointsman.policy.PolicyTest.Fact;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.RouterChain;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.facts.LiveFigures;
import dev.pointsman.routing.facts.Signals;
import dev.pointsman.routing.facts.TaskGuess;
import dev.pointsman.signal.PromptSignals;
import dev.pointsman.signal.TaskSignal;
import dev.pointsman.signal.TaskSource;
import dev.pointsman.tokens.Tokenizer;
import dev.pointsman.upstream.Serving;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs a policy's own tests through its real routers and balancers: nothing is called, no clock is read, chance is the test's
 * {@code draw}. Each expectation that does not hold is a problem at its place.
 */
final class PolicyTests {
    private final Policy policy;
    private final Serving serving;
    private final RouterChain chain;
    private final TaskSource tasks;

    /** What came out: a decision and the first deployment, or an error. */
    private record Outcome(
            @Nullable RoutingDecision decision,
            @Nullable Deployment first,
            @Nullable GatewayException error) {
        List<String> actual(Fact fact) {
            if (error != null) {
                return fact == Fact.ERROR
                        ? List.of(Objects.requireNonNullElse(error.code(), error.type()), error.type())
                        : List.of();
            }
            RoutingDecision made = Objects.requireNonNull(decision);
            return switch (fact) {
                case RULE -> made.rule() == null ? List.of() : List.of(made.rule());
                case MODEL -> List.of(made.candidates().get(0).model().name());
                case MODELS, MODEL_NOT ->
                    made.candidates().stream()
                            .map(candidate -> candidate.model().name())
                            .toList();
                case DEPLOYMENT -> first == null ? List.of() : List.of(first.id());
                case PROVIDER -> first == null ? List.of() : List.of(first.provider());
                case PROVIDERS_NOT ->
                    made.candidates().stream()
                            .flatMap(candidate -> candidate.deployments().stream())
                            .map(Deployment::provider)
                            .distinct()
                            .toList();
                case REASON -> made.reasons().stream().map(Object::toString).toList();
                case ERROR -> List.of();
            };
        }
    }

    PolicyTests(Policy policy) {
        this.policy = policy;
        this.chain = policy.routerChain();
        this.serving = policy.serving();
        this.tasks = TaskSignal.of(policy.tasks());
    }

    void run(List<PolicyTest> tests) {
        for (PolicyTest test : tests) {
            Outcome outcome = outcome(test.given());
            test.expect().forEach(expectation -> check(expectation, outcome));
        }
    }

    private Outcome outcome(Given given) {
        Foreseen limits = Foreseen.of(
                policy.limits(), limit -> given.world().reached(limit, given.key()), given::subject, given.allowed());
        if (limits.refusal() != null) {
            return new Outcome(null, null, limits.refusal());
        }
        String asked = limits.redirect() == null ? given.asked() : limits.redirect();
        try {
            RoutingDecision decision = chain.route(context(given, asked));
            Candidate best = decision.candidates().get(0);
            List<Deployment> order = LoadBalancer.of(best.model(), new DeploymentStats())
                    .order(best.deployments(), best.preferred(), new Pick(given.request(), given.draw()));
            return new Outcome(decision, order.isEmpty() ? null : order.get(0), null);
        } catch (GatewayException refused) {
            return new Outcome(null, null, refused);
        }
    }

    private RoutingContext context(Given given, String asked) {
        Set<String> down = down(given.down());
        return new RoutingContext(
                given.request(),
                asked,
                new GivenSignals(given, new PromptSignals(given.request(), tasks)),
                given.at(),
                given.draw(),
                given.key(),
                given.team(),
                given.allowed(),
                down::contains,
                serving.of(given.request()),
                new LiveFigures(policy.estimators().over(given.world().live(policy.catalog()), given.request())),
                given.conversation(),
                null,
                given.traits());
    }

    private Set<String> down(List<String> names) {
        Set<String> down = new HashSet<>();
        for (String name : names) {
            Model model = policy.catalog().model(name);
            if (model != null) {
                model.deployments().forEach(deployment -> down.add(deployment.id()));
            }
            for (Deployment deployment : policy.catalog().deployments()) {
                if (deployment.provider().equals(name) || deployment.id().equals(name)) {
                    down.add(deployment.id());
                }
            }
        }
        return down;
    }

    private static void check(Expectation expectation, Outcome outcome) {
        Fact fact = expectation.fact();
        List<String> actual = outcome.actual(fact);
        if (fact != Fact.ERROR && outcome.error() != null) {
            expectation
                    .node()
                    .problem("expected " + shown(fact, expectation.values()) + " but the request fails: "
                            + outcome.error().text());
        } else if (!holds(fact, expectation.values(), actual)) {
            expectation
                    .node()
                    .problem(
                            "expected " + shown(fact, expectation.values()) + " but " + instead(fact, actual, outcome));
        }
    }

    private static boolean holds(Fact fact, List<String> expected, List<String> actual) {
        return switch (fact) {
            case MODELS -> expected.equals(actual);
            case PROVIDERS_NOT, MODEL_NOT -> expected.stream().noneMatch(actual::contains);
            case REASON ->
                expected.stream().allMatch(words -> actual.stream().anyMatch(reason -> reason.contains(words)));
            case RULE, MODEL, DEPLOYMENT, PROVIDER, ERROR -> expected.stream().anyMatch(actual::contains);
        };
    }

    private static String shown(Fact fact, List<String> values) {
        return fact.words() + " \"" + String.join("\", \"", values) + "\"";
    }

    private static String instead(Fact fact, List<String> actual, Outcome outcome) {
        RoutingDecision decision = outcome.decision();
        if (decision == null) {
            return "the error is \"" + actual.get(0) + "\"";
        }
        List<String> models = new ArrayList<>();
        decision.candidates().forEach(candidate -> models.add(candidate.model().name()));
        String by = decision.rule() == null ? "no rule ended it" : "rule " + decision.rule();
        String what = fact == Fact.RULE || fact == Fact.ERROR ? models.get(0) : String.join("\", \"", actual);
        return "the decision is \"" + what + "\" (" + by + ")";
    }

    /** The test's own facts where it gives them. */
    private record GivenSignals(Given given, Signals prompt) implements Signals {
        @Override
        public int inputTokens() {
            return given.inputTokens() >= 0 ? given.inputTokens() : prompt.inputTokens();
        }

        @Override
        public int tokens(Tokenizer tokenizer) {
            return given.inputTokens() >= 0 ? given.inputTokens() : prompt.tokens(tokenizer);
        }

        @Override
        public @Nullable String language() {
            return given.language() != null ? given.language() : prompt.language();
        }

        @Override
        public double code() {
            return prompt.code();
        }

        @Override
        public @Nullable TaskGuess task() {
            return given.task() != null ? new TaskGuess(given.task(), 1) : prompt.task();
        }

        @Override
        public double difficulty() {
            return Double.isNaN(given.difficulty()) ? prompt.difficulty() : given.difficulty();
        }
    }
}
