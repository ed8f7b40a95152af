package dev.pointsman.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PromptTest {
    @Test
    void textsAreToldByRoleWhereverTheRoleStands() {
        Prompt prompt = chat("""
                [{"role":"developer","content":"be \\"brief\\""},{"role":"system","content":[{"type":"text","text":"s2"}]},
                 {"content":"erste \\ud83d\\ude80 Frage","role":"user"},
                 {"role":"assistant","content":null,"tool_calls":[]},{"role":"tool","content":"result","tool_call_id":"1"},
                 {"role":"user","content":[{"text":"a","type":"text"},{"type":"image_url","image_url":{"url":"u"}},
                   {"type":"text","text":"b"}]}]
                """);

        assertThat(prompt.system()).isEqualTo("be \"brief\"\ns2");
        assertThat(prompt.lastUser()).isEqualTo("a\nb");
        assertThat(prompt.user()).isEqualTo("erste 🚀 Frage\na\nb");
        assertThat(prompt.all()).isEqualTo("be \"brief\"\ns2\nerste 🚀 Frage\nresult\na\nb");
    }

    @Test
    void theScanComesByTheLastUserMessageWhereItIsOneString() {
        for (String messages : new String[] {
            "[{\"role\":\"user\",\"content\":\"x\"},{\"content\":\"say \\\"y\\\"\",\"role\":\"us\\u0065r\"}]",
            "[{\"role\":\"user\",\"content\":\"say \\\"y\\\"\",\"name\":\"n\"},{\"role\":\"assistant\",\"content\":\"z\"}]",
            "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]},"
                    + "{\"role\":\"user\",\"content\":\"say \\\"y\\\"\"}]",
        }) {
            assertThat(chat(messages).lastUserPlace()).as(messages).isNotEqualTo(Prompt.Place.UNKNOWN);
            assertThat(chat(messages).lastUser()).as(messages).isEqualTo("say \"y\"");
        }
        for (String messages : new String[] {
            "[{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"y\"}]}]",
            "[{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"user\"}]",
            "[{\"role\":\"user\",\"content\":\"" + "x".repeat(Prompt.MAX_BYTES + 1) + "\"}]",
            "[{\"role\":\"assistant\",\"content\":\"x\"}]",
        }) {
            assertThat(chat(messages).lastUserPlace()).isEqualTo(Prompt.Place.UNKNOWN);
        }
    }

    @Test
    void withoutMessagesOfARoleItsTextIsEmpty() {
        Prompt prompt = chat("[{\"role\":\"assistant\",\"content\":\"x\"}]");

        assertThat(prompt.system()).isEmpty();
        assertThat(prompt.user()).isEmpty();
        assertThat(prompt.lastUser()).isEmpty();
    }

    @Test
    void aLastUserMessageOfOnlyAnImageHasNoText() {
        Prompt prompt = chat(
                "[{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{}}]}]");

        assertThat(prompt.lastUser()).isEmpty();
        assertThat(prompt.user()).isEqualTo("x");
    }

    @Test
    void theSystemsWordsMayStandApartFromTheMessages() {
        Prompt messages = of(Endpoint.MESSAGES, """
                {"model":"m","max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":"a"}]},
                  {"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{"text":"no"}}]},
                  {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"no"}]}]}],
                 "system":[{"type":"text","text":"s1"},{"type":"text","text":"s2"}]}
                """);
        Prompt responses = of(Endpoint.RESPONSES, """
                {"model":"m","instructions":"s","input":[{"role":"user","content":[{"type":"input_text","text":"a"}]},
                  {"type":"function_call","call_id":"c","name":"f","arguments":"{}"},
                  {"type":"function_call_output","call_id":"c","output":"no"}]}
                """);

        assertThat(messages.system()).isEqualTo("s1\ns2");
        assertThat(messages.lastUser()).isEqualTo("a");
        assertThat(responses.system()).isEqualTo("s");
        assertThat(responses.lastUser()).isEqualTo("a");
        assertThat(of(Endpoint.RESPONSES, "{\"model\":\"m\",\"input\":\"x\"}").user())
                .isEqualTo("x");
    }

    @Test
    void otherEndpointsGiveOneUserMessage() {
        assertThat(of(Endpoint.COMPLETIONS, "{\"model\":\"m\",\"prompt\":[\"a\",\"b\"]}")
                        .lastUser())
                .isEqualTo("a\nb");
        assertThat(of(Endpoint.EMBEDDINGS, "{\"model\":\"m\",\"input\":\"x\"}").user())
                .isEqualTo("x");
        assertThat(of(Endpoint.EMBEDDINGS, "{\"model\":\"m\",\"input\":[[1,2]]}")
                        .user())
                .isEmpty();
        assertThat(of(Endpoint.RERANK, "{\"model\":\"m\",\"query\":\"why\",\"documents\":[\"x\"]}")
                        .lastUser())
                .isEqualTo("why");
        assertThat(of(Endpoint.RERANK, "{\"model\":\"m\",\"query\":{\"text\":\"why\"},\"documents\":[\"x\"]}")
                        .all())
                .isEqualTo("why");
        assertThat(of(Endpoint.MODERATIONS, "{\"input\":[{\"type\":\"text\",\"text\":\"t\"}]}")
                        .user())
                .isEqualTo("t");
    }

    @Test
    void aTextOverTheBoundIsCutBetweenCharacters() {
        for (int shift = 0; shift < 12; shift++) {
            String text = "x".repeat(shift) + "\\u00e9é🚀\\\\\\n".repeat(Prompt.MAX_BYTES / 10);

            String cut =
                    chat("[{\"role\":\"user\",\"content\":\"" + text + "\"}]").lastUser();

            assertThat(cut).matches(c -> !c.contains("\uFFFD") && c.length() > Prompt.MAX_BYTES / 4, "is cut cleanly");
            assertThat(cut.substring(shift).replace("éé🚀\\\n", "")).hasSizeLessThan(6);
        }
    }

    private static Prompt chat(String messages) {
        return of(Endpoint.CHAT_COMPLETIONS, "{\"model\":\"m\",\"messages\":" + messages + "}");
    }

    private static Prompt of(Endpoint endpoint, String body) {
        return ApiRequest.parse(endpoint, endpoint.path(), Headers.NONE, body.getBytes(StandardCharsets.UTF_8))
                .prompt();
    }
}
