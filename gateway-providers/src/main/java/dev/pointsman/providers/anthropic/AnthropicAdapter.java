package dev.pointsman.providers.anthropic;

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
import dev.pointsman.providers.claude.ClaudeModel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Speaks Anthropic's Messages API; serves chats. */
final class AnthropicAdapter implements ProviderAdapter {
    private static final String VERSION = "2023-06-01";

    private final AnthropicSettings settings;
    private final Clock clock;
    private final FinishReasons reasons = new FinishReasons(
            "anthropic",
            Map.of(
                    "end_turn", Finish.STOP,
                    "stop_sequence", Finish.STOP,
                    "max_tokens", Finish.LENGTH,
                    "model_context_window_exceeded", Finish.LENGTH,
                    "tool_use", Finish.TOOL_CALLS,
                    "pause_turn", Finish.STOP,
                    "compaction", Finish.STOP,
                    "refusal", Finish.CONTENT_FILTER));

    AnthropicAdapter(AnthropicSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public boolean serves(Endpoint endpoint) {
        return endpoint == Endpoint.CHAT_COMPLETIONS;
    }

    @Override
    public UpstreamRequest encode(ApiRequest request, Deployment deployment) {
        MessagesRequest message = new MessagesRequest(ChatRequest.of(request), deployment.upstreamModel(), settings);
        return new UpstreamRequest(
                settings.target(),
                "POST",
                settings.path(),
                headers(request.facts().stream()),
                Body.of(message.body(request.facts().stream())),
                settings.connectTimeout(),
                message.dropped());
    }

    private List<String> headers(boolean stream) {
        List<String> headers = new ArrayList<>(10);
        headers.add("content-type");
        headers.add("application/json");
        headers.add("accept");
        headers.add(stream ? "text/event-stream" : "application/json");
        headers.add("anthropic-version");
        headers.add(VERSION);
        Secret key = settings.key();
        if (key != null) {
            boolean bearer = settings.auth() == AnthropicSettings.Auth.BEARER;
            headers.add(bearer ? "authorization" : "x-api-key");
            headers.add(bearer ? "Bearer " + key.reveal() : key.reveal());
        }
        if (!settings.beta().isEmpty()) {
            headers.add("anthropic-beta");
            headers.add(settings.beta());
        }
        return headers;
    }

    @Override
    public ReplyDecoder decoder(ApiRequest request, Deployment deployment) {
        boolean jsonTool = request.facts().jsonSchema()
                && !ClaudeModel.of(deployment.upstreamModel()).schema();
        AnthropicDecoder.Form form = new AnthropicDecoder.Form(
                ReplyForm.of(request, clock.instant().getEpochSecond()),
                request.facts().stream(),
                jsonTool,
                reasons,
                settings.key());
        return new AnthropicDecoder(form);
    }

    @Override
    public GatewayException failure(int status, Headers headers, byte[] body) {
        return AnthropicFailure.of(status, body, settings.key()).withRetryAfter(RetryAfter.of(headers, clock));
    }
}
