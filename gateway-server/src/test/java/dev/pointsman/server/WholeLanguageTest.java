package dev.pointsman.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pointsman.config.ConfigException;
import dev.pointsman.config.ConfigProblems.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A file that uses the whole language, later parts too: what this release cannot do is refused at its place, and nothing else is. */
class WholeLanguageTest {
    private static final Path FILE = Path.of("src/test/resources/policies/whole-language.yaml");

    @Test
    void whatALaterReleaseBringsIsRefusedAtItsPlaceAndAllElseIsUnderstood() {
        assertThat(problems(Map.of("OPENAI_API_KEY", "a", "ANTHROPIC_API_KEY", "b", "AWS_BEARER_TOKEN_BEDROCK", "c")))
                .containsExactly(
                        "69:26 scores.learned.estimator: there is no file \"src/test/resources/policies/routers/mf.router\"",
                        "77:3 reliability: \"hedge\" is not available yet: use retry and fallback");
    }

    @Test
    void aMissingVariableIsToldBesideThem() {
        assertThat(problems(Map.of()))
                .hasSize(5)
                .contains(
                        "12:38 providers.openai.key: environment variable OPENAI_API_KEY is not set",
                        "13:38 providers.anthropic.key: environment variable ANTHROPIC_API_KEY is not set");
    }

    private static List<String> problems(Map<String, String> environment) {
        return catchThrowableOfType(
                        ConfigException.class,
                        () -> GatewayServer.loader(environment::get).load(FILE))
                .problems()
                .stream()
                .map(WholeLanguageTest::shown)
                .toList();
    }

    private static String shown(Problem problem) {
        return problem.place().line() + ":" + problem.place().column() + " " + problem.path() + ": "
                + problem.message();
    }
}
