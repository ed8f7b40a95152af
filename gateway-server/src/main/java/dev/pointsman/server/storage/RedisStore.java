package dev.pointsman.server.storage;

import dev.pointsman.fleet.Script;
import dev.pointsman.fleet.SharedBytes;
import dev.pointsman.fleet.SharedSettings;
import dev.pointsman.fleet.SharedStore;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A Redis, over one connection for scripts and one for values of bytes, which come back by themselves. While there is none commands fail at once;
 * none waits for one.
 *
 * <p>The first command of either kind opens its connection. Scripts are sent by their digest, and whole where the store does not know them.
 */
public final class RedisStore implements SharedStore, SharedBytes {
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);
    private static final Duration UNHEARD = Duration.ofSeconds(5);
    private static final int THREADS = 2;
    private static final int MOST_QUEUED = 20_000;
    private static final Duration END = Duration.ofSeconds(1);

    private static final CompletableFuture<@Nullable Void> DONE = CompletableFuture.completedFuture(null);

    private final ClientResources resources;
    private final RedisClient client;
    private final RedisURI uri;
    private final Line<String> scripts;
    private final Line<byte[]> values;
    private volatile boolean closed;

    private RedisStore(SharedSettings settings) {
        resources = DefaultClientResources.builder()
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(THREADS)
                .reconnectDelay(Delay.fullJitter(Duration.ofMillis(20), LONGEST_PAUSE, 20, TimeUnit.MILLISECONDS))
                .build();
        uri = uri(settings);
        client = RedisClient.create(resources);
        client.setOptions(options());
        scripts = new Line<>(RedisCodec.of(StringCodec.ASCII, StringCodec.ASCII));
        values = new Line<>(RedisCodec.of(StringCodec.ASCII, ByteArrayCodec.INSTANCE));
    }

    /** Connects when it is first asked. */
    public static RedisStore of(SharedSettings settings) {
        return new RedisStore(settings);
    }

    static ClientOptions options() {
        return ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MOST_QUEUED)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT)
                        .keepAlive(true)
                        .tcpUserTimeout(TcpUserTimeoutOptions.builder()
                                .enable()
                                .tcpUserTimeout(UNHEARD)
                                .build())
                        .build())
                .build();
    }

    static RedisURI uri(SharedSettings settings) {
        RedisURI uri = RedisURI.builder()
                .withHost(settings.host())
                .withPort(settings.port())
                .withDatabase(settings.database())
                .withSsl(settings.tls())
                .withTimeout(CONNECT)
                .build();
        if (settings.password() != null) {
            uri.setCredentialsProvider(credentials(settings));
        }
        return uri;
    }

    /** Asked at each connection, so that a changed password is seen. */
    private static RedisCredentialsProvider credentials(SharedSettings settings) {
        return () -> Mono.fromSupplier(() -> RedisCredentials.just(
                settings.user().isEmpty() ? null : settings.user(),
                settings.password() == null ? "" : settings.password().reveal()));
    }

    @Override
    public CompletionStage<List<Long>> run(Script script, List<String> keys, List<String> arguments) {
        String[] keyArray = keys.toArray(String[]::new);
        String[] argumentArray = arguments.toArray(String[]::new);
        return scripts.send(commands -> run(commands, script, keyArray, argumentArray));
    }

    @Override
    public CompletionStage<byte[]> get(String key, int mostBytes) {
        return values.send(commands -> commands.getrange(key, 0, mostBytes - 1L));
    }

    @Override
    public CompletionStage<?> put(String key, byte[] value, Duration ttl) {
        return values.send(commands -> commands.psetex(key, ttl.toMillis(), value));
    }

    private static CompletionStage<List<Long>> run(
            RedisScriptingAsyncCommands<String, String> commands, Script script, String[] keys, String[] arguments) {
        CompletionStage<List<Long>> answer = commands.evalsha(script.sha1(), ScriptOutputType.MULTI, keys, arguments);
        return answer.exceptionallyCompose(failure -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            return cause instanceof RedisNoScriptException
                    ? commands.eval(script.text(), ScriptOutputType.MULTI, keys, arguments)
                    : CompletableFuture.failedFuture(cause == null ? failure : cause);
        });
    }

    /** One connection. */
    private final class Line<V> {
        private final RedisCodec<String, V> codec;
        private final AtomicReference<@Nullable CompletableFuture<StatefulRedisConnection<String, V>>> connection =
                new AtomicReference<>();

        Line(RedisCodec<String, V> codec) {
            this.codec = codec;
        }

        /** Fails at once where there is none. */
        <T> CompletionStage<T> send(Function<RedisAsyncCommands<String, V>, CompletionStage<T>> command) {
            CompletableFuture<StatefulRedisConnection<String, V>> open = open();
            return open.isDone()
                    ? open.thenCompose(it -> command.apply(it.async()))
                    : CompletableFuture.failedFuture(new RedisConnectionException("no connection yet"));
        }

        /** The one there is, or the attempt under way; one that failed gives way to the next. */
        private CompletableFuture<StatefulRedisConnection<String, V>> open() {
            CompletableFuture<StatefulRedisConnection<String, V>> known = connection.get();
            if (known != null && !known.isCompletedExceptionally()) {
                return known;
            }
            CompletableFuture<StatefulRedisConnection<String, V>> fresh = new CompletableFuture<>();
            if (closed) {
                fresh.completeExceptionally(new RedisConnectionException("closed"));
            } else if (connection.compareAndSet(known, fresh)) {
                client.connectAsync(codec, uri).whenComplete((opened, failure) -> {
                    if (failure == null) {
                        fresh.complete(opened);
                    } else {
                        fresh.completeExceptionally(failure);
                    }
                });
            }
            return fresh;
        }

        /** Ends the connection; one that is being made is waited for, since it would stay open behind the client. */
        void end() {
            CompletableFuture<StatefulRedisConnection<String, V>> known = connection.get();
            if (known != null) {
                known.handle((opened, failure) -> opened == null ? DONE : opened.closeAsync())
                        .thenCompose(ending -> ending)
                        .exceptionally(failure -> null)
                        .completeOnTimeout(null, END.toMillis(), TimeUnit.MILLISECONDS)
                        .join();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        scripts.end();
        values.end();
        client.shutdown(Duration.ZERO, END);
        resources.shutdown(0, END.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly(END.toMillis());
    }
}
