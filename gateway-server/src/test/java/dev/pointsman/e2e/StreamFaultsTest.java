package dev.pointsman.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import dev.pointsman.testing.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a stream ends when its provider goes wrong, on the wire. */
class StreamFaultsTest {
    private static final String ASK = """
            {"model":"small","stream":true,"messages":[{"role":"user","content":"Count."}]}""";

    private final ScriptedUpstream first = ScriptedUpstream.playing(Replies.words(60));
    private final ScriptedUpstream second = ScriptedUpstream.playing(Replies.words(60));
    private final RunningGateway gateway = RunningGateway.start("""
            providers:
              one: { type: openai, url: "%s", key: $UPSTREAM_KEY }
              two: { type: openai, url: "%s", key: $UPSTREAM_KEY }
            models:
              small:
                deployments: [{ at: one/gpt-4o-mini }, { at: two/gpt-4o-mini }]
                balance: order
            reliability:
              timeout: { first_token: 10s, idle: 300ms }
              retry: { times: 0 }
            """.formatted(first.url(), second.url()));

    @AfterEach
    void stop() {
        gateway.close();
        first.close();
        second.close();
    }

    @Test
    void e09_a_whole_stream_ends_with_done_and_a_clean_end() throws IOException {
        RawClient.Reply reply = ask();

        assertThat(reply.whole()).isTrue();
        assertThat(reply.header("content-type")).startsWith("text/event-stream");
        assertThat(reply.body()).endsWith("data: [DONE]\n\n").containsOnlyOnce("[DONE]");
        assertThat(words(reply.body())).isEqualTo(60);
    }

    @Test
    void silenceAfterTwentyTokensEndsWithAnErrorEventAndACutConnection() throws IOException {
        first.play((request, reply) -> Replies.begin(reply, 20).hang());

        RawClient.Reply reply = ask();

        expectBrokenAfter(reply, 20, "upstream_timeout");
        await().until(() -> first.aborts() == 1);
        assertThat(second.requests()).isZero();
    }

    @Test
    void aCutAfterFortyOfSixtyTokensEndsWithAnErrorEventAndACutConnection() throws IOException {
        first.play((request, reply) -> Replies.begin(reply, 40).cut());

        expectBrokenAfter(ask(), 40, "upstream_error");
        assertThat(second.requests()).isZero();
    }

    @Test
    void aResetAfterFortyOfSixtyTokensIsNoCleanEnd() throws IOException {
        first.play((request, reply) -> Replies.begin(reply, 40).reset());

        RawClient.Reply reply = ask();

        assertThat(reply.whole()).isFalse();
        assertThat(reply.body()).doesNotContain("[DONE]");
        assertThat(second.requests()).isZero();
    }

    @Test
    void e25_an_end_of_the_body_in_the_middle_of_an_answer_is_no_clean_end() throws IOException {
        first.play((request, reply) -> Replies.begin(reply, 40).end());

        expectBrokenAfter(ask(), 40, "upstream_error");
    }

    @Test
    void oneMalformedEventIsLeftOutAndTheStreamGoesOn() throws IOException {
        first.play((request, reply) -> Replies.begin(reply, 20)
                .event("{\"id\":\"chatcmpl-1\",\"choices\":[{\"ind")
                .event(Replies.word("after "))
                .event(Replies.FINISH)
                .done());

        RawClient.Reply reply = ask();

        assertThat(reply.whole()).isTrue();
        assertThat(words(reply.body())).isEqualTo(20);
        assertThat(reply.body()).contains("after ").doesNotContain("{\"ind\n").endsWith("data: [DONE]\n\n");
    }

    @Test
    void e30_an_error_before_the_first_output_goes_to_the_next_deployment_unseen() throws IOException {
        first.play((request, reply) -> reply.json(503, Replies.error("busy", "server_error", "busy")));

        RawClient.Reply reply = ask();

        expectWholeAnswerOfTheSecond(reply);
        assertThat(reply.header("x-gateway-deployment")).isEqualTo("two/gpt-4o-mini");
        assertThat(reply.header("x-gateway-attempts")).isEqualTo("2");
    }

    @Test
    void anErrorEventAfterNothingButTheRoleGoesToTheNextDeploymentUnseen() throws IOException {
        first.play((request, reply) -> reply.stream()
                .text(": ping\n\n")
                .event(Replies.ROLE)
                .event(Replies.error("overloaded", "server_error", "overloaded"))
                .end());

        expectWholeAnswerOfTheSecond(ask());
    }

    @Test
    void aConnectionThatClosesWithoutAReplyGoesToTheNextDeploymentUnseen() throws IOException {
        first.play((request, reply) -> reply.cut());

        expectWholeAnswerOfTheSecond(ask());
    }

    @Test
    void aReplyThatIsNoStreamGoesToTheNextDeploymentUnseen() throws IOException {
        first.play((request, reply) ->
                reply.whole(200, "text/html", "<html>sorry</html>".getBytes(StandardCharsets.UTF_8)));

        expectWholeAnswerOfTheSecond(ask());
    }

    @Test
    void brokenJsonOfAPlainReplyGoesToTheNextDeploymentUnseen() throws IOException {
        first.play((request, reply) -> reply.json(200, "{\"id\":\"chatcmpl-1\",\"choices\":["));
        second.play((request, reply) -> reply.json(200, Replies.chat("from the second")));

        try (RawClient client = gateway.raw()) {
            RawClient.Reply reply = client.post("/v1/chat/completions", ASK.replace(",\"stream\":true", ""))
                    .reply();

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).isEqualTo(Replies.chat("from the second"));
        }
    }

    @Test
    void e30_when_every_deployment_fails_the_client_hears_why() throws IOException {
        first.play((request, reply) -> reply.json(503, Replies.error("first is busy", "server_error", "busy")));
        second.play((request, reply) -> reply.json(503, Replies.error("second is busy", "server_error", "busy")));

        RawClient.Reply reply = ask();

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.header("content-type")).startsWith("application/json");
        assertThat(reply.body()).contains("is busy").startsWith("{\"error\":{");
        assertThat(first.requests() + second.requests()).isEqualTo(2);
    }

    private RawClient.Reply ask() throws IOException {
        try (RawClient client = gateway.raw()) {
            return client.post("/v1/chat/completions", ASK).reply();
        }
    }

    private static void expectBrokenAfter(RawClient.Reply reply, int words, String code) {
        assertThat(reply.status()).isEqualTo(200);
        assertThat(words(reply.body())).isEqualTo(words);
        assertThat(reply.body()).doesNotContain("[DONE]");
        String lastEvent = reply.body().substring(reply.body().lastIndexOf("data: "));
        assertThat(lastEvent)
                .startsWith("data: {\"error\":{")
                .contains("\"code\":\"" + code + "\"")
                .endsWith("\n\n");
        assertThat(reply.whole()).as("the framing came to a clean end").isFalse();
    }

    private void expectWholeAnswerOfTheSecond(RawClient.Reply reply) {
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.whole()).isTrue();
        assertThat(words(reply.body())).isEqualTo(60);
        assertThat(reply.body())
                .doesNotContain("error")
                .endsWith("data: [DONE]\n\n")
                .containsOnlyOnce("[DONE]");
        assertThat(first.requests()).isEqualTo(1);
        assertThat(second.requests()).isEqualTo(1);
    }

    private static int words(String body) {
        int count = 0;
        while (body.contains("\"w" + count + " \"")) {
            count++;
        }
        return count;
    }
}
