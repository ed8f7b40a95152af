package dev.pointsman.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.api.SseDecoder;
import dev.pointsman.dialect.responses.ResponsesDialect;
import dev.pointsman.provider.OpenAiSchema;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.provider.Reply;
import dev.pointsman.providers.RecordedLawsTest.Answer;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every answer that was once recorded from a provider, told to a client of the Responses API: complete, in order, and by its description. */
class RecordedResponsesTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final OpenAiSchema RESPONSE = OpenAiSchema.of("Response");
    private static final OpenAiSchema EVENT = OpenAiSchema.of("ResponseStreamEvent");

    static List<Answer> answers() throws IOException, URISyntaxException {
        return RecordedLawsTest.answers();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void e59_any_providers_answer_is_a_whole_response(Answer answer) {
        RecordedReply chat = answer.inPiecesOf(1 << 20);
        RecordedReply told = told(answer, chat);

        assertThat(told.failure()).isNull();
        assertThat(told.ended()).isTrue();
        JsonNode response;
        if (answer.streamed()) {
            List<JsonNode> events = events(told.text());
            events.forEach(
                    event -> assertThat(EVENT.problems(event)).as("%s", event).isEmpty());
            response = inOrder(events);
        } else {
            response = MAPPER.readTree(told.outputText());
        }
        assertThat(RESPONSE.problems(response)).as("%s", response).isEmpty();
        says(response, answer.json().path("expect"));
    }

    private static RecordedReply told(Answer answer, RecordedReply chat) {
        String body = "{\"model\":\"public\",\"input\":\"hi\"" + (answer.streamed() ? ",\"stream\":true}" : "}");
        ApiRequest request = ApiRequest.parse(
                Endpoint.RESPONSES, "/v1/responses", Headers.NONE, body.getBytes(StandardCharsets.UTF_8));
        RecordedReply told = new RecordedReply();
        Reply heard = new ResponsesDialect(Clock.systemUTC()).reply(request, told);
        heard.start(Objects.requireNonNull(chat.head()));
        heard.output(chat.text().getBytes(StandardCharsets.UTF_8));
        if (chat.usage() != null) {
            heard.usage(chat.usage());
        }
        heard.end();
        return told;
    }

    private static List<JsonNode> events(String text) {
        List<JsonNode> events = new ArrayList<>();
        SseDecoder decoder = new SseDecoder(32 << 20);
        decoder.feed(text.getBytes(StandardCharsets.UTF_8));
        while (decoder.next()) {
            if (decoder.hasData()) {
                events.add(
                        MAPPER.readTree(decoder.array(), decoder.dataStart(), decoder.dataEnd() - decoder.dataStart()));
            }
        }
        return events;
    }

    /** Numbers count up, items are added once and done once, and one event ends it all; returns the response it tells. */
    private static JsonNode inOrder(List<JsonNode> events) {
        Set<Integer> open = new LinkedHashSet<>();
        List<JsonNode> done = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            JsonNode event = events.get(i);
            assertThat(event.path("sequence_number").intValue()).isEqualTo(i);
            int index = event.path("output_index").asInt(-1);
            switch (event.path("type").stringValue()) {
                case "response.created" -> assertThat(i).isZero();
                case "response.in_progress" -> assertThat(i).isEqualTo(1);
                case "response.output_item.added" -> assertThat(open.add(index)).isTrue();
                case "response.output_item.done" -> {
                    assertThat(open.remove(index)).isTrue();
                    done.add(event.path("item"));
                }
                case "response.completed", "response.incomplete" ->
                    assertThat(i).isEqualTo(events.size() - 1);
                default -> assertThat(open).contains(index);
            }
        }
        assertThat(open).isEmpty();
        JsonNode response = events.get(events.size() - 1).path("response");
        assertThat(response.path("output").valueStream().toList()).containsExactlyInAnyOrderElementsOf(done);
        return response;
    }

    private static void says(JsonNode response, JsonNode expect) {
        StringBuilder text = new StringBuilder();
        List<String> calls = new ArrayList<>();
        for (JsonNode item : response.path("output")) {
            item.path("content").forEach(part -> text.append(part.path("text").asString("")));
            if (item.path("type").stringValue().equals("function_call")) {
                calls.add(item.path("name").stringValue());
                assertThat(MAPPER.readTree(item.path("arguments").stringValue()).isObject())
                        .isTrue();
            }
        }
        List<String> expected = new ArrayList<>();
        expect.path("tool_calls").forEach(call -> expected.add(call.path("name").stringValue()));
        assertThat(calls).isEqualTo(expected);
        if (expect.path("text").isString()) {
            assertThat(text.toString().strip())
                    .isEqualTo(expect.path("text").stringValue().strip());
        }
    }
}
