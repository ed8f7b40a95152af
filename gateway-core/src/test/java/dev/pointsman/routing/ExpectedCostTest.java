package dev.pointsman.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.catalog.Price;
import dev.pointsman.catalog.Skills;
import dev.pointsman.routing.facts.Conversation;
import dev.pointsman.routing.facts.Conversation.Warm;
import dev.pointsman.routing.facts.Figure;
import dev.pointsman.tokens.Counting;
import dev.pointsman.tokens.Tokenizer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectedCostTest {
    /** 10 nano-dollars a prompt token, 100 a reply token, 1 a cached one. */
    private static final Deployment PRICED =
            new Deployment("p", "a", 1, new Price(10_000_000, 100_000_000, 1_000_000, 10_000_000), Map.of());

    private static final Model MODEL = new Model("m", List.of(PRICED), Balance.ORDER, 0, null, Map.of(), Map.of());

    @Test
    void aReplyOfWhichNothingIsKnownIsTakenToBeShort() {
        assertThat(nanos(chat())).isEqualTo(1_000 * 10 + 256 * 100);
    }

    @Test
    void aReplyIsAsLongAsTheModelsRepliesToTheTaskWereOfLate() {
        Asking told = chat().figure(Figure.REPLY_TOKENS, "m", 512.2).figure(Figure.REPLY_TOKENS, "m", "code", 1_000);

        assertThat(nanos(told)).isEqualTo(1_000 * 10 + 513 * 100);
        assertThat(nanos(told.task("code", 0.9))).isEqualTo(1_000 * 10 + 1_000 * 100);
    }

    @Test
    void theClientsMaximumCapsEachChoice() {
        Asking told = chat().figure(Figure.REPLY_TOKENS, "m", 500)
                .with("max_tokens", "50")
                .with("n", "3");

        assertThat(nanos(told)).isEqualTo(1_000 * 10 + 150 * 100);
        assertThat(nanos(told.with("max_tokens", "5000"))).isEqualTo(1_000 * 10 + 1_500 * 100);
    }

    @Test
    void whatAWarmCacheHoldsIsPaidAsCachedButNotMoreThanThePrompt() {
        assertThat(nanos(chat().conversation(new Conversation("c", "m", List.of(new Warm("p/a", 800))))))
                .isEqualTo(200 * 10 + 800 + 256 * 100);
        assertThat(nanos(chat().conversation(new Conversation("c", "m", List.of(new Warm("p/a", 5_000))))))
                .isEqualTo(1_000 + 256 * 100);
        assertThat(nanos(chat().conversation(new Conversation("c", "m", List.of(new Warm("p/b", 800))))))
                .isEqualTo(1_000 * 10 + 256 * 100);
    }

    @Test
    void embeddingsHaveNoReply() {
        assertThat(nanos(Asking.embeddings("x").tokens(1_000).figure(Figure.REPLY_TOKENS, "m", 500)))
                .isEqualTo(1_000 * 10);
    }

    @Test
    void withoutAPriceNothingIsKnown() {
        Deployment unpriced = new Deployment("p", "b", 1, null, Map.of());

        assertThat(ExpectedCost.nanos(MODEL, unpriced, chat().context())).isEqualTo(-1);
    }

    @Test
    void aPromptCostsWhatItsModelsTokenizerCounts() {
        Model exact = exact(8_000);

        assertThat(ExpectedCost.nanos(exact, PRICED, chat().counted(900).context()))
                .isEqualTo(900 * 10 + 256 * 100);
        assertThat(nanos(chat().counted(900))).isEqualTo(1_000 * 10 + 256 * 100);
    }

    private static Model exact(int under) {
        return new Model(
                "m",
                List.of(PRICED),
                Balance.ORDER,
                0,
                null,
                Map.of(),
                Map.of(),
                Skills.NONE,
                new Counting(Tokenizer.O200K, under));
    }

    @Test
    void aPromptOfMoreBytesThanAreCountedIsEstimated() {
        Asking ten = Asking.chat("ten bytes!").tokens(1_000).counted(900);

        assertThat(ten.context().tokens(exact(10))).isEqualTo(900);
        assertThat(ten.context().tokens(exact(9))).isEqualTo(1_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tools | [{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]",
                "response_format | {\"type\":\"json_schema\",\"json_schema\":{\"name\":\"s\",\"schema\":{}}}",
                "messages | [{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"x\"}}]}]",
                "messages | [{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\"}]}]",
                "messages | [{\"role\":\"user\",\"content\":[{\"type\":\"file\"}]}]"
            })
    void whatIsMoreThanTextIsEstimated(String field, String json) {
        assertThat(chat().counted(900).with(field, json).context().tokens(exact(8_000)))
                .isEqualTo(1_000);
    }

    @Test
    void embeddingsAreCountedAndRerankingsAreNot() {
        assertThat(Asking.embeddings("x").tokens(1_000).counted(900).context().tokens(exact(8_000)))
                .isEqualTo(900);
        assertThat(Asking.rerank("x").tokens(1_000).counted(900).context().tokens(exact(8_000)))
                .isEqualTo(1_000);
    }

    private static long nanos(Asking asking) {
        return ExpectedCost.nanos(MODEL, PRICED, asking.context());
    }

    private static Asking chat() {
        return Asking.chat("hi").tokens(1_000);
    }
}
