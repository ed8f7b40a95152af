package dev.pointsman.providers.bedrock.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages checked against bytes that another implementation made. */
class EventStreamTest {
    private static final String START =
            "000000760000005296d5fade0b3a6576656e742d7479706507000c6d65737361676553746172740d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b22726f6c65223a22617373697374616e74227d6fa8c599";
    private static final String DELTA =
            "0000009400000057b4ab9aee0b3a6576656e742d74797065070011636f6e74656e74426c6f636b44656c74610d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b22636f6e74656e74426c6f636b496e646578223a302c2264656c7461223a7b2274657874223a224869227d7d1f944657";
    private static final String STOP =
            "0000007a00000051ca2c46650b3a6576656e742d7479706507000b6d65737361676553746f700d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b2273746f70526561736f6e223a22656e645f7475726e227d5fbf09fc";
    private static final String THROTTLED =
            "00000090000000618e91a9b70f3a657863657074696f6e2d747970650700137468726f74746c696e67457863657074696f6e0d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d74797065070009657863657074696f6e7b226d657373616765223a22546f6f206d616e79207265717565737473227de67f8005";
    private static final String EMPTY = "000000100000000005c248eb7d98c8ff";

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    /** Each message as its kind, name and payload. */
    private static List<String> read(byte[] all, int step) {
        EventStream stream = new EventStream();
        List<String> read = new ArrayList<>();
        for (int from = 0; from < all.length; from += step) {
            stream.feed(Arrays.copyOfRange(all, from, Math.min(all.length, from + step)));
            while (stream.next()) {
                read.add(stream.kind() + " " + stream.name() + " "
                        + new String(
                                stream.array(),
                                stream.payloadFrom(),
                                stream.payloadTo() - stream.payloadFrom(),
                                StandardCharsets.UTF_8));
            }
        }
        assertThat(stream.midMessage()).isFalse();
        return read;
    }

    @Test
    void messagesAreReadHoweverTheyAreCut() {
        byte[] all = Frames.joined(bytes(START), bytes(DELTA), bytes(EMPTY), bytes(STOP), bytes(THROTTLED));
        for (int step = 1; step <= all.length; step++) {
            assertThat(read(all, step))
                    .containsExactly(
                            "EVENT messageStart {\"role\":\"assistant\"}",
                            "EVENT contentBlockDelta {\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hi\"}}",
                            "EVENT  ",
                            "EVENT messageStop {\"stopReason\":\"end_turn\"}",
                            "EXCEPTION throttlingException {\"message\":\"Too many requests\"}");
        }
    }

    @Test
    void theMessagesOfOurTestsAreTheSameAsAmazons() {
        assertThat(Frames.event("messageStart", "{'role':'assistant'}")).isEqualTo(bytes(START));
        assertThat(Frames.exception("throttlingException", "{'message':'Too many requests'}"))
                .isEqualTo(bytes(THROTTLED));
        assertThat(Frames.framed(new byte[0], new byte[0])).isEqualTo(bytes(EMPTY));
    }

    @Test
    void anErrorTellsItsCodeAndMessageInHeaders() {
        EventStream stream = new EventStream();
        stream.feed(Frames.error("InternalFailure", "it broke"));

        assertThat(stream.next()).isTrue();
        assertThat(stream.kind()).isEqualTo(EventStream.Kind.ERROR);
        assertThat(stream.name()).isEqualTo("InternalFailure");
        assertThat(stream.errorMessage()).isEqualTo("it broke");
    }

    @Test
    void headersOfOtherTypesArePassedOver() {
        ByteBuffer headers = ByteBuffer.allocate(512);
        for (int type = 0; type < 10; type++) {
            int width = new int[] {0, 0, 1, 2, 4, 8, 5, 5, 8, 16}[type];
            headers.put((byte) 2).put(new byte[] {'h', (byte) ('0' + type)}).put((byte) type);
            if (type == 6 || type == 7) {
                headers.putShort((short) width);
            }
            headers.put(new byte[width]);
        }
        headers.put((byte) 11)
                .put(":event-type".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 7)
                .putShort((short) 4)
                .put("last".getBytes(StandardCharsets.US_ASCII));
        byte[] message = Frames.framed(Arrays.copyOf(headers.array(), headers.position()), new byte[] {'x'});

        assertThat(read(message, message.length)).containsExactly("EVENT last x");
    }

    @Test
    void everySingleFlippedBitIsFound() {
        byte[] good = bytes(DELTA);
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << (bit % 8));
            EventStream stream = new EventStream();
            stream.feed(bad);

            assertThatThrownBy(stream::next)
                    .as("bit %d", bit)
                    .isInstanceOfSatisfying(
                            GatewayException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR));
        }
    }

    @Test
    void aMessageThatIsNotWholeIsWaitedFor() {
        byte[] good = bytes(DELTA);
        for (int length = 0; length < good.length; length++) {
            EventStream stream = new EventStream();
            stream.feed(Arrays.copyOf(good, length));

            assertThat(stream.next()).isFalse();
            assertThat(stream.midMessage()).isEqualTo(length > 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"15, 0", "16, 1", "100, 85", "16777217, 0", "-1, 0", "2147483647, 0", "100, -1", "100, 2147483647"})
    void aLengthThatCannotBeIsRefusedBeforeAnythingIsKept(int total, int headers) {
        ByteBuffer prelude = ByteBuffer.allocate(12).putInt(total).putInt(headers);
        CRC32 sum = new CRC32();
        sum.update(prelude.array(), 0, 8);
        EventStream stream = new EventStream();
        stream.feed(prelude.putInt((int) sum.getValue()).array());

        assertThatThrownBy(stream::next).hasMessageContaining("impossible length");
    }

    @Test
    void headersThatReachBeyondTheirPlaceAreRefused() {
        Random random = new Random(3);
        int refused = 0;
        for (int round = 0; round < 2000; round++) {
            byte[] headers = new byte[1 + random.nextInt(40)];
            random.nextBytes(headers);
            EventStream stream = new EventStream();
            stream.feed(Frames.framed(headers, new byte[3]));
            try {
                assertThat(stream.next()).isTrue();
            } catch (GatewayException broken) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }

    @Test
    void aLargeMessageInSmallPiecesIsRead() {
        String text = "x".repeat(3_000_000);
        byte[] all = Frames.joined(Frames.event("big", text), Frames.event("next", "{}"));

        List<String> read = read(all, 1000);

        assertThat(read).hasSize(2);
        assertThat(read.get(0)).hasSize("EVENT big ".length() + text.length());
        assertThat(read.get(1)).isEqualTo("EVENT next {}");
    }
}
