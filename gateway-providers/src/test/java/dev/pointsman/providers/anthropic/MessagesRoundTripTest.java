package dev.pointsman.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.dialect.ClientDialect.Translation;
import dev.pointsman.dialect.messages.MessageView;
import dev.pointsman.dialect.messages.MessagesDialect;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.UpstreamRequest;
import dev.pointsman.providers.anthropic.RecordedTranslationsTest.Case;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Recorded exchanges with Anthropic, taken through a chat and back: what is not Anthropic's alone means the same at the end. */
class MessagesRoundTripTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final List<String> KEPT_TYPES =
            List.of("text", "image", "document", "tool_use", "tool_result", "thinking", "redacted_thinking");
    private static final MessagesDialect DIALECT = new MessagesDialect();

    /** Those that another provider could answer too. */
    static List<Case> cases() throws Exception {
        return RecordedTranslationsTest.cases().stream()
                .filter(recorded -> DIALECT.nativeOnly(request(recorded)) == null)
                .toList();
    }

    private static ApiRequest request(Case recorded) {
        return ApiRequest.parse(
                Endpoint.MESSAGES,
                "/v1/messages",
                Headers.NONE,
                recorded.body().toString().getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theRequestMeansTheSameAfterBothTranslations(Case recorded) {
        Translation translation = DIALECT.chat(request(recorded));
        UpstreamRequest sent = Claude.adapter().encode(translation.chat(), Claude.model(recorded.model()));

        JsonNode again = MAPPER.readTree(sent.body().toArray());
        ObjectNode expected = meaning(recorded.body());
        ObjectNode told = meaning(again);
        if (!expected.has("max_tokens")) {
            told.remove("max_tokens");
        }
        assertThat(told).isEqualTo(expected);
        assertThat(translation.dropped()).containsAll(hosted(recorded.body()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theReplyMeansTheSameAfterBothTranslations(Case recorded) {
        JsonNode original = original(recorded);
        for (int step : new int[] {1, 7, 4096}) {
            RecordedReply client = new RecordedReply();
            JsonNode again = replied(recorded, client, step);

            assertThat(client.failure()).isNull();
            assertThat(blocks(again)).isEqualTo(blocks(original));
            assertThat(again.path("stop_reason")).isEqualTo(original.path("stop_reason"));
            assertThat(again.path("id")).isEqualTo(original.path("id"));
            assertThat(again.path("model")).isEqualTo(original.path("model"));
            JsonNode expect = recorded.json().path("expect").path("usage");
            JsonNode usage = again.path("usage");
            assertThat(usage.path("input_tokens").longValue()
                            + usage.path("cache_read_input_tokens").longValue()
                            + usage.path("cache_creation_input_tokens").longValue())
                    .isEqualTo(expect.path("prompt").longValue());
            assertThat(usage.path("output_tokens").longValue())
                    .isEqualTo(expect.path("completion").longValue());
        }
    }

    private static JsonNode original(Case recorded) {
        JsonNode response = recorded.json().path("response");
        if (!recorded.streamed()) {
            return response.path("body");
        }
        return MessageView.of(response.path("sse_text").stringValue()).message();
    }

    private static JsonNode replied(Case recorded, RecordedReply client, int step) {
        ApiRequest request = request(recorded);
        Reply reply = DIALECT.reply(request, client);
        ReplyDecoder decoder = Claude.adapter().decoder(DIALECT.chat(request).chat(), Claude.model(recorded.model()));
        JsonNode response = recorded.json().path("response");
        byte[] bytes = (recorded.streamed()
                        ? response.path("sse_text").stringValue()
                        : response.path("body").toString())
                .getBytes(StandardCharsets.UTF_8);
        decoder.head(
                200, Headers.of("content-type", recorded.streamed() ? "text/event-stream" : "application/json"), reply);
        for (int from = 0; from < bytes.length; from += step) {
            decoder.data(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + step)), reply);
        }
        if (!client.ended()) {
            decoder.end(reply);
        }
        return recorded.streamed() ? MessageView.of(client.text()).message() : MAPPER.readTree(client.outputText());
    }

    /** What it says: thoughts, texts as one, calls. */
    private static List<Object> blocks(JsonNode message) {
        StringBuilder text = new StringBuilder();
        List<Object> said = new ArrayList<>();
        for (JsonNode block : message.path("content")) {
            switch (block.path("type").stringValue()) {
                case "text" -> text.append(block.path("text").stringValue());
                case "tool_use" -> {
                    said.add(block.path("id"));
                    said.add(block.path("name"));
                    said.add(block.path("input"));
                }
                case "thinking" -> {
                    said.add(block.path("thinking"));
                    said.add(block.path("signature"));
                }
                case "redacted_thinking" -> said.add(block);
                default -> {}
            }
        }
        said.add(text.toString());
        return said;
    }

    /** Tools that only Anthropic runs, as they must be told lost. */
    private static List<String> hosted(JsonNode body) {
        List<String> hosted = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            if (tool.has("type") && !tool.path("type").stringValue().equals("custom")) {
                hosted.add("tools." + tool.path("type").stringValue());
            }
        }
        return hosted;
    }

    /** Without what is Anthropic's alone, and in one spelling. */
    private static ObjectNode meaning(JsonNode request) {
        ObjectNode out = ChatForm.normal(request);
        if (out.path("thinking").path("type").asString("").equals("enabled")) {
            out.remove("max_tokens"); // an effort's own budget may need more room
        }
        out.remove(List.of("mcp_servers", "container", "cache_control", "thinking"));
        if (out.path("output_config").isObject()) {
            ((ObjectNode) out.path("output_config")).remove("effort");
            if (out.path("output_config").isEmpty()) {
                out.remove("output_config");
            }
        }
        out.path("tools").forEach(tool -> ((ObjectNode) tool).remove(List.of("type", "defer_loading")));
        if (out.path("tools") instanceof ArrayNode tools) {
            tools.removeIf(tool -> !tool.has("input_schema"));
            if (tools.isEmpty()) {
                out.remove(List.of("tools", "tool_choice"));
            }
        }
        if (out.path("system").isString()) {
            String text = out.path("system").stringValue();
            out.putArray("system").addObject().put("type", "text").put("text", text);
        }
        ArrayNode messages = (ArrayNode) out.path("messages");
        messages.forEach(message -> plain((ArrayNode) message.path("content")));
        messages.removeIf(message -> message.path("content").isEmpty());
        joinTurns(messages);
        return out;
    }

    private static void joinTurns(ArrayNode messages) {
        for (int i = messages.size() - 1; i > 0; i--) {
            if (messages.get(i).path("role").equals(messages.get(i - 1).path("role"))) {
                ((ArrayNode) messages.get(i - 1).path("content"))
                        .addAll((ArrayNode) messages.remove(i).path("content"));
            }
        }
    }

    private static void plain(ArrayNode content) {
        content.removeIf(block -> !KEPT_TYPES.contains(block.path("type").stringValue()));
        List<JsonNode> pictures = new ArrayList<>();
        for (JsonNode block : content) {
            ((ObjectNode) block).remove(List.of("cache_control", "citations", "caller"));
            if (block.path("content") instanceof ArrayNode inner) {
                inner.forEach(part -> {
                    if (!part.path("type").stringValue().equals("text")) {
                        pictures.add(part);
                    }
                });
                inner.removeIf(part -> !part.path("type").stringValue().equals("text"));
            }
        }
        pictures.forEach(content::add);
    }
}
