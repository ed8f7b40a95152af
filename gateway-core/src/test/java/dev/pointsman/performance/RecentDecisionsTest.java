package dev.pointsman.performance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.performance.RecentDecisions.Answered;
import dev.pointsman.performance.RecentDecisions.Rating;
import dev.pointsman.performance.RecentDecisions.Who;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
        int all = 4 * RecentDecisions.MOST;
        for (int i = 0; i < all; i++) {
            recent.add("d" + i, new Who("m" + i, "p/a", null, "ci", null));
        }

        int known = 0;
        for (int i = 0; i < all; i++) {
            Answered answered = recent.find("d" + i, "ci");
            if (answered != null) {
                known++;
                assertThat(answered.model()).isEqualTo("m" + i);
            }
        }
        assertThat(known).isEqualTo(RecentDecisions.MOST);
        for (int i = all - RecentDecisions.MOST / 2; i < all; i++) {
            assertThat(recent.find("d" + i, "ci")).as("d" + i).isNotNull();
        }
        for (int i = 0; i < all - 2 * RecentDecisions.MOST; i++) {
            assertThat(recent.find("d" + i, "ci")).as("d" + i).isNull();
        }
    }

    @Test
    void aRatingOfAnAnswerThatIsKeptNoMoreGoesToNoOther() {
        recent.add("d1", new Who("swift", "p/a", null, "ci", null));
        Answered gone = recent.find("d1", "ci");
        for (int i = 0; i < 2 * RecentDecisions.MOST; i++) {
            recent.add("e" + i, new Who("swift", "p/a", null, "ci", null));
        }

        assertThat(gone.rate(new Rating(1, null, 5))).isNull();

        assertThat(gone.rated()).isFalse();
        for (int i = 0; i < 2 * RecentDecisions.MOST; i++) {
            Answered other = recent.find("e" + i, "ci");
            assertThat(other == null || !other.rated()).isTrue();
        }
    }

    @Test
    void manyThreadsAddAndFind() throws Exception {
        int each = RecentDecisions.MOST / 8;
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<Integer>> found = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            String name = "t" + thread + "-";
            found.add(threads.submit(() -> {
                int missed = 0;
                for (int i = 0; i < each; i++) {
                    recent.add(name + i, new Who(name + i, "p/a", null, "ci", null));
                    Answered answered = recent.find(name + i, "ci");
                    missed += answered != null && answered.model().equals(name + i) ? 0 : 1;
                }
                return missed;
            }));
        }
        for (Future<Integer> missed : found) {
            assertThat(missed.get()).isZero();
        }
        threads.shutdown();
    }

    @Test
    void aRatingGivesTheOneItReplaces() {
        recent.add("d1", new Who("swift", "p/a", null, "ci", null));
        Answered answered = recent.find("d1", "ci");

        assertThat(answered.rate(new Rating(1, null, 5))).isNull();
        assertThat(answered.rate(new Rating(0, null, 6))).isEqualTo(new Rating(1, null, 5));
    }
}
