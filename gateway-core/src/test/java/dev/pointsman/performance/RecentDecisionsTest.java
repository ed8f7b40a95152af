package dev.pointsman.performance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.performance.RecentDecisions.Answered;
import dev.pointsman.performance.RecentDecisions.Rating;
import dev.pointsman.performance.RecentDecisions.Who;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecentDecisionsTest {
    private long now;
    private final RecentDecisions recent = new RecentDecisions(() -> now);

    @Test
    void anAnswerIsFoundByTheKeyThatAskedAndByNoOther() {
        recent.add("d1", new Who("swift", "p/a", "code", "ci", null));

        Answered answered = recent.find("d1", "ci");

        assertThat(answered).isNotNull();
        assertThat(answered.model()).isEqualTo("swift");
        assertThat(answered.deployment()).isEqualTo("p/a");
        assertThat(answered.task()).isEqualTo("code");
        assertThat(recent.find("d1", "shop")).isNull();
        assertThat(recent.find("d2", "ci")).isNull();
    }

    @Test
    void anAnswerIsForgottenAfterADay() {
        recent.add("d1", new Who("swift", "p/a", null, "ci", null));

        now += Duration.ofHours(24).toNanos() - 1;
        assertThat(recent.find("d1", "ci")).isNotNull();
        now++;
        assertThat(recent.find("d1", "ci")).isNull();
    }

    @Test
    void onlyTheNewestAreKept() {
        for (int i = 0; i <= RecentDecisions.MOST; i++) {
            recent.add("d" + i, new Who("swift", "p/a", null, "ci", null));
        }

        assertThat(recent.find("d0", "ci")).isNull();
        assertThat(recent.find("d1", "ci")).isNotNull();
        assertThat(recent.find("d" + RecentDecisions.MOST, "ci")).isNotNull();
    }

    @Test
    void aRatingGivesTheOneItReplaces() {
        recent.add("d1", new Who("swift", "p/a", null, "ci", null));
        Answered answered = recent.find("d1", "ci");

        assertThat(answered.rate(new Rating(1, null, 5))).isNull();
        assertThat(answered.rate(new Rating(0, null, 6))).isEqualTo(new Rating(1, null, 5));
    }
}
