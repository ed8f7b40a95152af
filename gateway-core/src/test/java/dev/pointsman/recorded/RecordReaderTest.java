package dev.pointsman.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.explain.RecordedLines;
import dev.pointsman.policy.Policies;
import dev.pointsman.policy.Policy;
import dev.pointsman.tokens.Tokenizer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RecordReaderTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void aLineIsReadWhole() {
        Policy policy = Policies.load(Policies.BASE);

        RecordedDecision record =
                RecordReader.read(JSON.readTree(RecordedLines.line(policy, 3, "hi there and more, four words more")));

        assertThat(record).isNotNull();
        assertThat(record.id()).isEqualTo("req_3");
        assertThat(record.policy()).isEqualTo(policy.digest().substring(0, 12));
        assertThat(record.request().signals().inputTokens()).isPositive();
        assertThat(record.request().facts().turns()).isEqualTo(1);
        assertThat(record.request().text()).isNotNull();
        assertThat(record.request().text().text()).containsExactly("hi there");
        assertThat(record.choice()).isNotNull();
        assertThat(record.choice().rule()).isEqualTo("small-talk");
        assertThat(record.choice().candidates().get(0).deployments()).containsExactly("local/s", "cloud/s");
        assertThat(record.order()).containsExactly("local/s");
        assertThat(record.expectedCostNanos()).isZero();
        assertThat(record.settled().usage().output()).isEqualTo(103);
        assertThat(record.settled().deployment()).isEqualTo("local/s");
    }

    @Test
    void whatATokenizerCountedIsKeptBesideTheEstimate() {
        Policy policy = Policies.load(Policies.BASE
                .replace("context: 8k", "context: 8k\n    tokens: o200k")
                .replace("score: best", "score: cheap"));

        String line = RecordedLines.line(policy, 3, "tiktoken is great!");

        assertThat(line).contains("\"counted_tokens\":{\"o200k\":13}");
        RecordedDecision record = RecordReader.read(JSON.readTree(line));
        assertThat(record).isNotNull();
        assertThat(record.request().signals().counted()).containsOnly(Map.entry(Tokenizer.O200K, 13));
        assertThat(record.request().signals().inputTokens()).isPositive();
        assertThat(record.request().context(id -> null).signals().tokens(Tokenizer.O200K))
                .isEqualTo(13);
    }

    @Test
    void nothingOfThePromptNoKeyAndNoOtherHeaderIsKept() {
        String line = RecordedLines.line(
                Policies.load(Policies.BASE), 1, "hi there, my pass phrase is Open Sesame 4711 and I live in Rome");

        assertThat(line).contains("hi there").doesNotContain("Sesame", "4711", "Rome", "pass phrase");
    }

    @Test
    void aLineOfAFormerVersionHoldsNoDecision() {
        JsonNode line = JSON.readTree("{\"id\":\"r\",\"at\":1,\"policy\":\"abc\",\"endpoint\":\"chat_completions\"}");

        assertThat(RecordReader.read(line)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"id\":7,\"at\":1}",
                "{\"id\":\"x\",\"at\":\"now\"}",
                "{\"id\":\"x\",\"at\":1,\"endpoint\":\"nowhere\",\"decision\":{}}",
                "{\"id\":\"x\",\"at\":1,\"endpoint\":\"chat_completions\",\"decision\":{\"deployments\":{}}}"
            })
    void whatIsNoDecisionRecordIsToldInWords(String line) {
        assertThatThrownBy(() -> RecordReader.read(JSON.readTree(line)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(is|has) .+");
    }

    @Test
    void onlyWhatRulesNameIsWatched() {
        Policy policy = Policies.load(Policies.BASE.replace(
                "when: { header.x-region: eu }",
                "when: { any: [{ header.X-Region: eu }, { not: { metadata.plan: pro } }] }"));

        Watched watched = Watched.of(policy.rules().sources());

        assertThat(watched.headers())
                .containsExactly(
                        "x-gateway-only",
                        "x-gateway-max-cost",
                        "x-gateway-no-fallback",
                        "x-gateway-strict",
                        "x-region");
        assertThat(watched.metadata()).containsExactly("plan");
        assertThat(watched.user()).isFalse();
        assertThat(watched.of(name -> name.equals("x-region") || name.equals("cookie") ? "v".repeat(600) : null))
                .isEqualTo(Map.of("x-region", "v".repeat(512)));
        assertThat(watched.of(Map.of("plan", "pro", "secret", "x"))).isEqualTo(Map.of("plan", "pro"));
    }
}
