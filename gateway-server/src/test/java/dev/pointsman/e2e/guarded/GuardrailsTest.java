package dev.pointsman.e2e.guarded;

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

/** Guardrails of a whole gateway over sockets. */
class GuardrailsTest {
    private final ScriptedUpstream upstream = ScriptedUpstream.playing(Replies.words(3));
    private final ScriptedUpstream hook = ScriptedUpstream.playing(
            (request, reply) -> reply.whole(200, "application/json", bytes("{\"action\":\"allow\"}")));

    @AfterEach
    void stop() {
        upstream.close();
        hook.close();
    }

    private RunningGateway gateway(String guardrails) {
        return RunningGateway.startWhole(RunningGateway.HEAD
                + RunningGateway.oneModel(upstream.url()).replace("type: openai,", "type: openai-compatible,")
                + "guardrails: " + guardrails + "\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String chat(String text, boolean stream) {
        return "{\"model\":\"small\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + text
                + "\"}]}";
    }

    private static RawClient.Reply ask(RunningGateway gateway, String path, String body) throws IOException {
        try (RawClient client = gateway.raw()) {
            return client.post(path, body).reply();
        }
    }

    @Test
    void aProviderSeesNoAddressAndAClientNoKeyThatComesInPieces() throws IOException {
        try (RunningGateway gateway = gateway("[ { name: pii, find: all, do: redact } ]")) {
            upstream.play((request, reply) -> reply.stream()
                    .event(Replies.ROLE)
                    .event(Replies.word("The key is sk-Ab3dE"))
                    .event(Replies.word("f6hIj9kLm2nOp5"))
                    .event(Replies.word("q, good luck"))
                    .event(Replies.FINISH)
                    .done());

            RawClient.Reply reply =
                    ask(gateway, "/v1/chat/completions", chat("I am ada@example.org, what is the key?", true));

            assertThat(upstream.last().text()).contains("I am [email], what").doesNotContain("ada@");
            assertThat(reply.body()).contains("[secret]").contains("[DONE]").doesNotContain("Ab3dE", "hIj9k");
            assertThat(reply.header("x-gateway-guardrails")).startsWith("pii;redact=");
        }
    }

    @Test
    void messagesThatAreTranslatedAreRedactedBothWays() throws IOException {
        try (RunningGateway gateway = gateway("[ { name: pii, find: all, do: redact } ]")) {
            upstream.play((request, reply) ->
                    reply.whole(200, "application/json", bytes(Replies.chat("Write to bob@example.org"))));

            RawClient.Reply reply = ask(
                    gateway,
                    "/v1/messages",
                    "{\"model\":\"small\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"I am ada@example.org\"}]}");

            assertThat(upstream.last().text()).contains("I am [email]");
            assertThat(reply.body()).contains("Write to [email]").contains("\"type\":\"message\"");
        }
    }

    @Test
    void aBlockedStreamIsCutAndItsCallEnded() throws IOException {
        try (RunningGateway gateway = gateway("[ { name: cards, on: reply, find: card, do: block } ]")) {
            upstream.play((request, reply) -> {
                reply.stream()
                        .event(Replies.ROLE)
                        .event(Replies.word("Take 4111 1111 "))
                        .event(Replies.word("1111 1111, "));
                for (int i = 0; i < 100_000; i++) {
                    reply.event(Replies.word("and more "));
                }
                reply.event(Replies.FINISH).done();
            });

            RawClient.Reply reply = ask(gateway, "/v1/chat/completions", chat("hi", true));

            assertThat(reply.body())
                    .contains("content_filter")
                    .contains("cards")
                    .doesNotContain("[DONE]", "4111");
            await().untilAsserted(() -> assertThat(upstream.aborts()).isEqualTo(1));
            assertThat(gateway.get(gateway.adminUrl() + "/metrics").body())
                    .contains(
                            "pointsman_guardrail_finds_total{action=\"block\",guardrail=\"cards\",stage=\"reply\"} 1.0");
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void aBlockedRequestIsRefusedAndAWebhookIsAsked() throws IOException {
        try (RunningGateway gateway = gateway("[ { name: words, on: request, words: [falcon], do: block },"
                + " { name: hook, webhook: { url: \"" + hook.origin() + "/check\", secret: $UPSTREAM_KEY } } ]")) {
            RawClient.Reply blocked = ask(gateway, "/v1/chat/completions", chat("Falcon?", false));
            assertThat(blocked.status()).isEqualTo(400);
            assertThat(blocked.body()).contains("\"code\":\"content_filter\"");
            assertThat(upstream.requests()).isZero();
            assertThat(hook.requests()).isZero();

            RawClient.Reply reply = ask(gateway, "/v1/chat/completions", chat("Owl?", true));
            assertThat(reply.body()).contains("[DONE]");
            assertThat(hook.requests()).isEqualTo(2);
            assertThat(hook.last().header("authorization")).isEqualTo("Bearer " + RunningGateway.UPSTREAM_KEY);
            assertThat(hook.last().text()).contains("\"stage\":\"reply\"");

            hook.play((request, answer) -> answer.whole(500, "application/json", bytes("{}")));
            assertThat(ask(gateway, "/v1/chat/completions", chat("Owl?", false)).status())
                    .isEqualTo(400);
        }
    }
}
