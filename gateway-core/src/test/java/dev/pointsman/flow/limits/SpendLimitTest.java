package dev.pointsman.flow.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.flow.limits.Scene.Sent;
import dev.pointsman.policy.Policies;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits on money: reserved before each call, settled after it. A call to {@code l} costs 1 USD per million prompt tokens, 10 for output. */
class SpendLimitTest {
    private static final String ANSWER = "usage 10 5\nhello\ndone\n";
    private static final double ANSWERED = 60e-6;
    private static final String LIMIT = "[{ per: key, spend: 0.01/day }]";

    @Test
    void aCallReservesTheMostItMayCostAndIsSettledWithWhatItDid() {
        Scene scene = new Scene(LIMIT);

        Sent sent = scene.chat("ci");
        assertThat(scene.spent("key-spend")).as("100 out and some 60 in").isBetween(0.00103, 0.0011);
        scene.transport.call(0).head(200).data(ANSWER).end();

        assertThat(sent.sink().completed()).isTrue();
        assertThat(scene.spent("key-spend")).isCloseTo(ANSWERED, within(1e-12));
        assertThat(sent.exchange().costNanos()).isEqualTo(60_000);
    }

    @Test
    void whatMayNotFitIsRefusedUntilTheNextDay() {
        Scene scene = new Scene("[{ per: key, spend: 0.0015/day }]");
        scene.chat("ci");

        Sent second = scene.chat("ci");

        assertThat(second.error().kind()).isEqualTo(ErrorKind.OVER_SPEND);
        assertThat(second.error().code()).isEqualTo("insufficient_quota");
        assertThat(second.error().text())
                .startsWith(
                        "limit \"key-spend\": key \"ci\" has spent or reserved its 0.0015 USD/day; try again in 12h0m0s");
        assertThat(second.error().retryAfter()).isEqualTo(Duration.ofHours(12));
        assertThat(second.header("x-gateway-limit")).isEqualTo("key-spend");
        assertThat(scene.count("pointsman.limit.refusals", "key-spend", "spend"))
                .as("both deployments of the model")
                .isEqualTo(2);
        assertThat(scene.record()).contains("not called: p/l").contains("not called: q/m");
        scene.transport.call(0).fail(ErrorKind.UPSTREAM_CONNECT);
        scene.loop.advance(Duration.ofHours(12));
        assertThat(scene.chat("ci").sink().ended()).isFalse();
    }

    @Test
    void aRequestIsRefusedBeforeItIsRoutedWhereNothingIsLeft() {
        Scene scene = new Scene(
                "[{ per: key, spend: 0.00006/day, then: { use: small } }, { per: team, spend: 0.00006/day }]");
        scene.reload("[{ per: key, spend: 1/day, then: { use: small } }, { per: team, spend: 1/day }]");
        scene.transport.reply(200, ANSWER);
        scene.chat("ci");
        scene.reload("[{ per: key, spend: 0.00006/day, then: { use: small } }, { per: team, spend: 0.00006/day }]");

        Sent second = scene.chat("ci");

        assertThat(second.error().text()).startsWith("limit \"team-spend\"");
        assertThat(second.header("x-should-retry")).isEqualTo("false");
        assertThat(second.exchange().context()).as("never decided about").isNull();
    }

    @Test
    void aCheaperDeploymentIsCalledWhereTheFirstDoesNotFit() {
        Scene scene = new Scene("[{ per: key, spend: 0.0018/day }]");
        scene.reload(
                "[{ per: key, spend: 0.0018/day }]",
                "[{ at: p/l, price: { in: 1, out: 10 } }, { at: q/m, price: { in: 2, out: 20 } }]",
                "[{ at: q/m, price: { in: 2, out: 20 } }, { at: p/l, price: { in: 1, out: 10 } }]");
        scene.transport.reply(200, ANSWER);

        Sent sent = scene.chat("ci");

        assertThat(scene.transport.hosts()).as("m might cost more than is left").containsExactly("l");
        assertThat(sent.sink().completed()).isTrue();
        assertThat(scene.spent("key-spend")).isCloseTo(ANSWERED, within(1e-12));
    }

