package dev.pointsman.routing.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.tokens.Tokenizer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SignalReadingsTest {
    @Test
    void theEstimateOfTokensCountsBeforeWhatATokenizerCounted() {
        assertThat(read(7, Map.of(Tokenizer.O200K, 9)).anyTokens()).isEqualTo(7);
        assertThat(read(0, Map.of(Tokenizer.O200K, 9)).anyTokens()).isZero();
        assertThat(read(-1, Map.of(Tokenizer.O200K, 9)).anyTokens()).isEqualTo(9);
        assertThat(SignalReadings.NONE.anyTokens()).isEqualTo(-1);
    }

    @Test
    void signalsThatCountNothingThemselvesGiveTheirEstimate() {
        Signals signals = new OnlyAnEstimate();

        assertThat(signals.tokens(Tokenizer.O200K)).isEqualTo(12);
        assertThat(signals.taskRemark()).isNull();
        assertThat(signals.readings().inputTokens()).isEqualTo(12);
    }

    @Test
    void whereAllRequestsOfAnEndpointAreAlikeNothingIsFoundOfOne() {
        Eligibility all = id -> null;

        assertThat(all.found()).isNull();
        assertThat(all.param()).isNull();
    }

    private static SignalReadings read(int inputTokens, Map<Tokenizer, Integer> counted) {
        return new SignalReadings(inputTokens, false, null, -1, false, null, null, false, Double.NaN, counted);
    }

    private static final class OnlyAnEstimate implements Signals {
        @Override
        public int inputTokens() {
            return 12;
        }

        @Override
        public String language() {
            return null;
        }

        @Override
        public double code() {
            return 0;
        }

        @Override
        public TaskGuess task() {
            return null;
        }

        @Override
        public double difficulty() {
            return Double.NaN;
        }
    }
}
