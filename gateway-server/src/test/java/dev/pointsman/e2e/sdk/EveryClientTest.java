package dev.pointsman.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedProvider;
import dev.pointsman.e2e.peers.ScriptedProvider.Ask;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import dev.pointsman.e2e.sdk.ClientLibrary.Answer;
import dev.pointsman.e2e.sdk.ClientLibrary.Call;
import dev.pointsman.e2e.sdk.ClientLibrary.Question;
import dev.pointsman.e2e.sdk.ClientLibrary.Refusal;
import dev.pointsman.e2e.sdk.ClientLibrary.Tokens;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every client library before every type of provider: it gets the same answer, whichever two of them meet. */
class EveryClientTest {
    private static final Map<ScriptedProvider, ScriptedUpstream> UPSTREAMS = new EnumMap<>(ScriptedProvider.class);
    private static final Map<String, ClientLibrary> CLIENTS = new LinkedHashMap<>();
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        var providers = new StringBuilder("providers:\n");
        var models = new StringBuilder("models:\n");
        for (ScriptedProvider each : ScriptedProvider.values()) {
            ScriptedUpstream upstream = ScriptedUpstream.playing(each::play);
            UPSTREAMS.put(each, upstream);
            providers.append(each.providerEntry(upstream));
            models.append(each.modelEntries());
        }
        gateway = RunningGateway.start(providers.append(models) + "reliability: { retry: { times: 0 } }\n");
        CLIENTS.put("openai-java chat", new OpenAiChat(gateway.sdk()));
        CLIENTS.put("openai-java responses", new OpenAiResponses(gateway.sdk()));
        CLIENTS.put("langchain4j-open-ai", LangChain.overOpenAi(gateway.url()));
        CLIENTS.put("anthropic-java", new AnthropicMessages(gateway.url().replace("/v1", "")));
        CLIENTS.put("langchain4j-anthropic", LangChain.overAnthropic(gateway.url()));
    }

    @AfterAll
    static void stop() {
        CLIENTS.values().forEach(ClientLibrary::close);
        gateway.close();
        UPSTREAMS.values().forEach(ScriptedUpstream::close);
    }

    static Stream<Arguments> pairs() {
        return Stream.of(
                        "openai-java chat",
                        "openai-java responses",
                        "langchain4j-open-ai",
                        "anthropic-java",
                        "langchain4j-anthropic")
                .flatMap(
                        client -> Stream.of(ScriptedProvider.values()).map(provider -> Arguments.of(client, provider)));
    }

    @ParameterizedTest(name = "{0} before {1}")
    @MethodSource("pairs")
    void aWholeAnswerIsRead(String client, ScriptedProvider provider) {
        Answer answer = CLIENTS.get(client).ask(Question.of(provider.type(), Ask.HELLO));

        isGreeting(answer, provider);
    }

    @ParameterizedTest(name = "{0} before {1}")
    @MethodSource("pairs")
    void aStreamIsReadAsItRuns(String client, ScriptedProvider provider) {
        List<String> words = new ArrayList<>();

        Answer answer =
                CLIENTS.get(client).ask(Question.of(provider.type(), Ask.HELLO).streamed(words::add));

        isGreeting(answer, provider);
        assertThat(String.join("", words)).isEqualTo(ScriptedProvider.GREETING);
        assertThat(words).hasSizeGreaterThan(1);
    }

    @ParameterizedTest(name = "{0} before {1}")
    @MethodSource("pairs")
    void aToolIsCalledAndItsResultSentBack(String client, ScriptedProvider provider) {
        Question question = Question.of(provider.type(), Ask.CALL);
        Answer call = CLIENTS.get(client).ask(question);

        isCall(call, provider);
        isGreeting(CLIENTS.get(client).ask(question.after(call, Ask.RESULT)), provider);
        assertThat(UPSTREAMS.get(provider).last().compact()).contains(Ask.RESULT, provider.resultAsSent());
    }

    @ParameterizedTest(name = "{0} before {1}")
    @MethodSource("pairs")
    void aToolIsCalledInAStreamAndItsResultSentBack(String client, ScriptedProvider provider) {
        Question question = Question.of(provider.type(), Ask.CALL).streamed(word -> {});
        Answer call = CLIENTS.get(client).ask(question);

        isCall(call, provider);
        isGreeting(CLIENTS.get(client).ask(question.after(call, Ask.RESULT)), provider);
        assertThat(UPSTREAMS.get(provider).last().compact()).contains(Ask.RESULT, provider.resultAsSent());
    }

    @ParameterizedTest(name = "{0} before {1}")
    @MethodSource("pairs")
    void aRefusalKeepsItsStatusAndItsMessage(String client, ScriptedProvider provider) {
        for (Question question : bothWays(provider.type(), Ask.REFUSED)) {
            Refusal refusal = refused(CLIENTS.get(client), question);

            assertThat(refusal.status()).isEqualTo(400);
            assertThat(refusal.message()).contains("The provider said no.");
        }
    }

    @ParameterizedTest(name = "{0} before {1}")
    @MethodSource("pairs")
    void aBusyProviderIsToldWithTheTimeToWait(String client, ScriptedProvider provider) {
        for (Question question : bothWays(provider.busyType(), Ask.BUSY)) {
            Refusal refusal = refused(CLIENTS.get(client), question);

            assertThat(refusal.status()).isEqualTo(429);
            if (refusal.retryAfter() != null) {
                assertThat(Integer.parseInt(refusal.retryAfter())).isBetween(1, 7);
            }
        }
    }

    @ParameterizedTest(name = "{0} before {1}")
    @MethodSource("pairs")
    void aStreamThatBreaksIsAnErrorAfterWhatWasSaid(String client, ScriptedProvider provider) {
        List<String> words = new ArrayList<>();

        Refusal refusal = refused(
                CLIENTS.get(client), Question.of(provider.type(), Ask.BROKEN).streamed(words::add));

        assertThat(ScriptedProvider.BEFORE_THE_BREAK).startsWith(String.join("", words));
        if (CLIENTS.get(client).readsUpToACut()) {
            assertThat(String.join("", words)).isEqualTo(ScriptedProvider.BEFORE_THE_BREAK);
        }
        assertThat(refusal.message()).isNotEmpty();
    }

    private static List<Question> bothWays(String model, String text) {
        Question whole = Question.of(model, text);
        return List.of(whole, whole.streamed(word -> {}));
    }

    private static Refusal refused(ClientLibrary client, Question question) {
        Throwable thrown = catchThrowable(() -> client.ask(question));
        assertThat(thrown).isNotNull();
        return client.refusal(thrown);
    }

    private static void isGreeting(Answer answer, ScriptedProvider provider) {
        assertThat(answer.text()).isEqualTo(ScriptedProvider.GREETING);
        assertThat(answer.calls()).isEmpty();
        assertThat(answer.finish()).isEqualTo("stop");
        assertThat(answer.tokens())
                .isEqualTo(new Tokens(
                        ScriptedProvider.PROMPT_TOKENS, provider.cachedTokens(), ScriptedProvider.COMPLETION_TOKENS));
    }

    private static void isCall(Answer answer, ScriptedProvider provider) {
        assertThat(answer.finish()).isEqualTo("tool_calls");
        assertThat(answer.calls()).hasSize(1);
        Call call = answer.calls().get(0);
        assertThat(call.name()).isEqualTo(ClientLibrary.TOOL);
        assertThat(call.arguments().replaceAll("\\s", "")).isEqualTo("{\"city\":\"Kiel\"}");
        assertThat(call.id()).isNotBlank();
        assertThat(UPSTREAMS.get(provider).last().compact()).contains(ClientLibrary.TOOL, "city");
    }
}
