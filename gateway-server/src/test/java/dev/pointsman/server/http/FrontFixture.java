package dev.pointsman.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Body;
import dev.pointsman.api.Headers;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.flow.Exchange;
import dev.pointsman.flow.Filter;
import dev.pointsman.flow.FilterChain;
import dev.pointsman.telemetry.GatewayMetrics;
import dev.pointsman.testing.RawClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** A front on a free port of the loopback, before a filter of the test's; its monotonic clock is turned by hand. */
final class FrontFixture implements AutoCloseable {
    /** One exchange as the filter got it. */
    record Call(Exchange exchange, ResponseSink sink) {
        /** Runs on the exchange's loop. */
        void onLoop(Runnable action) {
            exchange.loop().execute(action);
        }
    }

    static final String CHAT = "{\"model\":\"swift\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private final EventLoopGroup loops = FrontServer.loops(2);
    private final AtomicLong nanos = new AtomicLong(1_000_000_000L);
    private final AtomicInteger calls = new AtomicInteger();
    private final BlockingQueue<Call> arrived = new LinkedBlockingQueue<>();
    private final FrontServer server;
    private final InetSocketAddress address;
    final GatewayMetrics metrics = new GatewayMetrics(new SimpleMeterRegistry());

    private FrontFixture(FrontSettings settings, Filter filter) throws IOException {
        FilterChain chain = FilterChain.of(List.of(watched(filter)));
        Body.Budget budget = new Body.Budget(settings.limits().bufferedBytes());
        server = new FrontServer(settings, () -> chain, loops, metrics, budget, nanos::get, Clock.systemUTC());
        try {
            address = server.start();
        } catch (IOException refused) {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS);
            throw refused;
        }
    }

    private Filter watched(Filter filter) {
        return new Filter() {
            @Override
            public void handle(Exchange exchange, ResponseSink sink, FilterChain next) {
                calls.incrementAndGet();
                filter.handle(exchange, sink, next);
                arrived.add(new Call(exchange, sink));
            }

            @Override
            public void admit(Headers headers) {
                filter.admit(headers);
            }
        };
    }

    /** Answers every request at once with its own body. */
    static FrontFixture echoing() throws IOException {
        return with(UnaryOperator.identity(), FrontFixture::echo);
    }

    /** Leaves every request to the test, see {@link #call}. */
    static FrontFixture waiting() throws IOException {
        return with(UnaryOperator.identity(), (exchange, sink, next) -> {});
    }

    static FrontFixture with(UnaryOperator<FrontSettings> change, Filter filter) throws IOException {
        FrontSettings usual = FrontSettings.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return new FrontFixture(change.apply(usual), filter);
    }

    static FrontSettings limits(FrontSettings from, FrontSettings.Limits limits) {
        return new FrontSettings(from.address(), limits, from.timeouts(), from.http2(), from.corsOrigins(), from.tls());
    }

    static void echo(Exchange exchange, ResponseSink sink, FilterChain next) {
        byte[] body = exchange.request().body();
        sink.start(ReplyHead.json(body.length));
        sink.data(body);
        sink.complete();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A request head of these lines. */
    static String head(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    /** A request for a chat completion, head and body. */
    static String post(String... headers) {
        return postBody(CHAT, headers);
    }

    static String postBody(String body, String... headers) {
        StringBuilder text = new StringBuilder("POST /v1/chat/completions HTTP/1.1\r\nHost: gateway\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        return text.append("Content-Length: ")
                .append(bytes(body).length)
                .append("\r\n\r\n")
                .append(body)
                .toString();
    }

    FrontServer server() {
        return server;
    }

    InetSocketAddress address() {
        return address;
    }

    RawClient connect() throws IOException {
        return new RawClient(address);
    }

    /** How many requests reached the filter. */
    int calls() {
        return calls.get();
    }

    /** The next request that reached the filter. */
    Call call() throws InterruptedException {
        Call call = arrived.poll(10, TimeUnit.SECONDS);
        assertThat(call).as("a request that reaches the filter").isNotNull();
        return call;
    }

    void advance(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Override
    public void close() {
        server.stop(Duration.ZERO).orTimeout(10, TimeUnit.SECONDS).join();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
        assertThat(server.bufferedBytes()).as("bytes of bodies still held").isZero();
        assertThat(server.openConnections()).isZero();
    }
}
