package dev.pointsman.flow;

import dev.pointsman.access.KeyStore;
import dev.pointsman.access.Principal;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.ResponseSink;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who asks, by the virtual key in {@code Authorization: Bearer …} (OpenAI's clients), {@code x-api-key} (Anthropic's) or
 * {@code api-key} (Azure's). Without keys in the policy everybody is anonymous and the header is not looked at.
 */
public final class AuthenticationFilter implements Filter {
    private static final String BEARER = "bearer ";

    private final KeyStore keys;

    public AuthenticationFilter(KeyStore keys) {
        this.keys = keys;
    }

    @Override
    public void handle(Exchange exchange, ResponseSink sink, FilterChain next) {
        identify(exchange);
        next.proceed(exchange, sink);
    }

    /** Only finds out whose it was: the answer does not depend on it. */
    @Override
    public void refused(Exchange unread, GatewayException why, FilterChain next) {
        try {
            identify(unread);
        } catch (GatewayException unknown) {
            return;
        }
        next.refused(unread, why);
    }

    private void identify(Exchange exchange) {
        if (!keys.open()) {
            exchange.stranger();
            exchange.principal(authenticate(exchange.request().headers()));
        }
    }

    @Override
    public void admit(Headers headers) {
        if (!keys.open()) {
            authenticate(headers);
        }
    }

    private Principal authenticate(Headers headers) {
        String key = presentedKey(headers);
        if (key == null) {
            throw new GatewayException(
                    ErrorKind.AUTHENTICATION,
                    "You didn't provide an API key. Send a key of this gateway as \"Authorization: Bearer KEY\".");
        }
        return keys.authenticate(key);
    }

    private static @Nullable String presentedKey(Headers headers) {
        String authorization = headers.first("authorization");
        if (authorization != null) {
            return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                    ? authorization.substring(BEARER.length()).strip()
                    : null;
        }
        String key = headers.first("x-api-key");
        return key != null ? key : headers.first("api-key");
    }
}
