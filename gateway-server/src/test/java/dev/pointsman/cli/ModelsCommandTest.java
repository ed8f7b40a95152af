package dev.pointsman.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.e2e.peers.ScriptedUpstream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Providers are asked over sockets for what they have. */
class ModelsCommandTest {
    private static final String TAGS = """
            {"models":[{"name":"qwen3:8b","model":"qwen3:8b","modified_at":"2026-09-21T14:13:20Z","size":1,"digest":"d"},\
            {"name":"gemma3","model":"gemma3","modified_at":"2026-09-21T14:13:20Z","size":1,"digest":"e"}]}""";

    private final ScriptedUpstream here = ScriptedUpstream.playing((request, reply) -> reply.json(200, TAGS));
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        here.close();
    }

    @Test
    void modelsAreListedWithThePolicysNamesForThem() throws IOException {
        assertThat(run("--provider", "here")).isZero();

        assertThat(out)
                .asString()
                .contains("here: 2 models", "  gemma3")
                .containsPattern("qwen3:8b .*deployed as fast");
        assertThat(here.last().line()).startsWith("GET /api/tags ");
    }

    @Test
    void whatIsDeployedAndNotListedIsToldAndFails() throws IOException {
        here.play((request, reply) -> reply.json(200, TAGS.replace("qwen3:8b", "qwen3:4b")));

        assertThat(run("--json")).isEqualTo(1);

        JsonNode providers = JsonMapper.shared().readTree(out.toString()).path("providers");
        assertThat(providers).hasSize(2);
        assertThat(providers.path(0).path("models").path(0).path("id").asString())
                .isEqualTo("qwen3:4b");
        assertThat(providers.path(0).path("missing").path(0).asString()).isEqualTo("qwen3:8b");
    }

    @Test
    void aProviderThatRefusesIsToldWithItsReason() throws IOException {
        here.play((request, reply) -> reply.json(401, "{\"error\":\"unauthorized\"}"));

        assertThat(run()).isEqualTo(1);

        assertThat(out).asString().contains("here: unauthorized");
    }

    @Test
    void aProviderThatIsNotThereIsTold() throws IOException {
        String policy = policy();
        here.close();

        assertThat(command("models", "--config", policy, "--provider", "here")).isEqualTo(1);

        assertThat(out).asString().contains("here: 127.0.0.1:");
    }

    @Test
    void anUnknownProviderIsAMistakeOfTheCommandLine() throws IOException {
        assertThat(run("--provider", "nobody")).isEqualTo(2);

        assertThat(err).asString().contains("the policy has no provider named \"nobody\"");
    }

    private int run(String... options) throws IOException {
        String[] line = new String[options.length + 3];
        line[0] = "models";
        line[1] = "--config";
        line[2] = policy();
        System.arraycopy(options, 0, line, 3, options.length);
        return command(line);
    }

    private int command(String... line) {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(line);
    }

    private String policy() throws IOException {
        String text = """
                providers: { here: { type: ollama, url: "%s" }, demo: { type: echo } }
                models: { fast: here/qwen3:8b, swift: demo/swift }
                """.formatted(here.origin());
        return Files.writeString(directory.resolve("gateway.yaml"), text).toString();
    }
}
