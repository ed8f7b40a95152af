package dev.pointsman.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import dev.pointsman.testing.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client that reads slowly holds its own provider back; one that leaves ends its own call. */
class SlowAndLostClientsTest {
    private static final String ASK = "{\"model\":\"small\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String ASK_STREAM = ASK.replace("}]}", "}],\"stream\":true}");
    private static final int EVENTS = 4_000;
    private static final String BIG_WORD = "x".repeat(10_000);

    private final ScriptedUpstream upstream = ScriptedUpstream.playing(Replies.words(5));
    private final RunningGateway gateway = RunningGateway.inFrontOf(upstream.url());

    @AfterEach
    void stop() {
        gateway.close();
        upstream.close();
    }

    @Test
    void e07_a_client_that_leaves_in_the_middle_of_a_stream_ends_the_call_to_the_provider() throws IOException {
        upstream.play((request, reply) -> Replies.begin(reply, 10).hang());
        try (RawClient client = gateway.raw()) {
            client.post("/v1/chat/completions", ASK_STREAM).head();
        }

        await().until(() -> upstream.aborts() == 1 && upstream.openConnections() == 0);
    }

    @Test
    void e07_a_client_that_leaves_before_the_first_byte_ends_the_call_to_the_provider() throws IOException {
        upstream.play((request, reply) -> reply.hang());
        try (RawClient client = gateway.raw()) {
            client.post("/v1/chat/completions", ASK);
            await().until(() -> upstream.requests() == 1);
        }

        await().until(() -> upstream.aborts() == 1 && upstream.openConnections() == 0);
    }

    /** 40 MB for a client that does not read: only what sockets and the stated bounds hold is fetched. */
    @Test
    void aClientThatDoesNotReadHoldsItsProviderBack() throws IOException {
        upstream.play((request, reply) -> {
            reply.stream().event(Replies.ROLE);
            for (int i = 0; i < EVENTS; i++) {
                reply.event(Replies.word(BIG_WORD));
            }
            reply.event(Replies.FINISH).done();
        });
        try (RawClient client = gateway.raw()) {
            client.post("/v1/chat/completions", ASK_STREAM).head();

            var before = new AtomicLong(-1);
            await().pollInterval(Duration.ofMillis(500))
                    .until(() -> before.getAndSet(upstream.bytesSent()) == upstream.bytesSent());
            assertThat(upstream.bytesSent()).isLessThan(EVENTS * 10_000L / 2);

            int events = 0;
            String line = client.line();
            while (line != null && !line.equals("data: [DONE]")) {
                events += line.contains(BIG_WORD) ? 1 : 0;
                line = client.line();
            }
            assertThat(events).isEqualTo(EVENTS);
        }
    }
}
