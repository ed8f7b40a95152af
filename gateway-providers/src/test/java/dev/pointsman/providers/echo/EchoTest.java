package dev.pointsman.providers.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.api.Endpoint;
import dev.pointsman.config.Yaml;
import dev.pointsman.provider.OpenAiSchema;
import dev.pointsman.providers.ChatView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EchoTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    @Test
    void aNewcomerSeesTheOwnWordsInAWholeAnswer() {
        EchoRun run = EchoRun.chat("Hello, \"world\" 😀").finish();

        assertThat(run.status()).isEqualTo(200);
        assertThat(run.ended()).isTrue();
        assertThat(OpenAiSchema.of("CreateChatCompletionResponse").problems(MAPPER.readTree(run.body())))
                .isEmpty();
        assertThat(ChatView.ofBody(run.body()).text())
                .contains("echo model \"swift\"")
                .endsWith("Hello, \"world\" 😀");
        assertThat(ChatView.ofBody(run.body()).finishReason()).isEqualTo("stop");
    }

    @Test
    void aStreamSaysTheSameWordByWord() {
        EchoRun run = EchoRun.stream("Hello there").finish();

        ChatView view = ChatView.ofEvents(run.body());
        OpenAiSchema schema = OpenAiSchema.of("CreateChatCompletionStreamResponse");
        assertThat(view.chunks())
                .allSatisfy(chunk -> assertThat(schema.problems(chunk)).isEmpty());
        assertThat(view.text())
                .isEqualTo(ChatView.ofBody(EchoRun.chat("Hello there").finish().body())
                        .text());
        assertThat(view.finishReason()).isEqualTo("stop");
        assertThat(view.ends()).isEqualTo(1);
        assertThat(run.pieces).hasSize(view.chunks().size() + 1);
    }

    @Test
    void theSamePromptGetsTheSameBytes() {
        assertThat(EchoRun.stream("again").finish().body())
                .isEqualTo(EchoRun.stream("again").finish().body());
        assertThat(EchoRun.stream("again").finish().body())
                .isNotEqualTo(EchoRun.stream("other").finish().body());
    }

    @Test
    void tokensComeAtTheirPace() {
        EchoRun run = EchoRun.stream("[[latency=100 gap=5 chunks=64]] go");

        assertThat(run.advance(99).status()).isZero();
        assertThat(run.advance(1).pieces).hasSize(1);
        assertThat(run.advance(5 * 63).ended()).isFalse();
        assertThat(run.finish().ended()).isTrue();
        assertThat(tokens(run)).isEqualTo(64);
    }

    @Test
    void thePolicySetsThePaceOfAPlainAnswerToo() {
        EchoRun run = EchoRun.chat("{ type: echo, latency: 20ms, tokens: 10, tokens_per_second: 100 }", "go", false);

        assertThat(run.advance(119).ended()).isFalse();
        assertThat(run.advance(1).ended()).isTrue();
    }

    @Test
    void aPausedAnswerWaitsAndGoesOnWhereItStood() {
        EchoRun run = EchoRun.stream("[[gap=10 chunks=20]] go");
        run.advance(50);
        int before = run.pieces.size();

        run.call().pause();
        run.advance(10_000);
        assertThat(run.pieces).hasSize(before);
        run.call().resume();
        run.call().resume();
        run.advance(0);
        assertThat(run.pieces).hasSize(before + 1);
        assertThat(tokens(run.finish())).isEqualTo(20);
        assertThat(run.ended()).isTrue();
    }

    @Test
    void aPauseHoldsBackAnAnswerWithoutGapsToo() {
        EchoRun run = EchoRun.stream("[[chunks=500]] go");
        run.advance(0);

        assertThat(run.ended()).isTrue();
        EchoRun paused = EchoRun.stream("[[chunks=500]] go");
        paused.call().pause();
        paused.advance(0);
        assertThat(paused.pieces).isEmpty();
        assertThat(tokensAfterResume(paused)).isEqualTo(500);
    }

    private static long tokensAfterResume(EchoRun run) {
        run.call().resume();
        return tokens(run.advance(0));
    }

    @Test
    void aCancelledAnswerIsHeardNoMoreAndLeavesNothingBehind() {
        EchoRun run = EchoRun.stream("[[gap=10 chunks=20]] go");
        run.advance(50);
        int before = run.pieces.size();

        run.call().cancel();
        run.finish();

        assertThat(run.pieces).hasSize(before);
        assertThat(run.ended()).isFalse();
        assertThat(run.failure()).isNull();
        assertThat(run.loop.waiting()).isZero();
    }

    @Test
    void aStatusIsAnsweredWithItsWait() {
        EchoRun run = EchoRun.stream("[[status=429 retry-after=2]] go").finish();

        assertThat(run.status()).isEqualTo(429);
        assertThat(run.header("retry-after")).isEqualTo("2");
        assertThat(MAPPER.readTree(run.body()).path("error").path("type").stringValue())
                .isEqualTo("rate_limit_error");
    }

    @Test
    void aConnectionIsCutAfterSoManyTokens() {
        EchoRun run = EchoRun.stream("[[cut=40 chunks=60]] go").finish();

        assertThat(tokens(run)).isEqualTo(40);
        assertThat(run.failure()).isNotNull();
        assertThat(run.ended()).isFalse();
        assertThat(run.body()).doesNotContain("[DONE]");
    }

    @Test
    void anAnswerFallsSilentAndTheConnectionStays() {
        EchoRun run = EchoRun.stream("[[silence=20 chunks=60]] go").finish();

        assertThat(tokens(run)).isEqualTo(20);
        assertThat(run.ended()).isFalse();
        assertThat(run.failure()).isNull();
        assertThat(EchoRun.stream("[[silence=0]] go").finish().status()).isZero();
    }

    @Test
    void oneTokenIsSentAsBrokenJson() {
        EchoRun run = EchoRun.stream("[[malformed=3 chunks=6]] go").finish();

        assertThat(run.ended()).isTrue();
        assertThat(run.pieces.get(3)).startsWith("data: {").endsWith("\n\n").doesNotContain("}]}");
        assertThat(run.body()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void anErrorEventEndsAStream() {
        EchoRun run = EchoRun.stream("[[error=2 chunks=6]] go").finish();

        assertThat(tokens(run)).isEqualTo(2);
        assertThat(run.body()).contains("data: {\"error\":{").doesNotContain("[DONE]");
    }

    @Test
    void bytesAreHandedOverInPieces() {
        EchoRun run = EchoRun.stream("[[split=1 chunks=2]] go").finish();

        assertThat(run.pieces).hasSize(run.body().length());
        assertThat(run.body())
                .isEqualTo(EchoRun.stream("[[split=1 chunks=2]] go").finish().body());
    }

    @Test
    void aDirectiveForOneDeploymentLeavesTheOthersAlone() {
        assertThat(EchoRun.chat("[[status=503 at=deep]] go").finish().status()).isEqualTo(200);
        assertThat(EchoRun.chat("[[status=503 at=swift]] go").finish().status()).isEqualTo(503);
    }

    @Test
    void whatIsNoDirectiveIsText() {
        assertThat(ChatView.ofBody(EchoRun.chat("[[wiki link]] [[status=x]] a[[0]]")
                                .finish()
                                .body())
                        .text())
                .endsWith("[[wiki link]] [[status=x]] a[[0]]");
    }

    @Test
    void theAskedShareOfPromptsFailsAndAlwaysTheSame() {
        long failed = IntStream.range(0, 1000)
                .filter(i -> EchoRun.chat("{ type: echo, fail: 20% }", "prompt " + i, false)
                                .finish()
                                .status()
                        == 503)
                .count();

        assertThat(failed).isBetween(150L, 250L);
    }

    @Test
    void oneModelMayBeScriptedAlone() {
        String entry = "{ type: echo, tokens: 3, models: { swift: { status: 500 }, deep: { tokens: 5 } } }";

        assertThat(EchoRun.chat(entry, "go", false).finish().status()).isEqualTo(500);
    }

    @Test
    void functionsAreCalledWhenThePromptSaysSo() {
        EchoRun run = EchoRun.stream("[[tool=get_time,get_date args={\"tz\":[\"UTC\"]}]] now?")
                .finish();

        ChatView view = ChatView.ofEvents(run.body());
        assertThat(view.callNames()).containsExactly("get_time", "get_date");
        assertThat(view.callArguments().get(1).path("tz").path(0).stringValue()).isEqualTo("UTC");
        assertThat(view.finishReason()).isEqualTo("tool_calls");
    }

    @Test
    void aFunctionThatIsInsistedOnGetsArgumentsOfItsSchema() {
        String body =
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"tool_choice\":\"required\","
                        + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\","
                        + "\"properties\":{\"n\":{\"type\":\"integer\"},\"unit\":{\"enum\":[\"C\",\"F\"]}}}}}]}";

        ChatView view = ChatView.ofBody(EchoRun.of("{ type: echo }", Endpoint.CHAT_COMPLETIONS, body)
                .finish()
                .body());

        assertThat(view.callNames()).containsExactly("f");
        assertThat(view.callArguments().get(0).toString()).isEqualTo("{\"n\":1,\"unit\":\"C\"}");
    }

    @Test
    void structuredOutputFitsItsSchema() {
        String body =
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"response_format\":{\"type\":"
                        + "\"json_schema\",\"json_schema\":{\"name\":\"s\",\"schema\":{\"type\":\"object\",\"properties\":{\"a\":"
                        + "{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/p\"}}},\"$defs\":{\"p\":{\"type\":\"string\"}}}}}}";

        ChatView view = ChatView.ofBody(EchoRun.of("{ type: echo }", Endpoint.CHAT_COMPLETIONS, body)
                .finish()
                .body());

        assertThat(view.text()).isEqualTo("{\"a\":[\"echo\"]}");
    }

    @Test
    void anAnswerIsNoLongerThanAllowed() {
        String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"max_tokens\":3,\"n\":2}";

        JsonNode reply = MAPPER.readTree(EchoRun.of("{ type: echo }", Endpoint.CHAT_COMPLETIONS, body)
                .finish()
                .body());

        assertThat(reply.path("choices").size()).isEqualTo(2);
        assertThat(reply.path("choices").path(1).path("finish_reason").stringValue())
                .isEqualTo("length");
        assertThat(reply.path("usage").path("completion_tokens").intValue()).isEqualTo(6);
    }

    @Test
    void completionsFitOpenAisDescription() {
        EchoRun run = EchoRun.of("{ type: echo }", Endpoint.COMPLETIONS, "{\"model\":\"m\",\"prompt\":\"Once upon\"}")
                .finish();

        assertThat(OpenAiSchema.of("CreateCompletionResponse").problems(MAPPER.readTree(run.body())))
                .isEmpty();
        assertThat(run.body()).contains("Once upon");
    }

    @Test
    void vectorsAreTheSameInFloatsAndInBase64() {
        JsonNode floats = embeddings("\"input\":[\"a cat\",\"a dog\"],\"dimensions\":8");
        JsonNode base64 = embeddings("\"input\":\"a cat\",\"dimensions\":8,\"encoding_format\":\"base64\"");

        ByteBuffer raw = ByteBuffer.wrap(Base64.getDecoder()
                        .decode(base64.path("data").path(0).path("embedding").stringValue()))
                .order(ByteOrder.LITTLE_ENDIAN);
        JsonNode vector = floats.path("data").path(0).path("embedding");
        double square = 0;
        for (int i = 0; i < 8; i++) {
            assertThat(vector.path(i).floatValue()).isEqualTo(raw.getFloat());
            square += Math.pow(vector.path(i).doubleValue(), 2);
        }
        assertThat(square).isCloseTo(1, within(1e-5));
        assertThat(raw.hasRemaining()).isFalse();
        assertThat(OpenAiSchema.of("CreateEmbeddingResponse").problems(floats)).isEmpty();
    }

    @Test
    void textsThatShareWordsAreNear() {
        JsonNode data = embeddings(
                        "\"input\":[\"the black cat sleeps\",\"the black cat eats\",\"stock markets fell today\"]")
                .path("data");

        assertThat(dot(data, 0, 1)).isGreaterThan(dot(data, 0, 2) + 0.2);
    }

    @Test
    void documentsThatShareWordsWithTheQueryComeFirst() {
        JsonNode ranking =
                rerank("\"documents\":[\"stock markets fell\",{\"text\":\"the black cat sleeps\"},\"a cat\"]");

        assertThat(ranking.path("results").path(0).path("index").intValue()).isEqualTo(1);
        assertThat(ranking.path("results").path(2).path("index").intValue()).isZero();
        assertThat(ranking.path("results").path(0).path("relevance_score").doubleValue())
                .isBetween(0.6, 1.0);
        assertThat(ranking.path("results").path(0).has("document")).isFalse();
        assertThat(ranking.path("model").stringValue()).isEqualTo("swift");
        assertThat(ranking.path("usage").path("total_tokens").intValue()).isEqualTo(17);
    }

    @Test
    void aRankingIsAsLongAsAskedForAndShowsTheDocumentsOnDemand() {
        JsonNode ranking = rerank(
                "\"documents\":[\"fell\",{\"text\":\"black cat\"},\"a cat\"],\"top_n\":1,\"return_documents\":true");

        assertThat(ranking.path("results")).hasSize(1);
        assertThat(ranking.path("results").path(0).path("document").path("text").stringValue())
                .isEqualTo("black cat");
    }

    private static JsonNode rerank(String fields) {
        return MAPPER.readTree(EchoRun.of(
                        "{ type: echo }",
                        Endpoint.RERANK,
                        "{\"model\":\"m\",\"query\":\"the black cat\"," + fields + "}")
                .finish()
                .body());
    }

    @Test
    void onlyWhatAsksForItIsFlagged() {
        JsonNode results = MAPPER.readTree(EchoRun.of(
                                "{ type: echo }", Endpoint.MODERATIONS, "{\"input\":[\"hello\",\"[[flag=violence]]\"]}")
                        .finish()
                        .body())
                .path("results");

        assertThat(results.path(0).path("flagged").booleanValue()).isFalse();
        assertThat(results.path(1).path("flagged").booleanValue()).isTrue();
        assertThat(results.path(1).path("categories").path("violence").booleanValue())
                .isTrue();
    }

    @Test
    void mistakesInTheEntryAreTold() {
        Yaml yaml = Yaml.of("{ type: echo, latensy: 3ms, fail: 150%, models: { a: { tokens: many } } }");

        EchoSettings.from(yaml.node());

        assertThat(yaml.problems())
                .containsExactly(
                        "test.yaml:1:15: unknown key \"latensy\" (did you mean \"latency\"?)",
                        "test.yaml:1:35: fail: expected a share such as 5% or 0.05 but found \"150%\"",
                        "test.yaml:1:64: models.a.tokens: expected a whole number from 0 to 1000000 but found \"many\"");
    }

    @Test
    void nothingSaidMeansAPlainAnswerAtOnce() {
        EchoSettings settings = EchoSettings.from(Yaml.of("{ type: echo }").node());

        assertThat(settings.script("any")).isEqualTo(EchoScript.PLAIN);
        assertThat(settings.dimensions()).isEqualTo(64);
    }

    private static JsonNode embeddings(String fields) {
        return MAPPER.readTree(EchoRun.of("{ type: echo }", Endpoint.EMBEDDINGS, "{\"model\":\"m\"," + fields + "}")
                .finish()
                .body());
    }

    private static double dot(JsonNode data, int a, int b) {
        double sum = 0;
        for (int i = 0; i < 64; i++) {
            sum += data.path(a).path("embedding").path(i).doubleValue()
                    * data.path(b).path("embedding").path(i).doubleValue();
        }
        return sum;
    }

    private static long tokens(EchoRun run) {
        return run.pieces.stream()
                .filter(piece -> piece.contains("\"delta\":{\"content\""))
                .count();
    }
}
