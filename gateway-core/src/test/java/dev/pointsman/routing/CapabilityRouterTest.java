package dev.pointsman.routing;

import static dev.pointsman.routing.Models.LARGE;
import static dev.pointsman.routing.Models.RERANKER;
import static dev.pointsman.routing.Models.SMALL;
import static dev.pointsman.routing.Models.VECTORS;
import static dev.pointsman.routing.Models.among;
import static dev.pointsman.routing.Models.deployments;
import static dev.pointsman.routing.Models.models;
import static dev.pointsman.routing.Models.reasons;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Model;
import dev.pointsman.catalog.Skills;
import dev.pointsman.tokens.Counting;
import dev.pointsman.tokens.Tokenizer;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapabilityRouterTest {
    private static final String TOOLS = "[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]";
    private static final Model NOTHING =
            new Model("nothing", SMALL.deployments(), Balance.ORDER, 0, Set.of(), Map.of(), Map.of());
    private static final Model ANYTHING =
            new Model("anything", SMALL.deployments(), Balance.ORDER, 0, null, Map.of(), Map.of());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tools | [{\"type\":\"function\",\"function\":{\"name\":\"f\"}}] | tools",
                "response_format | {\"type\":\"json_schema\",\"json_schema\":{\"name\":\"s\",\"schema\":{}}} | json",
                "messages | [{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"x\"}}]}] | vision",
                "messages | [{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"x\"}}]}] | audio",
                "messages | [{\"role\":\"user\",\"content\":[{\"type\":\"file\",\"file\":{\"file_id\":\"x\"}}]}] | files",
                "n | 2 | choices",
                "logprobs | true | logprobs",
            })
    void aModelThatCannotDoWhatIsAskedIsRemovedWithItsReason(String field, String json, String capability) {
        RoutingDecision decision =
                apply(among(NOTHING, ANYTHING), Asking.chat("hi").with(field, json));

        assertThat(models(decision)).containsExactly("anything");
        assertThat(reasons(decision)).containsExactly("capability: cannot do " + capability + " (removed nothing)");
    }

    @Test
    void parallelToolsCountOnlyWithTools() {
        Asking parallel = Asking.chat("hi").with("parallel_tool_calls", "true");
        assertThat(models(apply(among(SMALL, LARGE), parallel))).containsExactly("small", "large");
        assertThat(models(apply(among(SMALL, LARGE), parallel.with("tools", TOOLS))))
                .containsExactly("large");
    }

    @Test
    void whatAModelCanDoIsNotAskedOfIt() {
        RoutingDecision decision = apply(among(SMALL, LARGE), Asking.chat("hi").with("tools", TOOLS));

        assertThat(models(decision)).containsExactly("small", "large");
        assertThat(decision.reasons()).isEmpty();
    }

    @Test
    void embeddingsGoToModelsThatCanDoThemAndChatsDoNot() {
        assertThat(models(apply(among(SMALL, VECTORS), Asking.embeddings("hi"))))
                .containsExactly("vectors");
        assertThat(models(apply(among(VECTORS, SMALL), Asking.chat("hi")))).containsExactly("small");
    }

    @Test
    void rerankGoesToModelsThatCanDoIt() {
        RoutingDecision decision = apply(among(SMALL, RERANKER, VECTORS), Asking.rerank("hi"));

        assertThat(models(decision)).containsExactly("reranker");
        assertThat(reasons(decision))
                .containsExactly(
                        "capability: cannot rerank (removed small)", "capability: cannot rerank (removed vectors)");
        assertThat(models(apply(among(RERANKER, SMALL), Asking.chat("hi")))).containsExactly("small");
        assertThat(models(apply(among(RERANKER, VECTORS), Asking.embeddings("hi"))))
                .containsExactly("vectors");
    }

    @Test
    void aDeploymentWithoutTheEndpointIsLeftOut() {
        RoutingDecision one = apply(among(SMALL, LARGE), Asking.chat("hi").unserved("local/qwen"));
        assertThat(deployments(one)).containsExactly("openai/nano", "anthropic/opus", "bedrock/opus");

        RoutingDecision all = apply(among(SMALL, LARGE), Asking.chat("hi").unserved("local/qwen", "openai/nano"));
        assertThat(models(all)).containsExactly("large");
        assertThat(reasons(all)).containsExactly("capability: does not serve /v1/chat/completions (removed small)");
    }

    @Test
    void thePromptAndTheReservedReplyMustFitTheWindow() {
        String words = "word ".repeat(2_000);
        assertThat(models(apply(among(SMALL, LARGE), Asking.chat(words).tokens(8_192))))
                .containsExactly("small", "large");
        assertThat(models(apply(among(SMALL, LARGE), Asking.chat(words).tokens(8_193))))
                .containsExactly("large");
        assertThat(models(apply(
                        among(SMALL, LARGE), Asking.chat(words).tokens(7_193).with("max_tokens", "1000"))))
                .containsExactly("large");
        assertThat(models(apply(
                        among(SMALL, LARGE), Asking.chat(words).tokens(7_192).with("max_tokens", "1000"))))
                .containsExactly("small", "large");
    }

    @Test
    void aShortPromptDoesNotFitWhereTheReplyIsReservedMoreThanTheWindow() {
        assertThat(models(apply(among(SMALL, LARGE), Asking.chat("hi").tokens(1).with("max_tokens", "8192"))))
                .containsExactly("large");
    }

    @Test
    void aBodyOfNoMoreBytesThanTheWindowHasTokensIsNotCounted() {
        Asking asking = Asking.chat("hi").tokens(1_000_000);
        int bytes = asking.context().request().bodyBytes();

        assertThat(models(apply(among(window(bytes), ANYTHING), asking))).containsExactly("window", "anything");
        assertThat(models(apply(among(window(bytes - 1), ANYTHING), asking))).containsExactly("anything");
    }

    private static Model window(int tokens) {
        return new Model("window", SMALL.deployments(), Balance.ORDER, tokens, null, Map.of(), Map.of());
    }

    @Test
    void aWindowIsHeldAgainstWhatTheModelsTokenizerCounts() {
        Model exact = new Model(
                "exact",
                SMALL.deployments(),
                Balance.ORDER,
                1_000,
                null,
                Map.of(),
                Map.of(),
                Skills.NONE,
                new Counting(Tokenizer.O200K, 8_000));
        Asking asking = Asking.chat("word ".repeat(1_000)).tokens(1_100);

        assertThat(models(apply(among(exact, LARGE), asking.counted(1_000)))).containsExactly("exact", "large");
        assertThat(models(apply(among(exact, LARGE), asking.counted(1_001)))).containsExactly("large");
        assertThatThrownBy(() -> apply(among(exact), asking.counted(1_001)))
                .hasMessage("model \"exact\" needs 1,000 tokens or fewer; the prompt has 1,001");
    }

    @Test
    void aPromptTooLongForAllSaysHowLongItMayBe() {
        Model other = new Model("other", SMALL.deployments(), Balance.ORDER, 4_096, null, Map.of(), Map.of());
        Asking asking = Asking.chat("word ".repeat(2_000)).tokens(9_120);

        assertThatThrownBy(() -> apply(among(SMALL, other), asking))
                .isInstanceOfSatisfying(GatewayException.class, error -> {
                    assertThat(error.kind()).isEqualTo(ErrorKind.CONTEXT_TOO_LONG);
                    assertThat(error.text()).isEqualTo("all 2 models need 8,192 tokens or fewer; the prompt has 9,120");
                });
        assertThatThrownBy(() -> apply(among(SMALL), asking.with("max_tokens", "1000")))
                .hasMessage(
                        "model \"small\" needs 8,192 tokens or fewer; the prompt has 9,120 and 1,000 are reserved for"
                                + " the reply");
    }

    @Test
    void aRequestThatNoModelCanServeNamesWhatEachLacks() {
        Asking asking = Asking.chat("word ".repeat(2_000)).tokens(9_120).with("n", "2");

        assertThatThrownBy(() -> apply(among(SMALL, NOTHING), asking))
                .isInstanceOfSatisfying(GatewayException.class, error -> {
                    assertThat(error.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
                    assertThat(error.code()).isEqualTo("no_eligible_model");
                    assertThat(error.text())
                            .isEqualTo("no model can serve this request (small: cannot do choices; nothing: cannot do"
                                    + " choices)");
                });
    }

    @Test
    void blockedDeploymentsAreLeftOutAsLongAsOthersAreLeft() {
        RoutingDecision some =
                apply(among(SMALL, LARGE), Asking.chat("hi").blocked("local/qwen", "anthropic/opus", "bedrock/opus"));
        assertThat(deployments(some)).containsExactly("openai/nano");
        assertThat(reasons(some))
                .containsExactly(
                        "capability: not to be called now: local/qwen, anthropic/opus, bedrock/opus (removed large)");

        RoutingDecision all = apply(among(SMALL), Asking.chat("hi").blocked("local/qwen", "openai/nano"));
        assertThat(deployments(all)).containsExactly("local/qwen", "openai/nano");
        assertThat(reasons(all)).singleElement().asString().contains("ignored");
    }

    @Test
    void fallbacksMustPassTheSameTestsAndBeAllowed() {
        RoutingDecision decision = apply(
                among(LARGE),
                Asking.chat("hi").with("n", "2").unserved("anthropic/opus").allowed("large", "anything"));

        assertThat(decision.admit(Candidate.of(SMALL))).isNull();
        assertThat(decision.admit(Candidate.of(ANYTHING))).isNotNull();
        assertThat(decision.admit(Candidate.of(LARGE)).deployments()).hasSize(1);
        RoutingDecision forbidden = apply(among(LARGE), Asking.chat("hi").allowed("large"));
        assertThat(forbidden.admit(Candidate.of(ANYTHING))).isNull();
    }

    private static RoutingDecision apply(RoutingDecision decision, Asking asking) {
        return new CapabilityRouter().apply(decision, asking.context());
    }
}
