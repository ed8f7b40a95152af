package dev.pointsman.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.provider.Target;
import dev.pointsman.provider.UpstreamRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenAiSettingsTest {
    @Test
    void openAiIsCalledAtItsOwnAddressWithABearerKey() {
        UpstreamRequest sent = chat("{ type: openai, key: $KEY }", "m");

        assertThat(sent.target()).isEqualTo(new Target("api.openai.com", 443, true, true));
        assertThat(sent.path()).isEqualTo("/v1/chat/completions");
        assertThat(sent.headers())
                .containsExactly(
                        "content-type",
                        "application/json",
                        "accept",
                        "application/json",
                        "authorization",
                        "Bearer " + Adapters.KEY);
    }

    @Test
    void aLocalServerOfThatFormNeedsNoKey() {
        UpstreamRequest sent = chat("{ type: openai, url: \"http://localhost:8000/v1/\" }", "m");

        assertThat(sent.target()).isEqualTo(new Target("localhost", 8000, false, false));
        assertThat(sent.path()).isEqualTo("/v1/chat/completions");
        assertThat(sent.headers()).doesNotContain("authorization");
    }

    @Test
    void everythingCanBeSaidInThePolicy() {
        String entry = """
                type: openai-compatible
                url: "https://models.example/api?tenant=7"
                key: $KEY
                auth: x-api-key
                headers: { X-Title: Pointsman, X-Secret: $KEY }
                drop: [seed]
                rename: { max_completion_tokens: max_new_tokens }
                quirks: { stop-as-list: true, developer-as-system: false, no-stream-options: true }
                endpoints: [chat/completions]
                """;
        String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"developer\",\"content\":\"Hi\"}],\"seed\":1,"
                + "\"stop\":\"X\",\"max_completion_tokens\":3,\"stream\":true}";

        UpstreamRequest sent = sent(entry, "m", body);

        assertThat(sent.path()).isEqualTo("/api/chat/completions?tenant=7");
        assertThat(sent.headers())
                .containsSequence("accept", "text/event-stream")
                .containsSequence("x-api-key", Adapters.KEY)
                .containsSequence("x-title", "Pointsman")
                .containsSequence("x-secret", Adapters.KEY)
                .doesNotContain("authorization");
        assertThat(new String(sent.body().toArray(), StandardCharsets.UTF_8))
                .isEqualTo("{\"model\":\"m\",\"messages\":[{\"role\":\"developer\",\"content\":\"Hi\"}],"
                        + "\"stop\":[\"X\"],\"stream\":true,\"max_new_tokens\":3}");
        assertThat(Adapters.of(entry).serves(Endpoint.CHAT_COMPLETIONS)).isTrue();
        assertThat(Adapters.of(entry).serves(Endpoint.EMBEDDINGS)).isFalse();
    }

    @Test
    void azureIsCalledInItsNewStyleByItsResource() {
        UpstreamRequest sent = chat("{ type: azure, resource: acme, key: $KEY }", "prod-mini");

        assertThat(sent.target().host()).isEqualTo("acme.openai.azure.com");
        assertThat(sent.path()).isEqualTo("/openai/v1/chat/completions");
        assertThat(sent.headers()).containsSequence("api-key", Adapters.KEY).doesNotContain("authorization");
    }

    @Test
    void azureIsCalledInItsClassicStyleByItsDeployment() {
        UpstreamRequest sent = chat(
                "{ type: azure, url: \"https://acme.openai.azure.us/?x=1\", style: classic, key: $KEY, auth: bearer }",
                "my model/ü");

        assertThat(sent.target().host()).isEqualTo("acme.openai.azure.us");
        assertThat(sent.path())
                .isEqualTo("/openai/deployments/my%20model%2F%C3%BC/chat/completions?x=1&api-version=2024-10-21");
        assertThat(sent.headers()).containsSequence("authorization", "Bearer " + Adapters.KEY);
    }

    @Test
    void anOldAzureVersionGetsNoStreamOptions() {
        String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stream\":true}";
        String old = "{ type: azure, resource: acme, style: classic, api_version: \"2024-06-01\", key: $KEY }";

        UpstreamRequest sent = sent(old, "m", body);

        assertThat(new String(sent.body().toArray(), StandardCharsets.UTF_8)).doesNotContain("stream_options");
        assertThat(sent.path()).endsWith("?api-version=2024-06-01");
    }

    @Test
    void onlyTwoOfTheClientsHeadersGoOn() {
        Headers headers = Headers.of(
                "openai-beta", "assistants=v2", "idempotency-key", "k1", "user-agent", "x", "x-stainless-os", "Linux");
        ApiRequest request = ApiRequest.parse(
                Endpoint.EMBEDDINGS,
                "/v1/embeddings",
                headers,
                "{\"model\":\"m\",\"input\":\"a\"}".getBytes(StandardCharsets.UTF_8));

        UpstreamRequest sent = Adapters.of("{ type: openai, key: $KEY }").encode(request, deployment("m"));

        assertThat(sent.headers())
                .containsSequence("openai-beta", "assistants=v2")
                .containsSequence("idempotency-key", "k1")
                .doesNotContain("user-agent", "x-stainless-os");
    }

    @Test
    void aProviderThatNeedsAKeySaysSo() {
        assertThat(Adapters.problems("{ type: groq }"))
                .containsExactly("test.yaml:1:1: missing key \"key\": type groq needs one, such as key: $GROQ_API_KEY");
        assertThat(Adapters.problems("{ type: ollama }")).isEmpty();
    }

    @Test
    void mistakesAreToldAtTheirPlaces() {
        String entry = """
                type: azure
                key: $KEY
                style: new
                sytle: v1
                auth: basic
                headers: { Host: x }
                quirks: { stop-as-lists: true }
                endpoints: [chat/completion]
                """;

        assertThat(Adapters.problems(entry))
                .containsExactly(
                        "test.yaml:1:1: missing key \"resource\" or \"url\": type azure has no address of its own",
                        "test.yaml:3:8: style: expected one of v1, classic but found \"new\"",
                        "test.yaml:4:1: unknown key \"sytle\" (did you mean \"style\"?)",
                        "test.yaml:5:7: auth: expected one of bearer, api-key, x-api-key, none but found \"basic\"",
                        "test.yaml:6:12: headers: header \"Host\" cannot be set",
                        "test.yaml:7:11: quirks: unknown key \"stop-as-lists\" (did you mean \"stop-as-list\"?)",
                        "test.yaml:8:13: endpoints[0]: unknown endpoint \"chat/completion\""
                                + " (did you mean \"chat/completions\"?)");
    }

    @Test
    void aUrlThatIsNoneIsTold() {
        assertThat(Adapters.problems("{ type: openai, url: \"ftp://host/v1\" }"))
                .containsExactly(
                        "test.yaml:1:22: url: expected a URL such as https://host/v1 but found \"ftp://host/v1\"");
    }

    private static UpstreamRequest chat(String entry, String upstream) {
        return sent(entry, upstream, "{\"model\":\"fast\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
    }

    private static UpstreamRequest sent(String entry, String upstream, String body) {
        ApiRequest request = ApiRequest.parse(
                Endpoint.CHAT_COMPLETIONS,
                Endpoint.CHAT_COMPLETIONS.path(),
                Headers.NONE,
                body.getBytes(StandardCharsets.UTF_8));
        return Adapters.of(entry).encode(request, deployment(upstream));
    }

    private static Deployment deployment(String upstream) {
        return new Deployment("it", upstream, 1, null, Map.of());
    }
}
