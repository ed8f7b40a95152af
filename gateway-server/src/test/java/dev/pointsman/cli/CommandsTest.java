package dev.pointsman.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.access.KeyStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CommandsTest {
    private static final String POLICY = """
            providers: { near: { type: echo }, far: { type: echo } }
            models:
              swift: { deployments: [near/swift, far/swift], price: { in: 1, out: 1 }, quality: 0.4, can: [tools] }
              deep:  { at: far/deep, price: { in: 5, out: 5 }, quality: 0.9, can: [tools, vision] }
            rules:
              - { name: night, when: { time: "22:00-06:00" }, then: { use: deep } }
              - { name: eu, when: { header.x-region: eu }, then: { only: { providers: [far] }, use: swift } }
              - { name: rest, then: { score: best } }
            scores: { best: { weights: { quality: 1 } } }
            keys:
              - { name: ci, hash: "sha256:%s", models: [swift] }
            tests:
              - { given: { text: "hello" }, expect: { model: deep } }
              - { given: { text: "hello", key: ci, model: swift }, expect: { model: swift } }
            """.formatted("ab".repeat(32));

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void aGoodPolicyIsCountedWithItsTests() throws IOException {
        assertThat(run("check", policy(POLICY))).isZero();

        assertThat(out).asString().contains("good (2 models, 3 deployments, 3 rules; its 2 tests pass)");
    }

    @Test
    void aGoodPolicyIsPrintedAsPlainYamlThatIsTheSamePolicy() throws IOException {
        String noted = "# secret thoughts\n" + POLICY + "# more\n";

        assertThat(run("check", policy(noted), "--print")).isZero();

        String printed = out.toString();
        assertThat(printed)
                .startsWith("providers:\n  near:\n    type: echo\n")
                .contains("    when:\n      time: \"22:00-06:00\"\n")
                .doesNotContain("#", "warning", "good (");
        run("check", policy(printed), "--print");
        assertThat(out).hasToString(printed + printed);
        run("check", policy(printed));
        assertThat(out).asString().contains("good (2 models, 3 deployments, 3 rules; its 2 tests pass)");
    }

    @Test
    void warningsDoNotMixWithThePrintedPolicy() throws IOException {
        run("check", policy(POLICY), "--print");

        assertThat(out).asString().doesNotContain("warning");
        assertThat(err).asString().contains("warning: ").contains("models.deep: no key may use this model");
    }

    @Test
    void allProblemsOfAPolicyAreToldWithTheirPlaces() throws IOException {
        String file = policy(POLICY.replace("balance", "x").replace("providers:", "provider:"));

        assertThat(run("check", file)).isEqualTo(1);

        assertThat(err)
                .asString()
                .contains("gateway.yaml:1:1: unknown key \"provider\" (did you mean \"providers\"?)")
                .contains("missing key \"providers\"")
                .containsPattern("\\d+ problems; nothing was started");
    }

    @Test
    void aTestThatFailsIsAProblemAtItsPlace() throws IOException {
        assertThat(run("check", policy(POLICY.replace("expect: { model: deep }", "expect: { model: swift }"))))
                .isEqualTo(1);

        assertThat(err).asString().contains("gateway.yaml:13:").contains("expected model \"swift\"");
    }

    @Test
    void anExplanationTellsRemovalsScoresTheChoiceAndWhy() throws IOException {
        assertThat(run("explain", "--policy", policy(POLICY), "--at", "2026-11-21T12:00:00Z", "hello"))
                .isZero();

        assertThat(out)
                .asString()
                .containsPattern("asked for +auto")
                .containsPattern("candidate +deep .*1\\.0")
                .containsPattern("candidate +swift .*0\\.0")
                .containsPattern("chosen +deep at far/deep")
                .containsPattern("why +rule rest");
    }

    @Test
    void anExplanationFollowsHeadersTheTimeAndTheKey() throws IOException {
        String file = policy(POLICY);

        run("explain", "--policy", file, "--at", "2026-11-21T12:00:00Z", "--header", "X-Region=eu", "hello");
        assertThat(out).asString().containsPattern("chosen +swift at far/swift");
        run("explain", "--policy", file, "--at", "2026-11-21T23:00:00Z", "hello");
        assertThat(out).asString().containsPattern("why +rule night");
        assertThat(run("explain", "--policy", file, "--key", "ci", "--model", "deep", "hello"))
                .isEqualTo(1);
        assertThat(out).asString().containsPattern("refused +403 permission_error");
    }

    @Test
    void anExplanationMayBeOfAnyEndpoint() throws IOException {
        String file = policy("""
                version: 1
                providers: { demo: { type: echo } }
                models:
                  writer: { at: demo/writer, can: [tools] }
                  sorter: { at: demo/sorter, can: [rerank] }
                """);

        assertThat(run("explain", "--policy", file, "--endpoint", "rerank", "which?"))
                .isZero();
        assertThat(out)
                .asString()
                .containsPattern("chosen +sorter at demo/sorter")
                .contains("cannot rerank");
        assertThat(run("explain", "--policy", file, "--endpoint", "chats", "which?"))
                .isEqualTo(2);
        assertThat(err).asString().contains("--endpoint: no endpoint with a JSON body is named chats");
    }

    @Test
    void aWholeRequestMayBeExplainedAndTheAnswerBeJson() throws IOException {
        Path request = Files.writeString(directory.resolve("request.json"), """
                {"model":"auto","messages":[{"role":"user","content":[{"type":"text","text":"what is this?"},
                 {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}]}""");

        int code = run("explain", "--policy", policy(POLICY), "--request", request.toString(), "--json");

        assertThat(code).isZero();
        JsonNode explanation = new JsonMapper().readTree(out.toString());
        assertThat(explanation.toString()).contains("deep", "vision");
    }

    @Test
    void aRequestFileThatIsNotThereIsSaidWithoutATrace() throws IOException {
        String missing = directory.resolve("nowhere.json").toString();

        assertThat(run("explain", "--policy", policy(POLICY), "--request", missing))
                .isEqualTo(1);

        assertThat(err).asString().contains("nowhere.json").doesNotContain("\tat ");
    }

    @Test
    void aMadeKeyIsLetInByItsEntry() throws IOException {
        assertThat(run("key", "shop", "--team", "sales")).isZero();

        Matcher made = Pattern.compile("client\\): +(pm-\\S+)\\R.*\\R.*\\R +(- \\{.*})")
                .matcher(out.toString());
        assertThat(made.find()).isTrue();
        assertThat(made.group(2)).contains(KeyStore.hash(made.group(1))).contains("team: sales");
        String file = policy(POLICY.replaceFirst("- \\{ name: ci.*", Matcher.quoteReplacement(made.group(2)))
                .replace("key: ci", "key: shop"));
        assertThat(run("check", file)).as(err.toString()).isZero();
    }

    @Test
    void aWrongCommandLineIsToldFromAFailure() {
        assertThat(run("explain")).isEqualTo(2);
        assertThat(run("serve", "--nonsense")).isEqualTo(2);
        assertThat(err).asString().contains("--nonsense").contains("Usage:");
    }

    @Test
    void theSelfTestAsksTheGatewayItself() {
        assertThat(run("self-test")).isZero();

        assertThat(out).asString().contains("ok: 40 requests answered");
        assertThat(run("self-test", "--rounds", "3")).isZero();
        assertThat(out).asString().contains("ok: 6 requests answered");
    }

    @Test
    void roundsOfTheSelfTestAreAtLeastOne() {
        assertThat(run("self-test", "--rounds", "0")).isEqualTo(2);
        assertThat(err).asString().contains("--rounds: expected 1 to 100000");
    }

    private String policy(String text) throws IOException {
        return Files.writeString(directory.resolve("gateway.yaml"), text).toString();
    }

    private int run(String... arguments) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }
}
