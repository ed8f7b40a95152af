package dev.pointsman.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.Headers;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.Usage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatReplyDecoderTest {
    private static final Headers SSE = Headers.of("content-type", "text/event-stream");
    private static final Headers JSON = Headers.of("content-type", "application/json");
    private static final String ROLE =
            chunk("\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null");
    private static final String HEL = chunk("\"delta\":{\"content\":\"Hél\\n\"},\"finish_reason\":null");
    private static final String LO = chunk("\"delta\":{\"content\":\"lo\"},\"finish_reason\":null");
    private static final String STOP = chunk("\"delta\":{},\"finish_reason\":\"stop\"");
    private static final String USAGE =
            "data: {\"id\":\"c\",\"model\":\"up\",\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":7,"
                    + "\"total_tokens\":17,\"prompt_tokens_details\":{\"cached_tokens\":4},"
                    + "\"completion_tokens_details\":{\"reasoning_tokens\":2}}}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    private final RecordedReply reply = new RecordedReply();

    @Test
    void aStreamPassesByteForByte() {
        String stream = ": ping\n\n" + ROLE + HEL + LO + STOP + DONE;

        decode(streamed(), SSE, stream);

        assertThat(reply.text()).isEqualTo(stream);
        assertThat(reply.ended()).isTrue();
        assertThat(reply.finishReasons()).containsExactly("stop");
        assertThat(reply.head()).isEqualTo(ReplyHead.eventStream());
    }

    @Test
    void oneReadIsHandedOverAsTheArrayItCameIn() {
        byte[] read = utf8(ROLE + HEL + LO);
        byte[][] got = new byte[1][];
        ChatReplyDecoder decoder = new ChatReplyDecoder(streamed());
        decoder.head(200, SSE, reply);

        decoder.data(read, new Forwarding(reply) {
            @Override
            public void output(byte[] bytes) {
                got[0] = bytes;
            }
        });

        assertThat(got[0]).isSameAs(read);
    }

    @Test
    void rolesPingsAndFilterResultsAreHeldBackAsPreamble() {
        ChatReplyDecoder decoder = new ChatReplyDecoder(streamed());
        String start = ": ping\n\ndata: {\"choices\":[],\"prompt_filter_results\":[{}]}\n\n" + ROLE;
        decoder.head(200, SSE, reply);

        decoder.data(utf8(start), reply);
        assertThat(reply.preambleText()).isEqualTo(start);
        decoder.data(utf8(HEL), reply);

        assertThat(reply.outputText()).isEqualTo(HEL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"reasoning_content\":\"x\"}|true",
                "{\"reasoning\":\"x\"}|true",
                "{\"refusal\":\"no\"}|true",
                "{\"tool_calls\":[{\"index\":0}]}|true",
                "{\"function_call\":{\"name\":\"f\"}}|true",
                "{\"audio\":{\"data\":\"x\"}}|true",
                "{\"something_new\":\"x\"}|true",
                "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[]}|false",
                "{\"role\":\"\",\"content\":\"\",\"refusal\":null}|false",
                "{\"token_id\":5,\"content\":\"\"}|false",
            })
    void whatCountsAsOutput(String delta, boolean output) {
        ChatReplyDecoder decoder = new ChatReplyDecoder(streamed());
        decoder.head(200, SSE, reply);

        decoder.data(utf8(chunk("\"delta\":" + delta + ",\"finish_reason\":null")), reply);

        assertThat(reply.outputText().isEmpty()).isEqualTo(!output);
    }

    @Test
    void usageIsReadAndItsChunkDroppedWhereTheClientDidNotAsk() {
        decode(streamed(), SSE, ROLE + HEL + STOP + USAGE + DONE);

        assertThat(reply.usage()).isEqualTo(new Usage(6, 4, 0, 5, 2));
        assertThat(reply.text()).isEqualTo(ROLE + HEL + STOP + DONE);
    }

    @Test
    void theUsageChunkStaysWhereTheClientAskedForIt() {
        decode(settings(true, true, 1, null), SSE, HEL + STOP + USAGE + DONE);

        assertThat(reply.text()).isEqualTo(HEL + STOP + USAGE + DONE);
    }

    @Test
    void nothingAfterDoneIsPassedOn() {
        decode(streamed(), SSE, HEL + STOP + DONE + DONE + LO);

        assertThat(reply.text()).isEqualTo(HEL + STOP + DONE);
    }

    @Test
    void aMissingDoneIsAddedOnceEveryChoiceHasFinished() {
        decode(streamed(), SSE, HEL + STOP);

        assertThat(reply.text()).isEqualTo(HEL + STOP + DONE);
        assertThat(reply.ended()).isTrue();
    }

    @Test
    void aStreamOfTwoChoicesIsNotWholeWithOneFinished() {
        decode(settings(true, false, 2, null), SSE, HEL + STOP);

        assertThat(failed().kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }

    @Test
    void aStreamCutInTheMiddleFails() {
        decode(streamed(), SSE, ROLE + HEL + "data: {\"id\":\"c\",\"choi");

        assertThat(failed().kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(failed()).hasMessageContaining("cut");
        assertThat(reply.text()).isEqualTo(ROLE + HEL);
    }

    @Test
    void aStreamWithoutAnyOutputFails() {
        decode(streamed(), SSE, ROLE + DONE);

        assertThat(failed().kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }

    @Test
    void aStreamThatOnlyStopsIsNoAnswerUnlessItTellsItsUsage() {
        decode(streamed(), SSE, ROLE + STOP + DONE);
        assertThat(failed().kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(reply.outputText()).isEmpty();

        var told = new RecordedReply();
        var decoder = new ChatReplyDecoder(streamed());
        decoder.head(200, SSE, told);
        decoder.data(utf8(ROLE + STOP + USAGE + DONE), told);
        assertThat(told.ended()).isTrue();
        assertThat(told.text()).isEqualTo(ROLE + STOP + DONE);
    }

    @Test
    void oneMalformedEventIsLeftOutAndTheSecondFails() {
        ChatReplyDecoder decoder = decode(streamed(), SSE, HEL + "data: {oops\n\n" + LO);
        assertThat(decoder.malformedEvents()).isEqualTo(1);
        assertThat(reply.text()).isEqualTo(HEL + LO);

        RecordedReply second = new RecordedReply();
        decode(streamed(), SSE, second, utf8(HEL + "data: {oops\n\n" + LO + "data: 7\n\n" + STOP + DONE));
        assertThat(second.failure()).isNotNull();
        assertThat(second.text()).isEqualTo(HEL + LO);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"error\":{\"message\":\"slow\",\"code\":429}}|RATE_LIMITED|slow",
                "{\"error\":{\"message\":\"m\",\"type\":\"rate_limit_error\",\"code\":null}}|RATE_LIMITED|m",
                "{\"error\":{\"message\":\"m\",\"code\":\"insufficient_quota\"}}|QUOTA_EXHAUSTED|m",
                "{\"error\":{\"message\":\"m\",\"code\":\"context_length_exceeded\"}}|CONTEXT_TOO_LONG|m",
                "{\"error\":{\"message\":\"m\",\"code\":\"503\"},\"choices\":[]}|UPSTREAM_OVERLOADED|m",
                "{\"error\":\"text\"}|UPSTREAM_ERROR|text",
                "{\"code\":\"x\",\"error\":\"text\"}|UPSTREAM_ERROR|text",
                "{\"err\\u006fr\":{\"message\":\"m\"}}|UPSTREAM_ERROR|m",
            })
    void e29_e32_an_error_inside_the_stream_fails_with_its_kind(String data, ErrorKind kind, String message) {
        decode(streamed(), SSE, ROLE + "data: " + data + "\n\n");

        assertThat(failed().kind()).isEqualTo(kind);
        assertThat(failed()).hasMessage(message);
        assertThat(reply.outputText()).isEmpty();
    }

    @Test
    void anErrorEventFailsWhateverItsDataIs() {
        decode(streamed(), SSE, HEL + "event: error\ndata: it broke\n\n");

        assertThat(failed()).hasMessage("it broke");
        assertThat(reply.text()).isEqualTo(HEL);
    }

    @Test
    void e09_a_null_error_is_taken_out() {
        decode(
                streamed(),
                SSE,
                "data: {\"error\":null,\"model\":\"up\",\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n");

        assertThat(reply.text())
                .isEqualTo("data: {\"model\":\"up\",\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n");
    }

    @Test
    void theModelIsReplacedInEveryEventAndNothingElse() {
        decode(settings(true, false, 1, "public"), SSE, ROLE + HEL + LO + LO + STOP + DONE);

        assertThat(reply.text())
                .isEqualTo((ROLE + HEL + LO + LO + STOP).replace("\"model\":\"up\"", "\"model\":\"public\"") + DONE);
    }

    @Test
    void eventsThatLookLikeTheLearnedOneAreStillChecked() {
        decode(streamed(), SSE, HEL + LO + LO.replace("lo", "l\u0001") + LO.replace("lo", "\\q") + LO);

        assertThat(failed()).hasMessageContaining("not JSON");
        assertThat(reply.text()).isEqualTo(HEL + LO);
    }

    @Test
    void paddedEventsPassAndAreCheckedToTheirEnd() {
        String padded = LO.replace("}\n\n", ",\"obfuscation\":\"aB3\"}\n\n");
        String error = padded.replace("aB3", "x\",\"error\":{\"message\":\"late\"},\"y\":\"");

        decode(streamed(), SSE, padded + padded.replace("aB3", "") + padded.replace("aB3", "q") + error);

        assertThat(reply.text()).isEqualTo(padded + padded.replace("aB3", "") + padded.replace("aB3", "q"));
        assertThat(failed()).hasMessage("late");
    }

    @Test
    void anySplitOfAnyFramingGivesTheSameReply() {
        String stream = ": ping\n\n" + ROLE + HEL + LO + "data: {oops\n\n" + LO + STOP + USAGE + DONE;
        String expected = ": ping\n\n" + ROLE + HEL + LO + LO + STOP + DONE;
        Random random = new Random(11);
        List<String> framings = List.of(
                stream,
                "\uFEFF" + stream,
                stream.replace("\n", "\r\n"),
                stream.replace("\n", "\r"),
                stream.replace("data: ", "data:"),
                stream.replace("\n\n", "\n\n\n\n"),
                stream.replace(",\"choices\"", ",\ndata: \"choices\"").replace("\n\n\n", "\n\n"));
        for (int framing = 0; framing < framings.size(); framing++) {
            byte[] bytes = utf8(framings.get(framing));
            String wanted = framing == 6 ? expected.replace(",\"choices\"", ", \"choices\"") : expected;
            for (int cut = 0; cut <= bytes.length; cut++) {
                assertThat(split(bytes, new int[] {cut})).isEqualTo(wanted);
            }
            int[] every = new int[bytes.length];
            Arrays.setAll(every, i -> i);
            assertThat(split(bytes, every)).isEqualTo(wanted);
            for (int round = 0; round < 200; round++) {
                int[] cuts = random.ints(random.nextInt(12), 0, bytes.length + 1)
                        .sorted()
                        .toArray();
                assertThat(split(bytes, cuts)).isEqualTo(wanted);
            }
        }
    }

    private static String split(byte[] bytes, int[] cuts) {
        RecordedReply reply = new RecordedReply();
        byte[][] reads = new byte[cuts.length + 1][];
        int from = 0;
        for (int i = 0; i < cuts.length; i++) {
            reads[i] = Arrays.copyOfRange(bytes, from, cuts[i]);
            from = cuts[i];
        }
        reads[cuts.length] = Arrays.copyOfRange(bytes, from, bytes.length);
        decode(streamed(), SSE, reply, reads);
        assertThat(reply.ended()).isTrue();
        assertThat(reply.usage()).isEqualTo(new Usage(6, 4, 0, 5, 2));
        assertThat(reply.finishReasons()).containsExactly("stop");
        return reply.text();
    }

    @Test
    void anEventOverTheBoundFails() {
        ChatReplyDecoder.Settings small =
                new ChatReplyDecoder.Settings(Endpoint.CHAT_COMPLETIONS, true, false, 1, null, 1000, 1000);
        byte[] piece = new byte[400];
        Arrays.fill(piece, (byte) 'x');

        decode(small, SSE, reply, utf8("data: "), piece, piece, piece);

        assertThat(failed().kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }

    @Test
    void aJsonAnswerPassesAsItCameWithItsUsage() {
        String body = "{\"id\":\"x\",\"model\":\"up\", \"choices\":[{\"message\":{},\"finish_reason\":\"length\"}],"
                + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":null}}\n";

        decode(whole(), JSON, reply, utf8("\n\n" + body.substring(0, 20)), utf8(body.substring(20)));

        assertThat(reply.outputText()).isEqualTo(body);
        assertThat(reply.head()).isEqualTo(ReplyHead.json(body.length()));
        assertThat(reply.usage()).isEqualTo(new Usage(3, 0, 0, 0, 0));
        assertThat(reply.finishReasons()).containsExactly("length");
        assertThat(reply.ended()).isTrue();
    }

    @Test
    void theModelOfAJsonAnswerIsReplaced() {
        decode(settings(false, false, 1, "pub\"lic"), JSON, "{\"model\":\"up\",\"choices\":[{}]}");

        assertThat(reply.outputText()).isEqualTo("{\"model\":\"pub\\\"lic\",\"choices\":[{}]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<html>|UPSTREAM_ERROR",
                "{\"choices\":[{}]|UPSTREAM_ERROR",
                "[]|UPSTREAM_ERROR",
                "{}|UPSTREAM_ERROR",
                "{\"choices\":[]}|UPSTREAM_ERROR",
                "{\"error\":{\"code\":502,\"message\":\"m\"}}|UPSTREAM_ERROR",
                "{\"error\":{\"code\":\"invalid_value\",\"message\":\"m\"}}|UPSTREAM_REJECTED",
            })
    void aBodyThatIsNoAnswerFails(String body, ErrorKind kind) {
        decode(whole(), JSON, body);

        assertThat(failed().kind()).isEqualTo(kind);
        assertThat(reply.text()).isEmpty();
    }

    @Test
    void aStreamedRequestAnsweredWithOneBodyFails() {
        decode(streamed(), JSON, "{\"choices\":[{}]}");

        assertThat(failed().kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }

    @Test
    void aBodyOverTheBoundFails() {
        ChatReplyDecoder.Settings small =
                new ChatReplyDecoder.Settings(Endpoint.CHAT_COMPLETIONS, false, false, 1, null, 1000, 1000);

        decode(small, JSON, reply, new byte[900], new byte[900], new byte[900]);

        assertThat(failed()).hasMessageContaining("larger");
    }

    @Test
    void speechIsRelayedAsItComes() {
        ChatReplyDecoder.Settings speech =
                new ChatReplyDecoder.Settings(Endpoint.SPEECH, false, false, 1, null, 1000, 1000);

        decode(speech, Headers.of("content-type", "audio/mpeg"), "sound");

        assertThat(reply.outputText()).isEqualTo("sound");
        assertThat(reply.head()).isEqualTo(new ReplyHead(200, "audio/mpeg", -1, List.of()));
        assertThat(reply.ended()).isTrue();
    }

    @Test
    void saneHeadersAreRelayed() {
        Headers headers = Headers.of(
                "content-type",
                "application/json",
                "openai-processing-ms",
                "12",
                "x-ratelimit-limit-requests",
                "60",
                "x-ratelimit-reset-requests",
                "1s",
                "x-ratelimit-limit-tokens",
                "a\u00ff");

        decode(whole(), headers, "{\"choices\":[{}]}");

        assertThat(reply.head().headers())
                .containsExactly(
                        "openai-processing-ms",
                        "12",
                        "x-ratelimit-limit-requests",
                        "60",
                        "x-ratelimit-reset-requests",
                        "1s");
    }

    private static ChatReplyDecoder.Settings streamed() {
        return settings(true, false, 1, null);
    }

    private static ChatReplyDecoder.Settings whole() {
        return settings(false, false, 1, null);
    }

    private static ChatReplyDecoder.Settings settings(boolean streamed, boolean usage, int choices, String model) {
        return new ChatReplyDecoder.Settings(
                Endpoint.CHAT_COMPLETIONS, streamed, usage, choices, model, 1 << 20, 1 << 20);
    }

    private dev.pointsman.api.GatewayException failed() {
        assertThat(reply.failure()).isNotNull();
        return reply.failure();
    }

    private ChatReplyDecoder decode(ChatReplyDecoder.Settings settings, Headers headers, String body) {
        return decode(settings, headers, reply, utf8(body));
    }

    private static ChatReplyDecoder decode(
            ChatReplyDecoder.Settings settings, Headers headers, RecordedReply reply, byte[]... reads) {
        ChatReplyDecoder decoder = new ChatReplyDecoder(settings);
        decoder.head(200, headers, reply);
        for (byte[] read : reads) {
            decoder.data(read, reply);
        }
        decoder.end(reply);
        return decoder;
    }

    private static String chunk(String choice) {
        return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"model\":\"up\",\"choices\":[{\"index\":0,"
                + choice + "}]}\n\n";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Passes everything on; a test overrides what it looks at. */
    private abstract static class Forwarding implements Reply {
        private final Reply to;

        Forwarding(Reply to) {
            this.to = to;
        }

        @Override
        public void start(ReplyHead head) {
            to.start(head);
        }

        @Override
        public void preamble(byte[] bytes) {
            to.preamble(bytes);
        }

        @Override
        public void usage(Usage usage) {
            to.usage(usage);
        }

        @Override
        public void finish(String reason) {
            to.finish(reason);
        }

        @Override
        public void unknownFinish(String reason) {
            to.unknownFinish(reason);
        }

        @Override
        public void end() {
            to.end();
        }

        @Override
        public void fail(dev.pointsman.api.GatewayException error) {
            to.fail(error);
        }
    }
}
