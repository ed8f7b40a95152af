package dev.pointsman.routing.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FigureTest {
    @Test
    void everyFigureIsRecordedUnderAWordOfItsOwn() {
        assertThat(Arrays.stream(Figure.values()).map(Figure::word))
                .doesNotHaveDuplicates()
                .allMatch(word -> word.matches("[a-z0-9]+(_[a-z0-9]+)*"));
        assertThat(Figure.FIRST_TOKEN.word()).isEqualTo("first_token_ms");
    }
}
