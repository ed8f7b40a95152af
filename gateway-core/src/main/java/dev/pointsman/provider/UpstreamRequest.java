package dev.pointsman.provider;

import dev.pointsman.api.Body;
import java.time.Duration;
import java.util.List;

/**
 * One call as it goes out.
 *
 * @param target where to
 * @param method HTTP method
 * @param path path and query, already encoded
 * @param headers name then value in turn, lower-case names; without framing headers, {@code host} and {@code accept-encoding}, which
 *     the transport adds
 * @param connectTimeout for the TCP (and TLS) handshake, where no pooled connection is at hand
 */
public record UpstreamRequest(
        Target target, String method, String path, List<String> headers, Body body, Duration connectTimeout) {
    public UpstreamRequest {
        headers = List.copyOf(headers);
    }
}
