package dev.pointsman.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.Usage;
import dev.pointsman.provider.OpenAiSchema;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.provider.UpstreamRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Exchanges that once took place with a provider that does not speak OpenAI's chat form: asked for in that form, they are the same. A subclass
 * tells how a recorded request is asked for.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class TranslatedCasesTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final OpenAiSchema WHOLE = OpenAiSchema.of("CreateChatCompletionResponse");
    private static final OpenAiSchema CHUNK = OpenAiSchema.of("CreateChatCompletionStreamResponse");
    private static final int ALL = 1 << 24;

    /** One file. */
    public record Case(JsonNode json) {
        JsonNode body() {
            return json.path("request").path("body");
        }

        JsonNode response() {
            return json.path("response");
        }

        JsonNode expect() {
            return json.path("expect");
        }

        String path() {
            return json.path("request").path("path").stringValue();
        }

        int status() {
            return response().path("status").intValue();
        }

        boolean streamed() {
            return !response().has("body");
        }

        byte[] reply() {
            if (response().has("body_base64")) {
                return Base64.getDecoder().decode(response().path("body_base64").stringValue());
            }
            return text().getBytes(StandardCharsets.UTF_8);
        }

        private String text() {
            for (String stream : new String[] {"sse_text", "ndjson_text"}) {
                if (response().has(stream)) {
                    return response().path(stream).stringValue();
                }
            }
            return response().path("body").toString();
        }

        String contentType() {
            return response().path("headers").path("content-type").asString("");
        }

        @Override
        public String toString() {
            return json.path("name").stringValue();
        }
    }

    /** Folder below {@link #place}. */
    protected abstract String folder();

    /** Where the folder is among the resources. */
    protected String place() {
        return "/translated-cases/";
    }

    protected abstract Workbench workbench();

    /** The chat that a recorded request stands for, without its model. */
    protected abstract ObjectNode chat(JsonNode recorded);

    /** A request in one spelling, for both sides of the comparison. */
    protected abstract JsonNode normal(JsonNode request);

    /** The model that was asked for, by the path and the body of the request. */
    protected String model(String path, JsonNode recorded) {
        return recorded.path("model").stringValue();
    }

    /** The finish reason that a client of OpenAI's sees where this is expected. */
    protected String finish(JsonNode expect) {
        return expect.path("finish_reason").stringValue();
    }

    private List<Case> all() {
        try {
            Path files = Path.of(Objects.requireNonNull(TranslatedCasesTest.class.getResource(place() + folder()))
                    .toURI());
            try (Stream<Path> each = Files.list(files)) {
                return each.sorted().map(TranslatedCasesTest::read).toList();
            }
        } catch (IOException | URISyntaxException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static Case read(Path file) {
        try {
            return new Case(MAPPER.readTree(Files.readString(file)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    protected List<Case> cases() {
        return all();
    }

    protected List<Case> answers() {
        return all().stream().filter(each -> each.status() == 200).toList();
    }

    private List<Case> refusals() {
        return all().stream().filter(each -> each.status() != 200).toList();
    }

    private ApiRequest asked(Case recorded) {
        ObjectNode chat = chat(recorded.body());
        chat.put("model", "public");
        if (recorded.streamed() || recorded.body().path("stream").asBoolean(false)) {
            chat.put("stream", true).putObject("stream_options").put("include_usage", true);
        }
        return ApiRequest.parse(
                Endpoint.CHAT_COMPLETIONS,
                "/v1/chat/completions",
                Headers.NONE,
                chat.toString().getBytes(StandardCharsets.UTF_8));
    }

    private String model(Case recorded) {
        return model(recorded.path(), recorded.body());
    }

    private RecordedReply reply(Case recorded, int step) {
        Headers headers = Headers.of("content-type", recorded.contentType());
        return workbench().reply(asked(recorded), model(recorded), headers, recorded.reply(), step);
    }

    private static ChatView view(Case recorded, RecordedReply reply) {
        return recorded.streamed() ? ChatView.ofEvents(reply.text()) : ChatView.ofBody(reply.outputText());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theRequestMeansWhatTheProviderGotThen(Case recorded) {
        UpstreamRequest sent = workbench().adapter().encode(asked(recorded), Workbench.model(model(recorded)));

        assertThat(normal(MAPPER.readTree(sent.body().toArray()))).isEqualTo(normal(recorded.body()));
        assertThat(sent.path()).isEqualTo(recorded.path());
        assertThat(sent.dropped()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void theClientGetsWhatTheModelSaid(Case recorded) {
        RecordedReply reply = reply(recorded, ALL);

        ChatView view = view(recorded, reply);
        JsonNode expect = recorded.expect();
        assertThat(reply.failure()).isNull();
        assertThat(reply.ended()).isTrue();
        view.expectSays(((ObjectNode) expect.deepCopy()).put("finish_reason", finish(expect)));
        JsonNode counted = expect.path("usage");
        Usage usage = Objects.requireNonNull(reply.usage());
        assertThat(usage.prompt()).isEqualTo(counted.path("prompt").longValue());
        assertThat(usage.completion()).isEqualTo(counted.path("completion").longValue());
        assertThat(usage.cachedRead()).isEqualTo(counted.path("cached").asLong(0));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void theReplyFitsOpenAisDescription(Case recorded) {
        OpenAiSchema schema = recorded.streamed() ? CHUNK : WHOLE;

        assertThat(view(recorded, reply(recorded, ALL)).chunks())
                .isNotEmpty()
                .allSatisfy(chunk -> assertThat(schema.problems(chunk)).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("answers")
    void theReplyIsTheSameHoweverItIsCut(Case recorded) {
        String whole = reply(recorded, ALL).text();

        for (int step : new int[] {1, 2, 7, 100, 4096}) {
            assertThat(reply(recorded, step).text()).isEqualTo(whole);
        }
    }

    @Test
    void aRefusalKeepsItsStatusAndItsMessage() {
        for (Case recorded : refusals()) {
            GatewayException failure = workbench().adapter().failure(recorded.status(), Headers.NONE, recorded.reply());

            assertThat(failure.text())
                    .isEqualTo(recorded.expect().path("error_message").stringValue());
            assertThat(failure.status()).isEqualTo(recorded.status());
        }
    }
}
