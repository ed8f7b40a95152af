package dev.pointsman.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.performance.ModelFigures;
import dev.pointsman.performance.SpendBook;
import dev.pointsman.routing.facts.Figure;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutcomesTest {
    private static final String NO_RETRY = "{ retry: { times: 0 }, fallback_if: [] }";

    private final Front front = new Front("[]", NO_RETRY);
    private final ModelFigures models = front.performance.models();
    private final SpendBook spend = front.performance.spend();

    @Test
    void anAnswerTellsItsLengthItsSpeedAndItsTimes() {
        for (int i = 0; i < 12; i++) {
            Front.Sent sent = front.chat("deep");
            front.loop.advance(Duration.ofMillis(400));
            front.transport.call(i).head(200).data("hello\n");
            front.loop.advance(Duration.ofMillis(990));
            front.transport.call(i).data("usage 10 100\ndone\n").end();
            assertThat(sent.sink().completed()).isTrue();
        }

        assertThat(models.replyTokens("deep", null)).isLessThan(256).isGreaterThan(100);
        assertThat(models.outputTokenMillis("deep", null)).isCloseTo(10, within(1e-6));
        assertThat(models.totalMillis("deep", null, 0.95)).isCloseTo(1_390, within(130.0));
        assertThat(front.performance.firstTokens().millis("p/c", 0.95)).isCloseTo(400, within(40.0));
        assertThat(models.errorRate("deep", null)).isLessThan(0.01);
        assertThat(live(Figure.FIRST_TOKEN_P95, "p/c")).isCloseTo(400, within(40.0));
        assertThat(live(Figure.FIRST_TOKEN_P99, "p/c")).isCloseTo(400, within(40.0));
        assertThat(live(Figure.TOTAL_P95, "deep")).isCloseTo(1_390, within(130.0));
        assertThat(live(Figure.MODEL_OUTPUT_TOKEN, "deep")).isCloseTo(10, within(1e-6));
        assertThat(live(Figure.REPLY_TOKENS, "deep")).isEqualTo(models.replyTokens("deep", null));
    }

    @Test
    void aFailureOfTheProviderCountsAndTheClientsOwnDoesNot() {
        front.transport.reply(500, "no");
        front.chat("deep");
        double failed = models.errorRate("deep", null);
        assertThat(failed).isCloseTo((1 + 0.05) / 6, within(1e-9));
        assertThat(live(Figure.MODEL_ERROR_RATE, "deep")).isEqualTo(failed);

        front.transport.reply(400, "no");
        front.chat("deep");
        assertThat(models.errorRate("deep", null)).isEqualTo(failed);

        Front.Sent left = front.chat("deep");
        left.exchange().cancel();
        assertThat(models.errorRate("deep", null)).isEqualTo(failed);
    }

    @Test
    void aReplyOfSeveralChoicesIsAsLongAsOneOfThem() {
        for (int i = 0; i < 50; i++) {
            front.transport.reply(200, "hello\nusage 10 3000\ndone\n");
            front.chat("deep", body -> body.replace("\"stream\"", "\"n\":3,\"stream\""));
        }

        assertThat(models.replyTokens("deep", null)).isBetween(800.0, 1_000.0);
    }

    @Test
    void aScoreWithASpendTargetCountsWhatIsExpectedAndThenWhatItCost() {
        Front.Sent sent = front.chat("auto:thrifty");
        double expected = spend.spentDollars("thrifty");
        assertThat(expected).isCloseTo(256 * 2e-6, within(1e-5));
        assertThat(live(Figure.SPEND_USED, "thrifty")).isCloseTo(expected / 10, within(1e-9));
        assertThat(live(Figure.SPEND_USED, "")).isCloseTo(expected / 10, within(1e-9));

        front.transport.call(0).head(200).data("hello\nusage 100 50\ndone\n").end();

        assertThat(sent.sink().completed()).isTrue();
        assertThat(spend.spentDollars("thrifty")).isCloseTo(200e-6, within(1e-12));
        assertThat(live(Figure.COST_WEIGHT, "thrifty")).isLessThan(1);
    }

    @Test
    void whatFailsCostsNothingAndWhatTellsNoTokensCostsWhatWasExpected() {
        front.transport.reply(500, "no").reply(500, "no");
        front.chat("auto:thrifty", "x-gateway-no-fallback", "true");
        assertThat(spend.spentDollars("thrifty")).isZero();

        front.transport.reply(200, "hello\ndone\n");
        front.chat("auto:thrifty");
        assertThat(spend.spentDollars("thrifty")).isCloseTo(256 * 2e-6, within(1e-5));
    }

    @Test
    void requestsOfOtherScoresAreNotCounted() {
        front.transport.reply(200, "hello\nusage 100 50\ndone\n");

        front.chat("auto:cheap");

        assertThat(spend.spentDollars("thrifty")).isZero();
        assertThat(live(Figure.COST_WEIGHT, "cheap")).isNaN();
    }

    @Test
    void feedbackIsServedWithItsWeight() {
        models.rated("deep", null, 0.5);

        assertThat(live(Figure.FEEDBACK, "deep")).isEqualTo(0.5);
        assertThat(live(Figure.FEEDBACK_WEIGHT, "deep")).isEqualTo(1);
    }

    private double live(Figure figure, String subject) {
        return new LiveReadings(front.stats, front.performance).value(figure, subject, null);
    }
}
