package dev.pointsman.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttemptRecordTest {
    @ParameterizedTest
    @ValueSource(strings = {"x-request-id", "request-id", "x-amzn-requestid", "apim-request-id"})
    void aProvidersOwnIdIsFound(String name) {
        assertThat(AttemptRecord.requestIdIn(Headers.of("date", "now", name, "req-7")))
                .isEqualTo("req-7");
    }

    @Test
    void whatIsNotFitForALogIsNone() {
        assertThat(AttemptRecord.requestIdIn(Headers.NONE)).isNull();
        assertThat(AttemptRecord.requestIdIn(Headers.of("date", "now"))).isNull();
        assertThat(AttemptRecord.requestIdIn(Headers.of("x-request-id", ""))).isNull();
        assertThat(AttemptRecord.requestIdIn(Headers.of("x-request-id", "a b"))).isNull();
        assertThat(AttemptRecord.requestIdIn(Headers.of("x-request-id", "\u00e9")))
                .isNull();
        assertThat(AttemptRecord.requestIdIn(Headers.of("x-request-id", "a".repeat(129))))
                .isNull();
        assertThat(AttemptRecord.requestIdIn(Headers.of("x-request-id", "a".repeat(128))))
                .hasSize(128);
    }
}
