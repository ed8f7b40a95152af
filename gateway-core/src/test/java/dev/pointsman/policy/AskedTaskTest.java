package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.flow.Exchange;
import dev.pointsman.routing.Reason;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.testing.FakeTransport;
import dev.pointsman.testing.ManualLoop;
import dev.pointsman.testing.RecordingSink;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A small model of the policy is asked for the task of a request, on the request's way. */
class AskedTaskTest {
    private static final String POLICY = """
            version: 1
            providers: { local: { type: fake } }
            models:
              helper: { at: local/helper, price: { in: 1000, out: 0 } }
              sure: { at: local/sure, can: [logprobs] }
              small: local/small
              large: local/large
            tasks:
              budget: 300ms
              labels:
                code: { like: ["fix this function", "explain this regex"] }
                legal: { words: [liability] }
                chitchat: {}
              ask: helper
            rules:
              - { name: ci, when: { header.x-ci: "*" }, then: { use: small } }
              - { name: code, when: { task: code }, then: { use: large } }
              - { name: talk, when: { task: chitchat }, then: { use: small } }
              - { name: rest, then: { use: [large, small] } }
            """;

    private final AskingScene scene = new AskingScene(POLICY);
    private final ManualLoop loop = scene.loop;
    private final FakeTransport transport = scene.transport;
    private final SimpleMeterRegistry registry = scene.registry;

    /** A request as it goes. */
    private record Sent(Exchange exchange, RecordingSink sink) {
        String rule() {
            return Objects.requireNonNull(decision().rule());
        }

        String remark() {
            return decision().reasons().stream()
                    .filter(reason -> reason.router().equals("tasks"))
                    .map(Reason::text)
                    .reduce("", (first, second) -> first + second);
        }

        private RoutingDecision decision() {
            return Objects.requireNonNull(exchange.decision());
        }
    }

