package dev.pointsman.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutedCallTest {
    @ParameterizedTest
    @CsvSource({
        "0, 3, 0.000",
        "7, 3, 0.007",
        "999, 3, 0.999",
        "1000, 3, 1.000",
        "123456, 3, 123.456",
        "5, 9, 0.000000005",
        "-4, 3, 0.000"
    })
    void headersTellFixedPointNumbersInFull(long units, int places, String text) {
        assertThat(Exchange.decimal(units, places)).isEqualTo(text);
    }
}
