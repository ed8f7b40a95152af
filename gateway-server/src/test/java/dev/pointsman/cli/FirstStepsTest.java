package dev.pointsman.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a newcomer types: help, doctor, chat, completion. */
class FirstStepsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void helpSaysHowToBegin() {
        assertThat(run("--help")).isZero();

        assertThat(out).asString().contains("To begin:", "gateway chat hello", "gateway init");
    }

    @Test
    void aShellCompletesTheCommands() {
        assertThat(run("generate-completion")).isZero();

        assertThat(out).asString().contains("complete -F", "import-config");
    }

    @Test
    void chatStreamsAnAnswerAndTellsWhoGaveItAndItsTokens() {
        try (RunningGateway gateway = RunningGateway.start("""
                providers: { demo: { type: echo } }
                models: { swift: { at: demo/swift, price: { in: 1, out: 2 } } }
                """)) {
            int code = run("chat", "--url", gateway.url(), "--model", "swift", "hello", "there");

            assertThat(code).as(err.toString()).isZero();
            assertThat(out).asString().contains("hello there");
            assertThat(err).asString().contains("demo/swift", " tokens", "req_");
        }
    }

    @Test
    void anAddressThatIsNoneIsAMistakeOnTheCommandLine() {
        assertThat(run("chat", "--url", "localhost:8080", "hello")).isEqualTo(2);
        assertThat(run("policy", "versions", "--admin", "http://a b")).isEqualTo(2);

        assertThat(err)
                .asString()
                .contains(
                        "\"localhost:8080\" (expected: an address such as http://127.0.0.1:9090)",
                        "\"http://a b\" (expected: ")
                .doesNotContain("\tat ");
    }

    @Test
    void chatTellsARefusalInWords() {
        try (RunningGateway gateway = RunningGateway.start("""
                providers: { demo: { type: echo } }
                models: { swift: demo/swift }
                """)) {
            assertThat(run("chat", "--url", gateway.url(), "--model", "swfit", "hello"))
                    .isEqualTo(1);

            assertThat(err).asString().contains("404", "swfit");
        }
    }

    @Test
    void chatTellsThatNoGatewayIsThere() {
        assertThat(run("chat", "--url", "http://127.0.0.1:1/v1", "hello")).isEqualTo(1);

        assertThat(err).asString().contains("no gateway answers at http://127.0.0.1:1/v1");
    }

    @Test
    void doctorLooksAtProvidersMachineAndPolicy() throws IOException {
        try (ScriptedUpstream good = ScriptedUpstream.playing(
                        (request, reply) -> reply.json(200, "{\"object\":\"list\",\"data\":[{\"id\":\"m\"}]}"));
                ScriptedUpstream bad = ScriptedUpstream.playing(
                        (request, reply) -> reply.json(401, "{\"error\":{\"message\":\"Incorrect API key\"}}"))) {
            String policy = policy("""
                    providers:
                      good: { type: vllm, url: "%s/v1" }
                      bad:  { type: vllm, url: "%s/v1" }
                      demo: { type: echo }
                    models: { m: good/m, other: good/gone, third: bad/m, swift: demo/swift }
                    """.formatted(good.origin(), bad.origin()));

            assertThat(run("doctor", "--policy", policy)).as(out.toString()).isEqualTo(1);

            assertThat(out)
                    .asString()
                    .contains("ok    program: Java", "file descriptors", "ok    server.listen", "storage.ledger: ")
                    .contains("ok    provider demo: is built in")
                    .containsPattern("look  provider good: .*not among them: gone")
                    .containsPattern("bad   provider bad: .*Incorrect API key");
        }
    }

    @Test
    void doctorTellsABrokenPolicyAndAsksNobody() throws IOException {
        assertThat(run("doctor", "--json", "--policy", policy("providers: { a: { type: nonsense } }\n")))
                .isEqualTo(1);

        JsonNode findings = JsonMapper.shared().readTree(out.toString()).path("findings");
        assertThat(findings).isNotEmpty();
        assertThat(findings)
                .allSatisfy(each -> assertThat(each.path("level").asString()).isEqualTo("bad"));
        assertThat(findings.toString()).contains("nonsense");
    }

    @Test
    void doctorWithoutNetworkAsksNoProvider() throws IOException {
        String policy = policy("""
                providers: { up: { type: vllm, url: "http://127.0.0.1:1/v1" } }
                models: { m: up/m }
                """);

        assertThat(run("doctor", "--offline", "--policy", policy))
                .as(out.toString())
                .isZero();

        assertThat(out).asString().doesNotContain("provider up");
    }

    private String policy(String rest) throws IOException {
        String head = "server: { listen: \"127.0.0.1:0\", admin: \"127.0.0.1:0\" }\nstorage: { ledger: \"sqlite:"
                + folder.resolve("ledger.db") + "\", history: none, spend: none, learned: none }\n";
        return Files.writeString(folder.resolve("gateway.yaml"), head + rest).toString();
    }

    private int run(String... line) {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(line);
    }
}
