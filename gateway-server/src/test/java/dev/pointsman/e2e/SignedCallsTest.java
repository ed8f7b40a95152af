package dev.pointsman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Body;
import dev.pointsman.e2e.peers.ReceivedRequest;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import dev.pointsman.provider.Target;
import dev.pointsman.provider.UpstreamRequest;
import dev.pointsman.providers.ChatView;
import dev.pointsman.providers.bedrock.aws.AwsCredentials;
import dev.pointsman.providers.bedrock.aws.Frames;
import dev.pointsman.providers.bedrock.aws.SigV4;
import dev.pointsman.testing.RawClient;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a signature was made of is what goes over the wire: it is made again from the bytes that arrived. */
class SignedCallsTest {
    private static final String MODEL = "arn:aws:bedrock:eu-west-1:1:inference-profile/us.anthropic.claude-haiku-4-5:0";
    private static final String POLICY = """
            providers:
              aws:
                type: bedrock
                url: "%s/base"
                region: eu-west-1
                access_key_id: $UPSTREAM_KEY
                secret_access_key: $UPSTREAM_KEY
                session_token: $UPSTREAM_KEY
            models: { small: { deployments: [{ at: "aws/%s" }] } }
            reliability: { retry: { times: 0 } }
            """;

    private final ScriptedUpstream upstream = ScriptedUpstream.playing((request, reply) -> reply.json(
            200,
            "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"Grüße\"}]}},"
                    + "\"stopReason\":\"end_turn\",\"usage\":{\"inputTokens\":1,\"outputTokens\":1}}"));
    private final RunningGateway gateway = RunningGateway.start(POLICY.formatted(upstream.origin(), MODEL));

    @AfterEach
    void stop() {
        gateway.close();
        upstream.close();
    }

    private RawClient.Reply ask(String more) throws IOException {
        try (RawClient client = gateway.raw()) {
            return client.post(
                            "/v1/chat/completions",
                            "{\"model\":\"small\",\"messages\":[{\"role\":\"user\",\"content\":\"Grüß Gott 😀\"}]"
                                    + more + "}")
                    .reply();
        }
    }

    @Test
    void theSignatureIsThatOfTheBytesThatArrive() throws IOException {
        RawClient.Reply reply = ask("");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(ChatView.ofBody(reply.body()).text()).isEqualTo("Grüße");
        ReceivedRequest got = upstream.last();
        assertThat(got.target())
                .isEqualTo("/base/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A1%3Ainference-profile%2F"
                        + "us.anthropic.claude-haiku-4-5%3A0/converse");
        assertThat(got.header("authorization"))
                .contains("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token,")
                .isEqualTo(signedAgain(got));
    }

    @Test
    void aBinaryStreamIsChunksForTheClient() throws IOException {
        byte[] frames = Frames.joined(
                Frames.event("messageStart", "{'role':'assistant'}"),
                Frames.event("contentBlockDelta", "{'contentBlockIndex':0,'delta':{'text':'Grü'}}"),
                Frames.event("contentBlockDelta", "{'contentBlockIndex':0,'delta':{'text':'ße'}}"),
                Frames.event("messageStop", "{'stopReason':'end_turn'}"),
                Frames.event("metadata", "{'usage':{'inputTokens':1,'outputTokens':2}}"));
        upstream.play((request, reply) -> reply.inPiecesOf(7)
                .streamOf("application/vnd.amazon.eventstream")
                .body(frames)
                .end());

        RawClient.Reply reply = ask(",\"stream\":true");

        assertThat(reply.header("content-type")).startsWith("text/event-stream");
        ChatView view = ChatView.ofEvents(reply.body());
        assertThat(view.text()).isEqualTo("Grüße");
        assertThat(view.finishReason()).isEqualTo("stop");
        assertThat(view.ends()).isEqualTo(1);
        assertThat(upstream.last().header("authorization")).isEqualTo(signedAgain(upstream.last()));
    }

    @Test
    void e31_an_exception_as_the_first_message_is_answered_with_its_own_status() throws IOException {
        upstream.play((request, reply) -> reply.streamOf("application/vnd.amazon.eventstream")
                .body(Frames.exception("throttlingException", "{'message':'Too many requests'}"))
                .end());

        RawClient.Reply reply = ask(",\"stream\":true");

        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.body()).contains("Too many requests");
    }

    private static String signedAgain(ReceivedRequest got) {
        String key = RunningGateway.UPSTREAM_KEY;
        Instant now = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .parse(Objects.requireNonNull(got.header("x-amz-date")), Instant::from);
        List<String> headers = new ArrayList<>();
        headers.add("content-type");
        headers.add(Objects.requireNonNull(got.header("content-type")));
        UpstreamRequest received = new UpstreamRequest(
                Target.of(URI.create("http://" + got.header("host"))),
                got.line().split(" ", -1)[0],
                got.target(),
                headers,
                Body.of(got.text().getBytes(StandardCharsets.UTF_8)),
                Duration.ofSeconds(1));
        List<String> again = new SigV4("eu-west-1", "bedrock")
                .signed(received, new AwsCredentials(key, key, key), now)
                .headers();
        return again.get(again.indexOf("authorization") + 1);
    }
}
