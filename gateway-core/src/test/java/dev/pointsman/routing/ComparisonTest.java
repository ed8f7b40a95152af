package dev.pointsman.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import dev.pointsman.routing.Comparison.Plain;
import dev.pointsman.routing.Comparison.Quantity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
    @ParameterizedTest
    @CsvSource({
        "'< 300', 299, 300",
        "'<= 300', 300, 301",
        "'> 2', 3, 2",
        "'>= 2', 2, 1",
        "'= 7', 7, 8",
        "'== 7', 7, 6",
        "7, 7, 8",
        "'10..20', 10, 9",
        "'10..20', 20, 21",
        "'> 8k', 8001, 8000",
        "'<1_000', 999, 1000",
    })
    void eachSignHoldsUpToItsBoundAndNotBeyond(String text, double inside, double outside) {
        Yaml yaml = Yaml.of("\"" + text + "\"");

        Comparison comparison = Comparison.from(yaml.node(), Quantity.COUNT, Plain.EXACTLY);

        assertThat(yaml.problems()).isEmpty();
        assertThat(comparison.holds(inside)).isTrue();
        assertThat(comparison.holds(outside)).isFalse();
        assertThat(comparison.holds(Double.NaN)).isFalse();
    }

    @Test
    void aPlainNumberMeansWhatItsPlaceSays() {
        assertThat(of("0.8", Quantity.NUMBER, Plain.AT_LEAST).holds(0.9)).isTrue();
        assertThat(of("0.8", Quantity.NUMBER, Plain.AT_LEAST).holds(0.7)).isFalse();
        assertThat(of("0.8", Quantity.NUMBER, Plain.AT_MOST).holds(0.7)).isTrue();
        assertThat(of("0.8", Quantity.NUMBER, Plain.AT_MOST).holds(0.9)).isFalse();
    }

    @Test
    void quantitiesAreReadInTheirUnits() {
        assertThat(of("\"< 4s\"", Quantity.TIME, Plain.EXACTLY).high()).isEqualTo(4000);
        assertThat(of("250ms", Quantity.TIME, Plain.EXACTLY).high()).isEqualTo(250);
        assertThat(of("\"< $0.10\"", Quantity.DOLLARS, Plain.EXACTLY).high()).isEqualTo(0.1);
        assertThat(of("\"> 80%\"", Quantity.NUMBER, Plain.EXACTLY).low()).isEqualTo(0.8);
        assertThat(of("\"> 1.5m\"", Quantity.COUNT, Plain.EXACTLY).low()).isEqualTo(1_500_000);
        assertThat(of("\"> -3\"", Quantity.NUMBER, Plain.EXACTLY).low()).isEqualTo(-3);
    }

    @ParameterizedTest
    @CsvSource({"< many", "4 s", "0x10", "NaN", "1e3", "..5", "<", "1d"})
    void anythingElseIsAProblemWithItsPlace(String text) {
        Yaml yaml = Yaml.of("\"" + text + "\"");

        Comparison.from(yaml.node(), Quantity.COUNT, Plain.EXACTLY);

        assertThat(yaml.problems())
                .containsExactly(
                        "test.yaml:1:1: expected a comparison such as \"< N\", \">= N\" or \"N..M\" with a count such as"
                                + " 300 or 128k but found \"" + text + "\"");
    }

    @Test
    void aRangeUpsideDownIsAProblem() {
        Yaml yaml = Yaml.of("\"20..10\"");

        Comparison.from(yaml.node(), Quantity.COUNT, Plain.EXACTLY);

        assertThat(yaml.problems())
                .containsExactly(
                        "test.yaml:1:1: the range \"20..10\" holds nothing: its first number is the larger one");
    }

    private static Comparison of(String yaml, Quantity quantity, Plain plain) {
        return Comparison.from(Yaml.of(yaml).node(), quantity, plain);
    }
}