    @Test
    void anotherModelStandsInForACallThatDoesNotFit() {
        Scene scene = new Scene("[{ per: key, spend: 0.0015/day, then: { use: small } }]");
        scene.chat("ci");

        Sent second = scene.chat("ci");
        scene.transport.call(1).head(200).data(ANSWER).end();

        assertThat(second.exchange().model()).isEqualTo("small");
        assertThat(second.sink().completed()).isTrue();
        assertThat(second.header("x-gateway-limit")).isEqualTo("key-spend");
        assertThat(scene.spent("key-spend")).as("what it cost is counted").isBetween(0.00103, 0.0012);
        for (int i = 2; i < 12; i++) {
            scene.transport.reply(200, "usage 100000 100\nhello\ndone\n");
            assertThat(scene.chat("ci").exchange().model()).isEqualTo("small");
        }
        assertThat(scene.spent("key-spend")).as("and never refused").isGreaterThan(0.1);
        assertThat(scene.ask("ci", "small").sink().ended()).as("under way").isFalse();
    }

    @Test
    void eachAttemptReservesForItself() {
        Scene scene = new Scene("[{ per: key, spend: 0.0025/day }]");

        Sent sent = scene.chat("ci");
        scene.transport.call(0).head(500).end();
        assertThat(scene.spent("key-spend"))
                .as("the second place costs twice as much")
                .isBetween(0.00206, 0.0022);
        scene.transport.call(1).head(200).data(ANSWER).end();

        assertThat(sent.exchange().attempts()).hasSize(2);
        assertThat(scene.spent("key-spend")).isCloseTo(2 * ANSWERED, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"500", "429", "400", "401"})
    void whatAProviderRefusesCostsNothing(int status) {
        Scene scene = new Scene(LIMIT);
        scene.transport.reply(status, "no").reply(status, "no");

        scene.chat("ci");

        assertThat(scene.spent("key-spend")).isZero();
    }

    @Test
    void aCallThatWasNeverHeardOfCostsAllThatWasReserved() {
        Scene scene = new Scene(LIMIT);
        Sent sent = scene.chat("ci");
        double reserved = scene.spent("key-spend");

        sent.exchange().cancel();

        assertThat(reserved).isGreaterThan(0.001);
        assertThat(scene.spent("key-spend")).isEqualTo(reserved);
    }

    @Test
    void e08_a_stream_that_breaks_costs_its_prompt_and_what_was_delivered() {
        Scene scene = new Scene(LIMIT);
        Sent sent = scene.chat("ci");
        double reserved = scene.spent("key-spend");
        scene.transport.call(0).head(200).data("{\"delta\":{\"content\":\"" + "word ".repeat(30) + "\"}}\n");
        sent.exchange().cancel();

        assertThat(scene.spent("key-spend"))
                .as("150 bytes are 50 tokens, and the prompt")
                .isCloseTo(reserved - 500e-6, within(1e-9));
    }

    @Test
    void aStreamThatBreaksCostsNeverLessThanItsProviderTold() {
        Scene scene = new Scene(LIMIT);
        Sent sent = scene.chat("ci");
        scene.transport.call(0).head(200).data("usage 1000 90\n{\"content\":\"x\"}\n");
        sent.exchange().cancel();

        assertThat(scene.spent("key-spend")).isCloseTo(0.0019, within(1e-12));
    }

    @Test
    void aWholeReplyWithoutUsageCostsWhatWasDelivered() {
        Scene scene = new Scene(LIMIT);
        scene.transport.reply(200, "{\"content\":\"" + "word ".repeat(6) + "\"}\ndone\n");

        scene.chat("ci");

        assertThat(scene.spent("key-spend")).isBetween(0.00013, 0.00020);
    }

