package dev.pointsman.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestWordTest {
    @Test
    void theNearestComesFirstAndWhatIsFarIsNotNamed() {
        assertThat(NearestWord.near("wights", List.of("bounds", "weight", "weights"), 3))
                .containsExactly("weights", "weight");
        assertThat(NearestWord.near("wights", List.of("bounds", "weight", "weights"), 1))
                .containsExactly("weights");
        assertThat(NearestWord.hint("wights", List.of("bounds"))).isEmpty();
    }

    @Test
    void anEmptyWordIsNeverMeant() {
        assertThat(NearestWord.hint("eu", List.of("", " "))).isEmpty();
        assertThat(NearestWord.hint("eu", List.of("", "us"))).isEqualTo(" (did you mean \"us\"?)");
    }

    @Test
    void ofWordsAsNearTheOneOfLikeLengthIsMeantWhateverTheirOrder() {
        assertThat(NearestWord.hint("opnai", List.of("o", "openai"))).isEqualTo(" (did you mean \"openai\"?)");
        assertThat(NearestWord.hint("opnai", List.of("openai", "o"))).isEqualTo(" (did you mean \"openai\"?)");
        assertThat(NearestWord.near("bat", List.of("cat", "bar"), 2)).containsExactly("bar", "cat");
    }
}
