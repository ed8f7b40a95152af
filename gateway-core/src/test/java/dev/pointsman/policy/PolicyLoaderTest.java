package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyLoaderTest {
    private static final int BASE_LINES = (int) Policies.BASE.lines().count();

    @Test
    void aPolicyLoadsWhole() {
        Policy policy = Policies.load(Policies.BASE);

        assertThat(policy.providers().keySet()).containsExactly("local", "cloud");
        assertThat(policy.catalog().models()).extracting(model -> model.name()).containsExactly("small", "large");
        assertThat(policy.rules().names()).containsExactly("eu-stays-local", "small-talk", "everything-else");
        assertThat(policy.scores().keySet()).containsExactly("best", "cheap");
        assertThat(policy.keys()).isEmpty();
        assertThat(policy.text()).isEqualTo(Policies.BASE);
        assertThat(policy.digest())
                .hasSize(64)
                .isEqualTo(Policies.load(Policies.BASE).digest());
        assertThat(policy.routerChain().names()).containsExactly("small", "large", "auto", "auto:best", "auto:cheap");
    }

    @Test
    void anOpenLoopbackGatewayIsWarnedOf() {
        assertThat(Policies.load(Policies.BASE).warnings())
                .extracting(Object::toString)
                .contains("test.yaml:1:1: keys: none are listed: whoever reaches 127.0.0.1:8080 on this machine may"
                        + " use every model");
    }

    @Test
    void aReachableGatewayWithoutKeysIsRefused() {
        assertThat(Policies.problems(Policies.BASE + "server: { listen: \"0.0.0.0:8080\" }\n"))
                .containsExactly(
                        "test.yaml:" + (BASE_LINES + 1)
                                + ":19: server.listen: listening on 0.0.0.0:8080 needs keys (add keys, or listen on 127.0.0.1)");
    }

    @Test
    void keysOpenAListenerToOthersAndAReachableAdminIsWarnedOf() {
        Policy policy = Policies.load(
                Policies.BASE + "server: { listen: \":8080\", admin: \":9090\" }\nkeys: [{ name: ci, hash: \"sha256:"
                        + "ab".repeat(32) + "\" }]\n");

        assertThat(policy.keys()).hasSize(1);
        assertThat(policy.warnings())
                .extracting(Object::toString)
                .contains(
                        "test.yaml:" + (BASE_LINES + 1)
                                + ":35: server.admin: health and metrics are open to whoever reaches 0.0.0.0:9090; /admin/ is closed there until admin_key is set");
    }

    @Test
    void aProviderIsHandedItsSettings() {
        var factory = new Policies.FakeFactory();

        new PolicyLoader(Map.of("TOKEN", "s3cret")::get, List.of(factory), List.of())
                .load("test.yaml", Policies.BASE + "reliability: { timeout: { connect: 7s } }\n");

        var cloud = factory.asked.get(1);
        assertThat(cloud.name()).isEqualTo("cloud");
        assertThat(cloud.type()).isEqualTo("fake");
        assertThat(cloud.url()).isEqualTo("https://cloud.example/v1");
        assertThat(cloud.key().reveal()).isEqualTo("s3cret");
        assertThat(cloud).asString().doesNotContain("s3cret");
        assertThat(cloud.connectTimeout()).hasSeconds(7);
        assertThat(factory.asked.get(0).key()).isNull();
    }

    @Test
    void allProblemsComeAtOnceInTheOrderOfTheFile() {
        String text = """
                version: 2
                provders: {}
                providers:
                  a: { type: fake, colour: red }
                  b: { type: fkae, key: $NOPE }
                  c: { type: fake, key: sk-secret }
                models:
                  m: { at: a/x, balance: hahs }
                rules:
                  - { name: r, then: { use: m } }
                  - { name: late, then: { use: n } }
                scores: { s: { weights: { qualty: 1 } } }
                reliability: { fallback: { m: [m] }, hedge: { after: p95 } }
                limits: [{ per: key, requsts: 60/min }]
                tests: [{ given: { txt: hi }, expect: { rule: q } }]
                """;

        List<String> problems = Policies.problems(text);

        assertThat(problems).noneMatch(problem -> problem.contains("sk-secret"));
        assertThat(problems)
                .containsExactly(
                        "test.yaml:1:10: version: expected 1, the only version of the language, but found \"2\"",
                        "test.yaml:2:1: unknown key \"provders\" (did you mean \"providers\"?)",
                        "test.yaml:4:20: providers.a: unknown key \"colour\": expected type, url, key, keys",
                        "test.yaml:5:14: providers.b.type: unknown provider type \"fkae\" (did you mean \"fake\"?)",
                        "test.yaml:6:25: providers.c.key: expected a reference to a secret ($NAME or file:/path), never the"
                                + " secret itself",
                        "test.yaml:8:26: models.m.balance: expected one of order, round-robin, random, weighted, least-inflight, latency,"
                                + " adaptive, hash but found \"hahs\" (did you mean \"hash\"?)",
                        "test.yaml:11:5: rules[1]: rule \"late\" is unreachable: rule \"r\" above ends for every request",
                        "test.yaml:11:32: rules[1].then.use: unknown model \"n\" (did you mean \"m\"?)",
                        "test.yaml:12:25: scores.s.weights: expected at least one weight above 0",
                        "test.yaml:12:27: scores.s.weights: unknown key \"qualty\" (did you mean \"quality\"?): expected"
                                + " quality, context, cost, first_token, latency, first_token_p95, first_token_p99, total_time, total_time_p95, speed, errors, headroom, price_in, price_out or a trait that some"
                                + " model has",
                        "test.yaml:13:32: reliability.fallback.m[0]: model \"m\" cannot stand in for itself",
                        "test.yaml:13:38: reliability: \"hedge\" is not available yet: use retry and fallback",
                        "test.yaml:14:22: limits[0]: unknown key \"requsts\" (did you mean \"requests\"?)",
                        "test.yaml:15:20: tests[0].given: unknown key \"txt\" (did you mean \"text\"?)",
                        "test.yaml:15:47: tests[0].expect.rule: unknown rule \"q\" (did you mean \"r\"?)");
    }

    @Test
    void aProviderTypeOfALaterReleaseIsNotAMistake() {
        assertThat(Policies.problems("providers: { a: { type: voyage, region: eu-central-1 } }\nmodels: { m: a/x }\n"))
                .containsExactly("test.yaml:1:25: providers.a.type: provider type \"voyage\" is not available yet");
    }

    @Test
    void anEmptyFileTellsWhatIsMissing() {
        assertThat(Policies.problems(""))
                .containsExactly("test.yaml:1:1: missing key \"providers\"", "test.yaml:1:1: missing key \"models\"");
    }

    @Test
    void aListIsNoPolicy() {
        assertThat(Policies.problems("[1, 2]"))
                .first()
                .asString()
                .startsWith("test.yaml:1:1: expected a map with version, ");
    }

    @Test
    void aCircleThroughAModelThatThereIsNotIsNoSecondMistake() {
        String fallback = "reliability: { fallback: { smal: [large], third: [smal], large: [third] } }\n";

        assertThat(Policies.problems(Policies.BASE.replace("models:\n", "models:\n  third: local/t\n") + fallback))
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem).contains("unknown model \"smal\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ small: [large], large: [small] } | ",
                "{ small: [medium] } | reliability.fallback.small[0]: unknown model \"medium\"",
                "{ smal: [large] } | reliability.fallback: unknown model \"smal\" (did you mean \"small\"?)",
                "{ small: [large, large] } | reliability.fallback.small[1]: model \"large\" is already listed",
                "{ small: [third], third: [large], large: [small] } | reliability.fallback: fallbacks go in a circle: small → third → large → small",
            })
    void fallbacksNameModelsAndDoNotGoInCircles(String fallback, String problem) {
        String text = Policies.BASE.replace("models:\n", "models:\n  third: local/t\n");

        List<String> problems = Policies.problems(text + "reliability: { fallback: " + fallback + " }\n");

        if (problem == null) {
            assertThat(problems).isEmpty();
        } else {
            assertThat(problems).singleElement().asString().endsWith(": " + problem);
        }
    }

    @Test
    void aJudgeIsAModelWhoseEveryDeploymentHasAPrice() {
        String text = Policies.BASE.replace("models:\n", "models:\n  third: local/t\n");

        assertThat(Policies.problems(text + "feedback: { judge: { model: large, cap: 1/day } }\n"))
                .isEmpty();
        assertThat(Policies.problems(text + "feedback: { judge: { model: larg, cap: 1/day } }\n"))
                .singleElement()
                .asString()
                .endsWith("feedback.judge.model: unknown model \"larg\" (did you mean \"large\"?)");
        assertThat(Policies.problems(text + "feedback: { judge: { model: third, cap: 1/day } }\n"))
                .singleElement()
                .asString()
                .endsWith(
                        "feedback.judge.model: deployment \"local/t\" has no price: expected one, since marks have a cap");
    }

    @Test
    void aKeyNamesOnlyModelsThatCanBeAskedFor() {
        String key = "keys: [{ name: ci, hash: \"sha256:" + "ab".repeat(32)
                + "\", models: [small, auto, auto:cheap, cloud/l, lage] }]\n";

        assertThat(Policies.problems(Policies.BASE + key))
                .singleElement()
                .asString()
                .endsWith("keys[0].models[4]: unknown model \"lage\" (did you mean \"large\"?)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[auto]", "auto:cheap", "[auto, auto:best]"})
    void aKeyThatReachesNoModelIsAProblem(String models) {
        String key = "keys: [{ name: ci, hash: \"sha256:" + "ab".repeat(32) + "\", models: " + models + " }]\n";

        assertThat(Policies.problems(Policies.BASE + key))
                .singleElement()
                .asString()
                .contains("keys[0].models: expected at least one model");
    }

    @Test
    void twoListenersNeedTwoPorts() {
        assertThat(Policies.problems(Policies.BASE + "server: { admin: \"127.0.0.1:8080\" }\n"))
                .singleElement()
                .asString()
                .endsWith("server.admin: the port 8080 is that of listen (expected: another one)");
    }

    @Test
    void aFileThatIsNotThereIsNamed(@TempDir Path folder) {
        Path file = folder.resolve("gone.yaml");

        assertThatThrownBy(() -> Policies.loader().load(file))
                .isInstanceOf(ConfigException.class)
                .hasMessage(file + ":1:1: there is no such file");
    }

    @Test
    void aFileThatIsNoTextIsRefused(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xE4});

        assertThatThrownBy(() -> Policies.loader().load(file)).hasMessage(file + ":1:1: the file is not UTF-8 text");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "storage: { ledger: \"jsonl:a\\0b\" } | storage.ledger: expected the path of a file but found \"jsonl:a\\u0000b\"",
                "server: { tls: { cert: \"a\\0b\", key: \"a\\0b\" } } | server.tls.cert: expected the path of a file but found \"a\\u0000b\"",
            })
    void aTextThatNoFileCanHaveAsItsNameIsAProblem(String section, String problem) {
        assertThat(Policies.problems(Policies.BASE + section + "\n"))
                .first()
                .asString()
                .endsWith(problem);
    }

    @Test
    void aSecretFileThatNoFileCanBeCalledIsAProblem() {
        assertThat(Policies.problems(Policies.BASE.replace("key: $TOKEN", "key: \"file:a\\0b\"")))
                .singleElement()
                .asString()
                .endsWith("providers.cloud.key: expected the path of a file but found \"file:a\\u0000b\"");
    }

    @Test
    void aModelThatNoKeyMayUseIsWarnedOf() {
        String key = "keys:\n  - { name: ci, hash: \"sha256:" + "ab".repeat(32) + "\", models: [small] }\n";
        String fallback = "reliability: { fallback: { small: large } }\n";
        String free = "  - { name: all, hash: \"sha256:" + "cd".repeat(32) + "\" }\n";

        assertThat(warnings(key)).contains("test.yaml:12:10: models.large: no key may use this model");
        assertThat(warnings(key.replace("[small]", "[small, cloud/l]"))).noneMatch(each -> each.contains("no key"));
        assertThat(warnings(key.replace("[small]", "[large]")))
                .singleElement()
                .asString()
                .contains("models.small: no key");
        assertThat(warnings(key + free)).noneMatch(each -> each.contains("no key"));
        assertThat(warnings(fallback + key)).noneMatch(each -> each.contains("no key"));
    }

    private static List<String> warnings(String more) {
        return Policies.load(Policies.BASE + more).warnings().stream()
                .map(Object::toString)
                .filter(each -> !each.contains("scores."))
                .toList();
    }
}
