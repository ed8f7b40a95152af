package dev.pointsman.e2e.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import dev.pointsman.e2e.peers.StreamLoad;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The policy of a running gateway is read, replaced, compared and rolled back. */
class PolicyApiTest {
    @TempDir
    private Path history;

    @Test
    void aPostedPolicyIsLiveAtOnceAndInItsFile() throws Exception {
        try (var gateway = RunningGateway.startWhole(policy("first"))) {
            var operator = Operator.of(gateway);

            var answer = operator.policy("?note=why+not", policy("second"));

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.json().path("live").asBoolean()).isTrue();
            assertThat(gateway.get(gateway.url() + "/models").body())
                    .contains("\"second\"")
                    .doesNotContain("\"first\"");
            assertThat(gateway.file()).hasContent(policy("second"));
            JsonNode current = operator.get("/admin/v1/policy").json();
            assertThat(current.path("text").asString()).isEqualTo(policy("second"));
            assertThat(current.path("digest").asString())
                    .isEqualTo(answer.json().path("digest").asString());
            JsonNode latest = operator.get("/admin/v1/policy/versions")
                    .json()
                    .path("versions")
                    .path(0);
            assertThat(latest.path("who").asString()).isEqualTo("local");
            assertThat(latest.path("note").asString()).isEqualTo("why not");
            assertThat(latest.path("current").asBoolean()).isTrue();
        }
    }

    @Test
    void aDryRunTellsEveryProblemWithItsPlaceAndChangesNothing() throws Exception {
        try (var gateway = RunningGateway.startWhole(policy("first"))) {
            var operator = Operator.of(gateway);

            var good = operator.policy("?dry_run=true", policy("second"));
            var bad = operator.policy("?dry_run=true", policy("second") + "scores: { s: { weigths: 1 } }\n");
            var failing = operator.policy(
                    "?dry_run=true",
                    policy("second")
                            + "tests: [{ given: { text: hi, model: second }, expect: { model_not: second } }]\n");

            assertThat(good.status()).isEqualTo(200);
            assertThat(good.json().path("valid").asBoolean()).isTrue();
            assertThat(bad.status()).isEqualTo(422);
            assertThat(bad.json().path("problems").toString())
                    .contains("\"line\":6,\"column\":")
                    .contains("unknown key \\\"weigths\\\" (did you mean \\\"weights\\\"?)");
            assertThat(failing.json().path("tests").path("failed").asInt()).isEqualTo(1);
            assertThat(gateway.file()).hasContent(policy("first"));
            assertThat(operator.get("/admin/v1/policy").json().path("text").asString())
                    .isEqualTo(policy("first"));
        }
    }

    @Test
    void aBadPolicyIsRefusedAndTheOneBeforeStays() throws Exception {
        try (var gateway = RunningGateway.startWhole(policy("first"))) {
            var operator = Operator.of(gateway);

            var answer = operator.policy("", "models: [oops");

            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.json()
                            .path("error")
                            .path("problems")
                            .path(0)
                            .path("message")
                            .asString())
                    .startsWith("not YAML");
            assertThat(gateway.file()).hasContent(policy("first"));
            assertThat(gateway.get(gateway.url() + "/models").body()).contains("\"first\"");
        }
    }

    @Test
    void versionsAreComparedAndRolledBackByTheFirstDigitsOfTheirDigests() throws Exception {
        try (var gateway = RunningGateway.startWhole(policy("first"))) {
            var operator = Operator.of(gateway);
            String first =
                    operator.get("/admin/v1/policy").json().path("digest").asString();
            operator.policy("", policy("second"));

            String diff = operator.get("/admin/v1/policy/diff?from=" + first.substring(0, 12))
                    .json()
                    .path("diff")
                    .asString();
            var back = operator.post("/admin/v1/policy/rollback", "{\"to\":\"" + first.substring(0, 12) + "\"}");

            assertThat(diff).contains("-models: { first: echo/x }", "+models: { second: echo/x }", " storage: ");
            assertThat(back.status()).as(back.text()).isEqualTo(200);
            assertThat(gateway.file()).hasContent(policy("first"));
            assertThat(gateway.get(gateway.url() + "/models").body()).contains("\"first\"");
            JsonNode versions = operator.get("/admin/v1/policy/versions").json().path("versions");
            assertThat(versions.size()).isEqualTo(3);
            assertThat(versions.path(0).path("note").asString()).isEqualTo("rollback to " + first.substring(0, 12));
            assertThat(operator.get("/admin/v1/policy/versions/" + first)
                            .json()
                            .path("text")
                            .asString())
                    .isEqualTo(policy("first"));
            assertThat(operator.get("/admin/v1/policy/versions/0123456789ab").status())
                    .isEqualTo(404);
            assertThat(operator.get("/admin/v1/policy/versions/..%2f..%2fgateway")
                            .status())
                    .isEqualTo(404);
        }
    }

    @Test
    void aFileThatMayNotBeWrittenIsToldAndCanBeLeftAlone() throws Exception {
        try (var gateway = RunningGateway.startWhole(policy("first"))) {
            var operator = Operator.of(gateway);
            Files.delete(gateway.file());
            Files.createDirectory(gateway.file()); // no program, whoever runs it, can put a file in its place

            var refused = operator.policy("", policy("second"));
            var inMemory = operator.policy("?in_memory=true", policy("third"));

            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.text()).contains("cannot be written", "in_memory");
            assertThat(inMemory.status()).isEqualTo(200);
            assertThat(inMemory.json().path("in_memory").asBoolean()).isTrue();
            assertThat(gateway.get(gateway.url() + "/models").body()).contains("\"third\"");
            Files.delete(gateway.file());
            gateway.write(policy("fourth"));
            await().until(() -> gateway.get(gateway.url() + "/models").body().contains("\"fourth\""));
            assertThat(operator.get("/admin/v1/policy").json().path("in_memory").asBoolean())
                    .isFalse();
        }
    }

    @Test
    void permissionsOfTheFileAreKept() throws Exception {
        try (var gateway = RunningGateway.startWhole(policy("first"))) {
            Files.setPosixFilePermissions(gateway.file(), PosixFilePermissions.fromString("rw-r-----"));

            Operator.of(gateway).policy("", policy("second"));

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(gateway.file())))
                    .isEqualTo("rw-r-----");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/admin/v1/policy | text/plain | 415",
                "/admin/v1/policy | application/x-www-form-urlencoded | 415",
                "/admin/v1/policy | '' | 415",
                "/admin/v1/policy?dry_run=perhaps | application/yaml | 400",
                "/admin/v1/policy/rollback | application/json | 400",
                "/admin/v1/policy/versions | application/json | 405",
                "/admin/v1/nothing | application/json | 404",
                "/health/live | application/json | 413",
            })
    void whatIsNotUnderstoodIsRefusedInJson(String path, String type, int status) throws Exception {
        try (var gateway = RunningGateway.startWhole(policy("first"))) {
            var answer = Operator.of(gateway).post(path, type, BodyPublishers.ofString("[1]"));

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.json().path("error").path("message").asString()).isNotEmpty();
        }
    }

    @Test
    void hostileBodiesAreRefusedAndTheGatewayGoesOn() throws Exception {
        try (var gateway = RunningGateway.startWhole(policy("first"))) {
            var operator = Operator.of(gateway);
            byte[] notText = "models: \u00e9".getBytes(StandardCharsets.ISO_8859_1);

            assertThat(operator.post("/admin/v1/policy", "application/yaml", BodyPublishers.ofByteArray(notText))
                            .status())
                    .isEqualTo(400);
            assertThat(operator.policy("", "a: ".repeat(500_000)).status()).isEqualTo(422);
            assertThat(operator.policy("", "[".repeat(100_000)).status()).isEqualTo(422);
            assertThat(operator.policy("", "").status()).isEqualTo(422);
            assertThat(tooLarge(gateway)).isIn(413, 0);
            assertThat(operator.get("/admin/v1/policy").json().path("text").asString())
                    .isEqualTo(policy("first"));
        }
    }

    @Test
    void rollbacksUnderLoadLoseNoRequest() throws Exception {
        try (var upstream = ScriptedUpstream.playing(Replies.words(8));
                var gateway = RunningGateway.startWhole(served(upstream, "one"))) {
            var operator = Operator.of(gateway);
            String first =
                    operator.get("/admin/v1/policy").json().path("digest").asString();
            String second = operator.policy("", served(upstream, "two"))
                    .json()
                    .path("digest")
                    .asString();
            String ask =
                    "{\"model\":\"auto\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Count.\"}]}";
            try (var load = new StreamLoad(gateway, 20, ask, "data: [DONE]\n\n")) {
                StreamLoad.Outcome outcome = load.during(() -> swap(operator, first, second));

                assertThat(outcome.failures()).isEmpty();
                assertThat(outcome.requests()).isGreaterThanOrEqualTo(20);
            }
            assertThat(operator.get("/admin/v1/policy").json().path("digest").asString())
                    .isEqualTo(second);
        }
    }

    private static void swap(Operator operator, String first, String second) {
        for (int i = 0; i < 60; i++) {
            try {
                String to = i % 2 == 0 ? first : second;
                assertThat(operator.post("/admin/v1/policy/rollback", "{\"to\":\"" + to + "\"}")
                                .status())
                        .isEqualTo(200);
            } catch (IOException | InterruptedException failure) {
                throw new AssertionError(failure);
            }
        }
    }

    /** Status of a body beyond every limit; 0 where the connection was ended while it was sent. */
    private static int tooLarge(RunningGateway gateway) throws InterruptedException {
        try {
            return Operator.of(gateway).policy("", "#".repeat(3_000_000)).status();
        } catch (IOException cut) {
            return 0;
        }
    }

    private String policy(String model) {
        return head() + "providers: { echo: { type: echo } }\nmodels: { " + model + ": echo/x }\n";
    }

    private String head() {
        return RunningGateway.HEAD.replace("history: none", "history: \"" + history + "\"");
    }

    private String served(ScriptedUpstream upstream, String rule) {
        return head() + """
                providers: { up: { type: openai, url: "%s", key: $UPSTREAM_KEY } }
                models: { small: up/small }
                rules: [{ name: %s, then: { use: small } }]
                """.formatted(upstream.url(), rule);
    }
}
