package dev.pointsman.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.policy.files.PolicyVersion;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Commands about the policy of a gateway that runs under {@code second}, after {@code first}. */
class PolicyCommandsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path history;

    private RunningGateway gateway;

    @BeforeEach
    void start() {
        gateway = RunningGateway.startWhole(policy("first"));
        gateway.reload(policy("second"));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void versionsAreListedFromTheGatewayAndFromTheFolder() {
        assertThat(run("policy", "versions", "--admin", gateway.adminUrl()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString().lines())
                .hasSize(2)
                .first()
                .asString()
                .matches("\\S+Z  " + digest("second").substring(0, 12) + "  file  current");

        assertThat(run("policy", "versions", "--history", history.toString(), "--json"))
                .isZero();
        JsonNode page = new JsonMapper().readTree(out.toString());
        assertThat(page.path("versions").path(1).path("digest").asString()).isEqualTo(digest("first"));
    }

    @Test
    void aVersionIsShownAndComparedFromBoth() {
        String first = digest("first").substring(0, 12);
        for (String[] source : new String[][] {{"--admin", gateway.adminUrl()}, {"--history", history.toString()}}) {
            assertThat(run("policy", "show", first, source[0], source[1])).isZero();
            assertThat(out).hasToString(policy("first"));
            assertThat(run("policy", "diff", first, source[0], source[1])).isZero();
            assertThat(out.toString()).contains("-models: { first: echo/x }", "+models: { second: echo/x }");
            assertThat(run("policy", "diff", first, first, source[0], source[1]))
                    .isZero();
            assertThat(out.toString()).isEmpty();
            assertThat(run("policy", "show", "0123456789ab", source[0], source[1]))
                    .isEqualTo(1);
            assertThat(err.toString()).contains("gateway: ");
        }
    }

    @Test
    void aRollbackIsLiveInTheRunningGateway() throws Exception {
        assertThat(run("policy", "rollback", digest("first"), "--note", "oops", "--admin", gateway.adminUrl()))
                .as(err.toString())
                .isZero();

        assertThat(out.toString()).startsWith("live: " + digest("first"));
        assertThat(gateway.get(gateway.url() + "/models").body()).contains("\"first\"");
        run("policy", "versions", "--admin", gateway.adminUrl());
        assertThat(out.toString().lines().findFirst()).get().asString().endsWith("  cli  current  oops");
    }

    @Test
    void aGatewayThatIsNotThereIsToldInWords() {
        String nobody = "http://127.0.0.1:1";

        assertThat(run("policy", "rollback", "abc", "--admin", nobody)).isEqualTo(1);
        assertThat(err.toString()).contains("no gateway answers at " + nobody);
        assertThat(run("policy", "rollout", "--admin", nobody)).isEqualTo(1);
        assertThat(run("policy", "rollback")).isEqualTo(2);
        assertThat(run(
                        "policy",
                        "show",
                        "abc",
                        "--history",
                        history.resolve("none").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("no such folder");
    }

    @Test
    void aRolloutIsReportedStoppedStartedAndPromoted() throws Exception {
        String admin = gateway.adminUrl();
        assertThat(run("policy", "rollout", "--admin", admin)).isZero();
        assertThat(out.toString()).isEqualToIgnoringNewLines("state    none");
        assertThat(run("policy", "rollout", "stop", "--admin", admin)).isEqualTo(1);
        assertThat(err.toString()).contains("409 no rollout goes on");

        gateway.write("next.yaml", policy("third"));
        gateway.reload(policy("second") + "rollout: { next: next.yaml, mode: canary, share: 100% }\n");
        gateway.post(
                "/v1/chat/completions", "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
        assertThat(run("policy", "rollout", "--admin", admin)).isZero();
        assertThat(out.toString())
                .contains("state    running", "mode     canary, share 100% by user", "next     1 requests, 0 errors")
                .contains("latency mean ");
        assertThat(run("policy", "rollout", "stop", "--admin", admin)).isZero();
        assertThat(out.toString()).contains("state    stopped", "stopped by cli");
        assertThat(run("policy", "rollout", "start", "--admin", admin)).isZero();
        assertThat(run("policy", "rollout", "promote", "--admin", admin))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).startsWith("live: " + digest("third"));
        assertThat(gateway.get(gateway.url() + "/models").body()).contains("\"third\"");
    }

    @Test
    void aCheckTellsOfTheNextPolicyTooAndAllAsJson() throws IOException {
        Path folder = gateway.directory();
        Files.writeString(folder.resolve("next.yaml"), policy("third").replace("models:", "modles:"));
        String file = Files.writeString(
                        folder.resolve("now.yaml"), policy("now") + "rollout: { next: next.yaml, mode: ab }\n")
                .toString();

        assertThat(run("check", file)).isEqualTo(1);
        assertThat(err.toString()).contains("next.yaml:5:1: unknown key \"modles\"");
        assertThat(run("check", "--json", file)).isEqualTo(1);
        JsonNode page = new JsonMapper().readTree(out.toString());
        assertThat(page.path("good").asBoolean()).isFalse();
        assertThat(page.path("digest").asString()).hasSize(64);
        JsonNode problem = page.path("problems").path(1);
        assertThat(problem.path("file").asString()).endsWith("next.yaml");
        assertThat(problem.path("line").asInt()).isEqualTo(5);
        assertThat(problem.path("column").asInt()).isEqualTo(1);
        assertThat(problem.path("message").asString()).startsWith("unknown key \"modles\"");

        Files.writeString(folder.resolve("next.yaml"), policy("third"));
        assertThat(run("check", "--json", file)).isZero();
        assertThat(run("check", file)).isZero();
        assertThat(out.toString()).contains("now.yaml: good", "next.yaml: good");
    }

    private String policy(String model) {
        return RunningGateway.HEAD.replace("history: none", "history: \"" + history + "\"")
                + "providers: { echo: { type: echo } }\nmodels: { " + model + ": echo/x }\n";
    }

    private String digest(String model) {
        return PolicyVersion.digestOf(policy(model));
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine commands = Main.commandLine();
        return commands.setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
