package dev.pointsman.provider;

import dev.pointsman.api.Body;
import java.time.Duration;
import java.util.ArrayList;
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
 * @param dropped names of the request's fields that the provider's form has no place for; told to the client, fit for a header
 */
public record UpstreamRequest(
        Target target,
        String method,
        String path,
        List<String> headers,
        Body body,
        Duration connectTimeout,
        List<String> dropped) {
    public UpstreamRequest {
        headers = List.copyOf(headers);
        dropped = List.copyOf(dropped);
    }

    /** A call that loses nothing of the request. */
    public UpstreamRequest(
            Target target, String method, String path, List<String> headers, Body body, Duration connectTimeout) {
        this(target, method, path, headers, body, connectTimeout, List.of());
    }

    /** The same call with more headers, names and values in turn. */
    public UpstreamRequest with(List<String> more) {
        if (more.isEmpty()) {
            return this;
        }
        List<String> all = new ArrayList<>(headers);
        all.addAll(more);
        return new UpstreamRequest(target, method, path, all, body, connectTimeout, dropped);
    }
}
