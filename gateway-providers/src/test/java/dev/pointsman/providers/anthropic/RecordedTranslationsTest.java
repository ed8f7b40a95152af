package dev.pointsman.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.api.Usage;
import dev.pointsman.provider.OpenAiSchema;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.provider.UpstreamRequest;
import dev.pointsman.providers.ChatView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Exchanges that once took place with Anthropic: asked for in OpenAI's form, they are the same. */
class RecordedTranslationsTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final OpenAiSchema WHOLE = OpenAiSchema.of("CreateChatCompletionResponse");
    private static final OpenAiSchema CHUNK = OpenAiSchema.of("CreateChatCompletionStreamResponse");

    record Case(JsonNode json) {
        JsonNode body() {
            return json.path("request").path("body");
        }

        String model() {
            return body().path("model").stringValue();
        }

        boolean streamed() {
            return json.path("response").has("sse_text");
        }

        ApiRequest asked() {
            ObjectNode chat = ChatForm.of(body());
            chat.put("model", "public");
            if (streamed()) {
                chat.putObject("stream_options").put("include_usage", true);
            }
            return ApiRequest.parse(
                    Endpoint.CHAT_COMPLETIONS,
                    "/v1/chat/completions",
                    Headers.NONE,
                    chat.toString().getBytes(StandardCharsets.UTF_8));
        }

        RecordedReply reply(int step) {
            JsonNode response = json.path("response");
            byte[] all = (streamed()
                            ? response.path("sse_text").stringValue()
                            : response.path("body").toString())
                    .getBytes(StandardCharsets.UTF_8);
            List<byte[]> pieces = new ArrayList<>();
            for (int from = 0; from < all.length; from += step) {
                pieces.add(Arrays.copyOfRange(all, from, Math.min(all.length, from + step)));
            }
            return Claude.reply(asked(), model(), streamed() ? "text/event-stream" : "application/json", pieces);
        }

        ChatView view(RecordedReply reply) {
            return streamed() ? ChatView.ofEvents(reply.text()) : ChatView.ofBody(reply.outputText());
        }

        @Override
        public String toString() {
            return json.path("name").stringValue();
        }
    }

    static List<Case> cases() throws IOException, URISyntaxException {
        Path folder = Path.of(
                Objects.requireNonNull(RecordedTranslationsTest.class.getResource("/translated-cases/anthropic"))
                        .toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().map(RecordedTranslationsTest::read).toList();
        }
    }

    private static Case read(Path file) {
        try {
            return new Case(MAPPER.readTree(Files.readString(file)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theRequestMeansWhatTheProviderGotThen(Case recorded) {
        UpstreamRequest sent = Claude.adapter().encode(recorded.asked(), Claude.model(recorded.model()));

        assertThat(ChatForm.normal(MAPPER.readTree(sent.body().toArray()))).isEqualTo(ChatForm.normal(recorded.body()));
        assertThat(sent.path()).isEqualTo("/v1/messages");
        assertThat(sent.dropped()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theClientGetsWhatTheModelSaid(Case recorded) {
        RecordedReply reply = recorded.reply(1 << 20);

        ChatView view = recorded.view(reply);
        JsonNode expect = recorded.json().path("expect");
        assertThat(reply.failure()).isNull();
        assertThat(reply.ended()).isTrue();
        assertThat(view.text()).isEqualTo(expect.path("text").stringValue());
        assertThat(view.finishReason()).isEqualTo(expect.path("finish_reason").stringValue());
        assertThat(view.callNames())
                .isEqualTo(expect.path("tool_calls")
                        .valueStream()
                        .map(call -> call.path("name").stringValue())
                        .toList());
        assertThat(view.callArguments())
                .isEqualTo(expect.path("tool_calls")
                        .valueStream()
                        .map(call -> call.path("arguments"))
                        .toList());
        Usage usage = Objects.requireNonNull(reply.usage());
        assertThat(usage.prompt()).isEqualTo(expect.path("usage").path("prompt").longValue());
        assertThat(usage.completion())
                .isEqualTo(expect.path("usage").path("completion").longValue());
        assertThat(usage.cachedRead())
                .isEqualTo(expect.path("usage").path("cached").longValue());
        boolean reasoned = reply.text().contains("\"reasoning_content\":\"")
                && reply.text().contains("\"signature\":");
        assertThat(reasoned).isEqualTo(expect.path("reasoning").asBoolean(false));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theReplyFitsOpenAisDescription(Case recorded) {
        RecordedReply reply = recorded.reply(1 << 20);

        OpenAiSchema schema = recorded.streamed() ? CHUNK : WHOLE;
        assertThat(recorded.view(reply).chunks())
                .isNotEmpty()
                .allSatisfy(chunk -> assertThat(schema.problems(chunk)).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theReplyIsTheSameHoweverItIsCut(Case recorded) {
        String whole = recorded.reply(1 << 20).text();

        for (int step : new int[] {1, 2, 7, 100}) {
            assertThat(recorded.reply(step).text()).isEqualTo(whole);
        }
    }
}
