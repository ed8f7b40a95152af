package dev.pointsman.flow.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.flow.limits.Scene.Sent;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Limits of models, providers and deployments: they hold for calls. */
class CallLimitsTest {
    private static final String ANSWER = "usage 10 5\nhello\ndone\n";

    @Test
    void aDeploymentAtItsLimitIsNotCalledAndAnotherIs() {
        Scene scene = new Scene("[{ per: deployment, for: p/l, requests: 1/min }]");
        scene.transport.reply(200, ANSWER).reply(200, ANSWER);
        scene.chat("ci");

        Sent second = scene.chat("ci");

        assertThat(scene.transport.hosts()).containsExactly("l", "m");
        assertThat(second.sink().completed()).isTrue();
        assertThat(second.exchange().decision().reasons())
                .anyMatch(reason -> reason.toString().contains("not to be called now: p/l"));
        assertThat(scene.record())
                .contains("\"blocked\":[\"p/l\"]")
                .contains("limit \\\"deployment-requests\\\" holds p/l back");
        scene.loop.advance(Duration.ofSeconds(61));
        scene.transport.reply(200, ANSWER);
        scene.chat("web");
        assertThat(scene.transport.hosts()).containsExactly("l", "m", "l");
    }

    @Test
    void aProviderAtItsLimitTakesNoMoreCallsAtOnce() {
        Scene scene = new Scene("[{ per: provider, concurrent: 1 }]");

        scene.chat("ci");
        scene.chat("ci");
        Sent third = scene.chat("ci");

        assertThat(scene.transport.hosts()).containsExactly("l", "m");
        assertThat(third.error().kind()).isEqualTo(ErrorKind.OVER_LIMIT);
        assertThat(third.error().text()).contains("limit \"provider-concurrent\": provider");
        scene.transport.call(0).head(200).data(ANSWER).end();
        scene.chat("ci");
        assertThat(scene.transport.hosts()).containsExactly("l", "m", "l");
    }

    @Test
    void aModelAtItsLimitLeavesRequestsToAnother() {
        Scene scene = new Scene("[{ per: model, for: large, tokens: 200/min, then: { use: small } }]");
        scene.transport.reply(200, "usage 150 50\nhello\ndone\n").reply(200, ANSWER);
        scene.ask("ci", "large");

        Sent second = scene.ask("ci", "large");

        assertThat(second.exchange().model()).isEqualTo("small");
        assertThat(second.header("x-gateway-limit")).isEqualTo("model-tokens");
        assertThat(scene.count("pointsman.limit.branches", "model-tokens", null))
                .as("once for each deployment that was not called")
                .isEqualTo(2);
    }

    @Test
    void aModelAtItsLimitIsRefusedWhereNothingStandsIn() {
        Scene scene = new Scene("[{ per: model, requests: 1/min }]");
        scene.transport.reply(200, ANSWER);
        scene.ask("ci", "small");

        assertThat(scene.ask("ci", "small").error().text())
                .startsWith("limit \"model-requests\": model \"small\" has made its 1/min requests");
    }

    @Test
    void aCallThatCouldNotBeMadeIsNotCounted() {
        Scene scene = new Scene("[]").reload("[{ per: provider, requests: 1/min }]", "p/l", "p/unaskable");

        scene.chat("ci");
        assertThat(scene.transport.hosts()).containsExactly("m");
        scene.ask("ci", "small");
        assertThat(scene.transport.hosts()).as("p has had no call yet").containsExactly("m", "s");
        assertThat(scene.ask("ci", "small").error().kind()).isEqualTo(ErrorKind.OVER_LIMIT);
    }
}
