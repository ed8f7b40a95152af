package dev.pointsman.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SkillsTest {
    private static final ProviderTypes PROVIDERS = new ProviderTypes(Map.of("p", ""), PriceTable.builtIn());

    @Test
    void aModelHasGroupsOfSkillsInLowerCase() {
        Yaml yaml = Yaml.of("m: { at: p/m, skills: { language: [DE, en], place: eu, level: Expert } }");

        Catalog catalog = Catalog.from(yaml.node(), PROVIDERS);

        assertThat(yaml.problems()).isEmpty();
        Skills skills = catalog.model("m").skills();
        assertThat(skills.of("language")).containsExactly("de", "en");
        assertThat(skills.of("place")).containsExactly("eu");
        assertThat(skills.of("level")).containsExactly("expert");
        assertThat(skills.of("subject")).isEmpty();
        assertThat(catalog.levels()).isEqualTo(Levels.DEFAULT);
    }

    @Test
    void withoutSkillsAModelHasNone() {
        assertThat(Catalog.from(Yaml.of("m: { at: p/m }").node(), PROVIDERS)
                        .model("m")
                        .skills())
                .isEqualTo(Skills.NONE);
        assertThat(Catalog.from(Yaml.of("m: p/m").node(), PROVIDERS).model("m").skills())
                .isEqualTo(Skills.NONE);
    }

    @Test
    void levelsAreThePolicysOwnWordsTheLowestFirst() {
        Levels levels = Levels.from(Yaml.of("[Junior, senior, lead]").node());

        assertThat(levels.words()).containsExactly("junior", "senior", "lead");
        assertThat(List.of(levels.rank("junior"), levels.rank("lead"), levels.rank("expert")))
                .containsExactly(0, 2, -1);
        assertThat(Levels.from(null)).isEqualTo(Levels.DEFAULT);
        Yaml model = Yaml.of("m: { at: p/m, skills: { level: senior } }");
        assertThat(Catalog.from(model.node(), PROVIDERS, levels).levels()).isEqualTo(levels);
        assertThat(model.problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ level: exprt } | test.yaml:1:32: m.skills.level: unknown level \"exprt\" (did you mean \"expert\"?): expected one of basic, skilled, expert",
                "{ level: [basic, expert] } | test.yaml:1:32: m.skills.level: expected one level, which stands for those below it",
                "{ place: [] } | test.yaml:1:32: m.skills.place: expected at least one value of the skill group \"place\"",
                "{ place: ' ' } | test.yaml:1:32: m.skills.place: expected a value of the skill group \"place\" but found an empty text",
                "law | test.yaml:1:23: m.skills: expected a map but found \"law\"",
            })
    void aMistakeInSkillsIsToldWithItsPlace(String skills, String problem) {
        Yaml yaml = Yaml.of("m: { at: p/m, skills: " + skills + " }");

        Catalog.from(yaml.node(), PROVIDERS);

        assertThat(yaml.problems()).containsExactly(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[expert] | test.yaml:1:1: expected at least two levels, the lowest first, such as [basic, skilled, expert]",
                "[a, b, a] | test.yaml:1:8: [2]: \"a\" is already listed",
                "[a, '> b'] | test.yaml:1:5: [1]: expected a word for a level but found \"> b\"",
                "[a, ''] | test.yaml:1:5: [1]: expected a word for a level but found \"\"",
                "basic | test.yaml:1:1: expected a list but found \"basic\"",
            })
    void aMistakeInLevelsIsToldWithItsPlace(String levels, String problem) {
        Yaml yaml = Yaml.of(levels);

        Levels.from(yaml.node());

        assertThat(yaml.problems()).containsExactly(problem);
    }

    @ParameterizedTest
    @CsvSource({"quality", "cost", "latency", "speed", "errors", "context", "skills"})
    void aTraitDoesNotTakeTheNameOfAMeasuredFigure(String name) {
        Yaml yaml = Yaml.of("m: { at: p/m, traits: { creativity: 0.4, " + name + ": 0.9 } }");

        Catalog.from(yaml.node(), PROVIDERS);

        assertThat(yaml.problems())
                .containsExactly("test.yaml:1:42: m.traits: a trait cannot be named \"" + name
                        + "\", which means something else in rules and scores");
    }
}