    @Test
    void theModelIsAskedAndItsAnswerDecides() throws Exception {
        Sent sent = send("what a lovely morning");

        assertThat(transport.hosts()).containsExactly("helper");
        JsonNode asked = new JsonMapper().readTree(bodyOf(0));
        assertThat(asked.path("model").stringValue()).isEqualTo("helper");
        assertThat(asked.path("temperature").intValue()).isZero();
        assertThat(asked.path("max_tokens").intValue()).isEqualTo(16);
        assertThat(asked.has("stream")).isFalse();
        assertThat(asked.has("logprobs")).isFalse();
        assertThat(asked.at("/messages/0/content").stringValue())
                .contains("- code, such as: fix this function; explain this regex\n- legal\n- chitchat\n")
                .contains("\"none\"");
        assertThat(asked.at("/messages/1/content").stringValue()).isEqualTo("what a lovely morning");

        loop.advance(Duration.ofMillis(40));
        answer(0, "chitchat", "");
        assertThat(transport.hosts()).containsExactly("helper", "small");
        assertThat(sent.rule()).isEqualTo("talk");
        assertThat(sent.remark()).isEqualTo("chitchat (0.80), asked helper");
        transport.call(1).head(200).data("hello\ndone\n").end();
        loop.turn();
        assertThat(sent.sink().completed()).isTrue();
        assertThat(counted("answered")).isEqualTo(1);
        assertThat(registry.get("pointsman.task.ask.duration").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(40);
        assertThat(registry.get("pointsman.task.ask.cost").counter().count()).isEqualTo(0.02);
        assertThat(sent.exchange().overheadNanos()).isZero();
    }

    @Test
    void nobodyIsAskedWhereWordsOrSentencesTellTheTask() {
        assertThat(send("please fix this function").rule()).isEqualTo("code");
        assertThat(send("who bears the liability?").rule()).isEqualTo("rest");
        assertThat(transport.hosts()).containsExactly("large", "large");
    }

    @Test
    void nobodyIsAskedWhereNoRuleWantsToKnow() {
        Sent sent = send("what a lovely morning", "x-ci", "1");

        assertThat(transport.hosts()).containsExactly("small");
        assertThat(sent.remark()).isEmpty();
    }

    @Test
    void anAnswerIsKeptForTheSamePrompt() {
        send("what a lovely morning");
        answer(0, "\"Chitchat\".", "");
        Sent again = send("what a lovely morning");

        assertThat(transport.hosts()).containsExactly("helper", "small", "small");
        assertThat(again.remark()).isEqualTo("chitchat (0.80), asked helper, cached");
        assertThat(counted("cached")).isEqualTo(1);
        send("what a lovely evening");
        assertThat(transport.hosts()).hasSize(4).endsWith("helper");
    }

    @Test
    void exchangesThatAskTheSameAtTheSameTimeShareOneCall() {
        Sent first = send("what a lovely morning");
        Sent second = send("what a lovely morning");
        Sent other = send("what a lovely evening");
        assertThat(transport.hosts()).containsExactly("helper", "helper");

        answer(0, "chitchat", "");
        assertThat(first.rule()).isEqualTo("talk");
        assertThat(second.rule()).isEqualTo("talk");
        assertThat(transport.hosts()).containsExactly("helper", "helper", "small", "small");
        answer(1, "code", "");
        assertThat(other.rule()).isEqualTo("code");
        assertThat(counted("answered")).isEqualTo(2);
    }

    @Test
    void whenTheBudgetIsOverTheRequestGoesOnWithoutATask() {
        Sent sent = send("what a lovely morning");

        loop.advance(Duration.ofMillis(299));
        assertThat(transport.hosts()).containsExactly("helper");
        loop.advance(Duration.ofMillis(1));
        assertThat(transport.hosts()).containsExactly("helper", "large");
        assertThat(transport.call(0).cancelled()).isTrue();
        assertThat(sent.rule()).isEqualTo("rest");
        assertThat(sent.remark()).isEqualTo("abstained (no answer within 300 ms)");
        assertThat(counted("late")).isEqualTo(1);

        send("what a lovely morning");
        assertThat(transport.hosts()).endsWith("helper");
    }

    @Test
    void theCallGoesOnWhileAnotherStillWaits() {
        send("what a lovely morning");
        loop.advance(Duration.ofMillis(200));
        Sent second = send("what a lovely morning");
        loop.advance(Duration.ofMillis(150));
        assertThat(transport.call(0).cancelled()).isFalse();

        answer(0, "chitchat", "");
        assertThat(second.rule()).isEqualTo("talk");
    }

    @Test
    void aClientThatLeavesEndsTheWaitAndTheCall() {
        Sent sent = send("what a lovely morning");
        sent.exchange().cancel();
        loop.turn();

        assertThat(transport.call(0).cancelled()).isTrue();
        assertThat(Objects.requireNonNull(sent.sink().error()).kind()).isEqualTo(ErrorKind.CLIENT_GONE);
        loop.advance(Duration.ofSeconds(1));
        assertThat(transport.hosts()).containsExactly("helper");
        assertThat(loop.waiting()).isZero();
    }

    @Test
    void whatIsNoLabelIsNotTakenForOne() {
        for (String answer : List.of("It is chitchat", "none", "", "chit", "{}")) {
            Sent sent = send("say " + answer + transport.hosts().size());
            answer(transport.calls().size() - 1, answer, "");
            assertThat(sent.rule()).as(answer).isEqualTo("rest");
        }
        assertThat(counted("unclear")).isEqualTo(5);
        Sent sent = send("broken");
        transport
                .call(transport.calls().size() - 1)
                .head(200)
                .data("{\"choices\":[\ndone\n")
                .end();
        loop.turn();
        assertThat(sent.remark()).isEqualTo("abstained (helper gave no label)");
    }

    @Test
    void aModelThatFailsIsNotAskedAgainForTheSameRequestAndItsFailureIsNotKept() {
        Sent sent = send("what a lovely morning");
        transport.call(0).fail(ErrorKind.UPSTREAM_CONNECT);
        loop.turn();

        assertThat(sent.rule()).isEqualTo("rest");
        assertThat(sent.remark()).isEqualTo("abstained (helper did not answer)");
        assertThat(transport.hosts()).containsExactly("helper", "large");
        assertThat(counted("failed")).isEqualTo(1);
        send("what a lovely morning");
        assertThat(transport.hosts()).endsWith("helper");
    }

    @Test
    void aModelThatTellsItsLogProbabilitiesIsAskedForThem() throws Exception {
        scene.policy(POLICY.replace("ask: helper", "ask: sure"));
        Sent sent = send("what a lovely morning");
        assertThat(new JsonMapper().readTree(bodyOf(0)).path("logprobs").booleanValue())
                .isTrue();
        answer(0, "chitchat", ",\"logprobs\":{\"content\":[{\"logprob\":-0.1},{\"logprob\":-0.05}]}");
        assertThat(sent.remark()).isEqualTo("chitchat (0.86), asked sure");

        Sent unsure = send("what a lovely evening");
        answer(2, "chitchat", ",\"logprobs\":{\"content\":[{\"logprob\":-0.9}]}");
        assertThat(unsure.remark()).isEqualTo("abstained (0.40 below 0.55), asked sure");
        assertThat(unsure.rule()).isEqualTo("rest");
    }

    @Test
    void aLongPromptIsAskedAboutByItsEnds() throws Exception {
        send("begin " + "x".repeat(50_000) + " end");

        String asked =
                new JsonMapper().readTree(bodyOf(0)).at("/messages/1/content").stringValue();
        assertThat(asked).startsWith("begin x").endsWith("x end").hasSize(4_003);
    }

    @Test
    void aRuleThatRefusesBeforeTheTaskIsKnownWaitsForIt() {
        scene.policy(POLICY.replace("{ name: rest, then: { use: [large, small] } }", "{ name: rest, then: reject }"));
        Sent told = send("what a lovely morning");
        assertThat(told.sink().ended()).isFalse();
        answer(0, "chitchat", "");
        assertThat(told.rule()).isEqualTo("talk");

        Sent refused = send("what a lovely evening");
        answer(2, "none", "");
        assertThat(Objects.requireNonNull(refused.sink().error()).code()).isEqualTo("rejected_by_policy");
        refused.exchange().cancel();
        loop.turn();
        assertThat(refused.sink().error().code()).isEqualTo("rejected_by_policy");
    }

    @Test
    void tooManyQuestionsAtOnceAreNotAsked() {
        List<Sent> all = new ArrayList<>();
        for (int i = 0; i < 257; i++) {
            all.add(send("prompt " + i));
        }
        assertThat(all.get(256).rule()).isEqualTo("rest");
        assertThat(all.get(256).remark()).isEqualTo("abstained (too many are asked about)");
        assertThat(counted("refused")).isEqualTo(1);
        assertThat(transport.hosts().stream().filter("helper"::equals)).hasSize(256);
    }

    private double counted(String outcome) {
        return registry.get("pointsman.task.asks")
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
