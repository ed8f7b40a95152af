package dev.pointsman.routing;

import static dev.pointsman.routing.Models.deployments;
import static dev.pointsman.routing.Models.models;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class RouterChainTest {
    private static final RouterChain CHAIN = chain();

    @Test
    void autoLetsTheRoutersChooseAmongAllThatCanServe() {
        RoutingDecision decision = CHAIN.route(Asking.chat("hi").context());

        assertThat(models(decision)).containsExactly("small", "large");
        assertThat(decision.fixed()).isFalse();
        assertThat(models(CHAIN.route(Asking.embeddings("hi").model("").context())))
                .contains("vectors");
    }

    @Test
    void autoWithAScoreIsRankedByIt() {
        RoutingDecision decision =
                CHAIN.route(Asking.chat("hi").model("auto:best").context());

        assertThat(decision.score()).isEqualTo("best");
        assertThat(decision.fixed()).isTrue();
    }

    @Test
    void aModelsNameGoesToThatModelAndADeploymentsToThatDeployment() {
        assertThat(deployments(CHAIN.route(Asking.chat("hi").model("large").context())))
                .containsExactly("anthropic/opus", "bedrock/opus");
        RoutingDecision direct =
                CHAIN.route(Asking.chat("hi").model("bedrock/opus").context());
        assertThat(deployments(direct)).containsExactly("bedrock/opus");
        assertThat(models(direct)).containsExactly("large");
    }

    @Test
    void anUnknownNameListsNearOnesThatTheKeyMayUse() {
        assertThatThrownBy(() -> CHAIN.route(Asking.chat("hi").model("smal").context()))
                .isInstanceOfSatisfying(GatewayException.class, error -> {
                    assertThat(error.kind()).isEqualTo(ErrorKind.MODEL_NOT_FOUND);
                    assertThat(error.param()).isEqualTo("model");
                    assertThat(error.text()).isEqualTo("the model \"smal\" does not exist; near names: small");
                });
        assertThatThrownBy(() -> CHAIN.route(
                        Asking.chat("hi").model("smal").allowed("large").context()))
                .hasMessage("the model \"smal\" does not exist; GET /v1/models lists those there are");
        assertThatThrownBy(() ->
                        CHAIN.route(Asking.chat("hi").model("x".repeat(500)).context()))
                .extracting(Throwable::getMessage)
                .asString()
                .hasSizeLessThan(200);
    }

    @Test
    void aKeyReachesOnlyItsOwnModelsByWhateverName() {
        assertThat(models(CHAIN.route(Asking.chat("hi").allowed("large").context())))
                .containsExactly("large");
        assertThat(models(CHAIN.route(
                        Asking.chat("hi").model("auto:best").allowed("large").context())))
                .containsExactly("large");
        assertForbidden("small", "large");
        assertForbidden("local/qwen", "large");
        assertForbidden("auto", "other");
        assertThat(deployments(CHAIN.route(
                        Asking.chat("hi").model("bedrock/opus").allowed("large").context())))
                .containsExactly("bedrock/opus");
        assertThat(deployments(CHAIN.route(Asking.chat("hi")
                        .model("bedrock/opus")
                        .allowed("bedrock/opus")
                        .context())))
                .containsExactly("bedrock/opus");
    }

    @Test
    void aPromptTooLongForTheNamedModelGoesToItsFallback() {
        Asking asking = Asking.chat("word ".repeat(2_000)).tokens(9_120).model("small");

        RoutingDecision decision = new RouterChain(
                        Models.catalog(), List.of(), List.of(), Map.of(), Map.of("small", List.of("large")))
                .route(asking.context());

        assertThat(models(decision)).containsExactly("large");
        assertThat(decision.reasons().get(0).text()).contains("8,192", "falls back");
        assertThatThrownBy(() -> CHAIN.route(asking.context())).hasMessageContaining("9,120");
    }

    @Test
    void aPromptTooLongStaysWithItsModelWhereTheRequestForbidsFallbacks() {
        RouterChain chain =
                new RouterChain(Models.catalog(), List.of(), List.of(), Map.of(), Map.of("small", List.of("large")));
        Asking forbidding =
                Asking.chat("word ".repeat(2_000)).tokens(9_120).model("small").header("x-gateway-no-fallback", "true");
        Asking allowing = Asking.chat("word ".repeat(2_000))
                .tokens(9_120)
                .model("small")
                .header("x-gateway-no-fallback", "false");

        assertThatThrownBy(() -> chain.route(forbidding.context()))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        error -> assertThat(error.kind()).isEqualTo(ErrorKind.CONTEXT_TOO_LONG));
        assertThat(models(chain.route(allowing.context()))).containsExactly("large");
    }

    @Test
    void theRequestMayTightenToSomeProvidersModelsOrDeployments() {
        assertThat(deployments(CHAIN.route(Asking.chat("hi")
                        .header("x-gateway-only", "local, bedrock/opus")
                        .context())))
                .containsExactly("local/qwen", "bedrock/opus");
        assertThat(models(CHAIN.route(
                        Asking.chat("hi").header("x-gateway-only", "large").context())))
                .containsExactly("large");
        assertThatThrownBy(() -> CHAIN.route(
                        Asking.chat("hi").header("x-gateway-only", "mars").context()))
                .isInstanceOfSatisfying(GatewayException.class, error -> {
                    assertThat(error.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
                    assertThat(error.param()).isEqualTo("x-gateway-only");
                });
    }

    @Test
    void theRequestMayCapItsExpectedCost() {
        // 256 reply tokens at 20 dollars per million are 0.00512 dollars
        assertThat(models(CHAIN.route(
                        Asking.chat("hi").header("x-gateway-max-cost", "0.005").context())))
                .containsExactly("small");
        assertThat(models(CHAIN.route(
                        Asking.chat("hi").header("x-gateway-max-cost", "0.006").context())))
                .containsExactly("small", "large");
        assertThatThrownBy(() -> CHAIN.route(Asking.chat("hi")
                        .model("large")
                        .header("x-gateway-max-cost", "0.005")
                        .context()))
                .hasMessage("x-gateway-max-cost: no model that can serve this request is left");
        assertThatThrownBy(() -> CHAIN.route(
                        Asking.chat("hi").header("x-gateway-max-cost", "cheap").context()))
                .hasMessage("x-gateway-max-cost: expected US dollars such as 0.05, 0 or more");
    }

    @Test
    void theChainStopsAtASettledDecision() {
        Router settles = router("first", (decision, context) -> decision.settle("first", "mine", "done"));
        Router never = router("second", (decision, context) -> decision.note("second", "ran"));

        RoutingDecision decision = chain(settles, never).route(Asking.chat("hi").context());

        assertThat(decision.rule()).isEqualTo("mine");
        assertThat(decision.reasons()).extracting(Reason::router).containsExactly("capability", "first");
        assertThat(chain(never, settles).route(Asking.chat("hi").context()).reasons())
                .extracting(Reason::router)
                .containsExactly("capability", "second", "first");
    }

    @Test
    void aRouterThatLeavesNothingFailsTheRequest() {
        Router none = router("none", (decision, context) -> decision.restrict("none", candidate -> null, "nothing"));

        assertThatThrownBy(() -> chain(none).route(Asking.chat("hi").context()))
                .hasMessage("router none leaves no model for this request");
    }

    @Test
    void namesToAskForAreModelsThenAutoAndScores() {
        assertThat(CHAIN.names()).containsExactlyInAnyOrder("small", "large", "vectors", "auto", "auto:best");
    }

    private static void assertForbidden(String asked, String allowed) {
        assertThatThrownBy(() -> CHAIN.route(
                        Asking.chat("hi").model(asked).allowed(allowed).context()))
                .isInstanceOfSatisfying(GatewayException.class, error -> {
                    assertThat(error.kind()).isEqualTo(ErrorKind.PERMISSION);
                    assertThat(error.text()).isEqualTo("key \"ci\" may not use the model \"" + asked + "\"");
                });
    }

    private static RouterChain chain(Router... routers) {
        return new RouterChain(Models.catalog(), List.of(routers), List.of("best"), Map.of(), Map.of());
    }

    private static Router router(
            String name, BiFunction<RoutingDecision, RoutingContext, RoutingDecision> application) {
        return new Router() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public RoutingDecision apply(RoutingDecision decision, RoutingContext context) {
                return application.apply(decision, context);
            }
        };
    }
}
