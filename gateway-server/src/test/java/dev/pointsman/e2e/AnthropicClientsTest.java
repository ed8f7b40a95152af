package dev.pointsman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Anthropic's clients, over a provider of OpenAI's form and over Anthropic itself. */
class AnthropicClientsTest {
    private static final String ASK =
            "\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}]}]}";
    private static final String CHUNK =
            "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
                    + "\"choices\":[{\"index\":0,\"delta\":%s,\"finish_reason\":%s}]}";
    private static final String USAGE =
            "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
                    + "\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10}}";

    private final ScriptedUpstream upstream = ScriptedUpstream.playing((request, reply) -> reply.json(500, "{}"));
    private final RunningGateway gateway = RunningGateway.start("""
            providers:
              oai: { type: openai, url: "%1$s", key: $UPSTREAM_KEY }
              own: { type: anthropic, url: "%1$s", key: $UPSTREAM_KEY }
            models:
              small: { deployments: [{ at: oai/gpt-4o-mini }] }
              claude: { deployments: [{ at: own/claude-haiku-4-5 }] }
            reliability: { retry: { times: 0 } }
            """.formatted(upstream.url()));
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        gateway.close();
        upstream.close();
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(
                request.header("x-api-key", "unused")
                        .header("anthropic-version", "2023-06-01")
                        .timeout(Duration.ofSeconds(60))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + gateway.address().getPort() + path);
    }

    @Test
    void aMessageIsAnsweredByAProviderOfOpenAisForm() throws IOException, InterruptedException {
        upstream.play((request, reply) -> reply.json(200, """
                {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":\
                {"role":"assistant","content":"Hi"},"finish_reason":"stop"}],\
                "usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}"""));

        var reply = post("/v1/messages?beta=true", "{\"model\":\"small\"," + ASK);

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("""
                {"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Hi"}],\
                "stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":7,"cache_creation_input_tokens":0,\
                "cache_read_input_tokens":0,"output_tokens":3}}""");
        assertThat(reply.headers().firstValue("request-id")).isPresent();
        assertThat(upstream.last().target()).isEqualTo("/v1/chat/completions");
    }

    @Test
    void aStreamComesAsEventsOfAMessage() throws IOException, InterruptedException {
        upstream.play((request, reply) -> reply.stream()
                .event(CHUNK.formatted("{\"role\":\"assistant\",\"content\":\"\"}", "null"))
                .event(CHUNK.formatted("{\"content\":\"Grüße\"}", "null"))
                .event(CHUNK.formatted("{}", "\"stop\""))
                .event(USAGE)
                .done());

        var reply = post("/v1/messages", "{\"model\":\"small\",\"stream\":true," + ASK);

        assertThat(reply.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
        assertThat(reply.body())
                .startsWith("event: message_start\n")
                .contains(
                        "{\"type\":\"text_delta\",\"text\":\"Grüße\"}",
                        "\"stop_reason\":\"end_turn\"",
                        "\"input_tokens\":7")
                .endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    }

    @Test
    void anErrorHasAnthropicsForm() throws IOException, InterruptedException {
        upstream.play((request, reply) ->
                reply.json(429, "{\"error\":{\"message\":\"slow\",\"type\":\"x\"}}", "retry-after: 7"));

        var busy = post("/v1/messages", "{\"model\":\"small\"," + ASK);
        var wrong = post("/v1/messages", "{\"model\":\"small\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");

        assertThat(busy.statusCode()).isEqualTo(429);
        assertThat(busy.body()).startsWith("{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\"");
        assertThat(busy.headers().firstValue("retry-after")).isPresent();
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("invalid_request_error", "max_tokens");
    }

    @Test
    void anthropicItselfIsSentWhatTheClientWrote() throws IOException, InterruptedException {
        String answer =
                "{ \"id\":\"msg_9\", \"type\":\"message\", \"role\":\"assistant\", \"model\":\"claude-haiku-4-5\", \"content\":"
                        + "[{\"type\":\"text\",\"text\":\"Hi\"}], \"stop_reason\":\"end_turn\", \"usage\":{\"input_tokens\":2,\"output_tokens\":1} }";
        upstream.play((request, reply) -> reply.json(200, answer));

        var reply = post("/v1/messages", "{ \"model\": \"claude\", \"unknown\": [1], " + ASK);

        assertThat(reply.body()).isEqualTo(answer);
        assertThat(upstream.last().target()).isEqualTo("/v1/messages");
        assertThat(upstream.last().text()).isEqualTo("{ \"model\": \"claude-haiku-4-5\", \"unknown\": [1], " + ASK);
        assertThat(upstream.last().header("x-api-key")).isEqualTo(RunningGateway.UPSTREAM_KEY);
    }

    @Test
    void tokensAreCountedByTheProviderOrEstimated() throws IOException, InterruptedException {
        upstream.play((request, reply) -> reply.json(200, "{\"input_tokens\":14}"));
        String ask = "\"messages\":[{\"role\":\"user\",\"content\":\"How many tokens are these words?\"}]}";

        var counted = post("/v1/messages/count_tokens", "{\"model\":\"claude\"," + ask);
        assertThat(counted.body()).isEqualTo("{\"input_tokens\":14}");
        assertThat(upstream.last().target()).isEqualTo("/v1/messages/count_tokens");
        var estimated = post("/v1/messages/count_tokens", "{\"model\":\"small\"," + ask);

        assertThat(estimated.statusCode()).isEqualTo(200);
        assertThat(estimated.body()).matches("\\{\"input_tokens\":1\\d}");
        assertThat(upstream.requests()).isEqualTo(1);
    }

    @Test
    void modelsAreListedInAnthropicsForm() throws IOException, InterruptedException {
        var all = send(HttpRequest.newBuilder(uri("/v1/models")));
        var one = send(HttpRequest.newBuilder(uri("/v1/models/claude")));

        assertThat(all.body())
                .startsWith(
                        "{\"data\":[{\"type\":\"model\",\"id\":\"small\",\"display_name\":\"small\",\"created_at\":\"20")
                .contains("\"has_more\":false,\"first_id\":\"small\",\"last_id\":\"");
        assertThat(one.body()).startsWith("{\"type\":\"model\",\"id\":\"claude\"");
    }
}
