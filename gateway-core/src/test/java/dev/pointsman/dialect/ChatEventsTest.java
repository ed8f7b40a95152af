package dev.pointsman.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Usage;
import dev.pointsman.dialect.ChatListener.Voice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChatEventsTest {
    private static final String STREAM = chunk("{\"role\":\"assistant\",\"content\":\"\"}")
            + chunk("{\"reasoning_content\":\"let me \"}")
            + ": ping\n\n"
            + chunk("{\"reasoning_content\":\"see\"}")
            + chunk(
                    "{\"thinking_blocks\":[{\"type\":\"thinking\",\"thinking\":\"let me see\",\"signature\":\"sg==\"}]}")
            + chunk("{\"content\":\"Gr\\u00fc\\u00dfe \\\"日本\\\" \"}")
            + chunk("{\"content\":\"😀\\n\"}")
            + chunk("{\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"wx\","
                    + "\"arguments\":\"\"}}]}")
            + chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"city\\\":\"}}]}")
            + chunk("{\"tool_calls\":[{\"index\":1,\"id\":\"c2\",\"type\":\"function\",\"function\":{\"name\":\"tm\","
                    + "\"arguments\":\"{}\"},\"extra_content\":{\"google\":{\"thought_signature\":\"x\"}}}]}")
            + chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"\\\"Oslo\\\"}\"}}]}")
            + "data: {\"id\":\"r1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\n"
            + "data: {\"id\":\"r1\",\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":7,"
            + "\"total_tokens\":19,\"prompt_tokens_details\":{\"cached_tokens\":10}}}\n\n"
            + "data: [DONE]\n\n";

    private static final String WHOLE =
            "{\"id\":\"r1\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,"
                    + "\"message\":{\"role\":\"assistant\",\"content\":\"Grüße \\\"日本\\\" 😀\\n\",\"refusal\":null,"
                    + "\"reasoning_content\":\"let me see\",\"thinking_blocks\":[{\"type\":\"thinking\",\"thinking\":\"let me see\","
                    + "\"signature\":\"sg==\"}],\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"wx\","
                    + "\"arguments\":\"{\\\"city\\\":\\\"Oslo\\\"}\"}},{\"id\":\"c2\",\"type\":\"function\",\"function\":{\"name\":\"tm\","
                    + "\"arguments\":\"{}\"},\"extra_content\":{\"google\":{\"thought_signature\":\"x\"}}}]},\"logprobs\":null,"
                    + "\"finish_reason\":\"tool_calls\"}],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":7,\"total_tokens\":19,"
                    + "\"prompt_tokens_details\":{\"cached_tokens\":10}}}";

    @Test
    void e20_a_reply_rebuilt_from_its_chunks_has_every_text_and_every_piece_of_every_call() {
        HeardChat streamed = streamed(STREAM, STREAM.length());
        HeardChat whole = whole(WHOLE);

        for (HeardChat heard : new HeardChat[] {streamed, whole}) {
            assertThat(heard.said(Voice.REASONING)).isEqualTo("let me see");
            assertThat(heard.said(Voice.TEXT)).isEqualTo("Grüße \"日本\" 😀\n");
            assertThat(heard.blocks())
                    .containsExactly("{\"type\":\"thinking\",\"thinking\":\"let me see\",\"signature\":\"sg==\"}");
            assertThat(heard.calls()).containsExactly("c1 wx", "c2 tm {\"google\":{\"thought_signature\":\"x\"}}");
            assertThat(heard.arguments()).containsExactly("{\"city\":\"Oslo\"}", "{}");
            assertThat(heard.finished()).containsExactly("tool_calls");
            assertThat(heard.usage()).isEqualTo(new Usage(2, 10, 0, 7, 0));
            assertThat(heard.order())
                    .containsExactly("begun r1 m", "reasoning", "block", "text", "call 0", "call 1", "finished");
        }
        assertThat(streamed.pings()).isEqualTo(1);
    }

    @Test
    void aStreamIsHeardTheSameHoweverItIsSplit() {
        String expected = streamed(STREAM, Integer.MAX_VALUE).toString();
        for (int step : new int[] {1, 2, 7, 64, 4096}) {
            assertThat(streamed(STREAM, step)).hasToString(expected);
        }
        byte[] bytes = STREAM.getBytes(StandardCharsets.UTF_8);
        Random random = new Random(20);
        for (int round = 0; round < 200; round++) {
            HeardChat heard = new HeardChat();
            ChatEvents events = new ChatEvents(heard);
            int from = 0;
            while (from < bytes.length) {
                int to = Math.min(bytes.length, from + 1 + random.nextInt(300));
                events.feed(Arrays.copyOfRange(bytes, from, to));
                from = to;
            }
            events.end();
            assertThat(heard).hasToString(expected);
        }
    }

    @Test
    void aCallIsToldOnceItsNameIsKnown() {
        HeardChat heard = calls(
                "{\"index\":0,\"id\":\"a\",\"function\":{\"arguments\":\"{\\\"x\\\":\"}}",
                "{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"1\"}}",
                "{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"}\"}}",
                "{\"index\":0,\"id\":\"\",\"function\":{\"name\":\"\",\"arguments\":\"\"}}");

        assertThat(heard.calls()).containsExactly("a f");
        assertThat(heard.arguments()).containsExactly("{\"x\":1}");
    }

    @Test
    void anotherIdUnderAKnownIndexIsAnotherCall() {
        HeardChat heard = calls(
                "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}",
                "{\"index\":0,\"id\":\"b\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}",
                "{\"index\":0,\"function\":{\"arguments\":\"{\\\"y\\\":2}\"}}");

        assertThat(heard.calls()).containsExactly("a f", "b f");
        assertThat(heard.arguments()).containsExactly("{}", "{\"y\":2}");
    }

    @Test
    void piecesWithoutAnIndexGoByTheirIds() {
        HeardChat heard = calls(
                "{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}",
                "{\"index\":null,\"id\":null,\"function\":{\"name\":null,\"arguments\":\"}\"}}",
                "{\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":{\"z\":\"\\\"\"}}}",
                "{\"function\":{\"name\":\"h\",\"arguments\":\"{}\"}}");

        assertThat(heard.calls()).hasSize(3).startsWith("a f", "b g");
        assertThat(heard.calls().get(2)).matches("call_[0-9a-f]+_2 h");
        assertThat(heard.arguments()).containsExactly("{}", "{\"z\":\"\\\"\"}", "{}");
    }

    @Test
    void argumentsUnderAnUnknownIndexGoToTheLastCall() {
        HeardChat heard = calls(
                "{\"index\":1,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}",
                "{\"index\":0,\"function\":{\"arguments\":\"{}\"}}");

        assertThat(heard.calls()).containsExactly("a f");
        assertThat(heard.arguments()).containsExactly("{}");
    }

    @Test
    void anotherChoiceIsNotHeard() {
        HeardChat heard = streamed(
                "data: {\"id\":\"r\",\"model\":\"m\",\"choices\":[{\"index\":1,\"delta\":{\"content\":\"no\"},"
                        + "\"finish_reason\":\"stop\"},{\"index\":0,\"delta\":{\"content\":\"yes\"}}]}\n\n",
                9);

        assertThat(heard.said(Voice.TEXT)).isEqualTo("yes");
        assertThat(heard.finished()).isEmpty();
    }

    @Test
    void aChunkWithoutChoicesBeginsNothing() {
        HeardChat heard = streamed("""
                data: {"id":"","model":"","choices":[],"prompt_filter_results":[]}

                data: {"choices":[{"delta":null}],"model":"m","id":"late"}

                data: {"id":"late","choices":null,"usage":null}

                """, 4096);

        assertThat(heard.order()).containsExactly("begun late m");
    }

    @Test
    void reasoningThatIsToldUnderBothNamesIsHeardOnce() {
        assertThat(streamed(chunk("{\"reasoning\":\"a\",\"reasoning_content\":\"a\"}"), 50)
                        .said(Voice.REASONING))
                .isEqualTo("a");
        assertThat(streamed(chunk("{\"reasoning_content\":\"a\",\"reasoning\":\"a\"}"), 50)
                        .said(Voice.REASONING))
                .isEqualTo("a");
        assertThat(streamed(chunk("{\"reasoning\":\"b\"}"), 50).said(Voice.REASONING))
                .isEqualTo("b");
    }

    @Test
    void thoughtsOfSeveralBlocksStayWithTheirBlocks() {
        HeardChat heard = whole("{\"id\":\"r\",\"model\":\"m\",\"choices\":[{\"message\":{\"content\":null,"
                + "\"reasoning_content\":\"ab\",\"thinking_blocks\":[{\"type\":\"thinking\",\"thinking\":\"a\",\"signature\":\"1\"},"
                + "{\"type\":\"redacted_thinking\",\"data\":\"x\"},{\"type\":\"thinking\",\"thinking\":\"b\",\"signature\":\"2\"},"
                + "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"3\"}]},\"finish_reason\":\"stop\"}]}");

        assertThat(heard.order()).containsExactly("begun r m", "reasoning", "block", "reasoning", "block", "finished");
        assertThat(heard.said(Voice.REASONING)).isEqualTo("ab");
        assertThat(heard.blocks()).hasSize(4);
    }

    @Test
    void aPieceOfAThoughtIsNoBlockToKeep() {
        HeardChat heard = streamed(
                chunk("{\"reasoning_content\":\"a\",\"thinking_blocks\":[{\"type\":\"thinking\",\"thinking\":\"a\","
                        + "\"signature\":null}]}"),
                50);

        assertThat(heard.said(Voice.REASONING)).isEqualTo("a");
        assertThat(heard.blocks()).isEmpty();
    }

    @Test
    void aCallWithoutANameIsAFailure() {
        assertThatThrownBy(() -> calls("{\"index\":0,\"id\":\"a\",\"function\":{\"arguments\":\"{}\"}}"))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("without a name");
    }

    @Test
    void whatIsNotJsonIsAFailure() {
        assertThatThrownBy(() -> whole("{\"choices\":[")).isInstanceOf(GatewayException.class);
        assertThatThrownBy(() -> streamed("data: {\"id\":}\n\n", 100)).isInstanceOf(GatewayException.class);
    }

    private static HeardChat calls(String... pieces) {
        StringBuilder stream = new StringBuilder();
        for (String piece : pieces) {
            stream.append(chunk("{\"tool_calls\":[" + piece + "]}"));
        }
        return streamed(stream.toString(), 33);
    }

    private static String chunk(String delta) {
        return "data: {\"id\":\"r1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                + "\"delta\":" + delta + ",\"finish_reason\":null}],\"usage\":null}\n\n";
    }

    private static HeardChat streamed(String stream, int step) {
        HeardChat heard = new HeardChat();
        ChatEvents events = new ChatEvents(heard);
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        for (int from = 0; from < bytes.length; from += Math.min(step, bytes.length)) {
            events.feed(Arrays.copyOfRange(bytes, from, (int) Math.min(bytes.length, (long) from + step)));
        }
        events.end();
        return heard;
    }

    private static HeardChat whole(String body) {
        HeardChat heard = new HeardChat();
        new ChatEvents(heard).whole(body.getBytes(StandardCharsets.UTF_8));
        return heard;
    }
}
