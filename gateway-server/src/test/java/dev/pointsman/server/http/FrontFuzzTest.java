package dev.pointsman.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pointsman.api.Body;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.flow.Exchange;
import dev.pointsman.flow.FilterChain;
import dev.pointsman.fuzz.FuzzTime;
import dev.pointsman.telemetry.GatewayMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes of a client, whatever they are: every answer is one of the client's making, and no request is served that no line of it asks for. */
class FrontFuzzTest {
    private static final Pattern ANSWER = Pattern.compile("HTTP/1\\.1 (\\d\\d\\d) ");
    private static final Pattern ASKED = Pattern.compile("HTTP/1\\.[01]\r\n");
    private static final GatewayMetrics METRICS = new GatewayMetrics(new SimpleMeterRegistry());
    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    /** The first byte is the length of the pieces the network brings. */
    @FuzzTest(maxDuration = FuzzTime.LIMIT)
    void http1(byte[] data) {
        if (data.length == 0) {
            return;
        }
        byte[] sent = Arrays.copyOfRange(data, 1, data.length);
        String[] split = told(sent, 1 + (data[0] & 0x7f));
        String[] whole = told(sent, Math.max(1, sent.length));

        assertThat(split[0]).isEqualTo(whole[0]);
        assertThat(split[1]).isEqualTo(whole[1]);
    }

    /** Statuses of the answers, and bodies of the requests that were served. */
    private static String[] told(byte[] sent, int step) {
        Body.Budget budget = new Body.Budget(64 << 20);
        StringBuilder served = new StringBuilder();
        FilterChain chain = FilterChain.of(List.of((exchange, sink, next) -> serve(exchange, sink, served)));
        EmbeddedChannel channel = new EmbeddedChannel();
        FrontLoop front = new FrontLoop(
                new FrontLoop.Shared(
                        FrontSettings.at(new InetSocketAddress(0)),
                        () -> chain,
                        METRICS,
                        budget,
                        () -> 1L,
                        CLOCK,
                        Runnable::run,
                        new AtomicBoolean()),
                channel.eventLoop());
        Http1Connection connection = new Http1Connection(front);
        channel.pipeline().addLast(connection.decoder(), connection);
        for (int from = 0; from < sent.length && channel.isOpen(); from += step) {
            channel.writeInbound(
                    Unpooled.copiedBuffer(Arrays.copyOfRange(sent, from, Math.min(sent.length, from + step))));
            channel.runPendingTasks();
        }
        front.stop();
        String answers = answers(channel);
        channel.finishAndReleaseAll();
        assertThat(budget.used()).isZero();
        return new String[] {checked(answers, sent), served.toString()};
    }

    private static void serve(Exchange exchange, ResponseSink sink, StringBuilder served) {
        served.append(exchange.request().path()).append(' ');
        served.append(new String(exchange.request().body(), ISO_8859_1)).append('\n');
        FrontFixture.echo(exchange, sink, null);
    }

    private static String answers(EmbeddedChannel channel) {
        StringBuilder all = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            all.append(out.toString(ISO_8859_1));
            out.release();
        }
        return all.toString();
    }

    /** The statuses; a body that was sent back must not look like one. */
    private static String checked(String answers, byte[] sent) {
        StringBuilder statuses = new StringBuilder();
        String input = new String(sent, ISO_8859_1);
        Matcher status = ANSWER.matcher(answers);
        int served = 0;
        while (status.find()) {
            int code = Integer.parseInt(status.group(1));
            assertThat(code)
                    .satisfiesAnyOf(
                            c -> assertThat(c).isIn(100, 200),
                            c -> assertThat(c).isBetween(400, 499));
            statuses.append(code).append(' ');
            served += code == 200 ? 1 : 0;
        }
        if (!input.contains("HTTP/1.1 ")) {
            assertThat((long) served)
                    .isLessThanOrEqualTo(ASKED.matcher(input).results().count());
        }
        return statuses.toString();
    }
}
