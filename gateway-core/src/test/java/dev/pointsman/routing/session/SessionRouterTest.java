package dev.pointsman.routing.session;

import static dev.pointsman.routing.Models.deployments;
import static dev.pointsman.routing.Models.models;
import static dev.pointsman.routing.Models.reasons;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.catalog.Price;
import dev.pointsman.routing.Asking;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.facts.Conversation;
import dev.pointsman.routing.facts.Conversation.Warm;
import dev.pointsman.routing.facts.Figure;
import dev.pointsman.routing.session.Staying.Within;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionRouterTest {
    private static final long DOLLAR = 1_000_000_000L;
    private static final Model SMALL = model("small", Balance.ORDER, at("p/small", 5 * DOLLAR, 1));
    private static final Model LARGE = model("large", Balance.ORDER, at("p/large", 5 * DOLLAR, 1));

    @Test
    void aNewConversationIsLeftAlone() {
        RoutingDecision decision = ranked(SMALL, 0.8, LARGE, 0.7);

        assertThat(route(decision, Asking.chat("hi"))).isSameAs(decision);
    }

    @Test
    void itStaysWhereNoOtherIsWorthMuchMore() {
        RoutingDecision decision = route(ranked(SMALL, 0.8, LARGE, 0.7), remembering("large"));

        assertThat(models(decision)).containsExactly("large", "small");
        assertThat(reasons(decision)).containsExactly("session: stays on large (worth 0.70 against 0.80, within 0.10)");
    }

    @Test
    void itMovesWhereAnotherIsWorthMore() {
        RoutingDecision decision = route(ranked(SMALL, 0.801, LARGE, 0.7), remembering("large"));

        assertThat(models(decision)).containsExactly("small", "large");
        assertThat(reasons(decision)).containsExactly("session: moves from large to small (worth 0.70 against 0.80)");
    }

    @Test
    void leavingAWarmPromptIsPriced() {
        Asking asking = remembering("large", new Warm("p/large", 4000)).tokens(6000);

        assertThat(reasons(route(ranked(SMALL, 0.8, LARGE, 0.75), asking)))
                .as("4,000 tokens at 5 USD per million, cached at a tenth")
                .containsExactly("session: stays on large (worth 0.75 against 0.80, within 0.10; a switch gives up"
                        + " $0.018000 of warm prompt)");
        assertThat(reasons(route(ranked(SMALL, 0.9, LARGE, 0.1), asking)))
                .containsExactly("session: moves from large to small (worth 0.10 against 0.90; a switch gives up"
                        + " $0.018000 of warm prompt)");
        assertThat(reasons(route(
                        ranked(SMALL, 0.9, LARGE, 0.1),
                        remembering("large", new Warm("p/large", 4000)).tokens(1))))
                .as("no more is warm than is sent")
                .containsExactly("session: moves from large to small (worth 0.10 against 0.90; a switch gives up"
                        + " $0.000005 of warm prompt)");
    }

    @Test
    void itMovesToWhatIsWorthMoreAndCheaperEvenCold() {
        Model cheap = model("cheap", Balance.ORDER, at("p/cheap", DOLLAR, 1));
        Asking cold = remembering("large").tokens(1000);
        Asking warm = remembering("large", new Warm("p/large", 5000)).tokens(6000);
        Asking warmer =
                remembering("large", new Warm("p/large", 6000)).tokens(6000).with("max_tokens", "1");

        RoutingDecision decision = ranked(cheap, 0.75, LARGE, 0.7);

        assertThat(reasons(route(decision, cold)))
                .as("1,000 and 256 tokens at 5 and 20 against 1 and 4 USD per million")
                .containsExactly(
                        "session: moves from large to cheap (worth 0.70 against 0.75, and dearer by $0.008096)");
        assertThat(models(route(decision, warm))).containsExactly("cheap", "large");
        assertThat(models(route(decision, warmer)))
                .as("6,000 tokens at 0.5 against 1 USD per million")
                .containsExactly("large", "cheap");
    }

    @Test
    void withoutAPriceOfItsOwnItStaysWithinTheMargin() {
        Model unpriced = model("unpriced", Balance.ORDER, new Deployment("p", "x", 1, null, Map.of()));

        assertThat(models(route(ranked(SMALL, 0.75, unpriced, 0.7), remembering("unpriced"))))
                .containsExactly("unpriced", "small");
        assertThat(models(route(ranked(unpriced, 0.75, SMALL, 0.7), remembering("small"))))
                .containsExactly("small", "unpriced");
    }

    @Test
    void inAPolicysOrderItGoesBackToACheaperFirstModel() {
        Model cheap = model("cheap", Balance.ORDER, at("p/cheap", DOLLAR, 1));
        RoutingDecision decision = RoutingDecision.among(List.of(Candidate.of(cheap), Candidate.of(LARGE)));

        assertThat(reasons(route(decision, remembering("large").tokens(1000))))
                .containsExactly("session: moves from large to cheap (no score ranks them, and dearer by $0.008096)");
        assertThat(models(route(decision, remembering("cheap")))).containsExactly("cheap", "large");
    }

    @Test
    void theFirstChoiceNeedsNoReason() {
        RoutingDecision decision = ranked(LARGE, 0.9, SMALL, 0.1);

        assertThat(route(decision, remembering("large"))).isSameAs(decision);
    }

    @Test
    void itMovesFromAModelThatIsNoCandidate() {
        RoutingDecision decision = route(ranked(SMALL, 0.8), remembering("large"));

        assertThat(models(decision)).containsExactly("small");
        assertThat(reasons(decision))
                .containsExactly("session: moves from large to small (it is not among the candidates)");
    }

    @Test
    void amidAToolsCallItStaysWhateverAnotherIsWorth() {
        Asking asking = Asking.chat("hi").conversation(new Conversation("c", "large", List.of(), true));

        RoutingDecision decision = route(ranked(SMALL, 1, LARGE, 0), asking);

        assertThat(models(decision)).containsExactly("large", "small");
        assertThat(reasons(decision))
                .containsExactly("session: stays on large (worth 0.00 against 1.00, amid a tool's call)");
    }

    @Test
    void whatARulePrefersGoesBefore() {
        Candidate preferred = Candidate.of(SMALL).preferring(deployment -> true).withScore(0.1);
        RoutingDecision decision =
                RoutingDecision.among(List.of(preferred, Candidate.of(LARGE).withScore(0.9)));

        assertThat(models(route(decision, remembering("large")))).containsExactly("small", "large");
        assertThat(reasons(route(decision, remembering("large"))))
                .containsExactly("session: moves from large to small (a rule prefers it)");
    }

    @Test
    void amongPreferredModelsWorthDecidesAmongThemselves() {
        Candidate small = Candidate.of(SMALL).preferring(deployment -> true).withScore(0.5);
        Candidate large = Candidate.of(LARGE).preferring(deployment -> true).withScore(0.45);
        Candidate other =
                Candidate.of(model("other", Balance.ORDER, at("p/o", 1, 1))).withScore(1);

        assertThat(models(route(RoutingDecision.among(List.of(small, large, other)), remembering("large"))))
                .containsExactly("large", "small", "other");
    }

    @Test
    void withoutAScoreItStaysUnlessTheSectionSaysWithinScore() {
        RoutingDecision decision = RoutingDecision.among(List.of(Candidate.of(SMALL), Candidate.of(LARGE)));

        RoutingDecision stays = route(decision, remembering("large"));
        assertThat(models(stays)).containsExactly("large", "small");
        assertThat(reasons(stays)).containsExactly("session: stays on large (no score ranks them)");

        SessionRouter strict = new SessionRouter(new Staying(0.1, Within.SCORE));
        RoutingDecision moves = strict.apply(decision, remembering("large").context());
        assertThat(models(moves)).containsExactly("small", "large");
        assertThat(reasons(moves)).containsExactly("session: moves from large to small (no score ranks them)");
        assertThat(strict.apply(decision, remembering("small").context())).isSameAs(decision);
        assertThat(models(strict.apply(
                        ranked(SMALL, 0.8, LARGE, 0.75), remembering("large").context())))
                .containsExactly("large", "small");
    }

    @Test
    void stayingIsCertainWhateverTheScoreExplored() {
        RoutingDecision explored = ranked(SMALL, 0.8, LARGE, 0.75).drawnWith(0.9);
        assertThat(route(explored, remembering("large")).probability()).isEqualTo(1);
        assertThat(route(explored, remembering("small")).probability()).isEqualTo(1);

        RoutingDecision luckily = ranked(LARGE, 0.1, SMALL, 0.9).drawnWith(0.05);
        assertThat(route(luckily, remembering("large")).probability())
                .as("it would have moved, had it not been drawn")
                .isEqualTo(0.05);
        RoutingDecision away = ranked(SMALL, 0.9, LARGE, 0.1).drawnWith(0.95);
        assertThat(route(away, remembering("large")).probability()).isEqualTo(0.95);
    }

    @Test
    void theMarginIsThePolicys() {
        RoutingDecision decision = ranked(SMALL, 0.8, LARGE, 0.6);

        assertThat(models(new SessionRouter(new Staying(0.25, Within.RULES))
                        .apply(decision, remembering("large").context())))
                .containsExactly("large", "small");
        assertThat(models(new SessionRouter(new Staying(0, Within.RULES))
                        .apply(
                                ranked(SMALL, 0.8, LARGE, 0.8),
                                remembering("large").context())))
                .containsExactly("large", "small");
    }

    @Test
    void theWarmDeploymentComesFirst() {
        Model wide = model("wide", Balance.RANDOM, at("p/a", DOLLAR, 1), at("p/b", DOLLAR, 1), at("p/c", DOLLAR, 1));

        RoutingDecision decision = route(ranked(wide, 1), remembering("wide", new Warm("p/b", 2000)));

        assertThat(deployments(decision)).containsExactly("p/b", "p/a", "p/c");
        assertThat(decision.candidates().get(0).preferred()).isEqualTo(1);
        assertThat(reasons(decision)).containsExactly("session: prompt is warm at p/b");
        assertThat(route(ranked(wide, 1), remembering("wide"))
                        .candidates()
                        .get(0)
                        .preferred())
                .as("nothing is warm")
                .isZero();
    }

    @Test
    void theLatestOfSeveralWarmOnesThatAreThereComesFirst() {
        Model wide = model("wide", Balance.RANDOM, at("p/a", DOLLAR, 1), at("p/b", DOLLAR, 1), at("p/c", DOLLAR, 1));

        RoutingDecision decision = route(
                ranked(wide, 1),
                remembering("wide", new Warm("p/gone", 2000), new Warm("p/c", 2000), new Warm("p/b", 2000)));

        assertThat(deployments(decision)).containsExactly("p/c", "p/a", "p/b");
    }

    @Test
    void aDeploymentThatARulePrefersGoesBeforeAWarmOne() {
        Model wide = model("wide", Balance.RANDOM, at("p/a", DOLLAR, 1), at("p/b", DOLLAR, 1));
        RoutingDecision decision = RoutingDecision.among(List.of(
                Candidate.of(wide).preferring(deployment -> deployment.id().equals("p/a"))));

        assertThat(route(decision, remembering("wide", new Warm("p/b", 2000)))).isSameAs(decision);
    }

    @Test
    void aDeploymentWithoutWeightOrTheOnlyOneIsLeftWhereItIs() {
        Model weightless = model("wide", Balance.RANDOM, at("p/a", DOLLAR, 1), at("p/b", DOLLAR, 0));
        Model single = model("wide", Balance.RANDOM, at("p/b", DOLLAR, 1));

        RoutingDecision decision = ranked(weightless, 1);
        assertThat(route(decision, remembering("wide", new Warm("p/b", 2000)))).isSameAs(decision);
        RoutingDecision alone = ranked(single, 1);
        assertThat(route(alone, remembering("wide", new Warm("p/b", 2000)))).isSameAs(alone);
    }

    @Test
    void aWarmDeploymentWithFarMoreCallsThanTheOthersIsNotPreferred() {
        Model wide = model("wide", Balance.RANDOM, at("p/a", DOLLAR, 1), at("p/b", DOLLAR, 1), at("p/c", DOLLAR, 1));
        Asking asking = remembering("wide", new Warm("p/b", 2000))
                .figure(Figure.INFLIGHT, "p/a", 2)
                .figure(Figure.INFLIGHT, "p/c", 4);

        assertThat(deployments(route(ranked(wide, 1), asking.figure(Figure.INFLIGHT, "p/b", 14))))
                .startsWith("p/b");
        assertThat(deployments(route(ranked(wide, 1), asking.figure(Figure.INFLIGHT, "p/b", 15))))
                .startsWith("p/a");
    }

    @Test
    void aColdDeploymentThatIsCheaperGoesBeforeAWarmOne() {
        Model free = model("wide", Balance.ORDER, at("p/free", 0, 1), at("p/dear", 5 * DOLLAR, 1));
        Model alike = model("wide", Balance.ORDER, at("p/free", 5 * DOLLAR, 1), at("p/dear", 5 * DOLLAR, 1));
        Asking asking = remembering("wide", new Warm("p/dear", 2000)).tokens(3000);

        assertThat(deployments(route(ranked(free, 1), asking))).containsExactly("p/free", "p/dear");
        assertThat(deployments(route(ranked(alike, 1), asking))).containsExactly("p/dear", "p/free");
    }

    @Test
    void whereAPriceIsNotKnownAnOrderStandsAndBalanceGivesWay() {
        Deployment unknown = new Deployment("p", "unknown", 1, null, Map.of());
        Asking asking = remembering("wide", new Warm("p/b", 2000));

        assertThat(deployments(route(ranked(model("wide", Balance.ORDER, unknown, at("p/b", DOLLAR, 1)), 1), asking)))
                .startsWith("p/unknown");
        assertThat(deployments(route(ranked(model("wide", Balance.RANDOM, unknown, at("p/b", DOLLAR, 1)), 1), asking)))
                .startsWith("p/b");
    }

    private static RoutingDecision route(RoutingDecision decision, Asking asking) {
        return new SessionRouter(new Staying(0.1, Within.RULES)).apply(decision, asking.context());
    }

    private static Asking remembering(String model, Warm... warm) {
        return Asking.chat("hi").conversation(new Conversation("c", model, List.of(warm)));
    }

    private static RoutingDecision ranked(Model first, double its) {
        return RoutingDecision.among(List.of(Candidate.of(first).withScore(its)));
    }

    private static RoutingDecision ranked(Model first, double its, Model second, double others) {
        return RoutingDecision.among(
                List.of(Candidate.of(first).withScore(its), Candidate.of(second).withScore(others)));
    }

    private static Model model(String name, Balance balance, Deployment... deployments) {
        return new Model(name, Arrays.asList(deployments), balance, 0, null, Map.of(), Map.of());
    }

    /** Cached tokens cost a tenth. */
    private static Deployment at(String id, long price, int weight) {
        return new Deployment("p", id.substring(2), weight, new Price(price, 4 * price, price / 10, price), Map.of());
    }
}
