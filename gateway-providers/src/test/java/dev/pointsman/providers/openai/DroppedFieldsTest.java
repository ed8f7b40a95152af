package dev.pointsman.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.provider.UpstreamRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What requests lose on the way to a provider, and what they gain. */
class DroppedFieldsTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String CALL =
            "{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}";

    @Test
    void whatAProviderRefusesIsToldUnlessItAsksForNothing() {
        UpstreamRequest sent = chat(
                "groq",
                "llama",
                "\"logit_bias\":{\"1\":2},\"presence_penalty\":0,\"logprobs\":false,\"metadata\":{},\"store\":true,\"n\":3,\"seed\":1");

        assertThat(sent.dropped()).containsExactlyInAnyOrder("logit_bias", "store", "n");
        assertThat(json(sent).path("n").intValue()).isEqualTo(1);
        assertThat(json(sent).has("presence_penalty")).isFalse();
        assertThat(json(sent).has("seed")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mistral", "fireworks"})
    void aProviderThatRefusesUnknownFieldsGetsNone(String type) {
        UpstreamRequest sent =
                chat(type, "m", "\"temperature\":0.5,\"store\":true,\"something_new\":1,\"verbosity\":\"low\"");

        assertThat(sent.dropped()).containsExactly("store", "something_new", "verbosity");
        assertThat(json(sent).propertyNames()).containsExactlyInAnyOrder("model", "messages", "temperature");
    }

    @Test
    void thePolicyKeepsAFieldAndDropsAnother() {
        UpstreamRequest sent =
                chat("{ type: mistral, key: $KEY, keep: [store], drop: [seed] }", "m", "\"store\":true,\"seed\":1");

        assertThat(sent.dropped()).containsExactly("seed");
        assertThat(json(sent).path("store").booleanValue()).isTrue();
    }

    @Test
    void nothingIsToldWhereNothingIsLost() {
        assertThat(chat("openai", "gpt-4.1", "\"temperature\":1,\"unknown\":true")
                        .dropped())
                .isEmpty();
        assertThat(chat("together", "m", "\"stop\":\"X\",\"max_completion_tokens\":9")
                        .dropped())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "openai, max_completion_tokens, max_completion_tokens",
        "groq, max_completion_tokens, max_completion_tokens",
        "together, max_completion_tokens, max_tokens",
        "ollama, max_completion_tokens, max_tokens",
        "deepseek, max_completion_tokens, max_tokens",
        "mistral, max_completion_tokens, max_tokens",
        "mistral, max_tokens, max_tokens"
    })
    void e55_the_limit_goes_by_the_name_the_provider_knows(String type, String asked, String sent) {
        JsonNode body = json(chat(type, "m", "\"" + asked + "\":9"));

        assertThat(body.path(sent).intValue()).isEqualTo(9);
        assertThat(body.has(sent.equals("max_tokens") ? "max_completion_tokens" : "max_tokens"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openai | o3 | \"temperature\":0.2,\"stop\":\"X\" | temperature stop",
                "openai | gpt-5-mini | \"top_p\":0.2,\"logprobs\":true,\"stop\":\"X\" | top_p logprobs",
                "openai | gpt-4o-mini | \"temperature\":0.2,\"reasoning_effort\":\"low\",\"verbosity\":\"low\" | reasoning_effort verbosity",
                "openai | gpt-4o-search-preview | \"temperature\":0.2,\"web_search_options\":{} | temperature",
                "openai | gpt-oss-120b | \"temperature\":0.2,\"reasoning_effort\":\"low\" | ''",
                "xai | grok-4.5 | \"presence_penalty\":1,\"stop\":\"X\",\"temperature\":0.2 | presence_penalty stop",
                "xai | grok-4.20-0309-reasoning | \"reasoning_effort\":\"low\" | reasoning_effort",
                "xai | grok-4-fast-non-reasoning | \"stop\":\"X\" | ''",
                "groq | llama-3.3-70b-versatile | \"reasoning_effort\":\"low\" | reasoning_effort",
                "deepseek | deepseek-reasoner | \"logprobs\":true | logprobs",
                "mistral | mistral-large-latest | \"reasoning_effort\":\"low\" | reasoning_effort",
                "mistral | mistral-small-2603 | \"reasoning_effort\":\"low\" | ''"
            })
    void e56_the_models_name_decides_what_is_dropped(String type, String model, String fields, String dropped) {
        assertThat(String.join(" ", chat(type, model, fields).dropped())).isEqualTo(dropped);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "groq | openai/gpt-oss-20b | reasoning_effort | \"xhigh\" | \"high\"",
                "groq | qwen/qwen3-32b | reasoning_effort | \"low\" | \"default\"",
                "groq | qwen/qwen3-32b | reasoning_effort | \"none\" | \"none\"",
                "xai | grok-4 | top_logprobs | 20 | 8",
                "xai | grok-4.6 | reasoning_effort | \"xhigh\" | \"xhigh\"",
                "xai | grok-4.5 | reasoning_effort | \"xhigh\" | \"high\"",
                "moonshot | kimi | temperature | 1.7 | 1",
                "mistral | m | temperature | 1.7 | 1.5"
            })
    void e56_the_models_name_decides_what_is_clamped(
            String type, String model, String field, String asked, String sent) {
        UpstreamRequest call = chat(type, model, "\"" + field + "\":" + asked);

        assertThat(json(call).path(field).toString()).isEqualTo(sent);
        assertThat(call.dropped()).isEmpty();
    }

    @Test
    void e56_tools_with_effort_on_gpt_5_6_go_without_effort() {
        UpstreamRequest sent = chat(
                "{ type: openai, key: $KEY, api: chat }",
                "gpt-5.6",
                "\"reasoning_effort\":\"high\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]");

        assertThat(json(sent).path("reasoning_effort").stringValue()).isEqualTo("none");
        assertThat(sent.dropped()).containsExactly("reasoning_effort");
        assertThat(chat("{ type: openai, key: $KEY, api: chat }", "gpt-5.6", "\"reasoning_effort\":\"high\"")
                        .dropped())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prod | base_model: o3 | true",
                "prod | base_model: { prod: gpt-5-mini, other: gpt-4o } | true",
                "other | base_model: { prod: gpt-5-mini, other: gpt-4o } | false",
                "my-gpt-5-mini-eu | style: v1 | true",
                "o4-mini-2 | style: v1 | true",
                "gpt-35-turbo | style: v1 | false",
                "gpt-4o-prod | style: v1 | false",
                "prod | style: v1 | false"
            })
    void azuresReasoningModelsAreToldByBaseModelOrByTheDeploymentsName(String deployment, String key, boolean reasons) {
        UpstreamRequest sent =
                chat("{ type: azure, resource: acme, key: $KEY, " + key + " }", deployment, "\"max_tokens\":9");

        assertThat(json(sent).has("max_completion_tokens")).isEqualTo(reasons);
        assertThat(json(sent).path("model").stringValue()).isEqualTo(deployment);
    }

    @ParameterizedTest
    @ValueSource(strings = {"groq", "deepseek", "vllm", "mistral", "ollama", "openrouter"})
    void e50_the_developer_is_a_system_where_the_role_is_not_known(String type) {
        assertThat(messages(type, "{\"role\":\"developer\",\"content\":\"a\"},{\"role\":\"user\",\"content\":\"b\"}")
                        .path(0)
                        .path("role")
                        .stringValue())
                .isEqualTo("system");
    }

    @Test
    void e53_deepseek_gets_reasoning_back_with_every_turn_that_called() {
        JsonNode messages = messages(
                "deepseek",
                "{\"role\":\"user\",\"content\":\"a\"},"
                        + "{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"r\",\"tool_calls\":[" + CALL
                        + "]},"
                        + "{\"role\":\"assistant\",\"content\":null,\"reasoning\":\"s\",\"tool_calls\":[" + CALL + "]},"
                        + "{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":null,\"tool_calls\":[" + CALL
                        + "]},"
                        + "{\"role\":\"assistant\",\"content\":\"x\"},{\"role\":\"user\",\"content\":\"b\"}");

        assertThat(messages.path(1).path("reasoning_content").stringValue()).isEqualTo("r");
        assertThat(messages.path(2).path("reasoning_content").stringValue()).isEqualTo("s");
        assertThat(messages.path(2).has("reasoning")).isFalse();
        assertThat(messages.path(3).path("reasoning_content").stringValue()).isEmpty();
        assertThat(messages.path(4).has("reasoning_content")).isFalse();
        assertThat(messages.path(5).has("reasoning_content")).isFalse();
    }

    @Test
    void reasoningGoesBackTheWayTheProviderTookIt() {
        String turn =
                "{\"role\":\"assistant\",\"content\":\"x\",\"reasoning_content\":\"r\"},{\"role\":\"user\",\"content\":\"b\"}";

        assertThat(messages("groq", turn).path(0).path("reasoning").stringValue())
                .isEqualTo("r");
        assertThat(messages("openrouter", turn)
                        .path(0)
                        .path("reasoning_content")
                        .stringValue())
                .isEqualTo("r");
        assertThat(messages("openai", turn).path(0).has("reasoning_content")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "groq", "fireworks"})
    void whatOtherApisClientsPutIntoMessagesIsLeftOutAndTold(String type) {
        UpstreamRequest sent = request(
                type,
                "m",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\",\"cache_control\":{\"type\":\"ephemeral\"}},"
                        + "{\"type\":\"image_url\",\"image_url\":\"https://x/y.png\"}]},"
                        + "{\"role\":\"assistant\",\"thinking_blocks\":[{}],\"content\":\"b\",\"tool_calls\":[{\"extra_content\":{\"a\":1},"
                        + "\"id\":\"c\",\"function\":{\"name\":\"f\",\"arguments\":{\"x\":1}}}]},{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"\"}],"
                        + "\"tools\":[{\"type\":\"function\",\"cache_control\":{},\"function\":{\"name\":\"f\"}}]");

        JsonNode body = json(sent);
        assertThat(body.toString()).doesNotContain("cache_control", "thinking_blocks", "extra_content");
        assertThat(body.at("/messages/0/content/1/image_url/url").stringValue()).isEqualTo("https://x/y.png");
        assertThat(body.at("/messages/1/tool_calls/0/function/arguments").stringValue())
                .isEqualTo("{\"x\":1}");
        assertThat(body.at("/messages/1/tool_calls/0/type").stringValue()).isEqualTo("function");
        assertThat(sent.dropped())
                .containsExactlyInAnyOrder(
                        "messages.cache_control",
                        "messages.thinking_blocks",
                        "messages.extra_content",
                        "tools.cache_control");
    }

    @Test
    void thoseWhoTakeCacheControlGetIt() {
        String message =
                "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\",\"cache_control\":{\"type\":\"ephemeral\"}}]}";

        for (String type : new String[] {"openrouter", "qwen", "vllm"}) {
            assertThat(messages(type, message).toString()).contains("cache_control");
        }
    }

    @Test
    void groqsMessagesHaveNoNames() {
        UpstreamRequest sent =
                request("groq", "m", "{\"messages\":[{\"role\":\"user\",\"name\":\"Ann\",\"content\":\"a\"}]");

        assertThat(json(sent).at("/messages/0").has("name")).isFalse();
        assertThat(sent.dropped()).containsExactly("messages.name");
    }

    @Test
    void customToolsAreRefusedWhereOnlyFunctionsAreKnown() {
        String tools =
                "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}},{\"type\":\"custom\",\"custom\":{\"name\":\"g\"}}]";

        assertThatThrownBy(() -> chat("groq", "m", tools))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refused -> assertThat(refused.param()).isEqualTo("tools[1]"));
        assertThat(json(chat("openai", "m", tools)).path("tools").size()).isEqualTo(2);
    }

    @Test
    void aSchemaIsToldInAMessageWhereOnlyJsonIsKnown() {
        JsonNode body = json(
                chat(
                        "deepseek",
                        "m",
                        "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":{\"type\":\"object\"}}}"));

        assertThat(body.path("response_format").toString()).isEqualTo("{\"type\":\"json_object\"}");
        assertThat(body.at("/messages/0/content").stringValue()).contains("JSON", "{\"type\":\"object\"}");
        assertThat(body.path("messages").size()).isEqualTo(2);
        assertThat(json(chat("lmstudio", "m", "\"response_format\":{\"type\":\"json_object\"}"))
                        .at("/response_format/type")
                        .stringValue())
                .isEqualTo("json_schema");
    }

    @Test
    void e45_stream_options_go_with_streams_only() {
        assertThatThrownBy(() -> chat("openai", "m", "\"stream_options\":{\"include_usage\":true}"))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("stream_options");
        assertThat(json(chat("openai", "m", "\"stream\":true,\"stream_options\":{}"))
                        .at("/stream_options/include_usage")
                        .booleanValue())
                .isTrue();
        assertThat(ChatExchange.with("openai")
                        .asking("\"stream\":true,\"stream_options\":{}")
                        .streams(
                                ChatExchange.chunk(
                                        "{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}"),
                                "{" + ChatExchange.HEAD
                                        + ",\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}}")
                        .text())
                .doesNotContain("usage");
    }

    @Test
    void e44_usage_is_asked_for_in_every_stream() {
        for (String type : new String[] {"openai", "groq", "vllm", "deepseek"}) {
            assertThat(json(chat(type, "m", "\"stream\":true"))
                            .at("/stream_options/include_usage")
                            .booleanValue())
                    .isTrue();
        }
    }

    private static UpstreamRequest chat(String entry, String upstream, String fields) {
        return request(entry, upstream, "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]," + fields);
    }

    private static JsonNode messages(String type, String messages) {
        return json(request(type, "m", "{\"messages\":[" + messages + "]")).path("messages");
    }

    private static UpstreamRequest request(String entry, String upstream, String body) {
        ApiRequest request = ApiRequest.parse(
                Endpoint.CHAT_COMPLETIONS,
                Endpoint.CHAT_COMPLETIONS.path(),
                Headers.NONE,
                (body + ",\"model\":\"fast\"}").getBytes(StandardCharsets.UTF_8));
        String node = entry.startsWith("{") ? entry : "{ type: " + entry + ", key: $KEY }";
        return Adapters.of(node).encode(request, new Deployment("it", upstream, 1, null, Map.of()));
    }

    private static JsonNode json(UpstreamRequest sent) {
        return MAPPER.readTree(sent.body().toArray());
    }
}
