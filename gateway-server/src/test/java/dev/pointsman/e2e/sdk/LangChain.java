package dev.pointsman.e2e.sdk;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.anthropic.AnthropicTokenUsage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** LangChain4j, which has clients of its own for OpenAI's and for Anthropic's API. */
final class LangChain implements ClientLibrary {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final ToolSpecification WEATHER = ToolSpecification.builder()
            .name(TOOL)
            .parameters(JsonObjectSchema.builder()
                    .addStringProperty("city")
                    .required("city")
                    .build())
            .build();

    private final Function<String, ChatModel> whole;
    private final Function<String, StreamingChatModel> streaming;

    private LangChain(Function<String, ChatModel> whole, Function<String, StreamingChatModel> streaming) {
        this.whole = whole;
        this.streaming = streaming;
    }

    /** {@code url} ends in {@code /v1}. */
    static LangChain overOpenAi(String url) {
        return new LangChain(
                model -> OpenAiChatModel.builder()
                        .baseUrl(url)
                        .apiKey("no-key")
                        .modelName(model)
                        .maxRetries(0)
                        .timeout(TIMEOUT)
                        .build(),
                model -> OpenAiStreamingChatModel.builder()
                        .baseUrl(url)
                        .apiKey("no-key")
                        .modelName(model)
                        .timeout(TIMEOUT)
                        .build());
    }

    /** {@code url} ends in {@code /v1}. */
    static LangChain overAnthropic(String url) {
        return new LangChain(
                model -> AnthropicChatModel.builder()
                        .baseUrl(url)
                        .apiKey("no-key")
                        .modelName(model)
                        .maxTokens(100)
                        .maxRetries(0)
                        .timeout(TIMEOUT)
                        .build(),
                model -> AnthropicStreamingChatModel.builder()
                        .baseUrl(url)
                        .apiKey("no-key")
                        .modelName(model)
                        .maxTokens(100)
                        .timeout(TIMEOUT)
                        .build());
    }

    @Override
    public Answer ask(Question question) {
        List<ChatMessage> messages = new ArrayList<>();
        messages.add(UserMessage.from(question.text()));
        if (question.called() != null) {
            AiMessage turn = (AiMessage) question.called().turn();
            messages.add(turn);
            turn.toolExecutionRequests()
                    .forEach(call -> messages.add(ToolExecutionResultMessage.from(call, question.result())));
        }
        ChatRequest asked = ChatRequest.builder()
                .messages(messages)
                .toolSpecifications(WEATHER)
                .build();
        return answer(
                question.words() == null
                        ? whole.apply(question.model()).chat(asked)
                        : stream(question.model(), asked, question.words()));
    }

    private ChatResponse stream(String model, ChatRequest asked, Consumer<String> words) {
        var end = new CompletableFuture<ChatResponse>();
        streaming.apply(model).chat(asked, new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String partial) {
                words.accept(partial);
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                end.complete(response);
            }

            @Override
            public void onError(Throwable error) {
                end.completeExceptionally(error);
            }
        });
        return end.orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
    }

    private static Answer answer(ChatResponse response) {
        AiMessage said = response.aiMessage();
        List<Call> calls = said.toolExecutionRequests().stream()
                .map(call -> new Call(call.id(), call.name(), call.arguments()))
                .toList();
        return new Answer(
                said.text() == null ? "" : said.text(),
                calls,
                response.finishReason() == FinishReason.TOOL_EXECUTION
                        ? "tool_calls"
                        : response.finishReason().name().toLowerCase(Locale.ROOT),
                tokens(response.tokenUsage()),
                said);
    }

    private static Tokens tokens(TokenUsage usage) {
        if (usage instanceof AnthropicTokenUsage claude) {
            int cached = claude.cacheReadInputTokens() == null ? 0 : claude.cacheReadInputTokens();
            return new Tokens(claude.inputTokenCount() + cached, cached, claude.outputTokenCount());
        }
        var details = ((OpenAiTokenUsage) usage).inputTokensDetails();
        int cached = details == null || details.cachedTokens() == null ? 0 : details.cachedTokens();
        return new Tokens(usage.inputTokenCount(), cached, usage.outputTokenCount());
    }

    /** The JDK's HTTP client beneath it throws away what it has not handed over yet. */
    @Override
    public boolean readsUpToACut() {
        return false;
    }

    @Override
    public Refusal refusal(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        String message = String.valueOf(cause.getMessage());
        while (cause.getCause() != null && !(cause instanceof HttpException)) {
            cause = cause.getCause();
        }
        return new Refusal(cause instanceof HttpException http ? http.statusCode() : -1, message, null);
    }

    @Override
    public void close() {}
}
