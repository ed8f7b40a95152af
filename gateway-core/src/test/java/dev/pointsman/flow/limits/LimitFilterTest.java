package dev.pointsman.flow.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.flow.limits.Scene.Sent;
import dev.pointsman.testing.FakeTransport;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits that hold for requests. */
class LimitFilterTest {
    private static final String ANSWER = "usage 10 5\nhello\ndone\n";

    @Test
    void aReplyTellsHowItStandsWithTheTightestLimit() {
        Scene scene =
                new Scene("[{ per: key, requests: 60/min, tokens: 5k/min }, { per: key, requests: 3/min, name: b }]");
        scene.transport.reply(200, ANSWER, "x-ratelimit-limit-requests", "777", "x-request-cost", "1");

        Sent sent = scene.chat("ci");

        assertThat(sent.sink().completed()).isTrue();
        assertThat(sent.header("x-ratelimit-limit-requests")).isEqualTo("3");
        assertThat(sent.header("x-ratelimit-remaining-requests")).isEqualTo("2");
        assertThat(sent.header("x-ratelimit-reset-requests")).startsWith("1m0.");
        assertThat(sent.header("x-ratelimit-limit-tokens")).isEqualTo("5000");
        assertThat(Long.parseLong(sent.header("x-ratelimit-remaining-tokens")))
                .as("the prompt and a hundred are reserved")
                .isBetween(4_880L, 4_899L);
    }

    @Test
    void aRequestBeyondTheLimitIsRefusedAndToldWhenToComeAgain() {
        Scene scene = new Scene("[{ per: key, requests: 2/min }]");
        scene.transport.reply(200, ANSWER).reply(200, ANSWER).reply(200, ANSWER);
        scene.chat("ci");
        scene.chat("ci");

        Sent third = scene.chat("ci");

        assertThat(third.error().kind()).isEqualTo(ErrorKind.OVER_LIMIT);
        assertThat(third.error().status()).isEqualTo(429);
        assertThat(third.error().code()).isEqualTo("rate_limit_exceeded");
        assertThat(third.error().text())
                .startsWith("limit \"key-requests\": key \"ci\" has made its 2/min requests; try again in 1m0.");
        assertThat(third.error().retryAfter()).isBetween(Duration.ofSeconds(59), Duration.ofSeconds(61));
        assertThat(third.header("x-gateway-limit")).isEqualTo("key-requests");
        assertThat(scene.count("pointsman.limit.refusals", "key-requests", "requests"))
                .isEqualTo(1);
        assertThat(scene.transport.calls()).hasSize(2);
        assertThat(scene.chat("web").sink().completed()).as("another key").isTrue();
    }

    @Test
    void tokensAreCountedAsTheProviderTellsThem() {
        Scene scene = new Scene("[{ per: key, tokens: 300/min }]");
        scene.transport.reply(200, ANSWER).reply(200, ANSWER);
        scene.chat("ci");

        Sent second = scene.chat("ci");

        assertThat(Long.parseLong(second.header("x-ratelimit-remaining-tokens")))
                .as("15 are used, about 110 reserved")
                .isBetween(165L, 184L);
    }

    @Test
    void tokensThatAreReservedHoldOthersBackAndComeBackWhereNothingAnswered() {
        Scene scene = new Scene("[{ per: key, tokens: 200/min }]");
        Sent open = scene.chat("ci");
        assertThat(scene.chat("ci").error().text()).contains("has used or reserved its 200/min tokens");

        scene.transport.call(0).fail(ErrorKind.UPSTREAM_CONNECT);
        scene.transport.call(1).fail(ErrorKind.UPSTREAM_CONNECT);
        assertThat(open.error().kind()).isEqualTo(ErrorKind.UPSTREAM_CONNECT);

        assertThat(scene.chat("ci").sink().ended()).as("under way").isFalse();
    }

