package dev.pointsman.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamedCallsTest {
    private static final String ROLE = "{\"role\":\"assistant\",\"content\":null}";

    @Test
    void callsInOrderStayByteForByte() {
        ChatExchange chat = calls(
                "{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}",
                "{\"index\":0,\"function\":{\"arguments\":\"{\\\"x\\\"\"}}",
                "{\"index\":0,\"function\":{\"arguments\":\":1}\"}}",
                "{\"index\":1,\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}");

        assertThat(chat.calls()).containsExactly("0 a f {\"x\":1}", "1 b g {}");
        assertThat(chat.text())
                .contains(
                        "\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\":1}\"}}]},\"finish_reason\":null}");
    }

    @Test
    void e10_calls_are_numbered_from_zero_whatever_the_provider_counts() {
        assertThat(calls(
                                call("\"index\":1,\"id\":\"a\"", "f", "\"{}\""),
                                call("\"index\":3,\"id\":\"b\"", "g", "\"{}\""))
                        .calls())
                .containsExactly("0 a f {}", "1 b g {}");
    }

    @Test
    void e12_the_count_of_calls_lives_as_long_as_the_stream() {
        ChatExchange chat = ChatExchange.with("groq")
                .deltas(
                        "tool_calls",
                        ROLE,
                        list(call("\"id\":\"a\"", "f", "\"{}\"")),
                        "{\"content\":\"\"}",
                        list(call("\"id\":\"b\"", "g", "\"{}\"")));

        assertThat(chat.calls()).containsExactly("0 a f {}", "1 b g {}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"index\":null,"})
    void e13_calls_without_an_index_are_numbered_by_arrival(String index) {
        ChatExchange chat = calls(
                "{" + index + "\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}",
                "{" + index + "\"function\":{\"arguments\":\"}\"}}",
                "{" + index + "\"id\":\"b\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}",
                "{" + index + "\"id\":\"\",\"function\":{\"arguments\":\"}\"}}");

        assertThat(chat.calls()).containsExactly("0 a f {}", "1 b f {}");
    }

    @Test
    void e14_a_new_id_at_the_same_index_is_another_call() {
        ChatExchange chat = calls(
                call("\"index\":0,\"id\":\"a\"", "f", "\"{\\\"x\\\":1}\""),
                call("\"index\":0,\"id\":\"b\"", "f", "\"{\\\"x\\\"\""),
                "{\"index\":0,\"function\":{\"arguments\":\":2}\"}}");

        assertThat(chat.calls()).containsExactly("0 a f {\"x\":1}", "1 b f {\"x\":2}");
    }

    @Test
    void e15_arguments_at_an_unknown_index_belong_to_the_open_call() {
        ChatExchange chat = calls(
                call("\"index\":0,\"id\":\"a\"", "f", "\"\""),
                "{\"index\":1,\"function\":{\"arguments\":\"{\\\"x\\\"\"}}",
                "{\"index\":1,\"function\":{\"name\":null,\"arguments\":\":1}\"}}");

        assertThat(chat.calls()).containsExactly("0 a f {\"x\":1}");
    }

    @Test
    void e16_a_call_is_told_once_its_id_and_name_are_known() {
        ChatExchange chat = calls(
                "{\"index\":0,\"id\":\"a\",\"function\":{\"arguments\":\"{\\\"x\\\"\"}}",
                "{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\":\"}}",
                "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"1\"}}",
                "{\"index\":0,\"id\":\"\",\"function\":{\"name\":\"\",\"arguments\":\"}\"}}");

        assertThat(chat.calls()).containsExactly("0 a f {\"x\":1}");
        assertThat(chat.text().split("\"name\":\"f\"", -1)).hasSize(2);
    }

    @Test
    void e16_an_id_may_come_after_the_name() {
        ChatExchange chat = calls(
                "{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"\"}}",
                "{\"index\":0,\"id\":\"a\",\"function\":{\"arguments\":\"{}\"}}");

        assertThat(chat.calls()).containsExactly("0 a f {}");
    }

    @Test
    void e17_a_call_without_arguments_gets_an_empty_object() {
        for (String arguments : new String[] {"\"\"", "null", "\" \"", "\"null\""}) {
            ChatExchange chat = calls(
                    call("\"index\":0,\"id\":\"a\"", "f", arguments), call("\"index\":1,\"id\":\"b\"", "g", "\"{}\""));

            assertThat(chat.view().callArguments())
                    .as(arguments)
                    .extracting(Object::toString)
                    .containsExactly("{}", "{}");
        }
    }

    @Test
    void e18_arguments_that_are_an_object_become_a_string() {
        assertThat(calls(call("\"index\":0,\"id\":\"a\"", "f", "{ \"x\": [\"é\\\"\"] }"))
                        .calls())
                .containsExactly("0 a f { \"x\": [\"é\\\"\"] }");
    }

    @Test
    void e18_arguments_that_are_a_string_in_a_string_are_unwrapped_once() {
        ChatExchange whole = calls(call("\"index\":0,\"id\":\"a\"", "f", "\"\\\"{\\\\\\\"x\\\\\\\":1}\\\"\""));
        ChatExchange pieces = calls(
                call("\"index\":0,\"id\":\"a\"", "f", "\"\\\"{\\\\\\\"x\""),
                "{\"index\":0,\"function\":{\"arguments\":\"\\\\\\\":1}\\\"\"}}");

        assertThat(whole.calls()).containsExactly("0 a f {\"x\":1}");
        assertThat(pieces.calls()).containsExactly("0 a f {\"x\":1}");
    }

    @Test
    void e19_a_call_without_an_id_gets_one_that_stays() {
        ChatExchange chat = calls(
                call("\"index\":0,\"id\":\"\"", "f", "\"{\""),
                "{\"index\":0,\"function\":{\"arguments\":\"}\"}}",
                call("\"index\":1,\"id\":\"null\"", "f", "{}"),
                call("\"index\":2", "f", "\"\""));

        assertThat(chat.calls()).hasSize(3).allMatch(call -> call.matches("[012] call_[0-9A-Za-z]{24} f \\{}"));
        assertThat(chat.calls().stream().map(call -> call.substring(2)).distinct())
                .hasSize(3);
    }

    @Test
    void callsWithoutIdsOrIndexesAreToldApartByTheirNames() {
        assertThat(ChatExchange.with("ollama")
                        .deltas(
                                "stop",
                                "{\"role\":\"assistant\",\"tool_calls\":["
                                        + call("\"type\":\"function\"", "f", "{\"x\":1}")
                                        + "," + call("\"type\":\"function\"", "f", "{\"x\":2}") + ","
                                        + call("\"type\":\"function\"", "g", "{}") + "]}")
                        .calls())
                .extracting(call -> call.replaceAll("call_\\w+ ", ""))
                .containsExactly("0 f {\"x\":1}", "1 f {\"x\":2}", "2 g {}");
    }

    @Test
    void e21_a_stop_after_calls_is_told_as_tool_calls() {
        ChatExchange chat =
                ChatExchange.with("xai").deltas("stop", ROLE, list(call("\"index\":0,\"id\":\"a\"", "f", "\"{}\"")));

        assertThat(chat.view().finishReason()).isEqualTo("tool_calls");
        assertThat(chat.reply().finishReasons()).containsExactly("stop");
        assertThat(ChatExchange.with("xai")
                        .answers(
                                "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":["
                                        + call("\"id\":\"a\"", "f", "\"{}\"") + "]}",
                                "stop")
                        .view()
                        .finishReason())
                .isEqualTo("tool_calls");
    }

    @Test
    void aWholeCallMayComeWithTheFinishReason() {
        ChatExchange chat = ChatExchange.with("mistral")
                .chunks(
                        "{\"index\":0,\"delta\":" + ROLE + ",\"finish_reason\":null}",
                        "{\"index\":0,\"delta\":{\"content\":\"\",\"tool_calls\":[{\"id\":\"q7Xc2LpA9\",\"function\":"
                                + "{\"name\":\"wx\",\"arguments\":\"\"}}]},\"finish_reason\":\"tool_calls\"}");

        assertThat(chat.calls()).containsExactly("0 q7Xc2LpA9 wx {}");
        assertThat(chat.view().finishReason()).isEqualTo("tool_calls");
    }

    @Test
    void whatAProviderAddsToACallStays() {
        String extra = "\"extra_content\":{\"google\":{\"thought_signature\":\"s\"}}";

        assertThat(calls("{\"id\":\"a\"," + extra + ",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}")
                        .text())
                .contains("\"arguments\":\"{}\"}," + extra + "}]");
    }

    @Test
    void aCallThatNeverGetsANameIsAFailure() {
        ChatExchange chat = calls("{\"index\":0,\"id\":\"a\",\"function\":{\"arguments\":\"{}\"}}");

        assertThat(Objects.requireNonNull(chat.reply().failure()).text()).contains("without a name");
    }

    @Test
    void callsOfSeveralChoicesAreCountedEachForItself() {
        String first = list(call("\"index\":0,\"id\":\"a\"", "f", "\"{}\""));
        ChatExchange chat = ChatExchange.with("vllm")
                .asking("\"n\":2")
                .chunks(
                        "{\"delta\":" + first + ",\"index\":1},{\"delta\":" + first + ",\"index\":0}",
                        "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"},{\"index\":1,\"delta\":{},\"finish_reason\":\"stop\"}");

        assertThat(chat.text().split("\"tool_calls\":\\[\\{\"index\":0,", -1)).hasSize(3);
        assertThat(chat.text().split("\"finish_reason\":\"tool_calls\"", -1)).hasSize(3);
    }

    private static ChatExchange calls(String... calls) {
        String[] deltas = new String[calls.length + 1];
        deltas[0] = ROLE;
        for (int i = 0; i < calls.length; i++) {
            deltas[i + 1] = list(calls[i]);
        }
        return ChatExchange.with("vllm").deltas("tool_calls", deltas);
    }

    private static String list(String call) {
        return "{\"tool_calls\":[" + call + "]}";
    }

    private static String call(String head, String name, String arguments) {
        return "{" + head + ",\"function\":{\"name\":\"" + name + "\",\"arguments\":" + arguments + "}}";
    }
}
