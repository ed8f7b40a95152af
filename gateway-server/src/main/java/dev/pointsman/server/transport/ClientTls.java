package dev.pointsman.server.transport;

import dev.pointsman.provider.Target;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards providers: certificates and host names verified, TLS 1.2 and 1.3, server name sent, BoringSSL where it is there.
 *
 * <p>The JDK's trust store takes some 100 ms to read, so that is done once, at first need, on a worker. Contexts are freed with this object.
 */
final class ClientTls {
    private static final ApplicationProtocolConfig HTTP_2_OR_1 = new ApplicationProtocolConfig(
            Protocol.ALPN,
            SelectorFailureBehavior.NO_ADVERTISE,
            SelectedListenerFailureBehavior.ACCEPT,
            ApplicationProtocolNames.HTTP_2,
            ApplicationProtocolNames.HTTP_1_1);

    /** Both kinds of context; the trust settings are the same. */
    private record Contexts(SslContext http1, SslContext http2) {}

    private final @Nullable Path trusted;
    private final Executor workers;
    /** Set by whoever needs them first. */
    private final AtomicReference<@Nullable CompletableFuture<Contexts>> contexts = new AtomicReference<>();

    /** @throws IllegalArgumentException where the given file holds no certificates */
    ClientTls(@Nullable Path trusted, Executor workers) {
        this.trusted = trusted;
        this.workers = workers;
        if (trusted != null) {
            contexts.set(CompletableFuture.completedFuture(build()));
        }
    }

    /** Calls back on the loop, never at once. */
    void handler(
            Target target,
            ByteBufAllocator allocator,
            EventLoop loop,
            Consumer<SslHandler> ready,
            Consumer<Throwable> failed) {
        contexts()
                .whenComplete((made, problem) -> loop.execute(() -> {
                    if (problem != null) {
                        failed.accept(problem);
                    } else {
                        ready.accept(handler(made, target, allocator));
                    }
                }));
    }

    private static SslHandler handler(Contexts made, Target target, ByteBufAllocator allocator) {
        SslContext context = target.http2() ? made.http2 : made.http1;
        SslHandler handler = context.newHandler(allocator, Dial.hostOf(target), target.port());
        handler.setHandshakeTimeoutMillis(0); // the dial's own deadline covers it
        return handler;
    }

    private CompletableFuture<Contexts> contexts() {
        CompletableFuture<Contexts> known = contexts.get();
        if (known != null) {
            return known;
        }
        CompletableFuture<Contexts> made = new CompletableFuture<>();
        CompletableFuture<Contexts> earlier = contexts.compareAndExchange(null, made);
        if (earlier != null) {
            return earlier;
        }
        try {
            workers.execute(() -> complete(made));
        } catch (RejectedExecutionException e) {
            contexts.set(null); // so that the next call tries again
            made.completeExceptionally(e);
        }
        return made;
    }

    private void complete(CompletableFuture<Contexts> made) {
        try {
            made.complete(build());
        } catch (RuntimeException e) {
            made.completeExceptionally(e);
        }
    }

    private Contexts build() {
        try {
            return new Contexts(
                    builder().build(),
                    builder().applicationProtocolConfig(HTTP_2_OR_1).build());
        } catch (SSLException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "trusted certificates: " + (trusted == null ? "the JDK's" : trusted)
                            + " (expected: a PEM file with certificates)",
                    e);
        }
    }

    private SslContextBuilder builder() {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .endpointIdentificationAlgorithm("HTTPS");
        return trusted == null ? builder : builder.trustManager(trusted.toFile());
    }
}
