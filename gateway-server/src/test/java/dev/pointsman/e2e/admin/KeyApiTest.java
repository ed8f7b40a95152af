package dev.pointsman.e2e.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.pointsman.access.KeyStore;
import dev.pointsman.e2e.peers.RunningGateway;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Managed keys over sockets: made, changed and ended by operators, felt by clients at the next request. */
class KeyApiTest {
    private static final String KEYS = "/admin/v1/keys";

    @TempDir
    private Path folder;

    @Test
    void aKeyThatIsMadeOpensAndOneThatIsRevokedClosesAtTheNextRequest() throws Exception {
        try (RunningGateway gateway = RunningGateway.startWhole(policy("", ""))) {
            Operator operator = Operator.of(gateway);
            assertThatThrownBy(() -> chat(gateway.sdk("pm-guessed", 0))).isInstanceOf(UnauthorizedException.class);

            var made = operator.post(
                    KEYS, "{\"name\":\"ci\",\"team\":\"red\",\"tags\":[\"batch\"],\"models\":[\"small\"]}");
            assertThat(made.status()).isEqualTo(201);
            String value = made.json().path("key").asString();
            OpenAIClient client = gateway.sdk(value, 0);
            assertThat(chat(client).model()).isNotBlank();

            assertThat(operator.post(KEYS + "/ci/revoke", "{}").status()).isEqualTo(200);

            assertThatThrownBy(() -> chat(client)).isInstanceOfSatisfying(UnauthorizedException.class, refused -> {
                assertThat(refused.code()).contains("invalid_api_key");
                assertThat(refused.type()).contains("authentication_error");
                assertThat(refused.getMessage()).contains("it was revoked").doesNotContain(value);
            });
            assertThat(operator.get(KEYS).text())
                    .contains("\"state\":\"revoked\"")
                    .doesNotContain(value);
            assertThat(folder.resolve("keys.json"))
                    .content()
                    .doesNotContain(value)
                    .contains(KeyStore.hash(value));
        }
    }

    @Test
    void keysOutliveTheGatewayAndAreRotated() throws Exception {
        String first;
        String second;
        try (RunningGateway gateway = RunningGateway.startWhole(policy("", ""))) {
            Operator operator = Operator.of(gateway);
            first = operator.post(KEYS, "{\"name\":\"ci\"}").json().path("key").asString();
            second = operator.post(KEYS + "/ci/rotate", "{\"grace\":\"0s\"}")
                    .json()
                    .path("key")
                    .asString();
        }
        try (RunningGateway gateway = RunningGateway.startWhole(policy("", ""))) {
            assertThat(chat(gateway.sdk(second, 0)).model()).isNotBlank();
            assertThatThrownBy(() -> chat(gateway.sdk(first, 0))).hasMessageContaining("it was replaced");

            Operator.of(gateway).post(KEYS + "/ci/expire", "{\"at\":\"2020-02-29\"}");

            assertThatThrownBy(() -> chat(gateway.sdk(second, 0)))
                    .hasMessageContaining("it expired at 2020-03-01T00:00:00Z");
            Operator.of(gateway).post(KEYS + "/ci/expire", "{\"at\":\"never\"}");
            assertThat(chat(gateway.sdk(second, 0)).model()).isNotBlank();
        }
    }

