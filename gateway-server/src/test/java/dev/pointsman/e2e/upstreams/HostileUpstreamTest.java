package dev.pointsman.e2e.upstreams;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a provider may do to those behind the gateway: nothing but fail, and then another one answers. */
class HostileUpstreamTest {
    private static final String ASK = "{\"model\":\"small\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi.\"}]}";
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

    private final ScriptedUpstream first =
            ScriptedUpstream.playing((request, reply) -> reply.json(200, answer("first")));
    private final ScriptedUpstream second =
            ScriptedUpstream.playing((request, reply) -> reply.json(200, answer("second")));
    private final RunningGateway gateway = RunningGateway.start("""
        providers:
          one: { type: openai, url: "%s", key: $UPSTREAM_KEY }
          two: { type: openai, url: "%s", key: $UPSTREAM_KEY }
        models:
          small:
            deployments: [{ at: one/gpt-4o-mini }, { at: two/gpt-4o-mini }]
            balance: order
          alone:
            deployments: [{ at: one/gpt-4o-mini }]
        reliability:
          retry: { times: 0 }
          breaker: { open_at: 100%%, over: 1000 calls, for: 10ms }
        """.formatted(first.url(), second.url()));

    @AfterEach
    void stop() {
        gateway.close();
        first.close();
        second.close();
    }

    private static String answer(String text) {
        return Replies.chat(text);
    }

    @Test
    void noFormOfBrokenAnswerReachesAClientWhereAnotherDeploymentAnswers() throws Exception {
        String body = answer("first");
        String length = "Content-Length: " + body.length() + "\r\n";
        String chunked = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
        for (String broken : List.of(
                HEAD + length + "Content-Length: 5\r\n\r\n" + body,
                HEAD + length + length + "\r\n" + body,
                HEAD + length + "Transfer-Encoding: chunked\r\n\r\n" + chunked,
                HEAD + "Transfer-Encoding: gzip, chunked\r\n\r\n" + chunked,
                HEAD + "X: a\rContent-Length: 5\r\n\r\n" + body,
                HEAD + "Transfer-Encoding: chunked\r\n\r\nzz\r\n" + body,
                HEAD + "Content-Length: -1\r\n\r\n" + body,
                HEAD + "X: " + "y".repeat(40_000) + "\r\n" + length + "\r\n" + body,
                "HTTP/1.1 100 Continue\r\n\r\n".repeat(9) + HEAD + length + "\r\n" + body,
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/0.9 200 OK\r\n\r\n" + body,
                "\0\1\2\3 no HTTP at all \r\n\r\n",
                "SSH-2.0-x\r\n",
                "")) {
            first.play((request, reply) -> {
                reply.raw(broken.getBytes(ISO_8859_1));
                reply.cut();
            });

            HttpResponse<String> reply = gateway.post("/v1/chat/completions", ASK);

            assertThat(reply.statusCode()).as(broken).isEqualTo(200);
            assertThat(reply.body()).as(broken).isEqualTo(answer("second"));
        }
    }

    private static String sized(String body) {
        return HEAD + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    @Test
    void bytesBehindAnAnswerAreNobodysAnswer() throws Exception {
        String both = sized(answer("first")) + sized(answer("poison"));
        // in one write: what comes only after the next request was sent cannot be told from its answer
        first.play((request, reply) -> reply.raw(both.getBytes(ISO_8859_1)));
        for (int i = 0; i < 20; i++) {
            assertThat(gateway.post("/v1/chat/completions", ASK).body()).doesNotContain("poison");
        }
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        first.play((request, reply) -> reply.json(302, "{}", "location", second.url() + "/chat/completions"));

        HttpResponse<String> reply = gateway.post("/v1/chat/completions", ASK.replace("small", "alone"));

        assertThat(reply.statusCode()).isEqualTo(502);
        assertThat(reply.body()).doesNotContain(second.url());
        assertThat(second.requests()).isZero();
    }

    @Test
    void aKeyThatAProviderRepeatsIsNowhereToBeRead() throws Exception {
        String repeated = "Incorrect API key provided: " + RunningGateway.UPSTREAM_KEY;
        for (int status : new int[] {400, 401, 403, 404, 429, 500, 503}) {
            first.play((request, reply) -> reply.json(
                    status,
                    Replies.error(repeated, "invalid_request_error", "bad"),
                    "x-echo",
                    Objects.requireNonNull(request.header("authorization"))));

            HttpResponse<String> reply = gateway.post("/v1/chat/completions", ASK.replace("small", "alone"));

            assertThat(reply.statusCode()).isBetween(400, 599);
            assertThat(reply.body() + reply.headers().map()).doesNotContain(RunningGateway.UPSTREAM_KEY);
        }
        for (String page : List.of("/metrics", "/health/ready", "/admin/v1/policy", "/admin/v1/keys")) {
            assertThat(gateway.get(gateway.adminUrl() + page).body()).doesNotContain(RunningGateway.UPSTREAM_KEY);
        }
    }
}
