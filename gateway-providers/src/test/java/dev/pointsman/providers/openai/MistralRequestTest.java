package dev.pointsman.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.provider.UpstreamRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MistralRequestTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String TURNS =
            "{\"role\":\"developer\",\"content\":\"Terse.\"},{\"role\":\"user\",\"content\":\"Oslo?\"},"
                    + "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"%1$s\",\"type\":\"function\",\"function\":"
                    + "{\"name\":\"wx\",\"arguments\":\"\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"%1$s\",\"content\":\"3C\"}";

    @Test
    void aRequestIsInMistralsWords() {
        UpstreamRequest sent = sent(
                TURNS.formatted("call_abcdefghijk"),
                "\"max_completion_tokens\":20,\"seed\":7,\"user\":\"u1\",\"tool_choice\":\"required\",\"stream\":true,\"stream_options\":{}");

        JsonNode body = json(sent);
        assertThat(body.path("max_tokens").intValue()).isEqualTo(20);
        assertThat(body.path("random_seed").intValue()).isEqualTo(7);
        assertThat(body.path("tool_choice").stringValue()).isEqualTo("any");
        assertThat(body.at("/messages/0/role").stringValue()).isEqualTo("system");
        assertThat(body.at("/messages/2/content").stringValue()).isEmpty();
        assertThat(body.at("/messages/2/tool_calls/0/function/arguments").stringValue())
                .isEqualTo("{}");
        assertThat(body.has("stream_options")).isFalse();
        assertThat(sent.dropped()).containsExactly("user");
    }

    @Test
    void e19_foreign_ids_become_nine_letters_and_digits_the_same_each_time() {
        JsonNode body = json(sent(TURNS.formatted("call_abcdefghijk"), "\"n\":1"));

        String id = body.at("/messages/2/tool_calls/0/id").stringValue();
        assertThat(id).matches("[a-zA-Z0-9]{9}");
        assertThat(body.at("/messages/3/tool_call_id").stringValue()).isEqualTo(id);
        assertThat(json(sent(TURNS.formatted("call_abcdefghijk"), "\"n\":1")).toString())
                .isEqualTo(body.toString());
        assertThat(json(sent(TURNS.formatted("q7Xc2LpA9"), "\"n\":1"))
                        .at("/messages/3/tool_call_id")
                        .stringValue())
                .isEqualTo("q7Xc2LpA9");
    }

    @Test
    void aLastTurnOfTheAssistantIsAPrefix() {
        String user = "{\"role\":\"user\",\"content\":\"a\"},";

        assertThat(json(sent(user + "{\"role\":\"assistant\",\"content\":\"b\"}", "\"n\":1"))
                        .at("/messages/1/prefix")
                        .booleanValue())
                .isTrue();
        assertThat(json(sent(
                                "{\"role\":\"assistant\",\"content\":\"b\"}," + user.substring(0, user.length() - 1),
                                "\"n\":1"))
                        .at("/messages/0")
                        .has("prefix"))
                .isFalse();
    }

    @Test
    void partsAreInMistralsForm() {
        JsonNode parts = json(sent(
                        "{\"role\":\"user\",\"name\":\"Ann\",\"content\":[{\"type\":\"text\",\"text\":\"a\",\"cache_control\":{}},"
                                + "{\"type\":\"image_url\",\"image_url\":\"https://x/y.png\"},"
                                + "{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"QUJD\",\"format\":\"wav\"}},"
                                + "{\"type\":\"file\",\"file\":{\"filename\":\"a.pdf\",\"file_data\":\"data:application/pdf;base64,QQ==\"}},"
                                + "{\"type\":\"file\",\"file\":{\"file_id\":\"f1\"}}]}",
                        "\"n\":1"))
                .at("/messages/0/content");

        assertThat(parts.path(0).has("cache_control")).isFalse();
        assertThat(parts.path(1).path("image_url").stringValue()).isEqualTo("https://x/y.png");
        assertThat(parts.path(2).path("input_audio").stringValue()).isEqualTo("QUJD");
        assertThat(parts.path(3).path("document_url").stringValue()).startsWith("data:application/pdf");
        assertThat(parts.path(4).path("file_id").stringValue()).isEqualTo("f1");
    }

    @Test
    void reasoningGoesBackAsAPart() {
        JsonNode message = json(sent(
                        "{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\",\"reasoning_content\":\"r\"},"
                                + "{\"role\":\"user\",\"content\":\"c\"}",
                        "\"n\":1"))
                .at("/messages/1");

        assertThat(message.at("/content/0/thinking/0/text").stringValue()).isEqualTo("r");
        assertThat(message.at("/content/1/text").stringValue()).isEqualTo("b");
        assertThat(message.has("reasoning_content")).isFalse();
    }

    private static UpstreamRequest sent(String messages, String fields) {
        String body = "{\"model\":\"fast\",\"messages\":[" + messages + "]," + fields + "}";
        ApiRequest request = ApiRequest.parse(
                Endpoint.CHAT_COMPLETIONS,
                Endpoint.CHAT_COMPLETIONS.path(),
                Headers.NONE,
                body.getBytes(StandardCharsets.UTF_8));
        return Adapters.of("{ type: mistral, key: $KEY }")
                .encode(request, new Deployment("it", "mistral-large-latest", 1, null, Map.of()));
    }

    private static JsonNode json(UpstreamRequest sent) {
        return MAPPER.readTree(sent.body().toArray());
    }
}
