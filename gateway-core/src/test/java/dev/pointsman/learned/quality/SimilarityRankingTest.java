package dev.pointsman.learned.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.learned.prompt.PromptSpace;
import org.junit.jupiter.api.Test;

class SimilarityRankingTest {
    private static final float NONE = Float.NaN;
    private static final int QUESTION_MARKS = 3;

    @Test
    void theMostSimilarPromptCountsAHundredTimesAnOppositeOne() {
        // of "red": similarity 1 (weight 100), 0 (10), -1 (1); strong won, tied, lost
        StoredPrompts stored = Spaces.stored(2, new float[] {1, 1, 0, 0, 1, 1}, "red", "blue", "white");
        SimilarityRanking ranking = new SimilarityRanking(stored);

        assertThat(ranking.preference(Spaces.point("red"), 0, 1)).isEqualTo((100 + 10 * 0.5) / 111, within(1e-5));
        assertThat(ranking.preference(Spaces.point("red"), 1, 0)).isEqualTo((1 + 10 * 0.5) / 111, within(1e-5));
        assertThat(ranking.scores(Spaces.point("red"))[0]).isEqualTo(110 / 111.0, within(1e-5));
        assertThat(ranking.scores(Spaces.point("red"))[1]).isEqualTo(11 / 111.0, within(1e-5));
    }

    @Test
    void similarityIsScaledByTheHighestOne() {
        StoredPrompts stored = Spaces.stored(2, new float[] {1, 0, 0, 1}, "red blue", "white");
        // of "red": 0.707 becomes 1, -1 becomes less than -1 and stays at 1/100 of it
        double preference = new SimilarityRanking(stored).preference(Spaces.point("red"), 0, 1);
        assertThat(preference).isEqualTo(100 / 101.0, within(1e-4));
    }

    @Test
    void ofPromptsThatSayTheSameTheOneThatLooksAlikeCountsMore() {
        float[] scales = new float[PromptSpace.shape("").length];
        scales[QUESTION_MARKS] = 1;
        PromptSpace space = Spaces.space(scales);
        StoredPrompts stored = Spaces.stored(space, 2, new float[] {1, 0, 0, 1}, "red", "red ????");
        SimilarityRanking ranking = new SimilarityRanking(stored);

        // four question marks are a look of 0.4 beside a meaning of 1
        double cosine = 1 / Math.sqrt(1.16);
        double wanted = 100 / (100 + Math.pow(10, 1 + cosine));
        assertThat(ranking.preference(space.point("red"), 0, 1)).isEqualTo(wanted, within(1e-3));
        assertThat(ranking.preference(space.point("red ????"), 1, 0)).isEqualTo(wanted, within(1e-3));
        assertThat(ranking.preference(space.point("????"), 1, 0))
                .as("nothing but its look")
                .isGreaterThan(0.8);
    }

    @Test
    void aPromptUnlikeAllHearsAllAlike() {
        StoredPrompts stored = Spaces.stored(2, new float[] {1, 0, 0, 0, 1, 0}, "red", "blue", "white");
        SimilarityRanking ranking = new SimilarityRanking(stored);
        assertThat(ranking.preference(Spaces.point("nothing known"), 0, 1)).isEqualTo(0.5, within(1e-6));
    }

    @Test
    void amongManyModelsTheStrengthsOfAllDecide() {
        // 0 always beats 1, 1 always beats 2; 0 and 2 never met
        StoredPrompts stored = Spaces.stored(
                3, new float[] {1, 1, NONE, NONE, 0, 0, 1, 1, NONE, NONE, 0, 0}, "red", "blue", "red", "blue");
        SimilarityRanking ranking = new SimilarityRanking(stored);

        assertThat(ranking.preference(Spaces.point("red"), 0, 2)).isGreaterThan(0.95);
        assertThat(ranking.preference(Spaces.point("red"), 2, 0)).isLessThan(0.05);
    }

    @Test
    void whoWasNeverScoredIsTakenForAverage() {
        StoredPrompts stored = Spaces.stored(2, new float[] {1, 0, NONE, NONE}, "red", "blue");
        SimilarityRanking ranking = new SimilarityRanking(stored);
        assertThat(ranking.scores(Spaces.point("red"))[1]).isEqualTo(0.5);
        assertThat(ranking.preference(Spaces.point("red"), 0, 1)).isEqualTo(0.5);
    }
}
