package dev.pointsman.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.config.Secret;
import dev.pointsman.config.Yaml;
import dev.pointsman.provider.ChatLaws;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.ProviderFactory;
import dev.pointsman.provider.ProviderSettings;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.provider.ReplyDecoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every answer that was once recorded from a provider that is translated holds to the laws of chat, cut into pieces of any size. A folder
 * of {@code translated-cases} is named after its type.
 */
class RecordedLawsTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String FOLDER = "/translated-cases";
    /** Whatever a type wants to be told besides: what does not concern it is not read here. */
    private static final String ENTRY =
            "{ type: %s, url: \"http://127.0.0.1:1\", region: us-east-1, key: $KEY, access-key: $KEY, secret-key: $KEY }";

    record Answer(String type, JsonNode json) {
        boolean chat() {
            JsonNode response = json.path("response");
            return response.path("status").intValue(0) == 200
                    && json.path("expect").has("finish_reason");
        }

        boolean streamed() {
            return !json.path("response").has("body");
        }

        String contentType() {
            JsonNode response = json.path("response");
            return response.has("body")
                    ? "application/json"
                    : response.has("sse_text")
                            ? "text/event-stream"
                            : response.has("ndjson_text")
                                    ? "application/x-ndjson"
                                    : "application/vnd.amazon.eventstream";
        }

        byte[] bytes() {
            JsonNode response = json.path("response");
            if (response.has("body_base64")) {
                return Base64.getDecoder().decode(response.path("body_base64").stringValue());
            }
            String text = streamed()
                    ? response.path("sse_text")
                            .asString(response.path("ndjson_text").asString(""))
                    : response.path("body").toString();
            return text.getBytes(StandardCharsets.UTF_8);
        }

        RecordedReply inPiecesOf(int length) {
            byte[] all = bytes();
            RecordedReply reply = new RecordedReply();
            ReplyDecoder decoder = adapter(type)
                    .decoder(
                            request(streamed()),
                            new Deployment(
                                    "it",
                                    json.path("request")
                                            .path("body")
                                            .path("model")
                                            .asString("m"),
                                    1,
                                    null,
                                    Map.of()));
            decoder.head(200, Headers.of("content-type", contentType()), reply);
            for (int from = 0; from < all.length; from += length) {
                if (!reply.ended() && reply.failure() == null) {
                    decoder.data(Arrays.copyOfRange(all, from, Math.min(all.length, from + length)), reply);
                }
            }
            if (!reply.ended() && reply.failure() == null) {
                decoder.end(reply);
            }
            return reply;
        }

        @Override
        public String toString() {
            return json.path("name").asString(type);
        }
    }

    private static ApiRequest request(boolean stream) {
        String body = "{\"model\":\"public\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
                + (stream ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}" : "}");
        return ApiRequest.parse(
                Endpoint.CHAT_COMPLETIONS,
                "/v1/chat/completions",
                Headers.of("content-type", "application/json"),
                body.getBytes(StandardCharsets.UTF_8));
    }

    private static ProviderAdapter adapter(String type) {
        Yaml yaml = Yaml.of(ENTRY.formatted(type), Map.of("KEY", "test-key"));
        return ServiceLoader.load(ProviderFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.types().contains(type))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no provider type for the recorded cases of " + type))
                .create(new ProviderSettings(
                        "it", type, "http://127.0.0.1:1", Secret.of("test-key"), Duration.ofSeconds(1), yaml.node()));
    }

    static List<Answer> answers() throws IOException, URISyntaxException {
        List<Answer> answers = new ArrayList<>();
        Path folder = Path.of(Objects.requireNonNull(RecordedLawsTest.class.getResource(FOLDER))
                .toURI());
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> file.toString().endsWith(".json")).sorted().forEach(file -> answers.add(read(file)));
        }
        answers.removeIf(answer -> !answer.chat());
        return answers;
    }

    private static Answer read(Path file) {
        try {
            return new Answer(file.getParent().getFileName().toString(), MAPPER.readTree(Files.readString(file)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @ParameterizedTest
    @MethodSource("answers")
    void anAnswerHoldsToTheLawsOfChat(Answer answer) {
        ChatLaws.hold(answer.inPiecesOf(1 << 20), answer.streamed(), answer.streamed());
    }

    @ParameterizedTest
    @MethodSource("answers")
    void anAnswerIsTheSameInPiecesOfAnySize(Answer answer) {
        String whole = timeless(answer.inPiecesOf(1 << 20).text());

        for (int length : new int[] {1, 2, 7, 64, 4096}) {
            assertThat(timeless(answer.inPiecesOf(length).text())).isEqualTo(whole);
        }
    }

    /** Without what is made up anew for each reply: its time, and names where the provider gives none. */
    private static String timeless(String reply) {
        return reply.replaceAll("\"created\":\\d+", "\"created\":0")
                .replaceAll("\"id\":\"(call|chatcmpl)[_-][^\"]+\"", "\"id\":\"$1\"");
    }
}
