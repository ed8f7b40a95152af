package dev.pointsman.providers.ollama;

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
import dev.pointsman.provider.refusal.RetryAfter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Speaks Ollama's own API: chats, embeddings, and the list of models. Source: ollama/ollama, docs/api (2026-08). */
final class OllamaAdapter implements ProviderAdapter {
    private final OllamaSettings settings;
    private final Clock clock;
    private final FinishReasons reasons = new FinishReasons(
            "ollama", Map.of("stop", Finish.STOP, "length", Finish.LENGTH, "load", Finish.STOP, "unload", Finish.STOP));

    OllamaAdapter(OllamaSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public boolean serves(Endpoint endpoint) {
        return endpoint == Endpoint.CHAT_COMPLETIONS || endpoint == Endpoint.EMBEDDINGS || endpoint == Endpoint.MODELS;
    }

    @Override
    public UpstreamRequest encode(ApiRequest request, Deployment deployment) {
        String model = deployment.upstreamModel();
        boolean stream = request.facts().stream();
        if (request.endpoint() == Endpoint.MODELS) {
            return call("GET", "/api/tags", false, Body.EMPTY, List.of());
        }
        if (request.endpoint() == Endpoint.EMBEDDINGS) {
            OllamaLists.Call call = OllamaLists.embed(request, model, settings);
            return call("POST", "/api/embed", false, call.body(), call.dropped());
        }
        OllamaRequest chat = new OllamaRequest(ChatRequest.of(request), model, stream, settings);
        return call("POST", "/api/chat", stream, Body.of(chat.body()), chat.dropped());
    }

    private UpstreamRequest call(String method, String path, boolean stream, Body body, List<String> dropped) {
        List<String> headers = new ArrayList<>(6);
        if (body.length() > 0) {
            headers.add("content-type");
            headers.add("application/json");
        }
        headers.add("accept");
        headers.add(stream ? "application/x-ndjson" : "application/json");
        Secret key = settings.key();
        if (key != null) {
            headers.add("authorization");
            headers.add("Bearer " + key.reveal());
        }
        return new UpstreamRequest(
                settings.target(), method, settings.base() + path, headers, body, settings.connectTimeout(), dropped);
    }

    @Override
    public ReplyDecoder decoder(ApiRequest request, Deployment deployment) {
        if (request.endpoint() == Endpoint.MODELS) {
            return OllamaLists.models(settings.key());
        }
        if (request.endpoint() == Endpoint.EMBEDDINGS) {
            return OllamaLists.embeddings(request, settings.key());
        }
        OllamaReply.Form form =
                new OllamaReply.Form(ReplyForm.of(request, clock.instant().getEpochSecond()), reasons, settings.key());
        return request.facts().stream() ? new OllamaStream(form) : OllamaReply.decoder(form);
    }

    @Override
    public GatewayException failure(int status, Headers headers, byte[] body) {
        return OllamaFailure.of(status, body, settings.key()).withRetryAfter(RetryAfter.of(headers, clock));
    }
}
