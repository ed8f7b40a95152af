package dev.pointsman.provider;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Deployment;
import org.jspecify.annotations.Nullable;

/** Speaks one provider's dialect. Pure translation: no socket, no clock, no retry. Shared by all loops. */
public interface ProviderAdapter {
    /** Whether the provider has that endpoint at all; a deployment without it is not eligible. */
    boolean serves(Endpoint endpoint);

    /**
     * The call to make. Throws {@link GatewayException} of kind {@code INVALID_REQUEST} for what this provider cannot be asked.
     */
    UpstreamRequest encode(ApiRequest request, Deployment deployment);

    /** A fresh decoder for the reply to {@code request}. */
    ReplyDecoder decoder(ApiRequest request, Deployment deployment);

    /**
     * What a reply that is not 2xx means; {@code body} is cut at 64 kB. Never holds a key, nor more than the provider's own message, which is
     * marked by {@link GatewayException#quotingProvider}.
     */
    GatewayException failure(int status, Headers headers, byte[] body);

    /** The provider's own way to answer, in place of the network; null for all providers that are reached by it. */
    default @Nullable Transport transport() {
        return null;
    }
}
