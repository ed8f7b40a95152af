package dev.pointsman.provider.keys;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.Transport;
import dev.pointsman.provider.UpstreamRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A provider with several keys: an adapter for each of them, alike in all else, so that no dialect needs to know of it. Which of them makes a call
 * is for the {@link KeyRing} to say; asked itself, it answers as the first does.
 */
public final class KeyedAdapter implements ProviderAdapter {
    /**
     * One of the keys.
     *
     * @param number its place in the policy, from 1: what logs and metrics call it
     */
    public record Key(int number, Secret secret, ProviderAdapter adapter) {}

    private final List<Key> keys;

    /** @param keys two or more, in the order in which they are tried */
    public KeyedAdapter(List<Key> keys) {
        if (keys.size() < 2) {
            throw new IllegalArgumentException("keys: " + keys.size() + " (expected: 2 or more)");
        }
        this.keys = List.copyOf(keys);
    }

    List<Key> keys() {
        return keys;
    }

    private ProviderAdapter first() {
        return keys.get(0).adapter();
    }

    @Override
    public boolean serves(Endpoint endpoint) {
        return first().serves(endpoint);
    }

    @Override
    public UpstreamRequest encode(ApiRequest request, Deployment deployment) {
        return first().encode(request, deployment);
    }

    @Override
    public ReplyDecoder decoder(ApiRequest request, Deployment deployment) {
        return first().decoder(request, deployment);
    }

    @Override
    public GatewayException failure(int status, Headers headers, byte[] body) {
        return first().failure(status, headers, body);
    }

    @Override
    public @Nullable Transport transport() {
        return first().transport();
    }
}