    @Test
    void aPriorityIsGivenShownAndKept() throws Exception {
        String own = "{ name: own, hash: \"sha256:" + "a".repeat(64) + "\", priority: low }";
        try (RunningGateway gateway = RunningGateway.startWhole(policy("", own))) {
            Operator operator = Operator.of(gateway);
            var made = operator.post(KEYS, "{\"name\":\"ci\",\"priority\":\"high\"}");
            operator.post(KEYS, "{\"name\":\"other\"}");
            var changed = operator.post(KEYS + "/other/priority", "{\"priority\":\"low\"}");

            assertThat(made.json().path("priority").asString()).isEqualTo("high");
            assertThat(changed.json().path("priority").asString()).isEqualTo("low");
            assertThat(operator.get(KEYS + "/own").json().path("priority").asString())
                    .isEqualTo("low");
        }
        try (RunningGateway gateway = RunningGateway.startWhole(policy("", own))) {
            assertThat(Operator.of(gateway)
                            .get(KEYS + "/ci")
                            .json()
                            .path("priority")
                            .asString())
                    .isEqualTo("high");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | {} | 400 | name: expected letters",
                "'' | {\"name\":\"own\"} | 409 | the policy has a key named",
                "'' | {\"name\":\"ci\",\"team\":\"a\"} | 400 | already",
                "'' | {\"name\":\"x\",\"models\":[\"smal\"]} | 400 | did you mean",
                "'' | {\"name\":\"x\",\"expires\":\"soon\"} | 400 | a day such as 2027-01-31",
                "'' | {\"nam\":\"x\"} | 400 | unknown field",
                "/nobody/revoke | {} | 404 | no managed key is named",
                "/own/revoke | {} | 409 | is a key of the policy: change it there",
                "/ci/rotate | {\"grace\":\"1y\"} | 400 | grace: expected a time such as 24h",
                "/ci/expire | {} | 400 | expected",
                "'' | {\"name\":\"x\",\"priority\":\"urgent\"} | 400 | priority: expected high, normal or low",
                "/ci/priority | {\"priority\":\"top\"} | 400 | priority: expected high, normal or low",
            })
    void aMistakeIsToldAndChangesNothing(String path, String body, int status, String message) throws Exception {
        String own = "{ name: own, hash: \"sha256:" + "a".repeat(64) + "\", expires: 2020-02-29 }";
        try (RunningGateway gateway = RunningGateway.startWhole(policy("", own))) {
            Operator operator = Operator.of(gateway);
            operator.post(KEYS, "{\"name\":\"ci\"}");
            String before = operator.get(KEYS).text();

            var answer = operator.post(KEYS + path, body);

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.text()).contains(message);
            assertThat(operator.get(KEYS).text()).isEqualTo(before);
            assertThat(before).contains("\"source\":\"policy\",\"state\":\"expired\"");
            assertThat(operator.get(KEYS + "/ci").json().path("state").asString())
                    .isEqualTo("active");
            assertThat(operator.get(KEYS + "/nobody").status()).isEqualTo(404);
        }
    }

    @Test
    void aPolicyWhoseKeyHasTheNameOfAManagedOneIsRefused() throws Exception {
        String taken = policy("", "{ name: ci, hash: \"sha256:" + "a".repeat(64) + "\" }");
        try (RunningGateway gateway = RunningGateway.startWhole(policy("", ""))) {
            Operator operator = Operator.of(gateway);
            operator.post(KEYS, "{\"name\":\"ci\"}");

            var answer = operator.policy("", taken);

            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.text()).contains("keys[0].name").contains("is managed beside the policy");
        }
        assertThatThrownBy(() -> RunningGateway.startWhole(taken)).hasMessageContaining("managed beside the policy");
    }

    @Test
    void aDamagedFileEndsTheStartAndIsLeftAlone() throws Exception {
        Path file = Files.writeString(folder.resolve("keys.json"), "{\"version\":1,\"keys\":[{");

        assertThatThrownBy(() -> RunningGateway.startWhole(policy("", "")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("storage.keys: ")
                .hasMessageContaining("is damaged");
        assertThat(file).hasContent("{\"version\":1,\"keys\":[{");
    }

    @Test
    void aGatewayWithoutManagedKeysSaysSo() throws Exception {
        try (RunningGateway gateway = RunningGateway.startWhole(policy("none", ""))) {
            var answer = Operator.of(gateway).post(KEYS, "{\"name\":\"ci\"}");

            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.text()).contains("storage.keys is none");
            assertThat(chat(gateway.sdk("anything", 0)).model()).isNotBlank();
        }
    }

    private String policy(String storage, String keys) {
        String file = storage.isEmpty() ? folder.resolve("keys.json").toString() : storage;
        return RunningGateway.HEAD.replace("history: none", "history: none, keys: \"" + file + "\"")
                + "providers: { echo: { type: echo } }\nmodels: { small: echo/small }\n"
                + (keys.isEmpty() ? "" : "keys: [" + keys + "]\n");
    }

    private static ChatCompletion chat(OpenAIClient client) {
        return client.chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model("small")
                        .addUserMessage("hi")
                        .build());
    }
}
