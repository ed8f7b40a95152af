package dev.pointsman.flow.guarded;

import static dev.pointsman.flow.guarded.Guarded.chunk;
import static dev.pointsman.flow.guarded.Guarded.quoted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.testing.RecordingSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GuardedStreamTest {
    private static final String REDACT = "[ { name: pii, on: reply, find: all, do: redact } ]";
    private static final String DONE = "data: [DONE]\n\n";
    private static final JsonMapper MAPPER = new JsonMapper();

    @Test
    void whateverTheSplitEachTextIsTheWholeOneRedacted() {
        String text =
                "Mail \"anna@example.org\" or call +49 30 1234 5678, pay 4111 1111 1111 1111 to GB82 WEST 1234 5698 7654 32. 😀 日本語。";
        String plain = "Mail \"[email]\" or call [phone], pay [card] to [iban]. 😀 日本語。";
        String json = "Mail \"[email]\" or call \"[phone]\", pay \"[card]\" to \"[iban]\". 😀 日本語。"; // marks outside of
        // strings become strings
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) {
            Guarded guarded = new Guarded(REDACT);
            RecordingSink sink = guarded.chat("hi");
            List<String> pieces = new ArrayList<>();
            int[] at = new int[3];
            while (at[0] < text.length() || at[1] < text.length() || at[2] < text.length()) {
                int channel = random.nextInt(3);
                int end = Math.min(text.length(), at[channel] + 1 + random.nextInt(7));
                end += end < text.length() && Character.isLowSurrogate(text.charAt(end)) ? 1 : 0;
                String part = quoted(text.substring(at[channel], end));
                if (at[channel] < end) {
                    pieces.add(
                            switch (channel) {
                                case 0 -> chunk(0, "\"content\":" + part, "null");
                                case 1 -> chunk(1, "\"content\":" + part, "null");
                                default ->
                                    chunk(
                                            0,
                                            "\"tool_calls\":[{\"index\":2,\"function\":{\"name\":null,\"arguments\":"
                                                    + part + "}}]",
                                            "null");
                            });
                }
                at[channel] = end;
            }
            pieces.add(chunk(0, "", "\"stop\""));
            pieces.add(chunk(1, "", "\"stop\""));
            pieces.add(DONE);

            guarded.stream(pieces.toArray(String[]::new)).upstream().complete();

            assertThat(sink.completed()).isTrue();
            assertThat(sink.body()).endsWith(DONE);
            assertThat(said(sink.body()))
                    .containsEntry("0", plain)
                    .containsEntry("1", plain)
                    .containsEntry("call2", json);
            assertThat(sink.body().split("\n\n")).hasSize(pieces.size());
        }
    }

    private static Map<String, String> said(String body) {
        Map<String, String> said = new TreeMap<>();
        for (String event : body.split("\n\n", -1)) {
            if (event.isEmpty() || event.equals("data: [DONE]")) {
                continue;
            }
            JsonNode choice =
                    MAPPER.readTree(event.substring(6)).path("choices").path(0);
            String content = choice.path("delta").path("content").stringValue("");
            JsonNode call = choice.path("delta").path("tool_calls").path(0);
            said.merge(choice.path("index").asString(), content, String::concat);
            said.merge(
                    "call" + call.path("index").asInt(0),
                    call.path("function").path("arguments").stringValue(""),
                    String::concat);
        }
        return said;
    }

    @Test
    void whatIsNotChangedLeavesInItsOwnBytes() {
        Guarded guarded = new Guarded(REDACT);
        RecordingSink sink = guarded.chat("hi");
        String[] pieces = {
            ": a comment\n\n",
            chunk(0, "\"role\":\"assistant\",\"content\":\"\"", "null"),
            chunk("Hel"),
            chunk("lo \\u00e9 wor"),
            chunk("ld"),
            chunk(0, "\"content\":\" now\"", "\"stop\""),
            "data: {\"choices\":[],\"usage\":{\"total_tokens\":3}}\n\n",
            DONE
        };
        guarded.stream(pieces);
        assertThat(sink.body()).isEqualTo(String.join("", pieces));
    }

    @Test
    void aWordIsHeldUntilItHasEnded() {
        Guarded guarded = new Guarded(REDACT);
        RecordingSink sink = guarded.chat("hi");
        guarded.stream(chunk("mail ann"), chunk("a@example"));
        assertThat(sink.body()).doesNotContain("ann");
        guarded.upstream().data(Guarded.bytes(chunk(".org, then")));
        assertThat(sink.body()).isEqualTo(chunk("mail [email]") + chunk(""));
    }

    @Test
    void aBlockedStreamEndsWithItsErrorAndTheCallIsCancelled() {
        Guarded guarded = new Guarded("[ { name: cards, on: reply, find: card, do: block } ]");
        RecordingSink sink = guarded.chat("hi");
        guarded.stream(chunk("Sure, take "), chunk("4111 1111 "), chunk("1111 1111, "), chunk("and more"), DONE)
                .upstream()
                .complete();
        assertThat(guarded.cancelled()).isTrue();
        assertThat(sink.completed()).isFalse();
        assertThat(sink.error().kind()).isEqualTo(ErrorKind.GUARDRAIL);
        assertThat(sink.body()).doesNotContain("4111").doesNotContain("DONE").doesNotContain("more");
    }

    @Test
    void aStreamThatIsBlockedBeforeAnythingLeftIsAnErrorWithItsStatus() {
        Guarded guarded = new Guarded("[ { name: cards, on: reply, find: card, do: block } ]");
        RecordingSink sink = guarded.chat("hi");
        guarded.stream(chunk("4111 1111 1111 1111, "));
        assertThat(sink.started()).isFalse();
        assertThat(sink.error().status()).isEqualTo(400);
        assertThat(guarded.header()).isEqualTo("cards;block=1");
    }

    @Test
    void whatOnlyAnnotatesHoldsNothingBack() {
        Guarded guarded = new Guarded("[ { name: cards, on: reply, find: card, do: annotate } ]");
        RecordingSink sink = guarded.chat("hi");
        guarded.stream(chunk("4111 1111 "));
        assertThat(sink.body()).isEqualTo(chunk("4111 1111 "));
        guarded.upstream().data(Guarded.bytes(chunk("1111 1111")));
        guarded.upstream().complete();
        assertThat(sink.body()).contains("1111 1111");
        assertThat(guarded.counted("cards", "annotate", "reply")).isEqualTo(1);
    }

    @Test
    void messagesAndTheirBlocksAreRedacted() {
        Guarded guarded = new Guarded(REDACT);
        RecordingSink sink = guarded.ask(
                Endpoint.MESSAGES,
                "{\"model\":\"m\",\"max_tokens\":9,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
        guarded.stream(
                "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"to a@b\"}}\n\n",
                "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\".example\"}}\n\n",
                "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n",
                "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"m\\\":\\\"c@d.ex\"}}\n\n",
                "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"ample\\\"}\"}}\n\n",
                "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        assertThat(sink.body())
                .contains("\"to [email]\"")
                .contains("\"{\\\"m\\\":\\\"[email]\"")
                .contains("message_stop")
                .doesNotContain("ample\"");
    }

    @Test
    void responsesAreRedactedWhereverTheySayIt() {
        Guarded guarded = new Guarded(REDACT);
        RecordingSink sink = guarded.ask(Endpoint.RESPONSES, "{\"model\":\"m\",\"stream\":true,\"input\":\"hi\"}");
        String text = "\"text\":\"to a@b.example\"";
        guarded.stream(
                "data: {\"type\":\"response.output_text.delta\",\"sequence_number\":1,\"output_index\":0,\"content_index\":0,\"delta\":\"to a@b\",\"logprobs\":[{\"token\":\"a\"}]}\n\n",
                "data: {\"type\":\"response.output_text.delta\",\"sequence_number\":2,\"output_index\":0,\"content_index\":0,\"delta\":\".example\"}\n\n",
                "data: {\"type\":\"response.output_text.done\",\"sequence_number\":3,\"output_index\":0,\"content_index\":0,"
                        + text + "}\n\n",
                "data: {\"type\":\"response.content_part.done\",\"output_index\":0,\"part\":{" + text + "}}\n\n",
                "data: {\"type\":\"response.completed\",\"response\":{\"instructions\":\"i@j.example\",\"output\":[{\"content\":[{"
                        + text + "}]}]}}\n\n");
        guarded.upstream().complete();
        assertThat(sink.body())
                .doesNotContain("a@b")
                .doesNotContain("\"token\"")
                .contains("i@j.example")
                .contains("\"delta\":\"to [email]\"")
                .contains("\"delta\":\"\"");
        assertThat(sink.body().split("to \\[email]", -1)).hasSize(5);
        assertThat(guarded.counted("pii", "redact", "reply")).isEqualTo(1);
    }

    @Test
    void noMoreWaitsThanTheBound() {
        Guarded guarded = new Guarded(REDACT);
        RecordingSink sink = guarded.chat("hi");
        guarded.stream(chunk("never-ending"));
        for (int i = 0; i < 3_000; i++) {
            guarded.upstream().data(Guarded.bytes(chunk(1, "\"content\":\"word and word and word \"", "null")));
        }
        assertThat(sink.body().length()).isGreaterThan(3_000 * 90 - GuardedStream.MOST_WAITING - 1_000);
        assertThat(sink.body()).contains("never-ending");
    }

    @Test
    void anUpstreamFailureIsToldAsItIs() {
        Guarded guarded = new Guarded(REDACT);
        RecordingSink sink = guarded.chat("hi");
        guarded.stream(chunk("so far so go"));
        guarded.upstream().fail(new GatewayException(ErrorKind.UPSTREAM_ERROR, "cut"));
        assertThat(sink.error().kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }
}
