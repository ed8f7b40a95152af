package dev.pointsman.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.e2e.peers.RunningGateway;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Commands about the virtual keys of a gateway that runs. */
class KeysCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void aKeyIsMadeChangedAndEndedByCommand() {
        String policy = RunningGateway.HEAD.replace(
                        "history: none", "history: none, keys: \"" + folder.resolve("keys.json") + "\"")
                + "providers: { echo: { type: echo } }\nmodels: { small: echo/small }\n";
        try (RunningGateway gateway = RunningGateway.startWhole(policy)) {
            assertThat(run(
                            gateway,
                            "create",
                            "ci",
                            "--team",
                            "red",
                            "--tag",
                            "a",
                            "--model",
                            "small",
                            "--priority",
                            "low",
                            "--expires",
                            "2999-01-31"))
                    .as(err.toString())
                    .isZero();
            assertThat(out.toString())
                    .containsPattern("key \\(shown once, give it to the client\\):  pm-\\S{32}\n")
                    .contains(
                            "managed  active   ci  team red  tags a  models small  priority low  expires 2999-02-01T00:00:00Z");

            assertThat(run(gateway, "rotate", "ci", "--grace", "1h", "--json")).isZero();
            assertThat(new JsonMapper().readTree(out.toString()).path("hashes").size())
                    .isEqualTo(2);
            assertThat(run(gateway, "expire", "ci", "never")).isZero();
            assertThat(out.toString()).doesNotContain("expires").doesNotContain("pm-");
            assertThat(out.toString()).contains("priority low");
            assertThat(run(gateway, "priority", "ci", "normal")).isZero();
            assertThat(out.toString()).doesNotContain("priority");
            assertThat(run(gateway, "revoke", "ci")).isZero();
            assertThat(run(gateway, "list")).isZero();
            assertThat(out.toString()).startsWith("managed  revoked  ci  team red");
            assertThat(run(gateway, "show", "ci")).isZero();
            assertThat(Instant.parse(new JsonMapper()
                            .readTree(out.toString())
                            .path("revoked_at")
                            .asString()))
                    .isNotNull();

            assertThat(run(gateway, "rotate", "ci")).isEqualTo(1);
            assertThat(err.toString()).contains("was revoked, for good");
        }
    }

    private int run(RunningGateway gateway, String action, String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String[] line = new String[arguments.length + 4];
        line[0] = "keys";
        line[1] = action;
        System.arraycopy(arguments, 0, line, 2, arguments.length);
        line[line.length - 2] = "--admin";
        line[line.length - 1] = gateway.adminUrl();
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(line);
    }
}
