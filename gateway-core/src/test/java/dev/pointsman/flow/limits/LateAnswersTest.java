package dev.pointsman.flow.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.flow.limits.Scene.Sent;
import dev.pointsman.quota.Claim;
import dev.pointsman.quota.Demand;
import dev.pointsman.quota.Grant;
import dev.pointsman.quota.Limit;
import dev.pointsman.quota.LimitSettings;
import dev.pointsman.quota.QuotaBook;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Limits that are counted elsewhere, and answer a while later. */
class LateAnswersTest {
    private static final String ANSWER = "usage 10 5\nhello\ndone\n";
    private static final Duration WHILE = Duration.ofMillis(5);

    private final Scene scene = new Scene(
            "[{ per: key, requests: 2/min, concurrent: 1 }, { per: key, spend: 0.0015/day, then: { use: small } }]",
            Late::new);

    /** Answers {@link #WHILE} after it was asked. */
    private record Late(QuotaBook book) implements QuotaBook {
        @Override
        public @Nullable Grant ask(Demand demand, Executor loop, Consumer<Grant> later) {
            Runnable answer = () -> {
                Grant grant = book.ask(demand, loop, late -> {});
                later.accept(grant == null ? missing() : grant);
            };
            ScheduledFuture<?> waiting =
                    ((ScheduledExecutorService) loop).schedule(answer, WHILE.toNanos(), TimeUnit.NANOSECONDS);
            assertThat(waiting.isDone()).isFalse();
            return null;
        }

        private static Grant missing() {
            throw new AssertionError("no answer");
        }

        @Override
        public boolean exhausted(Claim claim) {
            return book.exhausted(claim);
        }

        @Override
        public double spendUsed(Claim claim) {
            return book.spendUsed(claim);
        }

        @Override
        public double spentDollars(Limit limit) {
            return book.spentDollars(limit);
        }

        @Override
        public List<Limit> limits(List<LimitSettings> settings) {
            return book.limits(settings);
        }
    }

    @Test
    void aRequestWaitsForItsLeaveAndForThatOfItsCall() {
        Sent sent = scene.chat("ci");
        assertThat(scene.transport.calls()).isEmpty();

        scene.loop.advance(WHILE);
        assertThat(sent.exchange().decision()).as("admitted").isNotNull();
        assertThat(scene.transport.calls()).isEmpty();
        scene.loop.advance(WHILE);
        scene.transport.call(0).head(200).data(ANSWER).end();

        assertThat(sent.sink().completed()).isTrue();
        assertThat(sent.header("x-ratelimit-remaining-requests")).isEqualTo("1");
        assertThat(scene.spent("key-spend")).isEqualTo(60e-6);
    }

    @Test
    void aRefusalMayComeLate() {
        scene.chat("ci");
        scene.loop.advance(WHILE);
        Sent second = scene.chat("ci");
        assertThat(second.sink().ended()).isFalse();

        scene.loop.advance(WHILE);

        assertThat(second.error().kind()).isEqualTo(ErrorKind.OVER_LIMIT);
    }

    @Test
    void aRefusedCallGoesOnToTheModelThatStandsIn() {
        scene.chat("web");
        scene.loop.advance(WHILE.multipliedBy(2));
        scene.transport.call(0).head(200).data("usage 10 90\nhello\ndone\n").end();

        Sent second = scene.chat("web");
        scene.loop.advance(WHILE.multipliedBy(4));
        scene.transport.call(1).head(200).data(ANSWER).end();

        assertThat(second.exchange().model()).isEqualTo("small");
        assertThat(second.exchange().attempts()).hasSize(1);
    }

    @Test
    void aClientThatLeavesWhileItWaitsHoldsNothing() {
        Sent first = scene.chat("ci");
        first.exchange().cancel();
        assertThat(first.error().kind()).isEqualTo(ErrorKind.CLIENT_GONE);
        scene.loop.advance(WHILE);

        Sent second = scene.chat("ci");
        scene.loop.advance(WHILE);
        second.exchange().cancel();
        scene.loop.advance(WHILE);

        assertThat(scene.transport.calls()).isEmpty();
        assertThat(scene.spent("key-spend")).isZero();
        Sent third = scene.chat("ci");
        scene.loop.advance(WHILE.multipliedBy(2));
        assertThat(scene.transport.calls()).hasSize(1);
        assertThat(third.sink().ended()).isFalse();
    }
}
