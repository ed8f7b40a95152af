package dev.pointsman.server;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.Transport;
import dev.pointsman.provider.UpstreamRequest;
import dev.pointsman.server.http.FrontServer;
import dev.pointsman.server.transport.NettyTransport;
import dev.pointsman.server.transport.TransportSettings;
import dev.pointsman.telemetry.GatewayMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks providers for their own lists of models, by the way that requests go. For the command line: its methods wait. */
public final class ModelLists implements AutoCloseable {
    private static final int WAIT_SECONDS = 60;

    /** A model as its provider lists it. */
    public record Listed(String id, String owner) {}

    /**
     * What a provider said.
     *
     * @param failure why there is no list; null where there is one
     */
    public record Answer(List<Listed> models, @Nullable String failure) {
        public Answer {
            models = List.copyOf(models);
        }
    }

    private final EventLoopGroup loops = FrontServer.loops(1);
    private final NettyTransport network = new NettyTransport(
            TransportSettings.defaults(1, Release.version()), new GatewayMetrics(new SimpleMeterRegistry()));

    /** Waits for the list, a minute at most. {@code adapter} must serve {@link Endpoint#MODELS}. */
    public Answer of(String provider, ProviderAdapter adapter) throws InterruptedException {
        try {
            return new Answer(read(ask(provider, adapter)), null);
        } catch (GatewayException failure) {
            return new Answer(List.of(), failure.text());
        } catch (JacksonException notJson) {
            return new Answer(List.of(), "its list is not JSON");
        }
    }

    private byte[] ask(String provider, ProviderAdapter adapter) throws InterruptedException {
        ApiRequest request = ApiRequest.parse(Endpoint.MODELS, Endpoint.MODELS.path(), Headers.NONE, new byte[0]);
        Deployment any = new Deployment(provider, "-", 1, null, Map.of());
        UpstreamRequest call = adapter.encode(request, any);
        Transport own = adapter.transport();
        var whole = new CompletableFuture<byte[]>();
        EventLoop loop = loops.next();
        loop.execute(() -> (own == null ? network : own).send(call, new HeardList(adapter, request, any, whole), loop));
        try {
            return whole.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof GatewayException told
                    ? told
                    : new GatewayException(ErrorKind.INTERNAL, "internal error: " + failed.getCause());
        } catch (TimeoutException late) {
            throw new GatewayException(ErrorKind.UPSTREAM_TIMEOUT, "no list came within " + WAIT_SECONDS + " s");
        }
    }

    private static List<Listed> read(byte[] list) {
        List<Listed> models = new ArrayList<>();
        for (JsonNode model : new JsonMapper().readTree(list).path("data")) {
            models.add(new Listed(
                    model.path("id").asString(""), model.path("owned_by").asString("")));
        }
        return models;
    }

    @Override
    public void close() {
        network.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
