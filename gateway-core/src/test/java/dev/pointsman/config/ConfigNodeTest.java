package dev.pointsman.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.ConfigNode.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigNodeTest {
    private enum Colour {
        RED,
        DARK_BLUE
    }

    @ParameterizedTest
    @CsvSource({"128k, 128000", "1.5m, 1500000", "8000, 8000", "1_000, 1000", "0, 0"})
    void countsMayHaveAScale(String text, int count) {
        assertThat(value(text).count(-1)).isEqualTo(count);
    }

    @ParameterizedTest
    @CsvSource({"250ms, 250", "2s, 2000", "1.5s, 1500", "10m, 600000", "1h, 3600000", "1d, 86400000"})
    void timesHaveAUnit(String text, long millis) {
        assertThat(value(text).duration(Duration.ZERO)).hasMillis(millis);
    }

    @ParameterizedTest
    @CsvSource({"64kB, 64000", "20MB, 20000000", "1GiB, 1073741824", "512, 512"})
    void sizesAreDecimalUnlessTheySayI(String text, long bytes) {
        assertThat(value(text).bytes(-1)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"5%, 0.05", "0.05, 0.05", "100%, 1", "0, 0"})
    void sharesAreFractionsOrPercent(String text, double share) {
        assertThat(value(text).share(-1)).isEqualTo(share);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "1d", "0x1p3", "1f", ""})
    void whatOnlyJavaTakesForANumberIsNone(String text) {
        Yaml yaml = Yaml.of("v: \"" + text + "\"");

        assertThat(yaml.node().at("v").number(0, 10, 5)).isEqualTo(5);
        assertThat(yaml.problems())
                .containsExactly("test.yaml:1:4: v: expected a number from 0 to 10 but found \"" + text + "\"");
    }

    @Test
    void wordsMatchWithDashesAndUnderscores() {
        assertThat(value("dark-blue").oneOf(Colour.class, Colour.RED)).isEqualTo(Colour.DARK_BLUE);
        assertThat(value("dark_blue").oneOf(Colour.class, Colour.RED)).isEqualTo(Colour.DARK_BLUE);
    }

    @Test
    void whatIsNotOfTheTypeIsToldAndReadsAsTheFallback() {
        Yaml yaml = Yaml.of("{ a: x, b: [1], c: { d: 1 }, e: yes, f: rad, g: 1e99 }");
        ConfigNode node = yaml.node();

        assertThat(node.at("a").integer(1, 5, 4)).isEqualTo(4);
        assertThat(node.at("b").text()).isEmpty();
        assertThat(node.at("c").items()).isEmpty();
        assertThat(node.at("e").bool(true)).isTrue();
        assertThat(node.at("f").oneOf(Colour.class, Colour.RED)).isEqualTo(Colour.RED);
        assertThat(node.at("g").count(7)).isEqualTo(7);
        assertThat(yaml.problems())
                .containsExactly(
                        "test.yaml:1:6: a: expected a whole number from 1 to 5 but found \"x\"",
                        "test.yaml:1:12: b: expected text but found a list",
                        "test.yaml:1:20: c: expected a list but found a map",
                        "test.yaml:1:33: e: expected true or false but found \"yes\"",
                        "test.yaml:1:41: f: expected one of red, dark-blue but found \"rad\" (did you mean \"red\"?)",
                        "test.yaml:1:49: g: expected a count such as 8000 or 128k but found \"1e99\"");
    }

    @Test
    void aMissingKeyIsToldAtTheMap() {
        Yaml yaml = Yaml.of("a: { b: }");

        assertThat(yaml.node().at("a").required("b")).isNull();
        assertThat(yaml.problems()).containsExactly("test.yaml:1:4: a: missing key \"b\"");
    }

    @Test
    void nothingStandsInForAMissingSectionWithItsPath() {
        ConfigNode nothing = Yaml.of("a: { b: 1 }").node().at("a").orNothing("c");

        assertThat(nothing.kind()).isEqualTo(Kind.NULL);
        assertThat(nothing.path()).isEqualTo("a.c");
        assertThat(nothing.entries()).isEmpty();
        assertThat(nothing.read("d", 3, (value, three) -> value.integer(0, 9, three)))
                .isEqualTo(3);
    }

    @Test
    void aSecretFileIsReadAndNeverShown(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "s3cret\n");

        Secret secret = value("file:" + file).secret();

        assertThat(secret.reveal()).isEqualTo("s3cret");
        assertThat(secret).hasToString("***");
    }

    @Test
    void aSecretFileIsReadAgainWhenAskedToAndKeepsItsLastValue(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "first");
        ConfigNode node = value("file:" + file);
        Secret secret = node.secret();

        Files.writeString(file, "second\n");
        assertThat(secret.reveal()).isEqualTo("first");
        node.secretFiles().refresh();
        assertThat(secret.reveal()).isEqualTo("second");

        Files.writeString(file, " \n");
        node.secretFiles().refresh();
        assertThat(secret.reveal()).isEqualTo("second");
        Files.delete(file);
        node.secretFiles().refresh();
        assertThat(secret.reveal()).isEqualTo("second");
    }

    @Test
    void aSecretFileThatHoldsNothingIsAProblem(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "\n");
        Yaml yaml = Yaml.of("key: file:" + file);

        assertThat(yaml.node().at("key").secret()).isNull();
        assertThat(yaml.problems())
                .containsExactly("test.yaml:1:6: key: secret file " + file + " cannot be read or is empty");
    }

    @Test
    void aSecretInTheFileItselfIsRefusedWithoutShowingIt() {
        Yaml yaml = Yaml.of("key: sk-123");

        assertThat(yaml.node().at("key").secret()).isNull();
        assertThat(yaml.problems())
                .containsExactly(
                        "test.yaml:1:6: key: expected a reference to a secret ($NAME or file:/path), never the secret"
                                + " itself");
    }

    private static ConfigNode value(String text) {
        return Yaml.of("v: \"" + text + "\"").node().at("v");
    }

    @Test
    void aValueOfTheWrongKindIsToldOnceWhateverIsReadFromIt() {
        var yaml = Yaml.of("a: [x]\nb: x\nc: { d: e }\n");

        yaml.node().orNothing("a").onlyKeys("k").required("k");
        yaml.node().orNothing("a").text();
        yaml.node().orNothing("a").problem("expected more");
        yaml.node().orNothing("b").entries();
        yaml.node().orNothing("b").problem("expected at least one");
        yaml.node().orNothing("c").duration(java.time.Duration.ZERO);
        yaml.node().orNothing("c").bytes(1);
        yaml.node().orNothing("c").integer(0, 1, 0);

        assertThat(yaml.problems())
                .containsExactly(
                        "test.yaml:1:4: a: expected a map with k but found a list",
                        "test.yaml:2:4: b: expected a map but found \"x\"",
                        "test.yaml:3:4: c: expected a time such as 250ms, 2s or 10m but found a map");
    }

    @Test
    void theSameMistakeIsToldOnce() {
        var yaml = Yaml.of("a: x\n");

        yaml.node().orNothing("a").problem("expected y");
        yaml.node().orNothing("a").problem("expected y");
        yaml.node().orNothing("a").problem("expected z");

        assertThat(yaml.problems()).containsExactly("test.yaml:1:4: a: expected y", "test.yaml:1:4: a: expected z");
    }
}
