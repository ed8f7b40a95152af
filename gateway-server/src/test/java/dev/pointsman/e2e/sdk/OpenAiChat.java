package dev.pointsman.e2e.sdk;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import java.util.List;
import java.util.Map;

/** OpenAI's official client for Java, asking for chat completions. */
final class OpenAiChat implements ClientLibrary {
    private static final FunctionDefinition WEATHER = FunctionDefinition.builder()
            .name(TOOL)
            .parameters(FunctionParameters.builder()
                    .putAdditionalProperty("type", JsonValue.from("object"))
                    .putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                    .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                    .build())
            .build();

    private final OpenAIClient client;

    OpenAiChat(OpenAIClient client) {
        this.client = client;
    }

    @Override
    public Answer ask(Question question) {
        var asked = ChatCompletionCreateParams.builder()
                .model(question.model())
                .addUserMessage(question.text())
                .addFunctionTool(WEATHER);
        if (question.called() != null) {
            asked.addMessage((ChatCompletionMessage) question.called().turn());
            for (Call call : question.called().calls()) {
                asked.addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(call.id())
                        .content(question.result())
                        .build());
            }
        }
        return question.words() == null
                ? answer(client.chat().completions().create(asked.build()))
                : stream(asked, question);
    }

    private Answer stream(ChatCompletionCreateParams.Builder asked, Question question) {
        asked.streamOptions(
                ChatCompletionStreamOptions.builder().includeUsage(true).build());
        var whole = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> chunks =
                client.chat().completions().createStreaming(asked.build())) {
            chunks.stream()
                    .map(whole::accumulate)
                    .forEach(chunk -> chunk.choices()
                            .forEach(choice -> choice.delta().content().ifPresent(question.words())));
        }
        return answer(whole.chatCompletion());
    }

    private static Answer answer(ChatCompletion completion) {
        var choice = completion.choices().get(0);
        List<Call> calls = choice.message().toolCalls().orElse(List.of()).stream()
                .map(call -> call.asFunction())
                .map(call -> new Call(
                        call.id(), call.function().name(), call.function().arguments()))
                .toList();
        var usage = completion.usage().orElseThrow();
        long cached = usage.promptTokensDetails()
                .flatMap(details -> details.cachedTokens())
                .orElse(0L);
        return new Answer(
                choice.message().content().orElse(""),
                calls,
                choice.finishReason().asString(),
                new Tokens(usage.promptTokens(), cached, usage.completionTokens()),
                choice.message());
    }

    @Override
    public boolean readsUpToACut() {
        return true;
    }

    @Override
    public Refusal refusal(Throwable thrown) {
        return read(thrown);
    }

    static Refusal read(Throwable thrown) {
        return thrown instanceof OpenAIServiceException refused
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
