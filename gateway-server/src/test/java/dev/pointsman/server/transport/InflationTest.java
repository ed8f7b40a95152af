package dev.pointsman.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.api.ErrorKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class InflationTest {
    private static final long LIMIT = 8 << 20;
    private static final byte[] TEXT = "data: {\"a\":1}\n\n".repeat(500).getBytes(StandardCharsets.US_ASCII);

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] inflate(Inflation inflation, byte[] bytes, int cut) throws Inflation.Broken {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        inflation.feed(Arrays.copyOf(bytes, cut), out::writeBytes);
        inflation.feed(Arrays.copyOfRange(bytes, cut, bytes.length), out::writeBytes);
        return out.toByteArray();
    }

    @Test
    void gzipCutInTwoAtAnyByteIsInflated() throws Exception {
        byte[] packed = gzip(TEXT);
        for (int cut = 0; cut <= packed.length; cut++) {
            try (Inflation inflation = Inflation.of("GZIP", LIMIT)) {
                assertThat(inflate(inflation, packed, cut)).as("cut at " + cut).isEqualTo(TEXT);
                assertThat(inflation.whole()).isTrue();
            }
        }
    }

    @Test
    void optionalPartsOfTheHeaderAreSkipped() throws Exception {
        byte[] packed = gzip(TEXT);
        ByteArrayOutputStream full = new ByteArrayOutputStream();
        full.write(packed, 0, 3);
        full.write(2 + 4 + 8 + 16);
        full.write(packed, 4, 6);
        full.writeBytes(new byte[] {3, 0, 'e', 'x', 't', 'n', 0, 'c', 'o', 0, 9, 9});
        full.write(packed, 10, packed.length - 10);
        for (int cut = 0; cut < 30; cut++) {
            try (Inflation inflation = Inflation.of("gzip", LIMIT)) {
                assertThat(inflate(inflation, full.toByteArray(), cut)).isEqualTo(TEXT);
            }
        }
    }

    @Test
    void deflateIsInflated() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflate = new DeflaterOutputStream(out)) {
            deflate.write(TEXT);
        }
        try (Inflation inflation = Inflation.of("deflate", LIMIT)) {
            assertThat(inflate(inflation, out.toByteArray(), 7)).isEqualTo(TEXT);
            assertThat(inflation.whole()).isTrue();
        }
    }

    @Test
    void aBombIsRefusedByItsRatio() throws Exception {
        byte[] packed = gzip(new byte[6 << 20]);
        try (Inflation inflation = Inflation.of("gzip", LIMIT)) {
            assertThatThrownBy(() -> inflate(inflation, packed, 0))
                    .isInstanceOf(Inflation.Broken.class)
                    .hasMessageContaining("too large");
        }
    }

    @Test
    void aReplyOverTheLimitIsRefused() throws Exception {
        byte[] plain = new byte[9 << 20];
        new Random(7).nextBytes(plain);
        byte[] packed = gzip(plain);
        try (Inflation inflation = Inflation.of("gzip", LIMIT)) {
            assertThatThrownBy(() -> inflate(inflation, packed, 0)).hasMessageContaining("too large");
        }
    }

    @Test
    void damageIsNoticed() throws Exception {
        byte[] wrongSum = gzip(TEXT);
        wrongSum[wrongSum.length - 6] ^= 1;
        byte[] more = Arrays.copyOf(gzip(TEXT), gzip(TEXT).length + 1);
        byte[] noGzip = "hello".getBytes(StandardCharsets.US_ASCII);
        for (byte[] bad : new byte[][] {wrongSum, more, noGzip}) {
            try (Inflation inflation = Inflation.of("gzip", LIMIT)) {
                assertThatThrownBy(() -> inflate(inflation, bad, 0)).isInstanceOf(Inflation.Broken.class);
            }
        }
    }

    @Test
    void aReplyThatCameCompressedAfterAllIsHeardPlain() throws Exception {
        byte[] packed = gzip(TEXT);
        HeardReply reply = replyOf("gzip", packed, packed.length);

        assertThat(reply.body()).isEqualTo(new String(TEXT, StandardCharsets.US_ASCII));
        assertThat(reply.headers.first("content-length")).isNull();
        assertThat(reply.headers.first("content-encoding")).isNull();
        assertThat(reply.headers.first("x-a")).isEqualTo("b");
    }

    @Test
    void aCutOrUnknownCompressionIsAnUpstreamError() throws Exception {
        byte[] packed = gzip(TEXT);

        assertThat(replyOf("gzip", packed, packed.length - 9).error.kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(replyOf("br", packed, packed.length).error.kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }

    private static HeardReply replyOf(String coding, byte[] body, int length) throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                RawUpstream upstream = new RawUpstream((line, connection) -> {
                    line.request();
                    line.write("HTTP/1.1 200 OK\r\nx-a: b\r\ncontent-encoding: " + coding + "\r\ncontent-length: "
                            + length + "\r\n\r\n");
                    line.write(Arrays.copyOf(body, length));
                    line.awaitClose();
                })) {
            return fixture.send(TransportFixture.post(upstream.target(), "{}")).awaitEnd();
        }
    }
}
