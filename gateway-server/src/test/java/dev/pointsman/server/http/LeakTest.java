package dev.pointsman.server.http;

import static dev.pointsman.server.http.FrontFixture.CHAT;
import static dev.pointsman.server.http.FrontFixture.head;
import static dev.pointsman.server.http.FrontFixture.post;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.testing.LeakWatch;
import org.junit.jupiter.api.Test;

class LeakTest {
    @Test
    void noBufferIsLostHoweverAConnectionEnds() throws Exception {
        try (var front = FrontFixture.echoing();
                var silent = FrontFixture.waiting()) {
            for (int i = 0; i < 40; i++) {
                try (var client = front.connect()) {
                    client.send(post() + post() + "GET /v1/mod").reply();
                }
                try (var client = front.connect()) {
                    client.sendAnyhow((head("GET /v1/models HTTP/1.1") + post() + post()).getBytes(ISO_8859_1));
                    client.rest();
                }
                try (var client = silent.connect()) {
                    client.send(post() + post() + post("Transfer-Encoding: chunked"));
                    silent.call();
                }
                try (var client = silent.connect()) {
                    client.send(head("POST /v1/embeddings HTTP/1.1", "Host: a", "Content-Length: 100") + CHAT);
                }
            }
            try (var client = new H2Client(front.address());
                    var left = new H2Client(silent.address())) {
                for (int i = 0; i < 40; i++) {
                    client.post(CHAT).body();
                    var open = client.open(H2Client.head("POST", "/v1/embeddings"), false);
                    open.data("{", false);
                    open.reset();
                    left.post(CHAT);
                }
            }
        }
        assertThat(LeakWatch.leaks()).isEmpty();
    }
}
