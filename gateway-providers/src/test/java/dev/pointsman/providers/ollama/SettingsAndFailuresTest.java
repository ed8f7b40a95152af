package dev.pointsman.providers.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.provider.Feature;
import dev.pointsman.provider.Feature.Support;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.providers.Workbench;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsAndFailuresTest {
    private static final String HI = "'messages':[{'role':'user','content':'hi'}]";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ type: ollama }|localhost:11434/api/chat",
                "{ type: ollama, url: 'http://127.0.0.1:99' }|127.0.0.1:99/api/chat",
                "{ type: ollama, url: 'http://127.0.0.1:99/' }|127.0.0.1:99/api/chat",
                "{ type: ollama, url: 'http://127.0.0.1:99/v1' }|127.0.0.1:99/v1/chat/completions",
                "{ type: ollama, url: 'http://127.0.0.1:99/v1/' }|127.0.0.1:99/v1/chat/completions",
                "{ type: ollama, url: 'http://127.0.0.1:99', api: openai }|127.0.0.1:99/v1/chat/completions",
                "{ type: ollama, api: openai }|localhost:11434/v1/chat/completions",
                "{ type: ollama, url: 'http://127.0.0.1:99/v1', api: native }|127.0.0.1:99/api/chat",
                "{ type: ollama, url: 'https://ollama.com' }|ollama.com/api/chat"
            })
    void theAddressOrTheEntryTellsWhichApiIsSpoken(String entry, String called) {
        var call = Llama.bench(entry).call("m", HI);

        assertThat(call.target().authority() + call.path()).isEqualTo(called);
    }

    @Test
    void e55_by_openais_form_the_most_tokens_have_the_name_that_is_heard() {
        var sent = Llama.bench("{ type: ollama, url: 'http://h/v1' }").sent("m", HI + ",'max_completion_tokens':5");

        assertThat(sent.path("max_tokens").intValue()).isEqualTo(5);
        assertThat(sent.has("max_completion_tokens")).isFalse();
    }

    @Test
    void thePolicySaysWhatRequestsLeaveOpen() {
        var bench = Llama.bench(
                "{ type: ollama, keep_alive: 30m, options: { num_ctx: 16384, min_p: 0.1, use_mmap: true } }");

        assertThat(bench.sent("m", HI + ",'num_ctx':7"))
                .isEqualTo(Workbench.json("{'model':'m','stream':false,'messages':[{'role':'user','content':'hi'}],"
                        + "'options':{'num_ctx':7,'min_p':0.1,'use_mmap':true},'keep_alive':'30m'}"));
        assertThat(Llama.bench("{ type: ollama, keep_alive: -1 }")
                        .sent("m", HI)
                        .path("keep_alive")
                        .intValue())
                .isEqualTo(-1);
        var embedding =
                bench.adapter().encode(Workbench.request(Endpoint.EMBEDDINGS, "'input':'a'"), Workbench.model("e"));
        assertThat(Workbench.json(new String(embedding.body().toArray(), StandardCharsets.UTF_8)))
                .isEqualTo(Workbench.json("{'model':'e','input':'a','keep_alive':'30m','options':{'num_ctx':16384,"
                        + "'min_p':0.1,'use_mmap':true}}"));
    }

    @Test
    void mistakesAreToldAtTheirPlaces() {
        assertThat(Llama.bench("{ type: ollama, options: { num_ctxt: 1 }, hurry: true, api: soap }")
                        .problems())
                .hasSize(3)
                .anyMatch(problem -> problem.contains("num_ctxt"))
                .anyMatch(problem -> problem.contains("hurry"))
                .anyMatch(problem -> problem.contains("soap"));
        assertThat(Llama.bench("{ type: ollama, url: 'ftp://x' }").problems()).hasSize(1);
    }

    @Test
    void chatsEmbeddingsAndModelsAreServed() {
        ProviderAdapter adapter = Llama.bench().adapter();

        assertThat(adapter.serves(Endpoint.EMBEDDINGS)).isTrue();
        assertThat(adapter.serves(Endpoint.MODELS)).isTrue();
        assertThat(adapter.serves(Endpoint.SPEECH)).isFalse();
        assertThat(adapter.serves(Endpoint.RERANK)).isFalse();
    }

    @Test
    void whatItHasIsDeclared() {
        var features = new OllamaFactory().features("ollama");

        assertThat(features.of(Feature.IMAGE_BYTES)).isEqualTo(Support.NATIVE);
        assertThat(features.of(Feature.IMAGE_URL)).isEqualTo(Support.NONE);
        assertThat(features.of(Feature.TOOL_CHOICE)).isEqualTo(Support.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400|registry.ollama.ai/m does not support tools|UPSTREAM_REJECTED|400|",
                "400|input exceeds the context length|CONTEXT_TOO_LONG|400|context_length_exceeded",
                "401|unauthorized|UPSTREAM_AUTHENTICATION|401|invalid_api_key",
                "403|no|UPSTREAM_AUTHENTICATION|403|",
                "402|pay|QUOTA_EXHAUSTED|429|insufficient_quota",
                "404|model \"x\" not found, try pulling it first|UPSTREAM_NOT_FOUND|404|model_not_found",
                "429|slow down|RATE_LIMITED|429|rate_limit_exceeded",
                "429|you have reached your weekly usage limit|QUOTA_EXHAUSTED|429|insufficient_quota",
                "500|llama runner process has terminated|UPSTREAM_ERROR|500|upstream_error",
                "502|cloud unreachable|UPSTREAM_ERROR|502|upstream_error",
                "503|server busy, please try again.  maximum pending requests exceeded|UPSTREAM_OVERLOADED|503|upstream_overloaded",
                "504|late|UPSTREAM_TIMEOUT|504|upstream_timeout"
            })
    void e35_e36_a_refusal_is_a_text_under_error_and_keeps_its_wait(
            int status, String words, ErrorKind kind, int told, String code) {
        String body = "{\"error\":\"" + words.replace("\"", "\\\"") + "\"}";

        GatewayException failure = Llama.bench()
                .adapter()
                .failure(status, Headers.of("retry-after", "7"), body.getBytes(StandardCharsets.UTF_8));

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessage(words);
        assertThat(failure.status()).isEqualTo(told);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }
}
