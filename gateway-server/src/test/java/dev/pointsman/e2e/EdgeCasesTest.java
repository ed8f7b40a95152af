package dev.pointsman.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedProvider;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import dev.pointsman.testing.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Faults that other gateways had, on the wire; the numbers are those of docs/edge-cases.md. */
class EdgeCasesTest {
    private static final String ASK = "{\"model\":\"small\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String STREAM = ASK.replace("}]}", "}],\"stream\":true}");
    private static final String TEXT = "漢字と😀";
    private static final String POLICY = """
            providers:
              one: { type: %s, url: "%s", key: $UPSTREAM_KEY }
              two: { type: openai, url: "%s", key: $UPSTREAM_KEY }
            models:
              small:
                deployments: [{ at: one/m, price: { in: 1, out: 2 } }, { at: two/m, price: { in: 1, out: 2 } }]
                balance: order
            reliability: { retry: { times: 0 } }
            """;

    @TempDir
    private Path directory;

    private final ScriptedUpstream one = ScriptedUpstream.playing(Replies.words(5));
    private final ScriptedUpstream two = ScriptedUpstream.playing(Replies.words(5));

    @AfterEach
    void stop() {
        one.close();
        two.close();
    }

    private RunningGateway gateway(String type) {
        String ledger = "ledger: \"jsonl:" + directory.resolve("ledger.jsonl") + "\"";
        return RunningGateway.startWhole(
                RunningGateway.HEAD.replace("ledger: none", ledger) + POLICY.formatted(type, one.url(), two.url()));
    }

    private static RawClient.Reply ask(RunningGateway gateway, String body) {
        try (RawClient client = gateway.raw()) {
            return client.post("/v1/chat/completions", body).reply();
        } catch (IOException lost) {
            throw new UncheckedIOException(lost);
        }
    }

    @Test
    void e01_characters_cut_by_every_write_arrive_whole_in_text_and_in_arguments() {
        one.play((request, reply) -> reply.inPiecesOf(1).stream()
                .event(Replies.ROLE)
                .event(Replies.word(TEXT))
                .event(Replies.chunk("""
                        {"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"f",\
                        "arguments":"{\\"city\\":\\"%s\\"}"}}]}""".formatted(TEXT), "null"))
                .event(Replies.chunk("{}", "\"tool_calls\""))
                .done());
        try (RunningGateway gateway = gateway("openai-compatible")) {
            String body = ask(gateway, STREAM).body();

            assertThat(body).contains("\"content\":\"" + TEXT + "\"", "{\\\"city\\\":\\\"" + TEXT + "\\\"}");
            assertThat(body).doesNotContain("\uFFFD");
        }
    }

    @Test
    void e04_a_value_over_several_lines_of_data_arrives_as_one() {
        String chunk = Replies.word("hello");
        int middle = chunk.indexOf(",\"object\"") + 1;
        one.play((request, reply) -> reply.stream()
                .text("data: " + chunk.substring(0, middle) + "\ndata: " + chunk.substring(middle) + "\n\n")
                .event(Replies.FINISH)
                .done());
        try (RunningGateway gateway = gateway("openai")) {
            assertThat(ask(gateway, STREAM).body())
                    .contains("\"content\":\"hello\"")
                    .endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void e06_a_compressed_answer_is_told_plain_with_its_own_length() {
        String answer = Replies.chat("plain again");
        one.play((request, reply) -> reply.whole(200, "application/json", zipped(answer), "content-encoding: gzip"));
        try (RunningGateway gateway = gateway("openai")) {
            RawClient.Reply reply = ask(gateway, ASK);

            assertThat(reply.header("content-encoding")).isNull();
            assertThat(reply.body()).isEqualTo(answer);
        }
    }

    /** The provider told what the prompt cost as it began; it cannot tell the rest to one who has left. */
    @Test
    void e08_tokens_of_a_stream_that_was_left_are_accounted_as_far_as_they_were_told() throws IOException {
        one.play((request, reply) -> reply.stream().text("""
                        event: message_start
                        data: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"m","content":[],"usage":{"input_tokens":90,"output_tokens":1}}}

                        event: content_block_start
                        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

                        event: content_block_delta
                        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}

                        """).hang());
        try (RunningGateway gateway = gateway("anthropic");
                RawClient client = gateway.raw()) {
            client.post("/v1/chat/completions", STREAM).head();
            client.leave();
            await().until(() -> one.aborts() == 1);
        }

        JsonNode record = JsonMapper.shared()
                .readTree(Files.readAllLines(directory.resolve("ledger.jsonl")).get(0));
        assertThat(record.path("usage").path("input").intValue()).isEqualTo(90);
        assertThat(record.path("cost_nano_usd").longValue()).isGreaterThanOrEqualTo(90_000);
        assertThat(record.path("attempts").get(0).path("error").asString("")).isNotEqualTo("upstream_error");
    }

    @Test
    void e30_nothing_of_a_failed_attempt_is_seen_and_all_failures_together_have_a_status() {
        ScriptedUpstream.Script broken = (request, reply) -> reply.stream()
                .event(Replies.ROLE)
                .event(Replies.error("no", "server_error", "server_error"))
                .end();
        one.play(broken);
        try (RunningGateway gateway = gateway("openai")) {
            RawClient.Reply good = ask(gateway, STREAM);
            two.play(broken);
            RawClient.Reply bad = ask(gateway, STREAM);

            assertThat(good.status()).isEqualTo(200);
            assertThat(good.body()).containsOnlyOnce("\"role\":\"assistant\"").doesNotContain("\"error\"");
            assertThat(bad.status()).isGreaterThanOrEqualTo(500);
            assertThat(bad.body()).startsWith("{\"error\":").doesNotContain("data:");
        }
    }

    @Test
    void e31_an_exception_within_bedrocks_binary_stream_is_an_error() {
        ScriptedProvider bedrock = ScriptedProvider.BEDROCK;
        one.play(bedrock::play);
        String policy = "providers:\n" + bedrock.providerEntry(one) + "models:\n" + bedrock.modelEntries();
        try (RunningGateway gateway = RunningGateway.start(policy)) {
            RawClient.Reply reply =
                    ask(gateway, STREAM.replace("small", "bedrock").replace("hi", ScriptedProvider.Ask.BROKEN));

            assertThat(reply.whole()).isFalse();
            assertThat(reply.body())
                    .contains(ScriptedProvider.BEFORE_THE_BREAK, "data: {\"error\":")
                    .doesNotContain("[DONE]");
        }
    }

    @Test
    void e37_the_busy_and_the_overloaded_are_left_for_another_and_left_alone_for_a_while() {
        for (int status : new int[] {429, 529}) {
            one.play((request, reply) ->
                    reply.json(status, Replies.error("busy", "rate_limit_error", "busy"), "retry-after: 60"));
            try (RunningGateway gateway = gateway("openai")) {
                int before = one.requests();
                RawClient.Reply first = ask(gateway, STREAM);
                RawClient.Reply second = ask(gateway, STREAM);

                assertThat(first.status()).isEqualTo(200);
                assertThat(second.status()).isEqualTo(200);
                assertThat(one.requests() - before).as("calls with %d", status).isEqualTo(1);
            }
        }
    }

    @Test
    void e38_headers_that_are_no_numbers_do_no_harm() {
        one.play((request, reply) -> reply.json(
                429,
                Replies.error("busy", "rate_limit_error", "busy"),
                "retry-after: -1",
                "x-ratelimit-remaining-requests: -1",
                "x-ratelimit-reset-requests: ",
                "x-ratelimit-reset-tokens: soon"));
        try (RunningGateway gateway = gateway("openai")) {
            assertThat(ask(gateway, STREAM).status()).isEqualTo(200);
        }
    }

    private static byte[] zipped(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bytes)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
