package dev.pointsman.providers.openai;

import static dev.pointsman.providers.openai.ChatExchange.DONE;
import static dev.pointsman.providers.openai.ChatExchange.HEAD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.Usage;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamMendTest {
    private static final String ROLE = "{\"role\":\"assistant\",\"content\":\"\"}";
    private static final String USAGE = "\"include_usage\":true";

    @Test
    void aStreamInOrderStaysByteForByte() {
        String events =
                "data: {" + HEAD + ",\"choices\":[{\"index\":0,\"delta\":" + ROLE + ",\"finish_reason\":null}]}\n\n"
                        + ": ping\n\n"
                        + text("Grüße ").repeat(3)
                        + text("\\ud83d\\ude00")
                        + "data: {" + HEAD
                        + ",\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"length\"}]}\n\n"
                        + DONE;

        for (String type : new String[] {
            "groq", "mistral", "deepseek", "vllm", "{ type: openai-compatible, url: \"http://it\" }", "openai"
        }) {
            assertThat(ChatExchange.with(type).streamed(events).text()).isEqualTo(events);
        }
    }

    @Test
    void azureNamesTheModelAsTheClientDidAndLeavesTheRest() {
        String entry = "{ type: azure, resource: acme, key: $KEY }";
        String filter =
                "data: {\"choices\":[],\"created\":0,\"id\":\"\",\"model\":\"\",\"object\":\"\",\"prompt_filter_results\":"
                        + "[{\"prompt_index\":0,\"content_filter_results\":{}}]}\n\n";
        String events = sorted(ROLE, "null")
                + sorted("{\"content\":\"Hel\"}", "null")
                + sorted("{\"content\":\"lo\"}", "null")
                + sorted("{}", "\"stop\"");

        assertThat(ChatExchange.with(entry).streamed(filter + events + DONE).text())
                .isEqualTo(events.replace("\"model\":\"gpt\"", "\"model\":\"fast\"") + DONE);
    }

    private static String sorted(String delta, String finish) {
        return "data: {\"choices\":[{\"content_filter_results\":{},\"delta\":" + delta + ",\"finish_reason\":" + finish
                + ",\"index\":0}],\"created\":5,\"id\":\"chatcmpl-A\",\"model\":\"gpt\",\"object\":\"chat.completion.chunk\"}\n\n";
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", ""})
    void azuresFilterResultsBesideTheTextAreNoDelta(String delta) {
        String results = "{\"index\":0," + (delta.isEmpty() ? "" : "\"delta\":" + delta + ",")
                + "\"content_filter_offsets\":{\"end_offset\":9},\"finish_reason\":null}";
        ChatExchange chat = ChatExchange.with("{ type: azure, resource: acme, key: $KEY }")
                .chunks(
                        "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"a\"},\"finish_reason\":null}",
                        results,
                        "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}",
                        results);

        assertThat(chat.reply().ended()).isTrue();
        assertThat(chat.view().text()).isEqualTo("a");
        assertThat(chat.text()).containsOnlyOnce("\"content_filter_offsets\":{\"end_offset\":9}");
        assertThat(chat.view().chunks())
                .hasSize(3)
                .allMatch(each -> each.path("choices").path(0).path("delta").isObject());
    }

    @Test
    void aStreamHasOneIdOneModelAndOneTime() {
        ChatExchange chat = ChatExchange.with("vllm")
                .streams(
                        "{\"choices\":[{\"index\":0,\"delta\":" + ROLE
                                + "}],\"id\":\"one\",\"model\":\"m\",\"created\":7.9,\"object\":\"x\"}",
                        "{\"id\":\"two\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}],\"model\":\"n\",\"created\":8}",
                        "{\"id\":\"\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"b\"},\"finish_reason\":\"stop\"}]}");

        assertThat(chat.view().chunks())
                .hasSize(3)
                .allMatch(each -> each.path("id").asString("").equals("one")
                        && each.path("model").asString("").equals("m")
                        && each.path("created").toString().equals("7"));
        assertThat(chat.view().text()).isEqualTo("ab");
    }

    @Test
    void aStreamThatNamesNothingGetsAnIdATimeAndTheModelAskedFor() {
        ChatExchange chat = ChatExchange.with("llamacpp")
                .streams(
                        "{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}",
                        "{\"choices\":[{\"delta\":{\"content\":\"b\"},\"finish_reason\":\"stop\"}]}");

        assertThat(chat.view().text()).isEqualTo("ab");
        assertThat(chat.text())
                .contains("\"id\":\"chatcmpl-", "\"model\":\"fast\"", "\"created\":" + Adapters.NOW.getEpochSecond());
        assertThat(chat.texts("role")).isEqualTo("assistant");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"role\":\"assistant\",", "\"role\":\"\",", "\"role\":null,", ""})
    void e33_a_choice_has_one_role(String role) {
        ChatExchange chat = ChatExchange.with("together")
                .deltas(
                        "stop",
                        "{" + role + "\"content\":\"a\"}",
                        "{" + role + "\"content\":\"b\"}",
                        "{" + role + "\"content\":\"c\"}");

        assertThat(chat.texts("role")).isEqualTo("assistant");
        assertThat(chat.view().text()).isEqualTo("abc");
    }

    @Test
    void groqsReasoningAndUsageAreToldInOpenAisTerms() {
        ChatExchange chat = ChatExchange.with("groq")
                .asking("\"stream\":true,\"stream_options\":{" + USAGE + "}")
                .streams(
                        "{" + HEAD
                                + ",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"reasoning\":\"h\"},\"finish_reason\":null}],\"x_groq\":{\"id\":\"req_1\"}}",
                        ChatExchange.chunk("{\"index\":0,\"delta\":{\"reasoning\":\"m\"},\"finish_reason\":null}"),
                        ChatExchange.chunk("{\"index\":0,\"delta\":{\"reasoning\":\"!\"},\"finish_reason\":null}"),
                        ChatExchange.chunk("{\"index\":0,\"delta\":{\"content\":\"3C\"},\"finish_reason\":null}"),
                        "{" + HEAD
                                + ",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"x_groq\":{\"id\":\"req_1\","
                                + "\"usage\":{\"queue_time\":0.1,\"prompt_tokens\":9,\"completion_tokens\":4,\"total_tokens\":13}}}");

        assertThat(chat.texts("reasoning_content")).isEqualTo("hm!");
        assertThat(chat.texts("reasoning")).isEmpty();
        assertThat(chat.text())
                .endsWith("\"choices\":[],\"usage\":{\"queue_time\":0.1,\"prompt_tokens\":9,\"completion_tokens\":4,"
                        + "\"total_tokens\":13}}\n\n" + DONE);
        assertThat(chat.reply().usage()).isEqualTo(new Usage(9, 0, 0, 4, 0));
    }

    @Test
    void e44_usage_is_hidden_from_those_who_did_not_ask() {
        ChatExchange chat = ChatExchange.with("mistral")
                .streams(
                        ChatExchange.chunk(
                                "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"a\"},\"finish_reason\":null}"),
                        "{" + HEAD
                                + ",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}],"
                                + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4,\"total_tokens\":13}}");

        assertThat(chat.text()).doesNotContain("usage");
        assertThat(chat.reply().usage()).isEqualTo(new Usage(9, 0, 0, 4, 0));
    }

    @Test
    void e39_usage_is_told_with_reasoning_and_cached_tokens_inside() {
        ChatExchange chat = ChatExchange.with("xai")
                .asking("\"stream\":true,\"stream_options\":{" + USAGE + "}")
                .streams(
                        "{" + HEAD
                                + ",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"a\"},\"finish_reason\":\"stop\"}]}",
                        "{" + HEAD
                                + ",\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3,\"total_tokens\":115,"
                                + "\"completion_tokens_details\":{\"reasoning_tokens\":100,\"audio_tokens\":0},\"cost_in_usd_ticks\":7}}");

        assertThat(chat.text())
                .contains(
                        "\"prompt_tokens\":12,\"completion_tokens\":103,\"total_tokens\":115",
                        "\"reasoning_tokens\":100",
                        "\"audio_tokens\":0",
                        "\"cost_in_usd_ticks\":7");
        assertThat(chat.reply().usage()).isEqualTo(new Usage(12, 0, 0, 3, 100));
    }

    @Test
    void e42_of_usage_told_again_and_again_the_last_counts() {
        String[] chunks = new String[4];
        for (int i = 0; i < 4; i++) {
            chunks[i] = "{" + HEAD + ",\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":" + i + ",\"total_tokens\":"
                    + (5 + i)
                    + "},\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"message\":{\"role\":\"assistant\",\"content\":\"aaa\"},"
                    + "\"finish_reason\":" + (i == 3 ? "\"stop\"" : "null") + "}]}";
        }

        ChatExchange chat = ChatExchange.with("perplexity")
                .asking("\"stream\":true,\"stream_options\":{" + USAGE + "}")
                .streams(chunks);

        assertThat(chat.view().text()).isEqualTo("aaaa");
        assertThat(chat.text()).doesNotContain("aaaa\"", "\"message\"").containsOnlyOnce("\"usage\":{");
        assertThat(chat.text()).contains("\"completion_tokens\":3,\"total_tokens\":8");
    }

    @Test
    void e43_choices_and_usage_may_be_null_or_empty() {
        ChatExchange chat = ChatExchange.with("{ type: openai-compatible, url: \"http://it\" }")
                .streams(
                        "{" + HEAD + ",\"choices\":null,\"usage\":null}",
                        "{" + HEAD + ",\"choices\":[]}",
                        "{" + HEAD
                                + ",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}],\"usage\":{}}",
                        "{" + HEAD
                                + ",\"choices\":null,\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":null,\"total_tokens\":1}}",
                        "{" + HEAD + "}");

        assertThat(chat.view().text()).isEqualTo("a");
        assertThat(chat.view().chunks()).hasSize(1);
        assertThat(chat.reply().usage()).isEqualTo(new Usage(1, 0, 0, 0, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "eos, stop",
        "stop, stop",
        "model_length, length",
        "length, length",
        "content_filter, content_filter",
        "sensitive, content_filter",
        "function_call, function_call",
        "some_new_word, stop"
    })
    void e23_finish_reasons_are_openais_words(String raw, String told) {
        ChatExchange chat = ChatExchange.with("together").deltas(raw, "{\"content\":\"a\"}");

        assertThat(chat.view().finishReason()).isEqualTo(told);
        assertThat(chat.reply().finishReasons()).containsExactly(raw);
        assertThat(ChatExchange.with("together")
                        .answers("{\"role\":\"assistant\",\"content\":\"a\",\"refusal\":null}", raw)
                        .view()
                        .finishReason())
                .isEqualTo(told);
    }

    @Test
    void e24_an_unknown_finish_reason_stops_and_keeps_its_raw_word() {
        ChatExchange chat = ChatExchange.with("groq").deltas("tired", "{\"content\":\"a\"}");

        assertThat(chat.view().finishReason()).isEqualTo("stop");
        assertThat(chat.reply().finishReasons()).containsExactly("tired");
    }

    @Test
    void aChoiceFinishesOnce() {
        ChatExchange chat = ChatExchange.with("vllm")
                .chunks(
                        "{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"\"}",
                        "{\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}",
                        "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}");

        assertThat(chat.text()).containsOnlyOnce("\"finish_reason\":\"");
        assertThat(chat.view().finishReason()).isEqualTo("length");
    }

    @Test
    void aStreamThatEndsWithoutAReasonIsGivenOne() {
        ChatExchange chat =
                ChatExchange.with("vllm").chunks("{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"\"}");

        assertThat(chat.view().finishReason()).isEqualTo("stop");
        assertThat(chat.reply().ended()).isTrue();
    }

    @Test
    void aWordOfFailureIsAFailure() {
        ChatExchange chat = ChatExchange.with("mistral").deltas("error", "{\"content\":\"a\"}");

        assertThat(Objects.requireNonNull(chat.reply().failure()).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(chat.reply().finishReasons()).containsExactly("error");
        assertThat(ChatExchange.with("mistral")
                        .answers("{\"role\":\"assistant\",\"content\":\"a\"}", "error")
                        .reply()
                        .failure())
                .isNotNull();
    }

    @Test
    void aProviderWithoutRoomIsOverloadedUnlessItHasBegun() {
        String word = "insufficient_system_resource";

        assertThat(Objects.requireNonNull(ChatExchange.with("deepseek")
                                .deltas(word, ROLE)
                                .reply()
                                .failure())
                        .kind())
                .isEqualTo(ErrorKind.UPSTREAM_OVERLOADED);
        assertThat(ChatExchange.with("deepseek")
                        .deltas(word, "{\"content\":\"a\"}")
                        .view()
                        .finishReason())
                .isEqualTo("length");
        assertThat(Objects.requireNonNull(ChatExchange.with("deepseek")
                                .answers("{\"role\":\"assistant\",\"content\":\"\"}", word)
                                .reply()
                                .failure())
                        .kind())
                .isEqualTo(ErrorKind.UPSTREAM_OVERLOADED);
    }

    @Test
    void mistralsListsOfPartsAreTakenApart() {
        String thinking = "[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"h\\n\"}]}]";
        String both =
                "[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"m\"}],\"closed\":true},{\"type\":\"text\",\"text\":\"3\"},"
                        + "{\"type\":\"reference\",\"reference_ids\":[1]},{\"type\":\"text\",\"text\":\"C\"}]";
        ChatExchange chat = ChatExchange.with("mistral")
                .deltas("stop", ROLE, "{\"content\":" + thinking + "}", "{\"content\":" + both + "}");
        ChatExchange whole = ChatExchange.with("mistral")
                .answers("{\"role\":\"assistant\",\"content\":" + both + "}", "model_length");

        assertThat(chat.texts("content")).isEqualTo("3C");
        assertThat(chat.texts("reasoning_content")).isEqualTo("h\nm");
        assertThat(whole.texts("content")).isEqualTo("3C");
        assertThat(whole.texts("reasoning_content")).isEqualTo("m");
        assertThat(whole.view().finishReason()).isEqualTo("length");
    }

    @Test
    void leadingThinkTagsAreReasoningWhereThePolicySaysSo() {
        String entry = "{ type: vllm, quirks: { think-tags: true } }";
        ChatExchange chat = ChatExchange.with(entry)
                .deltas(
                        "stop",
                        "{\"content\":\"\\n<th\"}",
                        "{\"content\":\"ink>h\"}",
                        "{\"content\":\"m</thi\"}",
                        "{\"content\":\"nk>\\n3C\"}",
                        "{\"content\":\" <think>\"}",
                        "{\"content\":\"!\"}",
                        "{\"content\":\"?\"}");

        assertThat(chat.texts("content")).isEqualTo("3C <think>!?");
        assertThat(chat.texts("reasoning_content")).isEqualTo("hm");
        assertThat(ChatExchange.with(entry)
                        .deltas("stop", "{\"content\":\"<\"}", "{\"content\":\"th\"}")
                        .texts("content"))
                .isEqualTo("<th");
        assertThat(ChatExchange.with(entry)
                        .answers("{\"role\":\"assistant\",\"content\":\"<think>hm</think>3C\"}", "stop")
                        .texts("reasoning_content"))
                .isEqualTo("hm");
        assertThat(ChatExchange.with("vllm")
                        .deltas("stop", "{\"content\":\"<think>\"}")
                        .texts("content"))
                .isEqualTo("<think>");
    }

    @Test
    void nullsThatOpenAisClientsDoNotExpectGo() {
        ChatExchange chat = ChatExchange.with("fireworks")
                .streams(
                        "{" + HEAD
                                + ",\"system_fingerprint\":null,\"error\":null,\"service_tier\":\"odd\",\"choices\":[{\"index\":0,"
                                + "\"delta\":{\"role\":\"assistant\",\"content\":\"a\",\"tool_calls\":null,\"function_call\":null},"
                                + "\"logprobs\":{\"tokens\":[]},\"finish_reason\":null}]}",
                        "{" + HEAD
                                + ",\"system_fingerprint\":null,\"choices\":[{\"index\":0,\"delta\":{\"content\":\"b\",\"tool_calls\":[]},"
                                + "\"finish_reason\":null}]}",
                        "{" + HEAD
                                + ",\"system_fingerprint\":null,\"choices\":[{\"index\":0,\"delta\":{\"content\":\"c\",\"tool_calls\":[]},"
                                + "\"finish_reason\":\"stop\"}]}");

        assertThat(chat.view().text()).isEqualTo("abc");
        assertThat(chat.text()).doesNotContain("fingerprint", "error", "tier", "tool_calls", "function_call");
    }

    @Test
    void e04_several_values_in_one_event_are_several_events() {
        String first = ChatExchange.chunk("{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":null}");
        String second = ChatExchange.chunk("{\"index\":0,\"delta\":{\"content\":\"b\"},\"finish_reason\":\"stop\"}");

        for (String type : new String[] {"zai", "openai"}) {
            ChatExchange chat =
                    ChatExchange.with(type).streamed("data: " + first + "\ndata: " + second + "\ndata: [DONE]\n\n");

            assertThat(chat.view().text()).isEqualTo("ab");
            assertThat(chat.reply().ended()).isTrue();
        }
    }

    @Test
    void e04_one_value_over_several_lines_is_one_event() {
        ChatExchange chat = ChatExchange.with("zai")
                .streamed("data: {" + HEAD + ",\ndata: \"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},"
                        + "\ndata: \"finish_reason\":\"stop\"}]}\n\n" + DONE);

        assertThat(chat.view().text()).isEqualTo("a");
    }

    private static String text(String content) {
        return "data: {" + HEAD + ",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + content
                + "\"},\"finish_reason\":null}]}\n\n";
    }
}
