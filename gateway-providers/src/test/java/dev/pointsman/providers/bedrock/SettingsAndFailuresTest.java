package dev.pointsman.providers.bedrock;

import static dev.pointsman.providers.bedrock.Converse.HI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.UpstreamRequest;
import dev.pointsman.providers.Workbench;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsAndFailuresTest {
    private static final String SIGNED =
            "{ type: bedrock, region: eu-west-1, access_key_id: $ID, secret_access_key: $SECRET, session_token: $TOKEN }";
    private static final Map<String, String> PARTS =
            Map.of("ID", "AKIDEXAMPLE", "SECRET", "secret-of-ours", "TOKEN", "token-of-ours");

    @TempDir
    private Path folder;

    private static String header(UpstreamRequest call, String name) {
        int at = call.headers().indexOf(name);
        return at < 0 ? "" : call.headers().get(at + 1);
    }

    private static String target(UpstreamRequest call) {
        return (call.target().tls() ? "https://" : "http://") + call.target().authority() + call.path();
    }

    private static GatewayException failure(int status, String name, String message) {
        return Converse.bench()
                .adapter()
                .failure(
                        status,
                        name.isEmpty() ? Headers.NONE : Headers.of("x-amzn-errortype", name),
                        ("{\"message\":\"" + message + "\"}").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aKeyIsABearerTokenAndNothingIsSigned() {
        UpstreamRequest call = Converse.bench().call("m", HI);

        assertThat(header(call, "authorization")).isEqualTo("Bearer " + Workbench.KEY);
        assertThat(call.headers()).doesNotContain("x-amz-date");
        assertThat(target(call)).isEqualTo("https://bedrock-runtime.us-east-1.amazonaws.com/model/m/converse");
    }

    @Test
    void keysOfThePolicySignWithTheirToken() {
        UpstreamRequest call = Converse.bench(SIGNED, PARTS).call("m", HI);

        assertThat(header(call, "authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260921/eu-west-1/bedrock/aws4_request,");
        assertThat(header(call, "x-amz-date")).isEqualTo("20260921T141320Z");
        assertThat(header(call, "x-amz-security-token")).isEqualTo("token-of-ours");
    }

    @Test
    void whatTheEnvironmentHasIsUsedInItsOrder() throws IOException {
        Path home = Files.createDirectories(folder.resolve(".aws"));
        Files.write(
                home.resolve("credentials"),
                List.of(
                        "[default]",
                        "aws_access_key_id=FILE",
                        "aws_secret_access_key=s",
                        "[p]",
                        "aws_access_key_id=PROFILE",
                        "aws_secret_access_key=s"));
        Map<String, String> environment = new HashMap<>(Map.of("HOME", folder.toString(), "AWS_REGION", "eu-west-1"));
        assertThat(authorization(environment)).contains("Credential=FILE/");

        environment.put("AWS_PROFILE", "p");
        assertThat(authorization(environment)).contains("Credential=PROFILE/");

        environment.put("AWS_ACCESS_KEY_ID", "ENV");
        environment.put("AWS_SECRET_ACCESS_KEY", "s");
        assertThat(authorization(environment)).contains("Credential=ENV/20260921/eu-west-1/");

        environment.put("AWS_BEARER_TOKEN_BEDROCK", "bearer-1");
        assertThat(authorization(environment)).isEqualTo("Bearer bearer-1");
    }

    private static String authorization(Map<String, String> environment) {
        return header(Converse.bench("{ type: bedrock }", environment).call("m", HI), "authorization");
    }

    @Test
    void credentialsThatChangeInTheirFileAreUsedWithoutAReload() throws IOException {
        Path file = folder.resolve("rotated");
        Files.writeString(file, "[agent]\naws_access_key_id=ONE\naws_secret_access_key=s\naws_session_token=t1\n");
        Workbench bench = Converse.bench(
                "{ type: bedrock, region: us-east-1, profile: agent, credentials_file: \"" + file + "\" }");
        assertThat(header(bench.call("m", HI), "authorization")).contains("Credential=ONE/");

        Files.writeString(file, "[agent]\naws_access_key_id=TWO\naws_secret_access_key=s\naws_session_token=t2\n");
        assertThat(header(bench.call("m", HI), "x-amz-security-token"))
                .as("no file is read on the way of a request")
                .isEqualTo("t1");
        bench.refresh();
        assertThat(header(bench.call("m", HI), "authorization")).contains("Credential=TWO/");
        assertThat(header(bench.call("m", HI), "x-amz-security-token")).isEqualTo("t2");

        Files.writeString(file, "[agent]\naws_acc");
        bench.refresh();
        assertThat(header(bench.call("m", HI), "x-amz-security-token")).isEqualTo("t2");
    }

    @Test
    void credentialsThatAreGoneAreAFailureOfTheProvider() {
        Map<String, String> environment = new HashMap<>(
                Map.of("AWS_REGION", "us-east-1", "AWS_ACCESS_KEY_ID", "A", "AWS_SECRET_ACCESS_KEY", "s"));
        Workbench bench = Converse.bench("{ type: bedrock }", environment);
        environment.clear();

        assertThatThrownBy(() -> bench.call("m", HI))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.UPSTREAM_AUTHENTICATION));
    }

    @ParameterizedTest
    @CsvSource({
        "{ type: bedrock; url: \"http://127.0.0.1:8\"; key: $KEY }, http://127.0.0.1:8/model/m/converse",
        "{ type: bedrock; url: \"http://127.0.0.1:8/base/\" }, http://127.0.0.1:8/base/model/m/converse",
        "{ type: bedrock; region: cn-north-1; key: $KEY }, https://bedrock-runtime.cn-north-1.amazonaws.com.cn/model/m/converse",
        "{ type: bedrock; url: \"https://bedrock-runtime-fips.us-gov-west-1.amazonaws.com\"; access_key_id: $KEY; secret_access_key: $KEY }, https://bedrock-runtime-fips.us-gov-west-1.amazonaws.com/model/m/converse"
    })
    void aUrlPointsAnywhere(String entry, String expected) {
        UpstreamRequest call = Converse.bench(entry.replace(';', ',')).call("m", HI);

        assertThat(target(call)).isEqualTo(expected);
        if (entry.contains("access_key_id")) {
            assertThat(header(call, "authorization")).contains("/us-gov-west-1/bedrock/");
        } else if (!entry.contains("key")) {
            assertThat(call.headers()).doesNotContain("authorization");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ type: bedrock }",
                "{ type: bedrock, region: us-east-1 }",
                "{ type: bedrock, region: Virginia, key: $KEY }",
                "{ type: bedrock, region: us-east-1, key: $KEY, profile: p }",
                "{ type: bedrock, region: us-east-1, access_key_id: $KEY }",
                "{ type: bedrock, region: us-east-1, profile: p, credentials_file: /nowhere/at/all }",
                "{ type: bedrock, url: \"http://h\", access_key_id: $KEY, secret_access_key: $KEY }",
                "{ type: bedrock, region: us-east-1, key: $KEY, guardrail: { id: g } }",
                "{ type: bedrock, region: us-east-1, key: $KEY, latency: fast }",
                "{ type: bedrock, region: us-east-1, key: $KEY, unheard_of: 1 }"
            })
    void aMistakeInAnEntryIsTold(String entry) {
        assertThat(Converse.bench(entry).problems())
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem).doesNotContain(Workbench.KEY));
    }

    @ParameterizedTest
    @CsvSource({
        "400, ValidationException:http://internal.amazon.com/coral/x/, no, UPSTREAM_REJECTED, 400",
        "400, ValidationException, Input is too long for requested model., CONTEXT_TOO_LONG, 400",
        "400, ValidationException, prompt is too long: 9 tokens, CONTEXT_TOO_LONG, 400",
        "400, ValidationException, Invocation of model ID x with on-demand throughput isn’t supported, UPSTREAM_NOT_FOUND, 404",
        "400, ServiceQuotaExceededException, no, QUOTA_EXHAUSTED, 429",
        "403, AccessDeniedException, no, UPSTREAM_AUTHENTICATION, 403",
        "400, UnrecognizedClientException, no, UPSTREAM_AUTHENTICATION, 403",
        "403, ExpiredTokenException, no, UPSTREAM_AUTHENTICATION, 403",
        "404, ResourceNotFoundException, no, UPSTREAM_NOT_FOUND, 404",
        "408, ModelTimeoutException, no, UPSTREAM_TIMEOUT, 504",
        "424, ModelErrorException, no, UPSTREAM_ERROR, 502",
        "429, ThrottlingException, no, RATE_LIMITED, 429",
        "429, ModelNotReadyException, no, RATE_LIMITED, 429",
        "500, InternalServerException, no, UPSTREAM_ERROR, 500",
        "503, ServiceUnavailableException, no, UPSTREAM_OVERLOADED, 503",
        "401, '', no, UPSTREAM_AUTHENTICATION, 401",
        "413, '', no, UPSTREAM_REJECTED, 413"
    })
    void aRefusalIsOfTheKindItsNameTells(int status, String name, String message, ErrorKind kind, int told) {
        GatewayException failure = failure(status, name, message);

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.status()).isEqualTo(told);
        assertThat(failure.text()).isEqualTo(message);
    }

    @Test
    void theNameMayStandInTheBodyAndTheMessageInAnyCase() {
        GatewayException failure = Converse.bench()
                .adapter()
                .failure(
                        400,
                        Headers.NONE,
                        "{\"__type\":\"com.amazon.coral.service#ThrottlingException\",\"Message\":\"slow\"}"
                                .getBytes(StandardCharsets.UTF_8));

        assertThat(failure.kind()).isEqualTo(ErrorKind.RATE_LIMITED);
        assertThat(failure.text()).isEqualTo("slow");
    }

    @Test
    void e37_a_throttled_call_goes_elsewhere_and_its_wait_is_kept() {
        GatewayException failure = Converse.bench()
                .adapter()
                .failure(
                        429,
                        Headers.of("x-amzn-errortype", "ThrottlingException", "retry-after", "7"),
                        "{\"message\":\"Too many requests\"}".getBytes(StandardCharsets.UTF_8));

        assertThat(failure.kind()).isEqualTo(ErrorKind.RATE_LIMITED);
        assertThat(failure.kind().mayFallBack()).isTrue();
        assertThat(failure.kind().tripsBreaker()).isFalse();
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void noPartOfTheCredentialsIsTold() {
        ProviderAdapter adapter = Converse.bench(SIGNED, PARTS).adapter();
        byte[] body = "{\"message\":\"AKIDEXAMPLE secret-of-ours token-of-ours\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(adapter.failure(403, Headers.NONE, body).text()).isEqualTo("*** *** ***");
    }

    @Test
    void aClockThatIsOffIsToldAndAmazonsCountsFromThenOn() {
        Workbench bench = Converse.bench(SIGNED, PARTS);
        Headers headers =
                Headers.of("x-amzn-errortype", "InvalidSignatureException", "date", "Mon, 21 Sep 2026 14:33:20 GMT");
        byte[] body = "{\"message\":\"Signature expired: 20260921T141320Z is now earlier than …\"}"
                .getBytes(StandardCharsets.UTF_8);

        GatewayException first = bench.adapter().failure(403, headers, body);
        assertThat(first.kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(first.kind().mayRetry()).isTrue();
        assertThat(first.text()).contains("clock is 20 minutes behind Amazon's");
        assertThat(header(bench.call("m", HI), "x-amz-date")).isEqualTo("20260921T143320Z");

        assertThat(bench.adapter().failure(403, headers, body).kind())
                .as("once is enough")
                .isEqualTo(ErrorKind.UPSTREAM_AUTHENTICATION);
    }

    @Test
    void aSignatureRefusedAtTheRightTimeIsARefusalOfOurKey() {
        ProviderAdapter adapter = Converse.bench(SIGNED, PARTS).adapter();
        for (String date : List.of("Mon, 21 Sep 2026 14:15:20 GMT", "yesterday", "")) {
            GatewayException failure = adapter.failure(
                    403,
                    Headers.of("x-amzn-errortype", "InvalidSignatureException", "date", date),
                    "{\"message\":\"The request signature we calculated does not match\"}"
                            .getBytes(StandardCharsets.UTF_8));

            assertThat(failure.kind()).isEqualTo(ErrorKind.UPSTREAM_AUTHENTICATION);
        }
    }
}
