package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.config.ConfigException;
import dev.pointsman.flow.Exchange;
import dev.pointsman.testing.FakeTransport;
import dev.pointsman.testing.ManualLoop;
import dev.pointsman.testing.RecordingSink;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A model of the policy, or a classifier of this process, is asked how much speaks for the strong model of a pair, on the request's way. */
class AskedEstimateTest {
    private static final String POLICY = """
            version: 1
            providers: { local: { type: fake } }
            models:
              judge: { at: local/judge, price: { in: 1000, out: 0 } }
              sure: { at: local/sure, can: [logprobs] }
              small: local/small
              large: local/large
            scores:
              judged: { estimator: { ask: judge }, strong: large, weak: small, threshold: 0.5, unfamiliar: large, budget: 300ms }
            rules:
              - { name: ci, when: { header.x-ci: "*" }, then: { use: small } }
              - { name: rest, then: { score: judged } }
            """;

    private final AskingScene scene = new AskingScene(POLICY);
    private final ManualLoop loop = scene.loop;
    private final FakeTransport transport = scene.transport;
    private final SimpleMeterRegistry registry = scene.registry;

    /** A request as it goes. */
    private record Sent(Exchange exchange, RecordingSink sink) {
        String why() {
            return Objects.requireNonNull(exchange.decision()).reasons().toString();
        }
    }

    @Test
    void theModelIsAskedToRateThePromptAndThatDecides() throws Exception {
        send("prove it");
        assertThat(transport.hosts()).containsExactly("judge");
        JsonNode asked = new JsonMapper().readTree(bodyOf(0));
        assertThat(asked.at("/messages/0/content").stringValue()).contains("from 1", "to 5", "one digit alone");
        assertThat(asked.at("/messages/1/content").stringValue()).isEqualTo("prove it");
        assertThat(asked.path("temperature").intValue()).isZero();
        assertThat(asked.has("logprobs")).isFalse();

        loop.advance(Duration.ofMillis(40));
        answer(0, " 2.", "");
        assertThat(transport.hosts()).containsExactly("judge", "large");
        answer(1, "done", "");
        Sent easy = send("say hello");
        answer(2, "5", "");
        assertThat(transport.hosts()).endsWith("judge", "small");
        assertThat(easy.why()).contains("0.0 for the strong model, threshold 0.5");
        assertThat(easy.exchange().overheadNanos()).isZero();
        assertThat(counted("answered")).isEqualTo(2);
        assertThat(registry.get("pointsman.estimate.ask.duration").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(40);
        assertThat(registry.get("pointsman.estimate.ask.cost").counter().count())
                .isEqualTo(0.04);
    }

    @Test
    void aPromptIsAskedAboutOnce() {
        send("prove it");
        send("prove it");
        assertThat(transport.hosts()).as("shared").containsExactly("judge");
        answer(0, "1", "");
        assertThat(transport.hosts()).containsExactly("judge", "large", "large");
        send("prove it");
        assertThat(transport.hosts()).as("kept").containsExactly("judge", "large", "large", "large");
        assertThat(counted("cached")).isEqualTo(1);
    }

    @Test
    void nobodyIsAskedWhereNoScoreWantsToKnow() {
        send("prove it", "x-ci", "1");
        assertThat(transport.hosts()).containsExactly("small");
    }

    @Test
    void probabilitiesOfTheDigitsAreTakenWhereTheModelTellsThem() throws Exception {
        scene.policy(POLICY.replace("ask: judge", "ask: sure"));
        Sent sent = send("prove it");
        JsonNode asked = new JsonMapper().readTree(bodyOf(0));
        assertThat(asked.path("logprobs").booleanValue()).isTrue();
        assertThat(asked.path("top_logprobs").intValue()).isEqualTo(5);
        // of the digits' probability, 0.8, a quarter is of 4 and 5
        answer(
                0,
                "2",
                ",\"logprobs\":{\"content\":[{\"token\":\" 2\",\"logprob\":-0.5,\"top_logprobs\":["
                        + top(" 2", 0.6) + "," + top("4", 0.15) + "," + top("5", 0.05) + "," + top("two", 0.2)
                        + "]}]}");
        assertThat(sent.why()).contains("0.75 for the strong model, threshold 0.5");
    }

    @Test
    void whatIsNoRatingAndWhatComesTooLateIsAsAPromptUnlikeAllOthers() {
        int call = 0;
        for (String answer : List.of("surely good", "", "7", "0", "12", "{")) {
            Sent sent = send("say " + answer + transport.hosts().size());
            answer(call, answer, "");
            assertThat(sent.why()).as(answer).contains("unlike all that its estimator learned from: use large");
            call += 2;
        }
        assertThat(counted("unclear")).isEqualTo(6);
        send("prove it");
        loop.advance(Duration.ofMillis(299));
        assertThat(transport.hosts()).endsWith("judge");
        loop.advance(Duration.ofMillis(1));
        assertThat(transport.hosts()).endsWith("judge", "large");
        assertThat(transport.call(call).cancelled()).isTrue();
        assertThat(counted("late")).isEqualTo(1);
        Sent failed = send("prove it");
        transport.call(transport.calls().size() - 1).fail(ErrorKind.UPSTREAM_CONNECT);
        loop.turn();
        assertThat(failed.why()).contains("unlike all");
        assertThat(counted("failed")).isEqualTo(1);
    }

    @Test
    void aClientThatLeavesEndsTheQuestion() {
        Sent sent = send("prove it");
        sent.exchange().cancel();
        loop.turn();
        assertThat(transport.call(0).cancelled()).isTrue();
        assertThat(Objects.requireNonNull(sent.sink().error()).kind()).isEqualTo(ErrorKind.CLIENT_GONE);
        loop.advance(Duration.ofSeconds(1));
        assertThat(transport.hosts()).containsExactly("judge");
        assertThat(loop.waiting()).isZero();
    }

    @Test
    void mistakesAreToldAtTheirPlace() {
        assertThat(problems("ask: judge", "ask: jugde")).contains("unknown model \"jugde\" (did you mean \"judge\"?)");
        assertThat(problems("threshold: 0.5, ", ""))
                .contains("tells no threshold for this pair: expected \"threshold\"");
        assertThat(problems("budget: 300ms", "budget: 0s")).contains("budget: expected a time above zero");
        assertThat(problems("strong: large, weak: small, threshold: 0.5", "weights: { quality: 1 }"))
                .contains("it tells of pairs alone");
        assertThat(problems("{ ask: judge }", "{ onnx: x }"))
                .contains("or { onnx: FILE, vocab: FILE } with the plug-in");
        assertThat(problems("budget: 300ms", "as: { large: x }")).contains("it knows no models by name");
    }

    private static String problems(String from, String to) {
        String text = POLICY.replace(from, to);
        ConfigException refused = Assertions.catchThrowableOfType(
                ConfigException.class, () -> Policies.loader().load("gateway.yaml", text));
        return Objects.requireNonNull(refused.getMessage());
    }

    private static String top(String token, double probability) {
        return "{\"token\":\"" + token + "\",\"logprob\":" + Math.log(probability) + "}";
    }

    private double counted(String outcome) {
        return registry.get("pointsman.estimate.asks")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private byte[] bodyOf(int call) {
        return scene.bodyOf(call);
    }

    private void answer(int call, String label, String more) {
        scene.answer(call, label, more);
    }

    private Sent send(String text, String... headers) {
        AskingScene.Going going = scene.send(text, headers);
        return new Sent(going.exchange(), going.sink());
    }
}
