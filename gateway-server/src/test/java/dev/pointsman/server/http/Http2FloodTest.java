package dev.pointsman.server.http;

import static dev.pointsman.server.http.FrontFixture.CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pointsman.api.ReplyHead;
import dev.pointsman.testing.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What HTTP/2 lets a client send without end, sent without end: frames as bytes, on a plain socket. */
class Http2FloodTest {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int PRIORITY = 2;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;
    private static final int UNKNOWN = 66;
    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final byte[] NOTHING = {};
    /** RFC 9113, section 7. */
    private static final int FRAME_SIZE_ERROR = 6;

    private static final int FLOW_CONTROL_ERROR = 3;
    private static final int REFUSED_STREAM = 7;
    private static final int ENHANCE_YOUR_CALM = 11;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Frame(int type, int flags, int stream, byte[] payload) {
        /** The error of a RST_STREAM or GOAWAY. */
        int error() {
            return ByteBuffer.wrap(payload, type == GOAWAY ? 4 : 0, 4).getInt();
        }
    }

    @Test
    void streamsThatAreOpenedAndResetAtOnceEndTheConnection() throws Exception {
        try (var front = FrontFixture.echoing();
                var client = connected(front)) {
            for (int i = 0; i <= 200; i++) {
                client.sendAnyhow(head(2 * i + 1, END_HEADERS));
                client.sendAnyhow(frame(RST_STREAM, 0, 2 * i + 1, new byte[] {0, 0, 0, 8}));
            }

            assertThat(goAway(client)).isEqualTo(ENHANCE_YOUR_CALM);
            assertThat(front.calls()).isZero();
            atRest(front);
        }
    }

