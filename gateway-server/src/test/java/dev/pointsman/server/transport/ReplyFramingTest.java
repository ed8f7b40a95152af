package dev.pointsman.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyFramingTest {
    private TransportFixture fixture;

    @BeforeEach
    void start() {
        fixture = new TransportFixture();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private HeardReply replyTo(RawUpstream.Script script) throws Exception {
        try (RawUpstream upstream = new RawUpstream(script)) {
            return fixture.send(TransportFixture.post(upstream.target(), "{}")).awaitEnd();
        }
    }

    static Stream<Arguments> properReplies() {
        return Stream.of(
                Arguments.of("sized", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello", "hello"),
                Arguments.of(
                        "chunked",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n003\r\nllo\r\n0\r\n\r\n",
                        "hello"),
                Arguments.of(
                        "chunked with extension and trailer",
                        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nx-t: 1\r\n\r\n",
                        "hello"),
                Arguments.of("ended by the close", "HTTP/1.1 200 OK\r\n\r\nhello", "hello"),
                Arguments.of("HTTP/1.0", "HTTP/1.0 200 OK\r\ncontent-length: 5\r\n\r\nhello", "hello"),
                Arguments.of("without a reason", "HTTP/1.1 200\r\ncontent-length: 5\r\n\r\nhello", "hello"),
                Arguments.of("empty", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", ""),
                Arguments.of(
                        "after interim replies",
                        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\n"
                                + "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello",
                        "hello"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("properReplies")
    void aProperReplyIsHeardWhole(String name, String reply, String body) throws Exception {
        HeardReply heard = replyTo((line, connection) -> {
            line.request();
            line.write(reply);
        });

        assertThat(heard.error).isNull();
        assertThat(heard.status).isEqualTo(200);
        assertThat(heard.body()).isEqualTo(body);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("properReplies")
    void aReplyThatComesAByteAtATimeIsHeardWhole(String name, String reply, String body) throws Exception {
        HeardReply heard = replyTo((line, connection) -> {
            line.request();
            line.dribble(reply);
        });

        assertThat(heard.error).isNull();
        assertThat(heard.body()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\ncontent-length: 5, 6\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\ncontent-length: +5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\ncontent-length: 5x\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: identity\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\nhello\n0\n\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhelloXX0\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffff\r\nhello\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nx: a\u0000b\r\ncontent-length: 0\r\n\r\n",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/1.1 099 Low\r\n\r\n",
                "HTTP/1.1 700 High\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n",
                "HTTP/2.0 200 OK\r\ncontent-length: 0\r\n\r\n",
                "HTTP/9.9 200 OK\r\ncontent-length: 0\r\n\r\n",
                "ICY 200 OK\r\n\r\n",
                "<html>hello</html>\r\n\r\n",
                "\u0000\u0001\u0002\u0003\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
            })
    void anImproperReplyIsAnUpstreamErrorAndItsConnectionDropped(String reply) throws Exception {
        HeardReply heard = replyTo((line, connection) -> {
            line.request();
            line.write(reply);
            line.awaitClose();
        });

        assertThat(heard.error.kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        fixture.eventually(() -> fixture.transport.openConnections() == 0);
    }

    @Test
    void aHeadOverThirtyTwoKilobytesIsRefused() throws Exception {
        HeardReply heard = replyTo((line, connection) -> {
            line.request();
            line.write("HTTP/1.1 200 OK\r\n"
                    + "x: ".concat("a".repeat(4000)).concat("\r\n").repeat(9));
            line.awaitClose();
        });

        assertThat(heard.error.kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }

    @Test
    void interimRepliesWithoutEndAreRefused() throws Exception {
        HeardReply heard = replyTo((line, connection) -> {
            line.request();
            line.write("HTTP/1.1 100 Continue\r\n\r\n".repeat(9));
            line.awaitClose();
        });

        assertThat(heard.error).hasMessageContaining("interim");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1",
                "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhell",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhel",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n",
            })
    void aReplyCutByTheProviderNeverEndsWell(String part) throws Exception {
        HeardReply closed = replyTo((line, connection) -> {
            line.request();
            line.write(part);
        });
        HeardReply reset = replyTo((line, connection) -> {
            line.request();
            line.write(part);
            line.reset();
        });

        assertThat(closed.error.kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(reset.error.kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }

    @Test
    void aReplyEndedByTheCloseIsBrokenByAReset() throws Exception {
        HeardReply broken = new HeardReply();
        try (RawUpstream upstream = new RawUpstream((line, connection) -> {
            line.request();
            line.write("HTTP/1.1 200 OK\r\n\r\nhel");
            waitFor(broken);
            line.reset();
        })) {
            fixture.send(TransportFixture.post(upstream.target(), "{}"), broken).awaitEnd();
        }

        assertThat(broken.body()).isEqualTo("hel");
        assertThat(broken.error.kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }

    private static void waitFor(HeardReply reply) throws IOException {
        try {
            reply.awaitData();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void manyChunksOfOneReadReachTheListenerAsFewArrays() throws Exception {
        StringBuilder reply = new StringBuilder("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
        for (int i = 0; i < 64; i++) {
            reply.append("10\r\n0123456789abcdef\r\n");
        }
        HeardReply heard = replyTo((line, connection) -> {
            line.request();
            line.write(reply + "0\r\n\r\n");
        });

        assertThat(heard.body()).isEqualTo("0123456789abcdef".repeat(64));
        assertThat(heard.arrays).hasValueLessThan(8);
    }
}
