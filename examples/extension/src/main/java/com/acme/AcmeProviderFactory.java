package com.acme;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.ChatReplyDecoder;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.ProviderFactory;
import dev.pointsman.provider.ProviderSettings;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.Target;
import dev.pointsman.provider.UpstreamRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A provider: {@code { type: acme, url: "http://models.acme.test", key: $ACME_KEY }} takes OpenAI's chats at a path of its own, with a header of its own. */
public final class AcmeProviderFactory implements ProviderFactory {
    @Override
    public String type() {
        return "acme";
    }

    @Override
    public ProviderAdapter create(ProviderSettings settings) {
        settings.node().onlyKeys("type", "url", "key");
        String url = settings.url();
        if (url == null) {
            settings.node().problem("missing key \"url\": expected where models of Acme's are served");
        }
        return new AcmeAdapter(
                Target.of(URI.create(url == null ? "http://localhost" : url)),
                settings.key(),
                settings.connectTimeout());
    }

    private record AcmeAdapter(Target target, @Nullable Secret key, Duration connectTimeout)
            implements ProviderAdapter {
        private static final int TOO_MANY = 429;
        private static final int SERVER_ERROR = 500;

        @Override
        public boolean serves(Endpoint endpoint) {
            return endpoint == Endpoint.CHAT_COMPLETIONS;
        }

        @Override
        public UpstreamRequest encode(ApiRequest request, Deployment deployment) {
            List<String> headers = key == null
                    ? List.of("content-type", "application/json")
                    : List.of("content-type", "application/json", "x-acme-key", key.reveal());
            return new UpstreamRequest(
                    target,
                    "POST",
                    "/acme/chat",
                    headers,
                    request.withModel(deployment.upstreamModel()),
                    connectTimeout);
        }

        @Override
        public ReplyDecoder decoder(ApiRequest request, Deployment deployment) {
            return new ChatReplyDecoder(ChatReplyDecoder.Settings.of(request));
        }

        @Override
        public GatewayException failure(int status, Headers headers, byte[] body) {
            ErrorKind kind = status == TOO_MANY
                    ? ErrorKind.RATE_LIMITED
                    : status >= SERVER_ERROR ? ErrorKind.UPSTREAM_ERROR : ErrorKind.UPSTREAM_REJECTED;
            return new GatewayException(kind, "acme answered " + status);
        }
    }
}
