package dev.pointsman.server.http;

import static dev.pointsman.server.http.FrontFixture.CHAT;
import static dev.pointsman.server.http.FrontFixture.bytes;
import static dev.pointsman.server.http.FrontFixture.head;
import static dev.pointsman.server.http.FrontFixture.post;
import static dev.pointsman.server.http.FrontFixture.postBody;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class Http1Test {
    @Test
    void repliesCarryTheirLengthAnIdAndTheDateAndTheConnectionStays() throws Exception {
        try (var front = FrontFixture.echoing();
                var client = front.connect()) {
            Set<String> ids = new HashSet<>();
            for (int i = 0; i < 300; i++) {
                var reply = client.send(post()).reply();
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.body()).isEqualTo(CHAT);
                assertThat(reply.header("content-type")).isEqualTo("application/json");
                assertThat(reply.header("date")).matches("\\w{3}, \\d{2} \\w{3} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT");
                assertThat(reply.header("x-request-id")).matches("req_[0-9a-z]{26}");
                assertThat(reply.headers()).doesNotContainKeys("connection", "server");
                ids.add(reply.header("x-request-id"));
            }
            assertThat(ids).hasSize(300);
        }
    }

    @Test
    void requestMayComeOneByteAtATime() throws Exception {
        try (var front = FrontFixture.echoing();
                var client = front.connect()) {
            for (byte each : bytes(post())) {
                client.send(new byte[] {each});
            }
            assertThat(client.reply().body()).isEqualTo(CHAT);
        }
    }

    @Test
    void chunkedBodyIsJoinedAndItsTrailersAreDropped() throws Exception {
        try (var front = FrontFixture.echoing();
                var client = front.connect()) {
            StringBuilder request = new StringBuilder(
                    "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < CHAT.length(); i++) {
                request.append("1\r\n").append(CHAT.charAt(i)).append("\r\n");
            }
            client.send(request + "0\r\nAuthorization: Bearer stolen\r\n\r\n");
            assertThat(client.reply().body()).isEqualTo(CHAT);
            assertThat(front.call().exchange().request().headers().first("authorization"))
                    .isNull();
            assertThat(client.send(post()).reply().status()).isEqualTo(200);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrderOneAtATime() throws Exception {
        try (var front = FrontFixture.waiting();
                var client = front.connect()) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                all.append(postBody(CHAT.replace("hi", "number " + i)));
            }
            client.send(all.toString());
            for (int i = 0; i < 20; i++) {
                var call = front.call();
                assertThat(front.calls()).isEqualTo(i + 1);
                byte[] body = call.exchange().request().body();
                call.onLoop(() -> {
                    call.sink().start(ReplyHead.json(body.length));
                    call.sink().data(body);
                    call.sink().complete();
                });
                assertThat(client.reply().body()).contains("number " + i + "\"");
            }
        }
    }

    @Test
    void manyPipelinedRequestsAnsweredAtOnceDoNotOverflowTheStack() throws Exception {
        try (var front = FrontFixture.echoing();
                var client = front.connect()) {
            client.send("GET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n".repeat(5_000));
            for (int i = 0; i < 5_000; i++) {
                assertThat(client.reply().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void headIsAnsweredWithoutABody() throws Exception {
        try (var front = FrontFixture.with(s -> s, (exchange, sink, next) -> {
                    sink.start(ReplyHead.json(5));
                    sink.data(bytes("hello"));
                    sink.complete();
                });
                var client = front.connect()) {
            var reply =
                    client.send("HEAD /v1/models HTTP/1.1\r\nHost: a\r\n\r\n").replyWithoutBody();
            assertThat(reply.header("content-length")).isEqualTo("5");
            assertThat(client.send("GET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n")
                            .reply()
                            .body())
                    .isEqualTo("hello");
        }
    }

    @Test
    void clientThatExpectsContinueIsToldToGoOnAfterTheChecks() throws Exception {
        try (var front = FrontFixture.echoing();
                var client = front.connect()) {
            String request = post("Expect: 100-continue");
            int body = request.indexOf("\r\n\r\n") + 4;
            assertThat(client.send(request.substring(0, body)).reply().status()).isEqualTo(100);
            assertThat(client.send(request.substring(body)).reply().body()).isEqualTo(CHAT);
        }
    }

    @Test
    void clientThatExpectsContinueForTooMuchIsRefusedBeforeItSends() throws Exception {
        try (var front = FrontFixture.echoing();
                var client = front.connect()) {
            client.send(head(
                    "POST /v1/chat/completions HTTP/1.1",
                    "Host: a",
                    "Expect: 100-continue",
                    "Content-Length: 99999999"));
            assertThat(client.reply().status()).isEqualTo(413);
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void closeAndHttp10EndTheConnectionAfterTheReply() throws Exception {
        try (var front = FrontFixture.echoing()) {
            try (var client = front.connect()) {
                var reply = client.send(post("Connection: close")).reply();
                assertThat(reply.header("connection")).isEqualTo("close");
                assertThat(client.closedByServer()).isTrue();
            }
            try (var client = front.connect()) {
                client.send(post().replace("HTTP/1.1", "HTTP/1.0"));
                assertThat(client.reply().body()).isEqualTo(CHAT);
                assertThat(client.closedByServer()).isTrue();
            }
            try (var client = front.connect()) {
                String kept = post("Connection: keep-alive").replace("HTTP/1.1", "HTTP/1.0");
                assertThat(client.send(kept).reply().header("connection")).isEqualTo("keep-alive");
                assertThat(client.send(kept).reply().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void failureIsAnErrorObjectWithItsHeaders() throws Exception {
        try (var front = FrontFixture.with(s -> s, (exchange, sink, next) -> {
                    exchange.replyHeader("x-should-retry", "true");
                    exchange.replyHeader("x-gateway-note", "line\r\nset-cookie: broken \u00e9");
                    sink.fail(new GatewayException(ErrorKind.RATE_LIMITED, "too \"fast\"")
                            .withRetryAfter(Duration.ofMillis(1_200)));
                });
                var client = front.connect()) {
            var reply = client.send(post()).reply();
            assertThat(reply.status()).isEqualTo(429);
            assertThat(reply.body())
                    .isEqualTo("{\"error\":{\"message\":\"too \\\"fast\\\"\",\"type\":\"rate_limit_error\","
                            + "\"param\":null,\"code\":\"rate_limit_exceeded\"}}");
            assertThat(reply.header("retry-after")).isEqualTo("2");
            assertThat(reply.header("x-should-retry")).isEqualTo("true");
            assertThat(reply.header("x-gateway-note")).isEqualTo("line??set-cookie: broken ?");
            assertThat(reply.headers()).doesNotContainKey("set-cookie");
            assertThat(reply.header("x-request-id")).startsWith("req_");
        }
    }

    @Test
    void unknownPathsAndWrongMethodsAreToldApart() throws Exception {
        try (var front = FrontFixture.echoing();
                var client = front.connect()) {
            var unknown = client.send("GET /v1/nothing?x=1 HTTP/1.1\r\nHost: a\r\n\r\n")
                    .reply();
            assertThat(unknown.status()).isEqualTo(404);
            assertThat(unknown.body()).contains("\"unknown_url\"").contains("GET /v1/nothing");
            var wrong =
                    client.send("DELETE /v1/models HTTP/1.1\r\nHost: a\r\n\r\n").reply();
            assertThat(wrong.status()).isEqualTo(405);
            assertThat(wrong.header("allow")).isEqualTo("GET, HEAD");
            var get = client.send("GET /v1/chat/completions HTTP/1.1\r\nHost: a\r\n\r\n")
                    .reply();
            assertThat(get.status()).isEqualTo(405);
            assertThat(get.header("allow")).isEqualTo("POST");
            assertThat(client.send("OPTIONS /v1/models HTTP/1.1\r\nHost: a\r\nOrigin: https://a\r\n\r\n")
                            .reply()
                            .status())
                    .isEqualTo(405);
            assertThat(front.calls()).isZero();
        }
    }

    @Test
    void modelIdsMayHoldEncodedSlashesAndAQueryIsIgnored() throws Exception {
        try (var front = FrontFixture.echoing();
                var client = front.connect()) {
            client.send("GET /v1/models/org%2Fmodel%3A1?limit=2 HTTP/1.1\r\nHost: a\r\n\r\n")
                    .reply();
            assertThat(front.call().exchange().request().path()).isEqualTo("/v1/models/org/model:1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "Application/JSON; charset=utf-8", "application/vnd.x+json"})
    void jsonTypesAreTaken(String type) throws Exception {
        try (var front = FrontFixture.echoing();
                var client = front.connect()) {
            assertThat(client.send(post("Content-Type: " + type)).reply().status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonx", "x"})
    void otherTypesAreNot(String type) throws Exception {
        try (var front = FrontFixture.echoing();
                var client = front.connect()) {
            assertThat(client.send(post("Content-Type: " + type)).reply().status())
                    .isEqualTo(415);
            assertThat(front.calls()).isZero();
        }
    }

    @Test
    void corsIsAnsweredForTheOriginsGrantedOnly() throws Exception {
        try (var front = FrontFixture.with(
                        s -> new FrontSettings(
                                s.address(), s.limits(), s.timeouts(), true, List.of("https://app.example"), null),
                        FrontFixture::echo);
                var client = front.connect()) {
            var preflight = client.send(head(
                            "OPTIONS /v1/chat/completions HTTP/1.1",
                            "Host: a",
                            "Origin: https://app.example",
                            "Access-Control-Request-Method: POST",
                            "Access-Control-Request-Headers: authorization, x-stainless-lang"))
                    .reply();
            assertThat(preflight.status()).isEqualTo(204);
            assertThat(preflight.header("access-control-allow-origin")).isEqualTo("https://app.example");
            assertThat(preflight.header("access-control-allow-headers")).contains("x-stainless-lang");
            assertThat(preflight.headers()).doesNotContainKey("content-length");
            var granted = client.send(post("Origin: https://app.example")).reply();
            assertThat(granted.header("access-control-allow-origin")).isEqualTo("https://app.example");
            assertThat(granted.header("access-control-expose-headers")).contains("x-gateway-model");
        }
    }

    @Test
    void aPageOfAnotherOriginMaySpendNothing() throws Exception {
        try (var front = FrontFixture.echoing();
                var client = front.connect()) {
            var refused = client.send(post("Origin: https://evil.example")).reply();
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body()).contains("origin_not_allowed", "server.cors");
            assertThat(refused.headers()).doesNotContainKey("access-control-allow-origin");
            assertThat(front.calls()).isZero();
        }
    }

    @Test
    void aRequestRefusedBeforeItIsRoutedIsCountedByItsKindAndLogged() throws Exception {
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        var log = (Logger) LoggerFactory.getLogger("pointsman.access");
        log.addAppender(lines);
        try (var front = FrontFixture.echoing();
                var client = front.connect()) {
            log.setLevel(Level.INFO);
            var reply =
                    client.send(postBody("{\"model\":\"a\",\"model\":\"b\"}")).reply();
            assertThat(reply.status()).isEqualTo(400);
            client.send(head("GET /v2/nothing HTTP/1.1", "Host: a")).reply();

            assertThat(front.metrics
                            .registry()
                            .get("pointsman.requests.refused")
                            .tag("error.type", "invalid_request")
                            .counter()
                            .count())
                    .isEqualTo(1);
            assertThat(front.metrics
                            .registry()
                            .get("pointsman.requests.refused")
                            .tag("error.type", "not_found")
                            .counter()
                            .count())
                    .isEqualTo(1);
            assertThat(lines.list.get(0).getKeyValuePairs())
                    .extracting(pair -> pair.key + "=" + pair.value)
                    .contains(
                            "id=" + reply.header("x-request-id"),
                            "status=400",
                            "end=invalid_request",
                            "endpoint=/v1/chat/completions");
        } finally {
            log.setLevel(null);
            log.detachAppender(lines);
        }
    }

    @Test
    void bytesAndConnectionsAreCounted() throws Exception {
        try (var front = FrontFixture.echoing();
                var client = front.connect()) {
            String request = post();
            client.send(request).reply();
            var registry = front.metrics.registry();
            assertThat(registry.get("pointsman.connections.client").gauge().value())
                    .isEqualTo(1);
            assertThat(registry.get("pointsman.bytes.received")
                            .functionCounter()
                            .count())
                    .isEqualTo(request.getBytes(ISO_8859_1).length);
            assertThat(registry.get("pointsman.bytes.sent").functionCounter().count())
                    .isGreaterThan(CHAT.length());
        }
    }
}