    @Test
    void whatIsUnderWayIsReleasedHoweverItEnds() {
        Scene scene = new Scene("[{ per: key, concurrent: 1 }]");

        scene.transport.reply(200, ANSWER);
        assertThat(scene.chat("ci").sink().completed()).isTrue();
        scene.transport.reply(400, "no");
        assertThat(scene.chat("ci").error().kind()).isEqualTo(ErrorKind.UPSTREAM_REJECTED);
        assertThat(scene.ask("ci", "lagre").error().kind()).isEqualTo(ErrorKind.MODEL_NOT_FOUND);
        scene.transport.next(call -> call.head(200).data("hello\n").fail(ErrorKind.UPSTREAM_ERROR));
        assertThat(scene.chat("ci").error().kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        Sent left = scene.chat("ci");
        assertThat(scene.chat("ci").error().text()).contains("has 1 requests under way");
        left.exchange().cancel();

        Sent last = scene.chat("ci");
        assertThat(last.sink().ended()).as("under way").isFalse();
        assertThat(scene.chat("ci").error().kind()).isEqualTo(ErrorKind.OVER_LIMIT);
        scene.loop.advance(Duration.ofMinutes(11));
        assertThat(last.error().kind()).isEqualTo(ErrorKind.UPSTREAM_TIMEOUT);
        assertThat(scene.chat("ci").sink().ended()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "team, ci, ci, '', '', false",
        "team, web, web, '', '', true",
        "key, ci, web, '', '', true",
        "header.x-org, ci, web, one, one, false",
        "header.x-org, ci, ci, one, two, true",
        "header.x-org, ci, web, '', '', false",
    })
    void whoCountsTogether(String per, String first, String second, String header, String other, boolean granted) {
        Scene scene = new Scene("[{ per: " + per + ", requests: 1/min }]");
        scene.transport.reply(200, ANSWER).reply(200, ANSWER);
        scene.chat(first, header.isEmpty() ? new String[0] : new String[] {"x-org", header});

        Sent sent = scene.chat(second, other.isEmpty() ? new String[0] : new String[] {"x-org", other});

        assertThat(sent.sink().completed()).isEqualTo(granted);
    }

    @Test
    void usersOfDifferentKeysAreDifferentUsers() {
        Scene scene = new Scene("[{ per: user, requests: 1/min }]");
        scene.transport.reply(200, ANSWER).reply(200, ANSWER).reply(200, ANSWER);
        String body =
                "{\"model\":\"auto\",\"stream\":true,\"user\":\"bob\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";

        assertThat(scene.send(Endpoint.CHAT_COMPLETIONS, "ci", body).sink().completed())
                .isTrue();
        assertThat(scene.send(Endpoint.CHAT_COMPLETIONS, "web", body).sink().completed())
                .isTrue();
        assertThat(scene.send(Endpoint.CHAT_COMPLETIONS, "ci", body.replace("bob", "eve"))
                        .sink()
                        .completed())
                .isTrue();
        assertThat(scene.send(Endpoint.CHAT_COMPLETIONS, "ci", body).error().text())
                .startsWith("limit \"user-requests\": user \"bob\" has made");
    }

    @Test
    void aLimitForSomeHoldsForThemAlone() {
        Scene scene = new Scene("[{ per: key, for: ci, requests: 1/min }]");
        scene.transport.reply(200, ANSWER).reply(200, ANSWER).reply(200, ANSWER);

        assertThat(List.of(scene.chat("web"), scene.chat("web"), scene.chat("ci")))
                .allMatch(sent -> sent.sink().completed());
        assertThat(scene.chat("ci").error().kind()).isEqualTo(ErrorKind.OVER_LIMIT);
    }

    @Test
    void beyondTheLimitAnotherModelAnswersWhereThePolicySaysSo() {
        Scene scene = new Scene("[{ per: key, requests: 1/min, then: { use: small } }]");
        scene.transport.reply(200, ANSWER).reply(200, ANSWER).reply(200, ANSWER);
        assertThat(scene.chat("ci").exchange().model()).isEqualTo("large");

        Sent second = scene.chat("ci");

        assertThat(second.exchange().model()).isEqualTo("small");
        assertThat(second.header("x-gateway-limit")).isEqualTo("key-requests");
        assertThat(scene.count("pointsman.limit.branches", "key-requests", null))
                .isEqualTo(1);
        assertThat(scene.records.get(1).route().asked()).isEqualTo("small");
        assertThat(scene.record())
                .contains(
                        "\"limits\":[\"limit \\\"key-requests\\\": key \\\"ci\\\" has made its 1/min requests; try again in")
                .contains("asked for \\\"auto\\\", goes to small");
        scene.loop.advance(Duration.ofSeconds(61));
        assertThat(scene.chat("ci").exchange().model())
                .as("those that went elsewhere are not counted")
                .isEqualTo("large");
    }

    @Test
    void aSecondLimitHoldsForWhatTheFirstSentElsewhere() {
        Scene scene = new Scene(
                "[{ per: key, requests: 1/min, then: { use: small } }, { per: key, requests: 2/min, name: hard }]");
        scene.transport.reply(200, ANSWER).reply(200, ANSWER);
        scene.chat("ci");
        scene.chat("ci");

        assertThat(scene.chat("ci").error().text()).startsWith("limit \"hard\"");
    }

    @Test
    void aClientThatWantsNoOtherModelIsRefused() {
        Scene scene = new Scene("[{ per: key, requests: 1/min, then: { use: small } }]");
        scene.transport.reply(200, ANSWER);
        scene.chat("ci");

        assertThat(scene.chat("ci", "x-gateway-no-fallback", "true").error().kind())
                .isEqualTo(ErrorKind.OVER_LIMIT);
    }

    @Test
    void listsAreNotCounted() {
        Scene scene = new Scene("[{ per: key, requests: 1/min }]");
        scene.transport.reply(200, ANSWER);
        for (int i = 0; i < 3; i++) {
            assertThat(scene.send(Endpoint.MODELS, "ci", "").sink().completed()).isTrue();
        }

        assertThat(scene.chat("ci").sink().completed()).isTrue();
    }

    @Test
    void countsGoOnWhenThePolicyIsLoadedAgain() {
        Scene scene = new Scene("[{ per: key, requests: 2/min, concurrent: 5 }]");
        scene.transport.reply(200, ANSWER).reply(200, ANSWER);
        scene.chat("ci");
        scene.chat("ci");

        scene.reload("[{ per: key, requests: 3/min, concurrent: 5 }]");

        assertThat(scene.chat("ci").sink().ended()).isFalse();
        assertThat(scene.chat("ci").error().kind()).isEqualTo(ErrorKind.OVER_LIMIT);
    }

    @Test
    void aProvidersOwnNumbersPassWhereThePolicyHasNoLimits() {
        Scene scene = new Scene("[]");
        scene.transport.reply(200, ANSWER);

        assertThat(scene.chat("ci").exchange().limits()).isSameAs(dev.pointsman.flow.Exchange.Limits.NONE);
        FakeTransport.FakeCall call = scene.transport.call(0);
        assertThat(call.live()).isFalse();
    }
}
