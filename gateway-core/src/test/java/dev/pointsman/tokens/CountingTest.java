package dev.pointsman.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountingTest {
    @ParameterizedTest
    @CsvSource({
        "estimate, , 4000",
        "exact, O200K, 4000",
        "o200k, O200K, 4000",
        "cl100k, CL100K, 4000",
        "'{ count: exact, under: 32k }', O200K, 32000",
        "'{ count: cl100k }', CL100K, 4000",
        "'{ count: exact, under: 1 }', O200K, 1"
    })
    void everyWayIsRead(String text, Tokenizer tokenizer, int under) {
        Yaml yaml = Yaml.of(text);

        assertThat(Counting.from(yaml.node(), List.of("gpt-5-nano", "gpt-4o")))
                .isEqualTo(new Counting(tokenizer, under));
        assertThat(yaml.problems()).isEmpty();
    }

    @Test
    void aModelWhoseTokenizerIsNotKnownIsToldWhatIs() {
        assertThat(problems("exact", "gpt-4o", "qwen3-8b"))
                .singleElement()
                .asString()
                .contains("the tokenizer of \"qwen3-8b\" is not known", "gpt-5, gpt-4.1", "name it (o200k or cl100k)");
        assertThat(problems("o200k", "qwen3-8b")).isEmpty();
    }

    @Test
    void deploymentsThatCountDifferentlyCannotBeExact() {
        assertThat(problems("exact", "gpt-4o", "gpt-4"))
                .singleElement()
                .asString()
                .contains("count by o200k and by cl100k");
    }

    @ParameterizedTest
    @CsvSource({
        "exactly, expected one of estimate",
        "'{ count: exact, under: 0 }', expected 1 to 32k bytes of text but found \"0\"",
        "'{ count: exact, under: 33k }', expected 1 to 32k bytes of text but found \"33k\"",
        "'{ under: 2k }', missing key \"count\"",
        "'{ count: exact, below: 2k }', unknown key \"below\""
    })
    void whatCannotBeIsTold(String text, String problem) {
        assertThat(problems(text, "gpt-4o")).singleElement().asString().contains(problem);
    }

    private static List<String> problems(String text, String... models) {
        Yaml yaml = Yaml.of(text);
        Counting.from(yaml.node(), List.of(models));
        return yaml.problems().stream().map(Object::toString).toList();
    }
}
