package dev.pointsman.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** OpenAI's official client for Java, asking for responses. */
final class OpenAiResponses implements ClientLibrary {
    private static final FunctionTool WEATHER = FunctionTool.builder()
            .name(TOOL)
            .strict(false)
            .parameters(FunctionTool.Parameters.builder()
                    .putAdditionalProperty("type", JsonValue.from("object"))
                    .putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                    .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                    .build())
            .build();

    private final OpenAIClient client;

    OpenAiResponses(OpenAIClient client) {
        this.client = client;
    }

    @Override
    public Answer ask(Question question) {
        List<ResponseInputItem> input = new ArrayList<>();
        input.add(ResponseInputItem.ofEasyInputMessage(EasyInputMessage.builder()
                .role(EasyInputMessage.Role.USER)
                .content(question.text())
                .build()));
        if (question.called() != null) {
            for (ResponseFunctionToolCall call :
                    calls((Response) question.called().turn())) {
                input.add(ResponseInputItem.ofFunctionCall(call));
                input.add(ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                        .callId(call.callId())
                        .output(question.result())
                        .build()));
            }
        }
        var asked = ResponseCreateParams.builder()
                .model(question.model())
                .inputOfResponse(input)
                .store(false)
                .addTool(WEATHER)
                .build();
        return answer(question.words() == null ? client.responses().create(asked) : stream(asked, question));
    }

    /** What the events add up to must be what the last of them says. */
    private Response stream(ResponseCreateParams asked, Question question) {
        var whole = ResponseAccumulator.createWithSnapshots();
        try (StreamResponse<ResponseStreamEvent> events = client.responses().createStreaming(asked)) {
            events.stream().forEach(event -> {
                whole.accumulate(event);
                event.outputTextDelta().ifPresent(delta -> question.words().accept(delta.delta()));
            });
        }
        assertThat(whole.reconstructedResponse().output())
                .isEqualTo(whole.response().output());
        return whole.response();
    }

    private static List<ResponseFunctionToolCall> calls(Response response) {
        return response.output().stream()
                .flatMap(item -> item.functionCall().stream())
                .toList();
    }

    private static Answer answer(Response response) {
        assertThat(response.status()).contains(ResponseStatus.COMPLETED);
        var text = new StringBuilder();
        response.output().stream()
                .flatMap((ResponseOutputItem item) -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .flatMap(content -> content.outputText().stream())
                .forEach(part -> text.append(part.text()));
        List<Call> calls = calls(response).stream()
                .map(call -> new Call(call.callId(), call.name(), call.arguments()))
                .toList();
        var usage = response.usage().orElseThrow();
        return new Answer(
                text.toString(),
                calls,
                calls.isEmpty() ? "stop" : "tool_calls",
                new Tokens(usage.inputTokens(), usage.inputTokensDetails().cachedTokens(), usage.outputTokens()),
                response);
    }

    @Override
    public boolean readsUpToACut() {
        return true;
    }

    @Override
    public Refusal refusal(Throwable thrown) {
        return OpenAiChat.read(thrown);
    }

    @Override
    public void close() {
        client.close();
    }
}
