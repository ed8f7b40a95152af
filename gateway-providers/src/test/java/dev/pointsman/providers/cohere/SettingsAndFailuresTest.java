package dev.pointsman.providers.cohere;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.provider.UpstreamRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsAndFailuresTest {
    private static final String HI = "'messages':[{'role':'user','content':'hi'}]";

    @Test
    void leftOutSettingsAreCoheresOwn() {
        UpstreamRequest call = Command.call("command-a-03-2025", HI);

        assertThat(call.target().host()).isEqualTo("api.cohere.com");
        assertThat(call.target().tls()).isTrue();
        assertThat(call.path()).isEqualTo("/v2/chat");
        assertThat(call.headers())
                .containsSequence("authorization", "Bearer " + Command.KEY)
                .containsSequence("accept", "application/json")
                .containsSequence("content-type", "application/json");
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:9/, /v2/chat",
        "http://127.0.0.1:9/proxy, /proxy/v2/chat",
        "http://127.0.0.1:9/proxy/v2, /proxy/v2/chat",
        "http://127.0.0.1:9/v1, /v2/chat",
        "http://127.0.0.1:9/p?x=1, /p/v2/chat?x=1"
    })
    void anyAddressMayTakeItsPlace(String url, String path) {
        UpstreamRequest call = Command.adapter("{ type: cohere, url: \"" + url + "\" }")
                .encode(Command.request(HI), Command.model("m"));

        assertThat(call.target().authority()).isEqualTo("127.0.0.1:9");
        assertThat(call.path()).isEqualTo(path);
        assertThat(call.headers()).doesNotContain("authorization");
    }

    @Test
    void mistakesAreToldWithTheirPlace() {
        assertThat(Command.problems("{ type: cohere }"))
                .singleElement()
                .asString()
                .contains("missing key \"key\"");
        assertThat(Command.problems("{ type: cohere, key: $KEY, url: \"ftp://x\" }"))
                .singleElement()
                .asString()
                .contains("expected a URL");
        assertThat(Command.problems("{ type: cohere, key: $KEY, input_type: any }"))
                .singleElement()
                .asString()
                .contains("input_type");
        assertThat(Command.problems("{ type: cohere, key: $KEY, inputtype: x }"))
                .singleElement()
                .asString()
                .contains("unknown key");
    }

    @Test
    void chatEmbeddingsRerankAndModelsAreServed() {
        assertThat(Endpoint.values())
                .filteredOn(Command.adapter()::serves)
                .containsExactly(Endpoint.CHAT_COMPLETIONS, Endpoint.EMBEDDINGS, Endpoint.RERANK, Endpoint.MODELS);
    }

    @ParameterizedTest
    @CsvSource({
        "400, bad request, UPSTREAM_REJECTED, 400",
        "422, unprocessable, UPSTREAM_REJECTED, 400",
        "400, too many tokens: the prompt has 9, CONTEXT_TOO_LONG, 400",
        "413, large, UPSTREAM_REJECTED, 413",
        "401, invalid api token, UPSTREAM_AUTHENTICATION, 401",
        "498, invalid token, UPSTREAM_AUTHENTICATION, 401",
        "402, pay, QUOTA_EXHAUSTED, 429",
        "403, no, UPSTREAM_AUTHENTICATION, 403",
        "404, model 'x' not found, UPSTREAM_NOT_FOUND, 404",
        "429, trial key: limited to 20 API calls / minute, RATE_LIMITED, 429",
        "429, trial key: limited to 1000 API calls / month, QUOTA_EXHAUSTED, 429",
        "499, closed, UPSTREAM_ERROR, 499",
        "500, oops, UPSTREAM_ERROR, 500",
        "501, not here, UPSTREAM_ERROR, 501",
        "502, gateway, UPSTREAM_ERROR, 502",
        "503, busy, UPSTREAM_OVERLOADED, 503",
        "504, slow, UPSTREAM_TIMEOUT, 504"
    })
    void everyStatusHasItsMeaning(int status, String said, ErrorKind kind, int told) {
        byte[] body = ("{\"id\":\"1\",\"message\":\"" + said + "\"}").getBytes(StandardCharsets.UTF_8);

        GatewayException failure = Command.adapter().failure(status, Headers.of("retry-after", "7"), body);

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.status()).isEqualTo(told);
        assertThat(failure.text()).isEqualTo(said);
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void aMessageUnderDataIsFoundToo() {
        byte[] body = "{\"data\":\"said here\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(Command.adapter().failure(500, Headers.NONE, body).text()).isEqualTo("said here");
    }
}
