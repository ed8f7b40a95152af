package dev.pointsman.routing.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.routing.facts.LiveFigures.Reading;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveFiguresTest {
    @Test
    void everyFigureIsReadOnceHoweverOftenItIsAskedFor() {
        List<String> asked = new ArrayList<>();
        LiveFigures figures = new LiveFigures((figure, subject, task) -> {
            asked.add(figure + " " + subject + " " + task);
            return asked.size();
        });

        double first = figures.of(Figure.FIRST_TOKEN, "p/a");
        double again = figures.of(Figure.FIRST_TOKEN, "p/a");
        double ofTask = figures.of(Figure.FEEDBACK, "swift", "code");
        double ofAll = figures.of(Figure.FEEDBACK, "swift");

        assertThat(asked).containsExactly("FIRST_TOKEN p/a null", "FEEDBACK swift code", "FEEDBACK swift null");
        assertThat(List.of(first, again, ofTask, ofAll)).containsExactly(1.0, 1.0, 2.0, 3.0);
    }

    @Test
    void whatIsNotKnownIsReadOnceToo() {
        List<String> asked = new ArrayList<>();
        LiveFigures figures = new LiveFigures((figure, subject, task) -> {
            asked.add(subject);
            return Double.NaN;
        });

        assertThat(figures.of(Figure.ERROR_RATE, "p/a")).isNaN();
        assertThat(figures.of(Figure.ERROR_RATE, "p/a")).isNaN();
        assertThat(asked).containsExactly("p/a");
    }

    @Test
    void whatIsSettledKeepsWhatWasReadAndReadsNoMore() {
        LiveFigures figures = new LiveFigures((figure, subject, task) -> 3);
        figures.of(Figure.ERROR_RATE, "p/a");

        LiveFigures settled = figures.settled();

        assertThat(settled.of(Figure.ERROR_RATE, "p/a")).isEqualTo(3);
        assertThat(settled.of(Figure.ERROR_RATE, "p/b")).isNaN();
    }

    @Test
    void manyFiguresKeepTheirValues() {
        LiveFigures figures = new LiveFigures((figure, subject, task) ->
                Double.parseDouble(subject) + figure.word().length());

        for (int i = 0; i < 500; i++) {
            figures.of(Figure.FIRST_TOKEN, Integer.toString(i));
            figures.of(Figure.ERROR_RATE, Integer.toString(i));
        }

        for (int i = 0; i < 500; i++) {
            assertThat(figures.of(Figure.ERROR_RATE, Integer.toString(i)))
                    .isEqualTo(i + Figure.ERROR_RATE.word().length());
        }
        assertThat(figures.readings()).hasSize(1000);
    }

    @Test
    void recordedReadingsAreGivenAgainAndNothingElseIsKnown() {
        LiveFigures lived = new LiveFigures((figure, subject, task) -> 7.5);
        lived.of(Figure.FIRST_TOKEN, "p/a");
        lived.of(Figure.REPLY_TOKENS, "swift", "code");
        List<Reading> readings = lived.readings();

        LiveFigures recorded = LiveFigures.recorded(readings);

        assertThat(recorded.of(Figure.FIRST_TOKEN, "p/a")).isEqualTo(7.5);
        assertThat(recorded.of(Figure.REPLY_TOKENS, "swift", "code")).isEqualTo(7.5);
        assertThat(recorded.of(Figure.REPLY_TOKENS, "swift")).isNaN();
        assertThat(recorded.of(Figure.FIRST_TOKEN, "p/b")).isNaN();
        assertThat(LiveFigures.none().of(Figure.FIRST_TOKEN, "p/a")).isNaN();
    }
}
