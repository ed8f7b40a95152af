package dev.pointsman.providers.cohere;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Body;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.UpstreamRequest;
import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.Finish;
import dev.pointsman.provider.chat.FinishReasons;
import dev.pointsman.provider.chat.ReplyForm;
import dev.pointsman.provider.lists.EmbeddingsRequest;
import dev.pointsman.provider.lists.RerankRequest;
import dev.pointsman.provider.lists.WholeReply;
import dev.pointsman.provider.refusal.RetryAfter;
import dev.pointsman.providers.cohere.chat.ChatBody;
import dev.pointsman.providers.cohere.chat.CohereDecoder;
import dev.pointsman.providers.cohere.chat.CohereFailure;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Speaks Cohere's v2 API; serves chats, embeddings, rerank and the list of models. */
final class CohereAdapter implements ProviderAdapter {
    private static final Set<Endpoint> SERVED =
            EnumSet.of(Endpoint.CHAT_COMPLETIONS, Endpoint.EMBEDDINGS, Endpoint.RERANK, Endpoint.MODELS);

    private final CohereSettings settings;
    private final Clock clock;
    private final FinishReasons reasons = new FinishReasons(
            "cohere",
            Map.of(
                    "COMPLETE", Finish.STOP,
                    "STOP_SEQUENCE", Finish.STOP,
                    "MAX_TOKENS", Finish.LENGTH,
                    "TOOL_CALL", Finish.TOOL_CALLS));

    CohereAdapter(CohereSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public boolean serves(Endpoint endpoint) {
        return SERVED.contains(endpoint);
    }

    @Override
    public UpstreamRequest encode(ApiRequest request, Deployment deployment) {
        String model = deployment.upstreamModel();
        return switch (request.endpoint()) {
            case CHAT_COMPLETIONS -> {
                boolean stream = request.facts().stream();
                ChatBody chat = new ChatBody(ChatRequest.of(request), model);
                yield post("/v2/chat", stream, chat.bytes(stream), chat.dropped());
            }
            case EMBEDDINGS -> {
                EmbedBody embed = new EmbedBody(EmbeddingsRequest.of(request), model, settings.inputType());
                yield post("/v2/embed", false, embed.bytes(0), embed.dropped());
            }
            case RERANK -> {
                RerankRequest rank = RerankRequest.of(request);
                yield post("/v2/rerank", false, RankBody.bytes(rank, model), RankBody.dropped(rank));
            }
            case MODELS -> call("GET", "/v1/models?page_size=1000", headers(false), Body.EMPTY, List.of());
            default -> throw new IllegalStateException(request.endpoint() + " is not served");
        };
    }

    private UpstreamRequest post(String path, boolean stream, byte[] body, List<String> dropped) {
        List<String> headers = headers(stream);
        headers.add("content-type");
        headers.add("application/json");
        return call("POST", path, headers, Body.of(body), dropped);
    }

    private UpstreamRequest call(String method, String path, List<String> headers, Body body, List<String> dropped) {
        String query =
                path.indexOf('?') < 0 ? settings.query() : settings.query().replace('?', '&');
        return new UpstreamRequest(
                settings.target(),
                method,
                settings.base() + path + query,
                headers,
                body,
                settings.connectTimeout(),
                dropped);
    }

    private List<String> headers(boolean stream) {
        List<String> headers = new ArrayList<>(6);
        headers.add("accept");
        headers.add(stream ? "text/event-stream" : "application/json");
        Secret key = settings.key();
        if (key != null) {
            headers.add("authorization");
            headers.add("Bearer " + key.reveal());
        }
        return headers;
    }

    @Override
    public ReplyDecoder decoder(ApiRequest request, Deployment deployment) {
        String model = deployment.upstreamModel();
        return switch (request.endpoint()) {
            case CHAT_COMPLETIONS ->
                new CohereDecoder(new CohereDecoder.Form(
                        ReplyForm.of(request, clock.instant().getEpochSecond()),
                        request.facts().stream(),
                        model,
                        reasons,
                        settings.key()));
            case EMBEDDINGS -> {
                EmbedBody embed = new EmbedBody(EmbeddingsRequest.of(request), model, settings.inputType());
                yield new EmbedDecoder(
                        embed, settings.key(), from -> post("/v2/embed", false, embed.bytes(from), List.of()));
            }
            case RERANK -> new WholeReply(new RankReply(RerankRequest.of(request), model, settings.key()));
            case MODELS -> new WholeReply(new ModelsBody());
            default -> throw new IllegalStateException(request.endpoint() + " is not served");
        };
    }

    @Override
    public GatewayException failure(int status, Headers headers, byte[] body) {
        return CohereFailure.of(status, body, settings.key()).withRetryAfter(RetryAfter.of(headers, clock));
    }
}
