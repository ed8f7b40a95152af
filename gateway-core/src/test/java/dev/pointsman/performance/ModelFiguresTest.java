package dev.pointsman.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.performance.ModelFigures.Answer;
import dev.pointsman.performance.RecentDecisions.Rating;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModelFiguresTest {
    private static final FeedbackSettings FEEDBACK = new FeedbackSettings(20, Duration.ofMinutes(10));

    private long now = 1_000;
    private final ModelFigures figures = new ModelFigures(() -> now);

    @BeforeEach
    void twoModelsAndTwoTasks() {
        figures.retain(List.of("a", "b"), List.of("code", "chat"), FEEDBACK);
    }

    @Test
    void nothingIsKnownOfAModelThatWasNotCalled() {
        assertThat(figures.errorRate("a", "code")).isNaN();
        assertThat(figures.replyTokens("a", "code")).isNaN();
        assertThat(figures.outputTokenMillis("a", null)).isNaN();
        assertThat(figures.totalMillis("a", null, 0.95)).isNaN();
        assertThat(figures.feedback("a", null)).isNaN();
        assertThat(figures.feedbackWeight("a", null)).isZero();
    }

    @Test
    void failuresCountForTheirTaskAndForAllAndFadeTowardsTheGuess() {
        for (int i = 0; i < 10; i++) {
            figures.failed("a", "code");
            figures.answered("a", "chat", answer(100));
        }

        assertThat(figures.errorRate("a", "code")).isCloseTo((10 + 0.05) / 15, within(1e-9));
        assertThat(figures.errorRate("a", "chat")).isCloseTo(0.05 / 15, within(1e-9));
        assertThat(figures.errorRate("a", null)).isCloseTo((10 + 0.05) / 25, within(1e-9));
        assertThat(figures.errorRate("b", "code")).isNaN();

        pass(Duration.ofSeconds(90));
        assertThat(figures.errorRate("a", "code")).isCloseTo((10 / 8.0 + 0.05) / (10 / 8.0 + 5), within(1e-9));
        pass(Duration.ofMinutes(10));
        assertThat(figures.errorRate("a", "code")).isNaN();
    }

    @Test
    void theLengthOfRepliesIsDrawnTowardsThatOfAllModelsAndThatTowardsTheGeneralGuess() {
        for (int i = 0; i < 10; i++) {
            figures.answered("a", null, answer(1_000));
        }
        double all = (10 * 1_000 + 10 * 256) / 20.0;
        double its = (10 * 1_000 + 10 * all) / 20;

        assertThat(figures.replyTokens("a", null)).isCloseTo(its, within(1e-9));
        assertThat(figures.replyTokens("a", "chat")).as("no task is known yet").isCloseTo(its, within(1e-9));
        assertThat(figures.replyTokens("b", null)).as("as all models do").isCloseTo(all, within(1e-9));
    }

    @Test
    void aTaskWithLongRepliesIsExpectedToHaveThemFromEveryModel() {
        for (int i = 0; i < 200; i++) {
            figures.answered("a", "code", answer(1_000));
            figures.answered("a", "chat", answer(100));
            figures.answered("b", "chat", answer(50));
        }

        assertThat(figures.replyTokens("a", "code")).isBetween(950.0, 1_050.0);
        assertThat(figures.replyTokens("a", "chat")).isBetween(90.0, 115.0);
        assertThat(figures.replyTokens("b", "chat")).isBetween(45.0, 60.0);
        assertThat(figures.replyTokens("b", "code"))
                .as("never asked: it writes little, but code is long")
                .isBetween(100.0, 250.0);
    }

    @Test
    void theLengthThatAllModelsWriteLivesOnOverAReload() {
        figures.answered("a", "code", answer(2_000));

        figures.retain(List.of("c"), List.of("code"), FEEDBACK);

        assertThat(figures.replyTokens("c", "code")).isGreaterThan(256);
    }

    @Test
    void aReplyCutByTheClientsMaximumDoesNotShortenTheExpectation() {
        figures.answered("a", null, answer(1_000));
        double before = figures.replyTokens("a", null);

        figures.answered("a", null, new Answer(Double.NaN, Double.NaN, 5, true));
        double cut = figures.replyTokens("a", null);
        assertThat(cut).isGreaterThan(before);

        figures.answered("a", null, answer(5));
        assertThat(figures.replyTokens("a", null)).isLessThan(cut);
    }

    @Test
    void whatAnAnswerDoesNotTellIsNotCounted() {
        figures.answered("a", "code", new Answer(Double.NaN, Double.NaN, Double.NaN, false));

        assertThat(figures.replyTokens("a", "code")).isNaN();
        assertThat(figures.outputTokenMillis("a", "code")).isNaN();
        assertThat(figures.errorRate("a", "code")).isCloseTo(0.05 / 6, within(1e-9));
    }

    @Test
    void timesOfAnswersAreKeptForEachTask() {
        for (int i = 0; i < 20; i++) {
            figures.answered("a", "code", new Answer(4_000, 20, 100, false));
            figures.answered("a", "chat", new Answer(1_000, 10, 100, false));
        }

        assertThat(figures.totalMillis("a", "code", 0.95)).isCloseTo(4_000, within(400.0));
        assertThat(figures.totalMillis("a", "chat", 0.95)).isCloseTo(1_000, within(100.0));
        assertThat(figures.totalMillis("a", null, 0.95)).isCloseTo(4_000, within(400.0));
        assertThat(figures.outputTokenMillis("a", "code")).isCloseTo(20, within(1e-9));
        assertThat(figures.outputTokenMillis("a", null)).isCloseTo(15, within(1e-9));
    }

    @Test
    void feedbackFadesAsThePolicySaysAndCanBeWithdrawn() {
        figures.rated("a", "code", 0.2);
        pass(Duration.ofMinutes(10));
        figures.rated("a", "code", 0.8);

        assertThat(figures.feedback("a", "code")).isCloseTo((0.1 + 0.8) / 1.5, within(1e-9));
        assertThat(figures.feedback("a", null)).isCloseTo((0.1 + 0.8) / 1.5, within(1e-9));
        assertThat(figures.feedbackWeight("a", "code")).isCloseTo(1.5, within(1e-9));
        assertThat(figures.feedback("a", "chat")).isNaN();

        figures.withdrawn("a", new Rating(0.8, "code", now));
        assertThat(figures.feedback("a", "code")).isCloseTo(0.2, within(1e-9));
        assertThat(figures.feedbackWeight("a", null)).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void aTaskThatThePolicyDoesNotHaveCountsForAllTasksOnly() {
        figures.rated("a", "poetry", 1);
        figures.failed("a", "poetry");

        assertThat(figures.feedback("a", null)).isEqualTo(1);
        assertThat(figures.feedback("a", "poetry")).isNaN();
        assertThat(figures.errorRate("a", "poetry")).isNaN();
        assertThat(figures.tasks()).containsExactlyInAnyOrder("code", "chat");
    }

    @Test
    void aReloadKeepsWhatThePolicyStillHasAndForgetsTheRest() {
        figures.rated("a", "code", 1);
        figures.rated("a", "chat", 1);
        figures.rated("b", "code", 1);

        figures.retain(List.of("a", "c"), List.of("code"), FEEDBACK);
        assertThat(figures.feedback("a", "code")).isEqualTo(1);
        assertThat(figures.feedback("a", null)).isEqualTo(1);

        figures.retain(List.of("a", "b"), List.of("code", "chat"), FEEDBACK);
        assertThat(figures.feedback("a", "chat")).isNaN();
        assertThat(figures.feedback("b", "code")).isNaN();
        assertThat(figures.feedback("b", null)).isNaN();
    }

    private static Answer answer(double tokens) {
        return new Answer(Double.NaN, Double.NaN, tokens, false);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
