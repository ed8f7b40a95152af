package dev.pointsman.testing;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Body;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.Usage;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.Target;
import dev.pointsman.provider.UpstreamRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * A provider for tests that calls the host named as the deployment's model and speaks a dialect of lines: {@code role} (preamble),
 * {@code usage IN OUT}, {@code finish WORD}, {@code strange WORD} (a finish that is not known), {@code error TEXT}, {@code done}, {@code defect} (throws); any other line is output. A body that ends without
 * {@code done} is broken. It has no place for the request field {@code lost}. Failures follow the status alone; {@code retry-after} is read in seconds.
 */
public final class FakeAdapter implements ProviderAdapter {
    /** The host that cannot be asked anything: encoding for it is refused. */
    public static final String UNASKABLE = "unaskable";

    private final BiFunction<ApiRequest, Deployment, ReplyDecoder> decoders;
    private final Set<Endpoint> endpoints;
    private final List<String> headers;

    public FakeAdapter() {
        this(FakeAdapter::lines);
    }

    /** Has these endpoints alone. */
    public FakeAdapter(Endpoint... some) {
        this(FakeAdapter::lines, Set.of(some), List.of());
    }

    /** Speaks another dialect's replies. */
    public FakeAdapter(BiFunction<ApiRequest, Deployment, ReplyDecoder> decoders) {
        this(decoders, Set.of(Endpoint.values()), List.of());
    }

    private FakeAdapter(
            BiFunction<ApiRequest, Deployment, ReplyDecoder> decoders, Set<Endpoint> endpoints, List<String> headers) {
        this.decoders = decoders;
        this.endpoints = endpoints;
        this.headers = headers;
    }

    /** Sends that key as the header {@code key}. */
    public static FakeAdapter withKey(String key) {
        return new FakeAdapter(FakeAdapter::lines, Set.of(Endpoint.values()), List.of("key", key));
    }

    /** A decoder of lines. */
    public static ReplyDecoder lines(ApiRequest request, Deployment deployment) {
        return new Lines();
    }

    @Override
    public boolean serves(Endpoint endpoint) {
        return endpoints.contains(endpoint);
    }

    @Override
    public UpstreamRequest encode(ApiRequest request, Deployment deployment) {
        if (deployment.upstreamModel().equals(UNASKABLE)) {
            throw new GatewayException(ErrorKind.INVALID_REQUEST, "this provider takes no such request");
        }
        return new UpstreamRequest(
                new Target(deployment.upstreamModel(), 80, false, false),
                "POST",
                "/chat",
                headers,
                Body.of(request.body()),
                Duration.ofSeconds(2),
                request.fields().has("lost") ? List.of("lost") : List.of());
    }

    @Override
    public ReplyDecoder decoder(ApiRequest request, Deployment deployment) {
        return decoders.apply(request, deployment);
    }

    @Override
    public GatewayException failure(int status, Headers headers, byte[] body) {
        String message = new String(body, StandardCharsets.UTF_8);
        String wait = headers.first("retry-after");
        ErrorKind kind = switch (status) {
            case 400 -> message.contains("context") ? ErrorKind.CONTEXT_TOO_LONG : ErrorKind.UPSTREAM_REJECTED;
            case 401, 403 -> ErrorKind.UPSTREAM_AUTHENTICATION;
            case 402 -> ErrorKind.QUOTA_EXHAUSTED;
            case 404 -> ErrorKind.UPSTREAM_NOT_FOUND;
            case 429 -> ErrorKind.RATE_LIMITED;
            case 451 -> ErrorKind.CONTENT_FILTER;
            case 503 -> ErrorKind.UPSTREAM_OVERLOADED;
            default -> ErrorKind.UPSTREAM_ERROR;
        };
        return new GatewayException(kind, message)
                .withRetryAfter(wait == null ? null : Duration.ofSeconds(Long.parseLong(wait)));
    }

    private static final class Lines implements ReplyDecoder {
        private final StringBuilder line = new StringBuilder();
        private boolean done;

        @Override
        public void head(int status, Headers headers, Reply reply) {
            reply.start(ReplyHead.eventStream());
        }

        @Override
        public void data(byte[] bytes, Reply reply) {
            for (char c : new String(bytes, StandardCharsets.UTF_8).toCharArray()) {
                line.append(c);
                if (c == '\n') {
                    String text = line.toString();
                    line.setLength(0);
                    line(text, reply);
                }
            }
        }

        private void line(String text, Reply reply) {
            String[] words = text.strip().split(" ", -1);
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (done) {
                return;
            }
            switch (words[0]) {
                case "role" -> reply.preamble(bytes);
                case "usage" -> reply.usage(new Usage(Long.parseLong(words[1]), 0, 0, Long.parseLong(words[2]), 0));
                case "finish" -> reply.finish(words[1]);
                case "strange" -> reply.unknownFinish(words[1]);
                case "error" -> {
                    done = true;
                    reply.fail(new GatewayException(ErrorKind.UPSTREAM_ERROR, text.strip()));
                }
                case "defect" -> throw new IllegalStateException("the decoder has a defect");
                case "done" -> {
                    done = true;
                    reply.end();
                }
                default -> reply.output(bytes);
            }
        }

        @Override
        public void end(Reply reply) {
            if (!done) {
                done = true;
                reply.fail(new GatewayException(ErrorKind.UPSTREAM_ERROR, "the reply ended without its end"));
            }
        }
    }
}
