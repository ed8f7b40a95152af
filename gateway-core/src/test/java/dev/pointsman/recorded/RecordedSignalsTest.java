package dev.pointsman.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.routing.facts.SignalReadings;
import dev.pointsman.tokens.Tokenizer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordedSignalsTest {
    @Test
    void whatATokenizerCountedIsToldAgain() {
        RecordedSignals signals = new RecordedSignals(readings(90, Map.of(Tokenizer.O200K, 100)));

        assertThat(signals.tokens(Tokenizer.O200K)).isEqualTo(100);
        assertThat(signals.inputTokens()).isEqualTo(90);
        assertThat(signals.missing()).isEmpty();
    }

    @Test
    void theEstimateStandsInForATokenizerThatWasNotAsked() {
        assertThat(new RecordedSignals(readings(90, Map.of())).tokens(Tokenizer.CL100K))
                .isEqualTo(90);
    }

    @Test
    void whatWasCountedStandsInForTheEstimateUnlessTheProviderTold() {
        SignalReadings counted = readings(-1, Map.of(Tokenizer.O200K, 100, Tokenizer.CL100K, 110));

        RecordedSignals signals = new RecordedSignals(counted);
        assertThat(signals.inputTokens()).isEqualTo(110);
        assertThat(signals.missing()).isEmpty();
        assertThat(new RecordedSignals(counted, 105).inputTokens()).isEqualTo(105);
    }

    @Test
    void whereNothingWasLookedAtTokensAreMissing() {
        RecordedSignals signals = new RecordedSignals(SignalReadings.NONE);

        assertThat(signals.tokens(Tokenizer.O200K)).isZero();
        assertThat(signals.missing()).containsExactly("input_tokens");
        assertThat(new RecordedSignals(SignalReadings.NONE, 7).tokens(Tokenizer.O200K))
                .isEqualTo(7);
    }

    @Test
    void otherTokensReplaceWhatWasCounted() {
        assertThat(readings(-1, Map.of(Tokenizer.O200K, 100)).withTokens(5).counted())
                .isEmpty();
        assertThat(readings(-1, Map.of(Tokenizer.O200K, 100)).withCode(0.5).counted())
                .containsEntry(Tokenizer.O200K, 100);
        assertThat(SignalReadings.NONE.anyTokens()).isEqualTo(-1);
    }

    private static SignalReadings readings(int estimate, Map<Tokenizer, Integer> counted) {
        return new SignalReadings(estimate, false, null, -1, false, null, null, false, Double.NaN, counted);
    }
}
