package dev.pointsman.e2e.sdk;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.anthropic.models.messages.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Anthropic's official client for Java. */
final class AnthropicMessages implements ClientLibrary {
    private static final Tool WEATHER = Tool.builder()
            .name(TOOL)
            .inputSchema(Tool.InputSchema.builder()
                    .properties(Tool.InputSchema.Properties.builder()
                            .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                            .build())
                    .addRequired("city")
                    .build())
            .build();

    private final AnthropicClient client;

    /** {@code origin} is without {@code /v1}. */
    AnthropicMessages(String origin) {
        client = AnthropicOkHttpClient.builder()
                .baseUrl(origin)
                .apiKey("no-key")
                .maxRetries(0)
                .timeout(Duration.ofSeconds(60))
                .build();
    }

    AnthropicClient client() {
        return client;
    }

    @Override
    public Answer ask(Question question) {
        var asked = MessageCreateParams.builder()
                .model(question.model())
                .maxTokens(100)
                .addUserMessage(question.text())
                .addTool(WEATHER);
        if (question.called() != null) {
            asked.addMessage((Message) question.called().turn());
            asked.addUserMessageOfContentBlockParams(question.called().calls().stream()
                    .map(call -> ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                            .toolUseId(call.id())
                            .content(question.result())
                            .build()))
                    .toList());
        }
        return answer(
                question.words() == null ? client.messages().create(asked.build()) : stream(asked.build(), question));
    }

    private Message stream(MessageCreateParams asked, Question question) {
        var whole = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> events = client.messages().createStreaming(asked)) {
            events.stream()
                    .map(whole::accumulate)
                    .forEach(event -> event.contentBlockDelta()
                            .flatMap(delta -> delta.delta().text())
                            .ifPresent(text -> question.words().accept(text.text())));
        }
        return whole.message();
    }

    private static Answer answer(Message message) {
        var text = new StringBuilder();
        message.content().forEach(block -> block.text().ifPresent(part -> text.append(part.text())));
        List<Call> calls = message.content().stream()
                .flatMap(block -> block.toolUse().stream())
                .map(AnthropicMessages::call)
                .toList();
        StopReason reason = message.stopReason().orElseThrow();
        Usage usage = message.usage();
        long cached = usage.cacheReadInputTokens().orElse(0L);
        return new Answer(
                text.toString(),
                calls,
                reason.equals(StopReason.TOOL_USE)
                        ? "tool_calls"
                        : reason.equals(StopReason.END_TURN) ? "stop" : reason.asString(),
                new Tokens(usage.inputTokens() + cached, cached, usage.outputTokens()),
                message);
    }

    private static Call call(ToolUseBlock use) {
        String arguments = JsonMapper.shared().writeValueAsString(use._input().convert(Map.class));
        return new Call(use.id(), use.name(), arguments);
    }

    @Override
    public boolean readsUpToACut() {
        return true;
    }

    @Override
    public Refusal refusal(Throwable thrown) {
        return thrown instanceof AnthropicServiceException refused
                ? new Refusal(
                        refused.statusCode(),
                        refused.getMessage(),
                        refused.headers().values("retry-after").stream()
                                .findFirst()
                                .orElse(null))
                : new Refusal(-1, String.valueOf(thrown.getMessage()), null);
    }

    @Override
    public void close() {
        client.close();
    }
}
