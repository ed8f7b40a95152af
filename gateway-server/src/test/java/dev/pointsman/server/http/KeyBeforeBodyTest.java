package dev.pointsman.server.http;

import static dev.pointsman.server.http.FrontFixture.CHAT;
import static dev.pointsman.server.http.FrontFixture.head;
import static dev.pointsman.server.http.FrontFixture.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.flow.Exchange;
import dev.pointsman.flow.Filter;
import dev.pointsman.flow.FilterChain;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody fills the memory for bodies without a key. */
class KeyBeforeBodyTest {
    private FrontFixture front;

    @BeforeEach
    void start() throws Exception {
        front = FrontFixture.with(UnaryOperator.identity(), new Locked());
    }

    @AfterEach
    void stop() {
        front.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 70000",
                "Transfer-Encoding: chunked",
                "Expect: 100-continue\r\nContent-Length: 9"
            })
    void aLargeBodyIsNotWaitedForWithoutAKey(String framing) throws Exception {
        try (var client = front.connect()) {
            client.send(head("POST /v1/chat/completions HTTP/1.1", "Host: a", framing));

            assertThat(client.reply().status()).isEqualTo(401);
            assertThat(client.closedByServer()).isTrue();
        }
        assertThat(front.calls()).isZero();
    }

    @Test
    void whoHasAKeyIsToldToGoOn() throws Exception {
        try (var client = front.connect()) {
            String request = post("Expect: 100-continue", "Authorization: Bearer known");
            int body = request.indexOf(CHAT);

            assertThat(client.send(request.substring(0, body)).reply().status()).isEqualTo(100);
            assertThat(client.send(request.substring(body)).reply().status()).isEqualTo(200);
        }
    }

    @Test
    void theKeyOfAnOrdinaryRequestIsLookedAtOnce() throws Exception {
        try (var client = front.connect()) {
            assertThat(client.send(post()).reply().status()).isEqualTo(200);
        }
        assertThat(front.calls()).isEqualTo(1);
    }

    /** Knows one key; asks for it before the body only. */
    private static final class Locked implements Filter {
        @Override
        public void handle(Exchange exchange, ResponseSink sink, FilterChain next) {
            FrontFixture.echo(exchange, sink, next);
        }

        @Override
        public void admit(Headers headers) {
            if (headers.first("authorization") == null) {
                throw new GatewayException(ErrorKind.AUTHENTICATION, "no key");
            }
        }
    }
}
