package dev.pointsman.flow.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.quota.LimitSettings;
import dev.pointsman.quota.Per;
import dev.pointsman.quota.Refusal;
import dev.pointsman.quota.Refusal.What;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
    private static final LimitSettings LIMIT =
            new LimitSettings("all", new Per(Per.Kind.USER, ""), null, null, 4, null, null, Set.of(), false);

    @ParameterizedTest
    @CsvSource({
        "0, 0ms",
        "1, 1ms",
        "120000000, 120ms",
        "1000000000, 1s",
        "1500000000, 1.5s",
        "59999000001, 1m0s",
        "60000000000, 1m0s",
        "360000000000, 6m0s",
        "3599000000000, 59m59s",
        "86400000000000, 24h0m0s",
        "90061001000000, 25h1m1.001s",
    })
    void timesAreWrittenAsClientsReadThem(long nanos, String text) {
        assertThat(Words.duration(nanos)).isEqualTo(text);
    }

    @Test
    void whatIsUnderWayMayBeTriedAgainInASecond() {
        GatewayException error = Words.refusal(new Refusal(LIMIT, "ci\nbob", What.CONCURRENT, 0));

        assertThat(error.text()).isEqualTo("limit \"all\": user \"bob\" has 4 requests under way, as many as it may");
        assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aClientsTextIsCut() {
        String text = Words.text(new Refusal(LIMIT, "ci\n" + "x".repeat(500), What.SUBJECTS, 0));

        assertThat(text)
                .isEqualTo("limit \"all\": user \"" + "x".repeat(60)
                        + "…\" is one more than can be counted apart; try again later");
    }

    @Test
    void whatCanNeverPassHasNoTimeToComeAgain() {
        GatewayException error = Words.refusal(new Refusal(LIMIT, "ci\nbob", What.TOKENS, -1));

        assertThat(error.kind()).isEqualTo(ErrorKind.OVER_LIMIT);
        assertThat(error.retryAfter()).isNull();
        assertThat(error.text()).endsWith("tokens, and this request asks for more than that");
    }
}
