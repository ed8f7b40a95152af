package dev.pointsman.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import dev.pointsman.tokens.Counting;
import dev.pointsman.tokens.Tokenizer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogTest {
    private static final ProviderTypes PROVIDERS =
            new ProviderTypes(Map.of("openai", "openai", "local", ""), PriceTable.builtIn());

    @Test
    void aModelHasItsDefaults() {
        Yaml yaml = Yaml.of("small: { deployments: [{ at: local/qwen3-8b }] }");

        Catalog catalog = Catalog.from(yaml.node(), PROVIDERS);

        assertThat(yaml.problems()).isEmpty();
        Model model = catalog.model("small");
        assertThat(model.deployments()).containsExactly(new Deployment("local", "qwen3-8b", 1, null, Map.of()));
        assertThat(model.balance()).isEqualTo(Balance.ORDER);
        assertThat(model.contextTokens()).isZero();
        assertThat(model.can(Capability.VISION)).isTrue();
        assertThat(model.quality("code")).isEqualTo(0.5);
        assertThat(model.traits()).isEmpty();
    }

    @Test
    void everySettingOfAModelIsRead() {
        Yaml yaml = Yaml.of("""
                large:
                  deployments:
                    - { at: openai/gpt-5, weight: 3, price: { in: 1, out: 2 }, region: us, tags: { tier: gold } }
                    - openai/meta/llama-3
                  price: { in: 3, out: 4 }
                  balance: least-inflight
                  context: 200k
                  can: [tools, parallel-tools, json, vision]
                  quality: { default: 0.86, code: 0.91 }
                  traits: { creativity: 0.4 }
                """);

        Model model = Catalog.from(yaml.node(), PROVIDERS).model("large");

        assertThat(yaml.problems()).isEmpty();
        assertThat(model)
                .isEqualTo(new Model(
                        "large",
                        java.util.List.of(
                                new Deployment(
                                        "openai",
                                        "gpt-5",
                                        3,
                                        new Price(1_000_000_000, 2_000_000_000, 1_000_000_000, 1_000_000_000),
                                        Map.of("region", "us", "tier", "gold")),
                                new Deployment(
                                        "openai",
                                        "meta/llama-3",
                                        1,
                                        new Price(3_000_000_000L, 4_000_000_000L, 3_000_000_000L, 3_000_000_000L),
                                        Map.of())),
                        Balance.LEAST_INFLIGHT,
                        200_000,
                        Set.of(Capability.TOOLS, Capability.PARALLEL_TOOLS, Capability.JSON, Capability.VISION),
                        Map.of("default", 0.86, "code", 0.91),
                        Map.of("creativity", 0.4)));
    }

    @Test
    void tokensAreEstimatedUnlessAPolicyHasThemCounted() {
        Yaml yaml = Yaml.of("""
                a: { at: openai/gpt-5-nano, tokens: exact }
                b: { at: local/own, tokens: { count: cl100k, under: 2k } }
                c: { at: openai/gpt-5-nano }
                d: { at: local/own, tokens: exact }
                """);

        Catalog catalog = Catalog.from(yaml.node(), PROVIDERS);

        assertThat(catalog.model("a").tokens()).isEqualTo(new Counting(Tokenizer.O200K, 4_000));
        assertThat(catalog.model("b").tokens()).isEqualTo(new Counting(Tokenizer.CL100K, 2_000));
        assertThat(catalog.model("c").tokens()).isEqualTo(Counting.ESTIMATE);
        assertThat(yaml.problems())
                .singleElement()
                .asString()
                .contains(":4:29: d.tokens: the tokenizer of \"own\" is not known");
    }

    @Test
    void aModelThatIsChangedKeepsItsSkillsAndItsTokenizer() {
        Model model = Catalog.from(
                        Yaml.of("a: { at: openai/gpt-5, tokens: exact, skills: { subject: law } }")
                                .node(),
                        PROVIDERS)
                .model("a");

        assertThat(model.withQuality(Map.of("default", 0.9)).tokens()).isEqualTo(model.tokens());
        assertThat(model.withQuality(Map.of("default", 0.9)).skills()).isEqualTo(model.skills());
        assertThat(model.withDeployments(model.deployments())).isEqualTo(model);
    }

    @Test
    void everyWayToBalanceIsRead() {
        Yaml yaml = Yaml.of("""
                a: { at: local/a, balance: latency }
                b: { at: local/b, balance: adaptive }
                c: { at: local/c, balance: hash }
                d: { at: local/d, balance: { hash: { load: 2 } } }
                e: { at: local/e, balance: { hash: { by: [header.X-Chat, metadata.chat id, user, prefix] } } }
                f: { at: local/f, balance: { hash: { by: prefix } } }
                h: { at: local/h, balance: { hash: } }
                g: { balance: order, deployments: [{ at: local/g, weight: 0 }] }
                """);

        Catalog catalog = Catalog.from(yaml.node(), PROVIDERS);

        assertThat(yaml.problems()).isEmpty();
        assertThat(catalog.model("a").balance()).isEqualTo(Balance.LATENCY);
        assertThat(catalog.model("b").balance()).isEqualTo(Balance.ADAPTIVE);
        assertThat(catalog.model("c").balance()).isEqualTo(Balance.HASH);
        assertThat(Balance.HASH.hashing())
                .isEqualTo(new Balance.Hashing(
                        List.of(RequestKey.header("x-session-id"), RequestKey.USER, RequestKey.PREFIX), 1.25));
        assertThat(catalog.model("d").balance().hashing())
                .isEqualTo(new Balance.Hashing(Balance.Hashing.DEFAULT.by(), 2));
        assertThat(catalog.model("e").balance().hashing().by())
                .containsExactly(
                        new RequestKey(RequestKey.Source.HEADER, "x-chat"),
                        new RequestKey(RequestKey.Source.METADATA, "chat id"),
                        RequestKey.USER,
                        RequestKey.PREFIX);
        assertThat(catalog.model("f").balance().hashing().by()).containsExactly(RequestKey.PREFIX);
        assertThat(catalog.model("h").balance()).isEqualTo(Balance.HASH);
    }

    @Test
    void shortFormsStandForOneDeployment() {
        Yaml yaml = Yaml.of("a: local/one\nb: { at: local/two, quality: 0.7 }\n");

        Catalog catalog = Catalog.from(yaml.node(), PROVIDERS);

        assertThat(yaml.problems()).isEmpty();
        assertThat(catalog.deployment("local/one")).isNotNull();
        assertThat(catalog.model("b").deployments()).extracting(Deployment::id).containsExactly("local/two");
        assertThat(catalog.model("b").quality("code")).isEqualTo(0.7);
    }

    @Test
    void theListPriceHoldsWhereThePolicyGivesNone() {
        Catalog catalog = Catalog.from(
                Yaml.of("a: openai/gpt-5-nano\nb: local/gpt-5-nano\n").node(), PROVIDERS);

        assertThat(catalog.deployment("openai/gpt-5-nano").price().inputNanos()).isEqualTo(50_000_000);
        assertThat(catalog.deployment("local/gpt-5-nano").price()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a: lokal/x | test.yaml:1:4: a: unknown provider \"lokal\" (did you mean \"local\"?)",
                "a: gpt-5 | test.yaml:1:4: a: expected provider/model such as openai/gpt-5-nano but found \"gpt-5\"",
                "a: { at: local/x, contxt: 3 } | test.yaml:1:19: a: unknown key \"contxt\" (did you mean \"context\"?)",
                "a: { deployments: [{ at: local/x, wieght: 3 }] } | test.yaml:1:35: a.deployments[0]: unknown key \"wieght\" (did you mean \"weight\"?)",
                "a: { deployments: [{ at: local/x, weight: 1001 }] } | test.yaml:1:43: a.deployments[0].weight: expected a whole number from 0 to 1000 but found \"1001\"",
                "a: { deployments: [] } | test.yaml:1:19: a.deployments: expected at least one deployment",
                "a: { deployments: [local/x, local/x] } | test.yaml:1:29: a.deployments[1]: deployment local/x is already listed",
                "a: { context: 8k } | test.yaml:1:4: a: missing key \"deployments\"",
                "a: { at: local/x, balance: random-robin } | test.yaml:1:28: a.balance: expected one of order, round-robin, random, weighted, least-inflight, latency, adaptive, hash but found \"random-robin\" (did you mean \"random\"?)",
                "a: { at: local/x, can: [tols] } | test.yaml:1:25: a.can[0]: expected one of tools, parallel-tools, json, vision, audio, files, reasoning, logprobs, choices, embeddings, rerank but found \"tols\" (did you mean \"tools\"?)",
                "a: { at: local/x, quality: 86 } | test.yaml:1:28: a.quality: expected a number from 0 to 1 but found \"86\"",
                "a: { at: local/x, context: big } | test.yaml:1:28: a.context: expected a count such as 8000 or 128k but found \"big\"",
                "a: { balance: weighted, deployments: [{ at: local/x, weight: 0 }] } | test.yaml:1:38: a.deployments: all weights are 0 (expected: a sum of at least 1)",
                "a: { balance: adaptive, deployments: [{ at: local/x, weight: 0 }] } | test.yaml:1:38: a.deployments: all weights are 0 (expected: a sum of at least 1)",
                "a: { balance: hash, deployments: [{ at: local/x, weight: 0 }] } | test.yaml:1:34: a.deployments: all weights are 0 (expected: a sum of at least 1)",
                "a: { at: local/x, balance: {} } | test.yaml:1:28: a.balance: expected a word such as adaptive, or { hash: { by: [header.x-session-id, user, prefix] } }",
                "a: { at: local/x, balance: { hush: {} } } | test.yaml:1:30: a.balance: unknown key \"hush\" (did you mean \"hash\"?)",
                "a: { at: local/x, balance: [hash] } | test.yaml:1:28: a.balance: expected text but found a list",
                "a: { at: local/x, balance: { hash: user } } | test.yaml:1:36: a.balance.hash: expected a map with by, load but found \"user\"",
                "a: { at: local/x, balance: { hash: { bye: user } } } | test.yaml:1:38: a.balance.hash: unknown key \"bye\" (did you mean \"by\"?)",
                "a: { at: local/x, balance: { hash: { load: 0.9 } } } | test.yaml:1:44: a.balance.hash.load: expected a number from 1 to 100 but found \"0.9\"",
                "a: { at: local/x, balance: { hash: { by: [] } } } | test.yaml:1:42: a.balance.hash.by: expected at least one of header.x-session-id, metadata.session, user, prefix",
                "a: { at: local/x, balance: { hash: { by: usr } } } | test.yaml:1:42: a.balance.hash.by: expected header.NAME, metadata.NAME, user or prefix but found \"usr\" (did you mean \"user\"?)",
                "a: { at: local/x, balance: { hash: { by: [user, header.] } } } | test.yaml:1:49: a.balance.hash.by[1]: expected header.NAME, metadata.NAME, user or prefix but found \"header.\" (did you mean \"header.x-session-id\"?)",
                "a: { at: local/x, balance: { hash: { by: \"metadata.\" } } } | test.yaml:1:42: a.balance.hash.by: expected header.NAME, metadata.NAME, user or prefix but found \"metadata.\" (did you mean \"metadata.session\"?)",
                "a: { at: local/x, balance: { hash: { by: \"header.a b\" } } } | test.yaml:1:42: a.balance.hash.by: expected header.NAME, metadata.NAME, user or prefix but found \"header.a b\"",
                "a: { deployments: [{ at: local/x, region: eu, tags: { region: us } }] } | test.yaml:1:43: a.deployments[0].region: the region is already given in tags",
                "auto: local/x | test.yaml:1:1: model \"auto\": the name is reserved",
                "auto:x: local/x | test.yaml:1:1: model \"auto:x\": the name is reserved",
                "a/b: local/x | test.yaml:1:1: model \"a/b\": expected at most 100 letters, digits or any of . _ : @ + - and no slash",
            })
    void aMistakeIsToldWithItsPlace(String text, String problem) {
        Yaml yaml = Yaml.of(text);

        Catalog.from(yaml.node(), PROVIDERS);

        assertThat(yaml.problems()).containsExactly(problem);
    }
}
