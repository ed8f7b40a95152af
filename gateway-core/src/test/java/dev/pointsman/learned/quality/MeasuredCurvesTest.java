package dev.pointsman.learned.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.learned.quality.MeasuredCurves.Bin;
import dev.pointsman.learned.quality.MeasuredCurves.Pair;
import dev.pointsman.learned.quality.MeasuredCurves.Setting;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MeasuredCurvesTest {
    private static final MeasuredCurves CURVES = new MeasuredCurves(
            List.of(new Setting(0.01, 0.9), new Setting(0.004, 0.85), new Setting(0.001, 0.6)),
            Map.of(0, new Setting(0.001, 0.6), 2, new Setting(0.012, 0.88)),
            new Pair(2, 0, List.of(0.6, 0.8, 0.88)),
            List.of(new Bin(12, 0.25, 0.3), new Bin(30, 0.95, 0.9)));

    @Test
    void whatIsKeptInACardIsReadFromIt() {
        RouterCard card = card(CURVES.figures());

        assertThat(MeasuredCurves.of(card, 3)).isEqualTo(CURVES);
        assertThat(CURVES.figures().keySet()).allMatch(name -> name.startsWith(MeasuredCurves.PREFIX));
        assertThat(card.plainFigures()).containsOnlyKeys("dev-aiq");
    }

    @Test
    void aCardWithoutThemTellsNothing() {
        MeasuredCurves none = MeasuredCurves.of(card(Map.of()), 2);

        assertThat(none.isEmpty()).isTrue();
        assertThat(none.figures()).isEmpty();
        assertThat(CURVES.isEmpty()).isFalse();
    }

    @Test
    void whatIsNotWholeOrNamesNoModelIsLeftOut() {
        Map<String, Double> figures = new TreeMap<>(CURVES.figures());
        figures.remove("curve-quality-001");
        figures.remove("curve-actual-001");
        figures.put("curve-strong", 3.0);

        MeasuredCurves told = MeasuredCurves.of(card(figures), 2);

        assertThat(told.settings()).containsExactly(new Setting(0.01, 0.9));
        assertThat(told.singles()).containsOnlyKeys(0);
        assertThat(told.bins()).containsExactly(new Bin(12, 0.25, 0.3));
        assertThat(told.pair()).isNull();
    }

    @Test
    void examplesAreShortLinesApartFromNotes() {
        RouterCard card = card(Map.of())
                .withExamples(1, List.of("prove\n  that", "x".repeat(199) + "\uD83D\uDE00 and more"))
                .with("licence", "ours");

        assertThat(card.examples(0)).isEmpty();
        assertThat(card.examples(1)).containsExactly("prove that", "x".repeat(199));
        assertThat(card.plainNotes()).containsExactly(Map.entry("licence", "ours"));
        assertThat(card.notes()).hasSize(3);
    }

    private static RouterCard card(Map<String, Double> figures) {
        return new RouterCard(RouterKind.CLUSTER, 1, 20, "ab", figures, Map.of()).with("dev-aiq", 0.8);
    }
}
