package dev.pointsman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import dev.pointsman.testing.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams of images and audio: their events have names, and no mark at their end. */
class OtherStreamsTest {
    private static final String SPOKEN = """
            event: transcript.text.delta
            data: {"type":"transcript.text.delta","delta":"hel"}

            event: transcript.text.done
            data: {"type":"transcript.text.done","text":"hello"}

            """;

    private final ScriptedUpstream upstream = ScriptedUpstream.playing(
            (request, reply) -> reply.stream().text(SPOKEN).end());
    private final RunningGateway gateway = RunningGateway.inFrontOf(upstream.url());

    @AfterEach
    void stop() {
        gateway.close();
        upstream.close();
    }

    @Test
    void theEventsOfAStreamedImageComeBackByteForByteHoweverLarge() throws IOException {
        String events = image("partial_image", 6_000_000) + image("completed", 100);
        upstream.play((request, reply) -> reply.stream().text(events).end());

        try (RawClient client = gateway.raw()) {
            RawClient.Reply reply = client.post(
                            "/v1/images/generations",
                            "{\"model\":\"small\",\"prompt\":\"a cat\",\"stream\":true,\"partial_images\":1}")
                    .reply();

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("content-type")).startsWith("text/event-stream");
            assertThat(reply.body().equals(events)).as("the same events").isTrue();
            assertThat(reply.whole()).isTrue();
        }
        assertThat(upstream.last().text()).doesNotContain("stream_options");
    }

    @Test
    void aStreamedTranscriptionComesBackByteForByte() throws IOException {
        RawClient.Reply reply = transcribe();

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(SPOKEN);
        assertThat(reply.whole()).isTrue();
    }

    @Test
    void aStreamedTranscriptionThatIsCutIsNoCleanEnd() throws IOException {
        upstream.play((request, reply) -> reply.stream()
                .text(SPOKEN.substring(0, SPOKEN.indexOf("event: transcript.text.done")))
                .cut());

        RawClient.Reply reply = transcribe();

        assertThat(reply.body()).contains("\"delta\":\"hel\"").contains("\"error\"");
        assertThat(reply.whole()).isFalse();
    }

    private RawClient.Reply transcribe() throws IOException {
        String form = """
                --b
                Content-Disposition: form-data; name="model"

                small
                --b
                Content-Disposition: form-data; name="stream"

                true
                --b
                Content-Disposition: form-data; name="file"; filename="a.wav"

                RIFF
                --b--
                """.replace("\n", "\r\n");
        try (RawClient client = gateway.raw()) {
            return client.request(
                            "POST /v1/audio/transcriptions",
                            form.getBytes(StandardCharsets.UTF_8),
                            "content-type: multipart/form-data; boundary=b")
                    .reply();
        }
    }

    private static String image(String what, int letters) {
        String name = "image_generation." + what;
        return "event: " + name + "\ndata: {\"type\":\"" + name + "\",\"b64_json\":\"" + "A".repeat(letters)
                + "\"}\n\n";
    }
}