    @Test
    void aRealCostAboveTheReservedOneIsCountedWhole() {
        Scene scene = new Scene(LIMIT);
        scene.transport.reply(200, "usage 1000000 0\nhello\ndone\n");

        scene.chat("ci");

        assertThat(scene.spent("key-spend")).isEqualTo(1);
        assertThat(scene.chat("ci").error().kind()).isEqualTo(ErrorKind.OVER_SPEND);
    }

    @Test
    void withoutAMaximumTheReplyMayFillTheWindow() {
        Scene scene = new Scene("[{ per: key, spend: 2/day }]");

        scene.send(
                Endpoint.CHAT_COMPLETIONS,
                "ci",
                "{\"model\":\"large\",\"messages\":[{\"role\":\"user\",\"content\":\"tell me\"}]}");

        assertThat(scene.spent("key-spend")).as("100k tokens").isBetween(0.999, 1.0);
    }

    @Test
    void aPriceThatIsNotKnownIsSeen() {
        String limits = "[{ per: key, spend: 1/day, unknown_price: allow }]";
        Scene scene = new Scene(limits);
        scene.transport.reply(200, "hello\ndone\n");

        scene.send(Endpoint.IMAGE_GENERATIONS, "ci", "{\"model\":\"large\",\"prompt\":\"a cat\"}");

        assertThat(scene.count("pointsman.limit.unpriced", "key-spend", null)).isEqualTo(1);
        assertThat(scene.record())
                .contains("limit \\\"key-spend\\\": the price of p/l is not known, the call counts nothing");
        Scene strict = new Scene("[{ per: key, spend: 1/day }]");
        Sent refused = strict.send(Endpoint.IMAGE_GENERATIONS, "ci", "{\"model\":\"large\",\"prompt\":\"a cat\"}");
        assertThat(refused.error().code()).isEqualTo("unknown_price");
        assertThat(refused.error().kind()).isEqualTo(ErrorKind.OVER_SPEND);
    }

    @Test
    void whatANextPolicyCallsIsHeldToTheLimitsOfTheRunningOne() {
        Scene scene = new Scene("[]")
                .trying(
                        "[{ per: key, spend: 0.0025/day }]",
                        "  small: { at: p/s, price: { in: 0.1, out: 1 }, context: 100k }\nrules: [{ name: all, then: { use: large } }]",
                        "  extra: { at: p/x, price: { in: 2, out: 20 }, context: 9k }\nrules: [{ name: all, then: { use: extra } }]");

        scene.chat("ci");
        assertThat(scene.transport.hosts()).containsExactly("x");
        assertThat(scene.spent("key-spend")).isBetween(0.00206, 0.0022);

        assertThat(scene.chat("ci").error().kind()).isEqualTo(ErrorKind.OVER_SPEND);
    }

    @Test
    void rulesSeeTheShareThatIsSpent() {
        String rules =
                "[{ name: a, when: { spend_used: \"> 50%\" }, then: { use: small } }, { name: b, then: { use: large } }]";
        String limits = "[{ per: key, spend: 0.0001/day, name: x, for: ci }]\n";
        Scene scene = new Scene("[{ per: key, spend: 1/day, name: x, for: ci }]");
        scene.transport.reply(200, ANSWER).reply(200, ANSWER);
        scene.chat("ci");
        assertThat(Policies.problems(Scene.policy(limits).replace("[{ name: all, then: { use: large } }]", rules)))
                .isEmpty();

        scene.reload(limits, "[{ name: all, then: { use: large } }]", rules);

        assertThat(scene.chat("ci").exchange().decision().rule())
                .as("60 % of it")
                .isEqualTo("a");
        assertThat(scene.chat("web").exchange().decision().rule())
                .as("not its limit")
                .isEqualTo("b");
    }
}
