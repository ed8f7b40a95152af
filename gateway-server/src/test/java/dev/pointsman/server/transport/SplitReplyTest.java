package dev.pointsman.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.provider.Target;
import dev.pointsman.telemetry.GatewayMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Replies cut in two at every byte, without sockets. */
class SplitReplyTest {
    private static final Target TARGET = new Target("provider.test", 80, false, false);
    private static final String CHUNKED = String.join(
            "\r\n",
            "HTTP/1.1 200 OK",
            "Transfer-Encoding: chunked",
            "x-request-id: 7",
            "",
            "6",
            "data: ",
            "A",
            "{\"a\":1}\n\n_",
            "0",
            "t: 1",
            "",
            "");
    private static final String BODY = "data: {\"a\":1}\n\n_";

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final LoopConnections home = new LoopConnections(
            channel.eventLoop(),
            TransportFixture.settings(4, 4, null),
            new ConnectionCounts(new GatewayMetrics(new SimpleMeterRegistry())),
            () -> 0,
            new ClientTls(null, Runnable::run),
            new AddressBook(channel.eventLoop(), Runnable::run, InetAddress::getAllByName, () -> 0));

    private HeardReply begin(EmbeddedChannel line) {
        ConnectionPool pool = new ConnectionPool(TARGET, home);
        UpstreamHandler handler = new UpstreamHandler(pool, line);
        handler.install();
        HeardReply reply = new HeardReply();
        handler.begin(new UpstreamCall(TransportFixture.post(TARGET, "{}"), reply, pool), 0);
        ByteBuf request = line.readOutbound();
        request.release();
        return reply;
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    @Test
    void aChunkedReplyMayBeCutInTwoAtAnyByte() throws Exception {
        for (int cut = 1; cut < CHUNKED.length(); cut++) {
            EmbeddedChannel line = new EmbeddedChannel();
            HeardReply reply = begin(line);

            line.writeInbound(bytes(CHUNKED.substring(0, cut)), bytes(CHUNKED.substring(cut)));

            assertThat(reply.awaitEnd().body()).as("cut at " + cut).isEqualTo(BODY);
            assertThat(reply.headers.first("x-request-id")).isEqualTo("7");
            assertThat(line.isActive()).as("kept after a cut at " + cut).isTrue();
            line.finishAndReleaseAll();
        }
    }

    @Test
    void aChunkedReplyThatEndsAtAnyByteIsBroken() throws Exception {
        for (int cut = 1; cut < CHUNKED.length(); cut++) {
            EmbeddedChannel line = new EmbeddedChannel();
            HeardReply reply = begin(line);

            line.writeInbound(bytes(CHUNKED.substring(0, cut)));
            line.close();
            line.runPendingTasks();

            assertThat(reply.awaitEnd().error).as("ended at " + cut).isNotNull();
            assertThat(BODY).startsWith(reply.body());
            line.finishAndReleaseAll();
        }
    }

    @Test
    void aConnectionWithBytesAfterTheReplyIsDropped() throws Exception {
        for (String more : new String[] {"x", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"}) {
            EmbeddedChannel line = new EmbeddedChannel();
            HeardReply reply = begin(line);

            line.writeInbound(bytes(CHUNKED + more));

            assertThat(reply.awaitEnd().body()).isEqualTo(BODY);
            assertThat(line.isActive()).as("kept with " + more).isFalse();
            line.finishAndReleaseAll();
        }
    }

    @Test
    void anIdleConnectionThatSpeaksIsDropped() throws Exception {
        EmbeddedChannel line = new EmbeddedChannel();
        HeardReply reply = begin(line);
        line.writeInbound(bytes(CHUNKED));
        reply.awaitEnd();

        line.writeInbound(bytes("\r\n"));

        assertThat(line.isActive()).isFalse();
        line.finishAndReleaseAll();
    }
}
