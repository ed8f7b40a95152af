package dev.pointsman.routing.rules;

import static dev.pointsman.routing.Models.models;
import static dev.pointsman.routing.Models.reasons;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.api.GatewayException;
import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.PriceTable;
import dev.pointsman.catalog.ProviderTypes;
import dev.pointsman.config.Yaml;
import dev.pointsman.routing.Asking;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.KnownNames;
import dev.pointsman.routing.RoutingDecision;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SkillDemandsTest {
    private static final Catalog CATALOG =
            Catalog.from(Yaml.of("""
                    berlin: { at: p/berlin, skills: { language: [de, en], place: eu, subject: law, level: expert } }
                    boston: { at: p/boston, skills: { language: en, place: us, subject: [law, tax], level: skilled } }
                    world:  { at: p/world,  skills: { language: any, place: [us, eu], level: basic } }
                    plain:  p/plain
                    """).node(), new ProviderTypes(Map.of("p", ""), PriceTable.builtIn()));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "language: de | berlin world",
                "language: [de, fr] | berlin world",
                "language: DE | berlin world",
                "place: us | boston world",
                "subject: [law, tax] | berlin boston",
                "subject: tax | boston",
                "place: eu, subject: law | berlin",
                "level: expert | berlin",
                "level: skilled | berlin boston",
                "level: '>= skilled' | berlin boston",
                "level: '>skilled' | berlin",
                "level: '< expert' | boston world",
                "level: '<= skilled' | boston world",
                "level: '= skilled' | boston",
                "level: ['= basic', '= expert'] | berlin world",
            })
    void modelsAreAskedForTheirSkills(String skills, String left) {
        assertThat(models(require(skills, Asking.chat("hi")))).containsExactly(left.split(" ", -1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "language: request.language | berlin world",
                "place: request.header.x-country | boston world",
                "subject: request.task | boston",
                "level: request.metadata.level | berlin boston",
                "subject: [request.user, request.task] | boston",
                "place: [request.header.x-country, eu] | boston world",
                "subject: request.team | berlin boston",
            })
    void skillsAreComparedWithValuesOfTheRequest(String skills, String left) {
        Asking asking = Asking.chat("hi")
                .language("de")
                .header("x-country", "US")
                .task("tax", 0.9)
                .key("ci", "law")
                .with("metadata", "{\"level\":\"Skilled\"}")
                .with("user", "\"nobody\"");

        assertThat(models(require(skills, asking))).containsExactly(left.split(" ", -1));
    }

    @Test
    void aValueThatTheRequestDoesNotGiveIsPassedOverAndNoted() {
        RoutingDecision decision = require("language: request.language, place: eu", Asking.chat("hi"));

        assertThat(models(decision)).containsExactly("berlin", "world");
        assertThat(reasons(decision))
                .containsExactly(
                        "rules: rule r: require language request.language; place eu: passed over, no value for"
                                + " request.language",
                        "rules: rule r: require language request.language; place eu (removed boston, plain)");
        assertThat(reasons(
                        require("language: request.language", Asking.chat("hi").language("de"))))
                .containsExactly("rules: rule r: require language request.language (removed boston, plain)");
    }

    @Test
    void plainWordsBesideAValueOfTheRequestAreWhatCountsWithoutIt() {
        RoutingDecision decision = require("place: [request.header.x-country, eu]", Asking.chat("hi"));

        assertThat(models(decision)).containsExactly("berlin", "world");
        assertThat(reasons(decision)).noneMatch(reason -> reason.contains("passed over"));
    }

    @Test
    void aLevelThatTheRequestInventsIsNoValue() {
        Asking asking = Asking.chat("hi").with("metadata", "{\"level\":\"godlike\"}");

        RoutingDecision decision = require("level: request.metadata.level", asking);

        assertThat(models(decision)).containsExactly("berlin", "boston", "world", "plain");
        assertThat(reasons(decision)).singleElement().asString().contains("no value for request.metadata.level");
    }

    @Test
    void aPreferencePutsTheSkilledFirstAndRemovesNone() {
        RoutingDecision decision = route(
                "prefer: { skills: { language: request.language } }",
                Asking.chat("hi").language("de"));

        assertThat(models(decision)).containsExactly("berlin", "world", "boston", "plain");
        assertThat(models(route("prefer: { skills: { language: request.language } }", Asking.chat("hi"))))
                .as("nothing is known of the language")
                .containsExactly("berlin", "boston", "world", "plain");
    }

    @Test
    void aLimitThatNobodyMeetsFailsTheRequest() {
        assertThatThrownBy(() -> route(
                        "only: { skills: { subject: request.task } }",
                        Asking.chat("hi").task("chess", 1)))
                .isInstanceOf(GatewayException.class)
                .hasMessage("rule r: only subject request.task: no model that can serve this request is left");
    }

    @Test
    void aLimitBindsFallbacksToo() {
        RoutingDecision decision = route("only: { skills: { place: eu } }", Asking.chat("hi"));

        assertThat(decision.admit(Candidate.of(CATALOG.model("boston")))).isNull();
        assertThat(decision.admit(Candidate.of(CATALOG.model("world")))).isNotNull();
    }

    @Test
    void notTurnsSkillsRoundAndIsPassedOverWithoutAValue() {
        String rule = "require: { not: { skills: { place: request.header.x-country } } }";

        assertThat(models(route(rule, Asking.chat("hi").header("x-country", "us"))))
                .containsExactly("berlin", "plain");
        RoutingDecision unknown = route(rule, Asking.chat("hi"));
        assertThat(models(unknown)).containsExactly("berlin", "boston", "world", "plain");
        assertThat(reasons(unknown))
                .containsExactly("rules: rule r: require not place request.header.x-country: passed over, no value for"
                        + " request.header.x-country");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "langage: de | no model has the skill group \"langage\" (did you mean \"language\"?)",
                "place: eux | no model has the place \"eux\" (did you mean \"eu\"?)",
                "level: exprt | unknown level \"exprt\" (did you mean \"expert\"?): expected one of basic, skilled, expert",
                "level: '< basic' | no level is < basic: expected a comparison that one of basic, skilled, expert keeps",
                "level: '> expert' | no level is > expert: expected a comparison that one of basic, skilled, expert keeps",
                "subject: [] | expected a value of the skill group \"subject\" or a list of them",
                "language: request.mood | expected request.language, request.task, request.header.NAME, request.metadata.NAME, request.user, request.key or request.team but found \"request.mood\"",
            })
    void aMistakeIsTold(String skills, String problem) {
        Yaml yaml = Yaml.of("[{ name: r, then: { require: { skills: { " + skills + " } } } }]");

        RuleSettings.from(yaml.node(), names());

        assertThat(yaml.problems()).singleElement().asString().endsWith(": " + problem);
    }

    @Test
    void noGroupAtAllIsAMistake() {
        Yaml yaml = Yaml.of("[{ name: r, then: { require: { skills: {} } } }]");

        RuleSettings.from(yaml.node(), names());

        assertThat(yaml.problems()).singleElement().asString().endsWith("expected at least one skill group");
    }

    @Test
    void anyWordMayBeAskedForWhereAModelHasThemAll() {
        assertThat(models(require("language: tlh", Asking.chat("hi")))).containsExactly("world");
    }

    private static RoutingDecision require(String skills, Asking asking) {
        return route("require: { skills: { " + skills + " } }", asking);
    }

    private static RoutingDecision route(String then, Asking asking) {
        Yaml yaml = Yaml.of("[{ name: r, then: { " + then + " } }]");
        RuleSettings settings = RuleSettings.from(yaml.node(), names());
        assertThat(yaml.problems()).isEmpty();
        return new RuleRouter(settings)
                .apply(
                        RoutingDecision.among(
                                CATALOG.models().stream().map(Candidate::of).toList()),
                        asking.context());
    }

    private static KnownNames names() {
        return new KnownNames(CATALOG, List.of("p"), List.of(), List.of());
    }
}
