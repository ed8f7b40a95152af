package dev.pointsman.providers.echo;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.provider.ChatReplyDecoder;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.Target;
import dev.pointsman.provider.Transport;
import dev.pointsman.provider.UpstreamRequest;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The embedded provider. It speaks OpenAI's form to itself: requests are written and replies are read just as with a provider on the
 * network, only that {@link EchoTransport} takes its place.
 */
final class EchoAdapter implements ProviderAdapter {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Target NOWHERE = new Target("echo.invalid", 80, false, false);
    private static final Set<Endpoint> SERVED = EnumSet.of(
            Endpoint.CHAT_COMPLETIONS,
            Endpoint.COMPLETIONS,
            Endpoint.EMBEDDINGS,
            Endpoint.RERANK,
            Endpoint.MODERATIONS,
            Endpoint.MODELS);

    private final EchoTransport transport;
    private final Duration connectTimeout;

    EchoAdapter(EchoSettings settings, Duration connectTimeout) {
        this.transport = new EchoTransport(new EchoPlanner(settings));
        this.connectTimeout = connectTimeout;
    }

    @Override
    public boolean serves(Endpoint endpoint) {
        return SERVED.contains(endpoint);
    }

    @Override
    public UpstreamRequest encode(ApiRequest request, Deployment deployment) {
        return new UpstreamRequest(
                NOWHERE,
                request.endpoint() == Endpoint.MODELS ? "GET" : "POST",
                request.endpoint().path(),
                List.of("content-type", "application/json"),
                request.withModel(deployment.upstreamModel()),
                connectTimeout);
    }

    @Override
    public ReplyDecoder decoder(ApiRequest request, Deployment deployment) {
        return new ChatReplyDecoder(ChatReplyDecoder.Settings.of(request));
    }

    @Override
    public GatewayException failure(int status, Headers headers, byte[] body) {
        ErrorKind kind = switch (status) {
            case 401, 403 -> ErrorKind.UPSTREAM_AUTHENTICATION;
            case 404 -> ErrorKind.UPSTREAM_NOT_FOUND;
            case 408, 504 -> ErrorKind.UPSTREAM_TIMEOUT;
            case 429 -> ErrorKind.RATE_LIMITED;
            case 503, 529 -> ErrorKind.UPSTREAM_OVERLOADED;
            default -> status >= 400 && status < 500 ? ErrorKind.UPSTREAM_REJECTED : ErrorKind.UPSTREAM_ERROR;
        };
        GatewayException failure = said(kind, body);
        String wait = headers.first("retry-after");
        boolean seconds = wait != null
                && !wait.isEmpty()
                && wait.length() < 8
                && wait.chars().allMatch(Character::isDigit);
        if (kind == ErrorKind.UPSTREAM_REJECTED) {
            failure = failure.withStatus(status, kind.type());
        }
        return seconds ? failure.withRetryAfter(Duration.ofSeconds(Long.parseLong(wait))) : failure;
    }

    private static GatewayException said(ErrorKind kind, byte[] body) {
        try {
            JsonNode error = MAPPER.readTree(body).path("error");
            String message = error.path("message").asString("");
            boolean ours = !message.isEmpty()
                    && message.length() < 4096
                    && message.chars().noneMatch(c -> c < ' ');
            GatewayException failure = ours
                    ? new GatewayException(kind, message).quotingProvider()
                    : new GatewayException(kind, "echo answered with an error");
            String param = error.path("param").asString("");
            return param.isEmpty() ? failure : failure.withParam(param);
        } catch (JacksonException notJson) {
            return new GatewayException(kind, "echo answered with something that is not JSON");
        }
    }

    @Override
    public Transport transport() {
        return transport;
    }
}
