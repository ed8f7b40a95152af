package dev.pointsman.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.config.Yaml;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.ProviderSettings;
import dev.pointsman.provider.Target;
import dev.pointsman.provider.UpstreamRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class SettingsAndFailuresTest {
    private static UpstreamRequest call(String entry, String model, String fields) {
        return Google.adapter(entry).encode(Google.request(fields), Google.model(model));
    }

    private static GatewayException failure(int status, String body) {
        return Google.adapter()
                .failure(status, Headers.NONE, body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theDefaultsCallAiStudio() {
        UpstreamRequest call = Google.call("gemini-2.5-flash", Google.HI);

        assertThat(call.target()).isEqualTo(new Target("generativelanguage.googleapis.com", 443, true, true));
        assertThat(call.method()).isEqualTo("POST");
        assertThat(call.path()).isEqualTo("/v1beta/models/gemini-2.5-flash:generateContent");
        assertThat(call.headers())
                .containsSubsequence("accept", "application/json", "x-goog-api-key", Google.KEY)
                .doesNotContain("authorization");
        assertThat(call.path()).doesNotContain(Google.KEY);
    }

    @Test
    void aStreamIsAskedForAsEvents() {
        UpstreamRequest call = Google.call("gemini-2.5-flash", "'stream':true," + Google.HI);

        assertThat(call.path()).isEqualTo("/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse");
        assertThat(call.headers()).containsSubsequence("accept", "text/event-stream");
        assertThat(Google.body(call).has("stream")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://127.0.0.1:81 | gemini-x | /v1beta/models/gemini-x:generateContent",
                "http://127.0.0.1:81/ | models/gemini-x | /v1beta/models/gemini-x:generateContent",
                "http://127.0.0.1:81/proxy/v1alpha | gemini-x | /proxy/v1alpha/models/gemini-x:generateContent",
                "http://127.0.0.1:81/proxy?a=b | tunedModels/x y | /proxy/v1beta/tunedModels/x%20y:generateContent?a=b"
            })
    void theAddressMayBeAnyOther(String url, String model, String path) {
        UpstreamRequest call = call("{ type: gemini, key: $KEY, url: '" + url + "' }", model, Google.HI);

        assertThat(call.target()).isEqualTo(new Target("127.0.0.1", 81, false, false));
        assertThat(call.path()).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({
        "europe-west4, europe-west4-aiplatform.googleapis.com",
        "global, aiplatform.googleapis.com",
        "us, aiplatform.us.rep.googleapis.com",
        "eu, aiplatform.eu.rep.googleapis.com"
    })
    void vertexIsCalledWhereTheProjectIs(String location, String host) {
        UpstreamRequest call = call(
                "{ type: vertex, key: $KEY, project: acme, location: " + location + " }",
                "gemini-2.5-pro",
                "'stream':true," + Google.HI);

        assertThat(call.target()).isEqualTo(new Target(host, 443, true, true));
        assertThat(call.path())
                .isEqualTo("/v1/projects/acme/locations/" + location
                        + "/publishers/google/models/gemini-2.5-pro:streamGenerateContent?alt=sse");
        assertThat(call.headers()).containsSubsequence("authorization", "Bearer " + Google.KEY);
    }

    @ParameterizedTest
    @CsvSource({
        "google/gemini-2.5-pro, projects/acme/locations/global/publishers/google/models/gemini-2.5-pro",
        "publishers/google/models/x, projects/acme/locations/global/publishers/google/models/x",
        "endpoints/123, projects/acme/locations/global/endpoints/123",
        "projects/p/locations/l/endpoints/1, projects/p/locations/l/endpoints/1"
    })
    void modelsOfVertexMayBeNamedWithTheirPath(String model, String path) {
        UpstreamRequest call = call("{ type: vertex, key: $KEY, project: acme }", model, Google.HI);

        assertThat(call.path()).isEqualTo("/v1/" + path + ":generateContent");
    }

    @Test
    void aKeyMayStandForAProjectOfVertex() {
        UpstreamRequest call = call("{ type: vertex, key: $KEY, auth: api-key }", "gemini-2.5-pro", Google.HI);

        assertThat(call.target().host()).isEqualTo("aiplatform.googleapis.com");
        assertThat(call.path()).isEqualTo("/v1/publishers/google/models/gemini-2.5-pro:generateContent");
        assertThat(call.headers()).containsSubsequence("x-goog-api-key", Google.KEY);
    }

    @Test
    void everyKeyChangesTheCall() {
        ProviderAdapter adapter =
                Google.adapter("{ type: vertex, key: $KEY, url: 'http://x:81/', project: p, location: l,"
                        + " auth: api-key, thoughts: true, signature_filler: false, blocked_prompt: error,"
                        + " safety: { civic-integrity: block-low-and-above } }");
        UpstreamRequest call = adapter.encode(
                Google.request(Google.HI + ",'labels':{'team':'a'},'service_tier':'flex'"),
                Google.model("gemini-3-pro"));

        assertThat(call.target()).isEqualTo(new Target("x", 81, false, false));
        assertThat(call.path())
                .isEqualTo("/v1/projects/p/locations/l/publishers/google/models/gemini-3-pro:generateContent");
        assertThat(call.headers()).contains("x-goog-api-key");
        JsonNode body = Google.body(call);
        assertThat(body.at("/generationConfig/thinkingConfig/includeThoughts").booleanValue())
                .isTrue();
        assertThat(body.at("/safetySettings/0/category").stringValue()).isEqualTo("HARM_CATEGORY_CIVIC_INTEGRITY");
        assertThat(body.path("labels")).isEqualTo(Google.json("{'team':'a'}"));
        assertThat(call.dropped()).containsExactly("service_tier");
    }

    @Test
    void aTokenInAFileIsReadAgainWhenItChanges(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "first\n");
        Yaml yaml = Yaml.of("{ type: vertex, key: 'file:" + file + "', project: acme }");
        ProviderAdapter adapter = new GeminiFactory()
                .create(new ProviderSettings(
                        "it",
                        "vertex",
                        null,
                        Objects.requireNonNull(yaml.node().at("key")).secret(),
                        Duration.ofSeconds(1),
                        yaml.node()));
        Files.writeString(file, "second\n");
        yaml.node().secretFiles().refresh();

        UpstreamRequest call = adapter.encode(Google.request(Google.HI), Google.model("gemini-2.5-pro"));

        assertThat(yaml.problems()).isEmpty();
        assertThat(call.headers()).containsSubsequence("authorization", "Bearer second");
    }

    @Test
    void mistakesAreToldAllAtOnce() {
        assertThat(Google.problems("{ type: gemini, auth: basic, project: x, thoughts: maybe, blocked_prompt: shrug,"
                        + " safety: { rudeness: off, harassment: sometimes } }"))
                .hasSize(7)
                .anySatisfy(problem -> assertThat(problem).contains("$GEMINI_API_KEY"))
                .anySatisfy(problem -> assertThat(problem).contains("project"))
                .anySatisfy(problem -> assertThat(problem).contains("rudeness"));
        assertThat(Google.problems("{ type: vertex, key: $KEY }"))
                .singleElement()
                .satisfies(problem -> assertThat(problem).contains("missing key \"project\""));
        assertThat(Google.problems("{ type: vertex, key: $KEY, project: 'a/b', url: 'nowhere' }"))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | INVALID_ARGUMENT | Invalid value at contents | UPSTREAM_REJECTED | 400 | ",
                "400 | INVALID_ARGUMENT | API key not valid. Please pass a valid API key. | UPSTREAM_AUTHENTICATION | 401 | invalid_api_key",
                "400 | INVALID_ARGUMENT | The input token count (9) exceeds the maximum number of tokens allowed (8). | CONTEXT_TOO_LONG | 400 | context_length_exceeded",
                "400 | FAILED_PRECONDITION | User location is not supported | UPSTREAM_AUTHENTICATION | 403 | ",
                "401 | UNAUTHENTICATED | Request had invalid credentials | UPSTREAM_AUTHENTICATION | 401 | invalid_api_key",
                "403 | PERMISSION_DENIED | no | UPSTREAM_AUTHENTICATION | 403 | ",
                "404 | NOT_FOUND | models/x is not found | UPSTREAM_NOT_FOUND | 404 | model_not_found",
                "413 | X | big | UPSTREAM_REJECTED | 413 | request_too_large",
                "429 | RESOURCE_EXHAUSTED | slow | RATE_LIMITED | 429 | rate_limit_exceeded",
                "499 | CANCELLED | gone | UPSTREAM_REJECTED | 499 | ",
                "500 | INTERNAL | oops | UPSTREAM_ERROR | 500 | upstream_error",
                "503 | UNAVAILABLE | The model is overloaded. | UPSTREAM_OVERLOADED | 503 | server_is_overloaded",
                "504 | DEADLINE_EXCEEDED | late | UPSTREAM_TIMEOUT | 504 | upstream_timeout",
                "524 | X | proxy | UPSTREAM_ERROR | 502 | upstream_error"
            })
    void e35_e37_every_refusal_has_a_kind_and_a_status_that_clients_know(
            int status, String word, String message, ErrorKind kind, int told, @Nullable String code) {
        String error = "{'error':{'code':" + status + ",'message':'" + message + "','status':'" + word + "'}}";

        for (String body : new String[] {error, "[" + error + "]"}) {
            GatewayException failure = failure(status, body);

            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure).hasMessage(message);
            assertThat(failure.status()).isEqualTo(told);
            assertThat(failure.code()).isEqualTo(code);
        }
    }

    @Test
    void e36_the_wait_of_the_details_is_told() {
        String body = "{'error':{'code':429,'message':'slow','status':'RESOURCE_EXHAUSTED','details':["
                + "{'@type':'type.googleapis.com/google.rpc.QuotaFailure','violations':[{'quotaId':'GenerateRequestsPerMinute'}]},"
                + "{'@type':'type.googleapis.com/google.rpc.RetryInfo','retryDelay':'17.5s'}]}}";

        assertThat(failure(429, body).retryAfter()).isEqualTo(Duration.ofMillis(17_500));
        assertThat(failure(429, "[" + body + "]").retryAfter()).isEqualTo(Duration.ofMillis(17_500));
        assertThat(Google.adapter()
                        .failure(
                                429,
                                Headers.of("retry-after", "3"),
                                body.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
                        .retryAfter())
                .isEqualTo(Duration.ofSeconds(3));
        assertThat(failure(429, body.replace("17.5s", "soon")).retryAfter()).isNull();
    }

    @Test
    void e37_a_quota_of_the_day_is_not_tried_again() {
        GatewayException failure = failure(
                429,
                "{'error':{'code':429,'message':'quota','status':'RESOURCE_EXHAUSTED','details':[{'violations':["
                        + "{'quotaId':'GenerateRequestsPerDayPerProjectPerModel-FreeTier'}]}]}}");

        assertThat(failure.kind()).isEqualTo(ErrorKind.QUOTA_EXHAUSTED);
        assertThat(failure.code()).isEqualTo("insufficient_quota");
    }

    @Test
    void aPageOfHtmlIsAnErrorOfTheProvider() {
        GatewayException failure = failure(502, "<html><title>Error 502 (Server Error)!!1</title>");

        assertThat(failure.kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(failure).hasMessage("Error 502 (Server Error)!!1");
    }
}
