package dev.pointsman.providers.cohere;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.api.Usage;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.provider.UpstreamRequest;
import dev.pointsman.providers.ChatView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Exchanges that once took place with Cohere: asked for in OpenAI's form, they are the same. The laws of replies are tested for all providers. */
class RecordedTranslationsTest {
    private static final JsonMapper MAPPER = new JsonMapper();

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
            return ApiRequest.parse(
                    Endpoint.CHAT_COMPLETIONS,
                    "/v1/chat/completions",
                    Headers.NONE,
                    asOpenAiClientsSayIt(body()).toString().getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String toString() {
            return json.path("name").stringValue();
        }
    }

    private static ObjectNode asOpenAiClientsSayIt(JsonNode recorded) {
        ObjectNode chat = ((ObjectNode) recorded).deepCopy().put("model", "public");
        if (chat.has("tool_choice")) {
            chat.put("tool_choice", chat.path("tool_choice").stringValue().toLowerCase(Locale.ROOT));
        }
        for (JsonNode message : chat.path("messages")) {
            for (JsonNode part : message.path("content")) {
                if (part.path("type").asString("").equals("thinking")) {
                    ((ObjectNode) message).set("reasoning_content", part.path("thinking"));
                } else {
                    ((ObjectNode) message).set("content", part.path("text"));
                }
            }
        }
        return chat;
    }

    /** A text alone as a string, empty contents and switches that are off left out. */
    private static JsonNode normal(JsonNode body) {
        ObjectNode out = ((ObjectNode) body).deepCopy();
        if (!out.path("stream").asBoolean(false)) {
            out.remove("stream");
        }
        for (JsonNode message : out.path("messages")) {
            JsonNode content = message.path("content");
            if (content.isNull()) {
                ((ObjectNode) message).remove("content");
            } else if (content.size() == 1 && content.path(0).has("text")) {
                ((ObjectNode) message).set("content", content.path(0).path("text"));
            }
            message.path("tool_calls").forEach(call -> parsed((ObjectNode) call.path("function")));
        }
        return out;
    }

    private static void parsed(ObjectNode function) {
        function.set("arguments", MAPPER.readTree(function.path("arguments").asString("{}")));
    }

    static List<Case> cases() throws IOException, URISyntaxException {
        Path folder =
                Path.of(Objects.requireNonNull(RecordedTranslationsTest.class.getResource("/translated-cases/cohere"))
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
        UpstreamRequest sent = Command.adapter().encode(recorded.asked(), Command.model(recorded.model()));

        assertThat(normal(MAPPER.readTree(sent.body().toArray()))).isEqualTo(normal(recorded.body()));
        assertThat(sent.path())
                .isEqualTo(recorded.json().path("request").path("path").stringValue());
        assertThat(sent.dropped()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theClientGetsWhatTheModelSaid(Case recorded) {
        JsonNode response = recorded.json().path("response");
        byte[] answer = (recorded.streamed()
                        ? response.path("sse_text").stringValue()
                        : response.path("body").toString())
                .getBytes(StandardCharsets.UTF_8);
        String type = recorded.streamed() ? "text/event-stream" : "application/json";

        RecordedReply reply = Command.reply(recorded.asked(), recorded.model(), type, List.of(answer));

        JsonNode expect = recorded.json().path("expect");
        assertThat(reply.failure()).isNull();
        ChatView view = recorded.streamed() ? ChatView.ofEvents(reply.text()) : ChatView.ofBody(reply.outputText());
        view.expectSays(expect);
        Usage usage = Objects.requireNonNull(reply.usage());
        JsonNode told = expect.path("usage");
        assertThat(usage.prompt()).isEqualTo(told.path("prompt").longValue());
        assertThat(usage.completion()).isEqualTo(told.path("completion").longValue());
        Usage billed = Objects.requireNonNull(usage.billed());
        assertThat(billed.prompt()).isEqualTo(told.path("prompt_alt").longValue());
        assertThat(billed.completion()).isEqualTo(told.path("completion_alt").longValue());
        if (expect.path("reasoning").asBoolean(false)) {
            assertThat(reply.text()).contains("\"reasoning_content\":\"Okay, the user is asking");
        }
    }
}
