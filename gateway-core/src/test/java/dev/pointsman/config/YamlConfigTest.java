package dev.pointsman.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.ConfigNode.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlConfigTest {
    @Test
    void scalarsKeepTheirText() {
        ConfigNode node = Yaml.of("{ on: no, at: 22:00, size: 0x10, year: 2026-11-21, big: 1_000 }")
                .node();

        assertThat(node.entries().keySet()).containsExactly("on", "at", "size", "year", "big");
        assertThat(node.entries().values())
                .extracting(ConfigNode::text)
                .containsExactly("no", "22:00", "0x10", "2026-11-21", "1_000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "~", "null", "Null", "NULL"})
    void anEmptyValueIsNothing(String text) {
        ConfigNode node = Yaml.of("key: " + text).node();

        assertThat(node.entries().get("key").kind()).isEqualTo(Kind.NULL);
        assertThat(node.at("key")).isNull();
    }

    @Test
    void aQuotedEmptyTextIsText() {
        assertThat(Yaml.of("key: \"\"").node().at("key").text()).isEmpty();
    }

    @Test
    void everyValueKnowsItsPlaceAndPath() {
        Yaml yaml = Yaml.of("rules:\n  - name: a\n  - name: b\n    when: { header.x-region: eu }\n");

        ConfigNode region = yaml.node().at("rules").items().get(1).at("when").at("header.x-region");
        assertThat(region.path()).isEqualTo("rules[1].when.header.x-region");
        assertThat(region.place()).isEqualTo(new ConfigPlace("test.yaml", 4, 30));
    }

    @Test
    void anUnknownKeyIsToldAtTheKeyWithTheNearestWord() {
        Yaml yaml = Yaml.of("scores:\n  balanced: { weight: { cost: 1 } }\n");

        yaml.node().at("scores").at("balanced").onlyKeys("weights", "bounds", "explore");

        assertThat(yaml.problems())
                .containsExactly("test.yaml:2:15: scores.balanced: unknown key \"weight\" (did you mean \"weights\"?)");
    }

    @Test
    void aRepeatedKeyIsAProblemAndItsFirstValueCounts() {
        Yaml yaml = Yaml.of("a: 1\nb: 2\na: 3\n");

        assertThat(yaml.problems()).containsExactly("test.yaml:3:1: key \"a\" is already given in line 1");
        assertThat(yaml.node().at("a").text()).isEqualTo("1");
    }

    @Test
    void anAliasStandsForItsAnchor() {
        ConfigNode node = Yaml.of("a: &x { k: v }\nb: [*x, *x]\n").node();

        ConfigNode second = node.at("b").items().get(1).at("k");
        assertThat(second.text()).isEqualTo("v");
        assertThat(second.path()).isEqualTo("b[1].k");
        assertThat(second.place().line()).isEqualTo(1);
    }

    @Test
    void aLaughBombIsRefused() {
        StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            text.append("a%d: &a%d [".formatted(i, i))
                    .append("*a%d, ".formatted(i - 1).repeat(10))
                    .append("]\n");
        }

        Yaml yaml = Yaml.of(text.toString());

        assertThat(yaml.problems()).singleElement().asString().endsWith("more than 100000 values, anchors followed");
        assertThat(yaml.node().kind()).isEqualTo(Kind.NULL);
    }

    @Test
    void aValueThatHoldsItselfIsRefused() {
        assertThat(Yaml.of("a: &x [*x]\n").problems()).containsExactly("test.yaml:1:8: unknown anchor \"x\"");
    }

    @Test
    void deepNestingIsRefused() {
        Yaml yaml = Yaml.of("[".repeat(3000) + "]".repeat(3000));

        assertThat(yaml.problems()).containsExactly("test.yaml:1:66: nested deeper than 64 levels");
    }

    @Test
    void aHugeFileIsRefused() {
        assertThat(Yaml.of("#".repeat(1_048_577)).problems())
                .containsExactly("test.yaml:1:1: the file has 1048577 characters (expected: at most 1048576)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'a: [1, 2' | test.yaml:1:9: not YAML: while parsing a flow sequence, expected ',' or ']', but got <stream end>",
                "'a: \"open' | test.yaml:1:9: not YAML: while scanning a quoted scalar, found unexpected end of stream",
                "'a: b: c' | test.yaml:1:5: not YAML: mapping values are not allowed here",
                "'a: !ruby/object x' | test.yaml:1:4: tag \"!ruby/object\" means nothing here",
                "'? [a]: b' | test.yaml:1:3: expected a plain word as key",
            })
    void whatIsNoYamlIsOneLocatedProblem(String text, String problem) {
        assertThat(Yaml.of(text).problems()).containsExactly(problem);
    }

    @Test
    void aSecondDocumentIsRefused() {
        assertThat(Yaml.of("a: 1\n---\nb: 2\n").problems())
                .containsExactly("test.yaml:3:1: expected one YAML document but found a second");
    }

    @Test
    void anUnprintableCharacterIsLocated() {
        assertThat(Yaml.of("a: 1\nb: x\u0001y\n").problems())
                .containsExactly("test.yaml:2:5: not YAML: the character U+0001 is not allowed");
    }

    @Test
    void anEmptyFileIsNothing() {
        Yaml yaml = Yaml.of("# only a remark\n");

        assertThat(yaml.node().kind()).isEqualTo(Kind.NULL);
        assertThat(yaml.problems()).isEmpty();
    }

    @Test
    void aByteOrderMarkIsPassedOver() {
        assertThat(Yaml.of("\uFEFFa: 1").node().at("a").text()).isEqualTo("1");
    }

    @Test
    void aSecretComesFromTheEnvironment() {
        Yaml yaml = Yaml.of("key: $TOKEN", Map.of("TOKEN", " s3cret \n"));

        assertThat(yaml.node().at("key").secret().reveal()).isEqualTo("s3cret");
    }

    @Test
    void aMissingVariableIsNamed() {
        Yaml yaml = Yaml.of("key: $TOKEN");

        assertThat(yaml.node().at("key").secret()).isNull();
        assertThat(yaml.problems()).containsExactly("test.yaml:1:6: key: environment variable TOKEN is not set");
    }

    @Test
    void aProblemIsOneShortLineOfPrintableCharactersWhateverTheFileHolds() {
        var yaml = Yaml.of("\"a\\u001b[31m\": \"b\\nc\"\nlong: \"" + "x".repeat(5_000) + "\"\n");

        yaml.node().onlyKeys("long");
        yaml.node().orNothing("a\u001b[31m").integer(0, 9, 0);
        yaml.node().orNothing("long").integer(0, 9, 0);

        assertThat(yaml.problems().get(0)).isEqualTo("test.yaml:1:1: unknown key \"a\\u001b[31m\": expected long");
        assertThat(yaml.problems().get(1))
                .isEqualTo("test.yaml:1:16: a\\u001b[31m: expected a whole number from 0 to 9 but found \"b\\u000ac\"");
        assertThat(yaml.problems().get(2))
                .hasSizeLessThan(1_100)
                .startsWith("test.yaml:2:7: long: expected a whole number from 0 to 9 but found \"xxx")
                .endsWith("xxx\"")
                .contains(" … ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a: 1\nb: \"\\u", "a: 1\nb: \"\\u00", "a: 1\nb: \"\\x", "a: 1\nb: \"\\U0001", "a: 1\nb: \"\\"})
    void anEscapeThatTheEndCutsOffIsAProblem(String text) {
        var yaml = Yaml.of(text);

        assertThat(yaml.problems()).singleElement().asString().matches("test.yaml:(1:4|2:\\d+): not YAML: .*");
    }
}