    /** As a proxy of many users does, some of whom leave in the middle of what they read. */
    @Test
    void streamsThatAreResetWhileTheyAreAnsweredDoNot() throws Exception {
        try (var front = FrontFixture.waiting();
                var client = connected(front)) {
            for (int i = 0; i < 500; i++) {
                int stream = 2 * i + 1;
                ask(client, stream);
                var call = front.call();
                call.onLoop(() -> {
                    call.sink().start(ReplyHead.eventStream());
                    call.sink().data(FrontFixture.bytes("data: 1\n\n"));
                });
                for (Frame next = next(client); next.type() != DATA; next = next(client)) {
                    assertThat(next.type()).isNotEqualTo(GOAWAY);
                }
                client.send(frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8}));
            }
            assertThat(front.calls()).isEqualTo(500);
        }
    }

    @Test
    void aHeadThatGoesOnAndOnEndsTheConnection() throws Exception {
        byte[] small = literal("x-more", "y".repeat(1_000));
        byte[] large = literal("x-more", "y".repeat(15_000));
        for (byte[] piece : List.of(NOTHING, small, large)) {
            try (var front = FrontFixture.echoing();
                    var client = connected(front)) {
                client.send(head(1, 0));
                int pieces = piece == large ? 3 : 17;
                for (int i = 0; i < pieces; i++) {
                    client.sendAnyhow(frame(CONTINUATION, 0, 1, piece));
                }

                assertThat(goAway(client)).isNotZero();
                assertThat(front.calls()).isZero();
                atRest(front);
            }
        }
    }

    @Test
    void answersThatAreNotReadAreNotGatheredWithoutEnd() throws Exception {
        try (var front = FrontFixture.echoing();
                var client = connected(front)) {
            var many = new ByteArrayOutputStream();
            for (int i = 0; i < 2_000; i++) {
                many.writeBytes(frame(PING, 0, 0, new byte[8]));
                many.writeBytes(frame(SETTINGS, 0, 0, new byte[] {0, 3, 0, 0, 0, 100}));
            }

            assertThatThrownBy(() -> {
                        for (int i = 0; i < 2_000; i++) {
                            client.send(many.toByteArray());
                        }
                    })
                    .isInstanceOf(IOException.class);
            atRest(front);
        }
    }

    private static Stream<byte[]> framesOfNoRequest() {
        return Stream.of(
                frame(SETTINGS, 0, 0, new byte[] {0, 3, 0, 0, 0, 100}),
                frame(SETTINGS, ACK, 0, NOTHING),
                frame(PING, 0, 0, new byte[8]),
                frame(PING, ACK, 0, new byte[8]),
                frame(PRIORITY, 0, 3, new byte[] {0, 0, 0, 0, 1}),
                frame(WINDOW_UPDATE, 0, 0, new byte[] {0, 0, 0, 1}),
                frame(WINDOW_UPDATE, 0, 1, new byte[] {0, 0, 0, 1}),
                frame(UNKNOWN, 0, 0, new byte[8]));
    }

    /** Their answers are read, so none of them waits. */
    @ParameterizedTest
    @MethodSource("framesOfNoRequest")
    void framesOfNoRequestWithoutEndEndTheConnection(byte[] each) throws Exception {
        try (var front = FrontFixture.echoing();
                var client = connected(front)) {
            client.send(head(1, END_HEADERS));
            CompletableFuture<Integer> told = CompletableFuture.supplyAsync(() -> lastWord(client));
            for (int i = 0; i < 2_000 && !told.isDone(); i++) {
                client.sendAnyhow(each);
            }

            assertThat(told.get(10, TimeUnit.SECONDS)).isEqualTo(ENHANCE_YOUR_CALM);
            assertThat(front.calls()).isZero();
            atRest(front);
        }
    }

    /** As a client of gRPC does, which asks whether the connection lives, or one that opens its windows for every piece. */
    @Test
    void framesThatGoWithWhatIsServedAreTaken() throws Exception {
        try (var front = FrontFixture.echoing();
                var client = connected(front)) {
            int size = CHAT.length();
            for (int i = 0; i < 500; i++) {
                int stream = 2 * i + 1;
                ask(client, stream);
                for (Frame next = next(client); next.type() != DATA || next.stream() != stream; next = next(client)) {
                    assertThat(next.type()).isNotEqualTo(GOAWAY);
                }
                client.send(frame(WINDOW_UPDATE, 0, 0, new byte[] {0, 0, 0, (byte) size}));
                client.send(frame(PING, 0, 0, new byte[8]));
                client.send(frame(PING, 0, 0, new byte[8]));
                client.send(frame(PRIORITY, 0, stream, new byte[] {0, 0, 0, 0, 1}));
            }
            assertThat(front.calls()).isEqualTo(500);
        }
    }

    @Test
    void timeEarnsFramesToo() {
        var budget = new Http2Connection.FrameBudget(0);
        int taken = 0;
        while (budget.spend(0)) {
            taken++;
        }
        assertThat(taken).isEqualTo(Http2Connection.FrameBudget.AT_REST);

        for (long second = 1; second <= 10_000; second++) {
            assertThat(budget.spend(TimeUnit.SECONDS.toNanos(second))).isTrue();
        }
        budget.replied();
        budget.written(64 << 10);
        assertThat(budget.spend(TimeUnit.SECONDS.toNanos(10_000))).isTrue();
    }

    @Test
    void emptyPiecesOfABodyEndTheConnection() throws Exception {
        try (var front = FrontFixture.echoing();
                var client = connected(front)) {
            client.send(head(1, END_HEADERS));
            for (int i = 0; i < 3; i++) {
                client.sendAnyhow(frame(DATA, 0, 1, NOTHING));
            }

            assertThat(goAway(client)).isEqualTo(ENHANCE_YOUR_CALM);
            assertThat(front.calls()).isZero();
            atRest(front);
        }
    }

    @Test
    void aBodyThatGoesOnBehindItsEndIsServedOnce() throws Exception {
        try (var front = FrontFixture.waiting();
                var client = connected(front)) {
            ask(client, 1);
            front.call();
            client.send(frame(DATA, END_STREAM, 1, CHAT.getBytes(StandardCharsets.UTF_8)));

            assertThat(firstError(client)).isNotZero();
            assertThat(front.calls()).isEqualTo(1);
        }
    }

    @Test
    void moreStreamsThanAreGrantedAreRefused() throws Exception {
        try (var front = FrontFixture.echoing();
                var client = connected(front)) {
            for (int i = 0; i <= 100; i++) {
                client.send(head(2 * i + 1, END_HEADERS));
            }

            assertThat(firstError(client)).isEqualTo(REFUSED_STREAM);
            assertThat(front.calls()).isZero();
        }
    }

    /** Bodies of refused streams are on their way before the client reads that they are. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoOpensTooManyAtOnceIsServedAsManyAsAreGranted(boolean knowsTheLimit) throws Exception {
        try (var front = FrontFixture.echoing();
                var client = connected(front)) {
            if (knowsTheLimit) {
                client.send(frame(SETTINGS, ACK, 0, NOTHING));
            }
            for (int i = 0; i < 200; i++) {
                client.send(head(2 * i + 1, END_HEADERS));
            }
            for (int i = 0; i < 200; i++) {
                client.send(frame(DATA, END_STREAM, 2 * i + 1, CHAT.getBytes(StandardCharsets.UTF_8)));
            }

            Set<Integer> served = new HashSet<>();
            Set<Integer> refused = new HashSet<>();
            while (served.size() + refused.size() < 200) {
                Frame next = next(client);
                assertThat(next.type()).isNotEqualTo(GOAWAY);
                if (next.type() == RST_STREAM && refused.add(next.stream())) {
                    assertThat(next.error()).isEqualTo(REFUSED_STREAM);
                } else if (next.type() == DATA && (next.flags() & END_STREAM) != 0) {
                    served.add(next.stream());
                }
            }
            assertThat(served).hasSize(100);
            assertThat(front.calls()).isEqualTo(100);
        }
    }

    @Test
    void framesAndWindowsBeyondTheirBoundsEndTheConnection() throws Exception {
        byte[] most = {0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff};
        try (var front = FrontFixture.echoing();
                var client = connected(front)) {
            client.sendAnyhow(frame(WINDOW_UPDATE, 0, 0, most));
            assertThat(goAway(client)).isEqualTo(FLOW_CONTROL_ERROR);
        }
        try (var front = FrontFixture.echoing();
                var client = connected(front)) {
            client.send(ByteBuffer.allocate(9)
                    .put(1, (byte) 0x4e)
                    .put(2, (byte) 0x20)
                    .array()); // DATA of 20,000 bytes
            assertThat(goAway(client)).isEqualTo(FRAME_SIZE_ERROR);
            atRest(front);
        }
    }

    private static void ask(RawClient client, int stream) throws IOException {
        client.send(head(stream, END_HEADERS));
        client.send(frame(DATA, END_STREAM, stream, CHAT.getBytes(StandardCharsets.UTF_8)));
    }

    private static void atRest(FrontFixture front) {
        await().until(() -> front.server().openConnections() == 0);
        assertThat(front.server().bufferedBytes()).isZero();
    }

    private static RawClient connected(FrontFixture front) throws IOException {
        return front.connect().send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").send(frame(SETTINGS, 0, 0, NOTHING));
    }

    /** The error of the GOAWAY that ends the connection. */
    private static int goAway(RawClient client) throws IOException {
        List<Frame> frames = frames(client);
        assertThat(frames).extracting(Frame::type).contains(GOAWAY);
        return frames.stream()
                .filter(each -> each.type() == GOAWAY)
                .mapToInt(Frame::error)
                .max()
                .getAsInt();
    }

    private static int lastWord(RawClient client) {
        try {
            Frame next = next(client);
            while (next.type() != GOAWAY) {
                next = next(client);
            }
            return next.error();
        } catch (IOException cut) {
            throw new UncheckedIOException(cut);
        }
    }

    /** Reads until a stream or the connection is told an error. */
    private static int firstError(RawClient client) throws IOException {
        Frame next = next(client);
        while (next.type() != RST_STREAM && next.type() != GOAWAY) {
            next = next(client);
        }
        return next.error();
    }

    private static List<Frame> frames(RawClient client) throws IOException {
        var all = ByteBuffer.wrap(client.rest().getBytes(StandardCharsets.ISO_8859_1));
        List<Frame> frames = new ArrayList<>();
        while (all.remaining() >= 9) {
            frames.add(frame(all, size -> {
                byte[] payload = new byte[size];
                all.get(payload);
                return payload;
            }));
        }
        return frames;
    }

    private static Frame next(RawClient client) throws IOException {
        var head = ByteBuffer.wrap(client.readText(9).getBytes(StandardCharsets.ISO_8859_1));
        return frame(head, size -> client.readText(size).getBytes(StandardCharsets.ISO_8859_1));
    }

    private interface Payload {
        byte[] ofSize(int size) throws IOException;
    }

    private static Frame frame(ByteBuffer head, Payload payload) throws IOException {
        int size = ((head.getShort() & 0xffff) << 8) | (head.get() & 0xff);
        int type = head.get();
        int flags = head.get();
        int stream = head.getInt();
        return new Frame(type, flags, stream, payload.ofSize(size));
    }

    private static byte[] head(int stream, int flags) {
        var block = new ByteArrayOutputStream();
        block.writeBytes(new byte[] {(byte) 0x83, (byte) 0x86}); // POST, http
        block.writeBytes(indexed(4, "/v1/chat/completions"));
        block.writeBytes(indexed(1, "localhost"));
        block.writeBytes(literal("content-type", "application/json"));
        return frame(HEADERS, flags, stream, block.toByteArray());
    }

    /** HPACK: a literal that is not kept, its name from the static table. */
    private static byte[] indexed(int name, String value) {
        var field = new ByteArrayOutputStream();
        field.write(name);
        text(field, value);
        return field.toByteArray();
    }

    private static byte[] literal(String name, String value) {
        var field = new ByteArrayOutputStream();
        field.write(0);
        text(field, name);
        text(field, value);
        return field.toByteArray();
    }

    /** Without Huffman's code; lengths of 127 and more go on in a second and third byte. */
    private static void text(ByteArrayOutputStream into, String text) {
        int length = text.length();
        if (length < 127) {
            into.write(length);
        } else {
            into.write(127);
            int more = length - 127;
            while (more >= 128) {
                into.write((more & 127) | 128);
                more >>= 7;
            }
            into.write(more);
        }
        into.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }
}
