package dev.pointsman.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.catalog.Catalog;
import dev.pointsman.config.Yaml;
import dev.pointsman.quota.Claim;
import dev.pointsman.quota.Demand;
import dev.pointsman.quota.Grant;
import dev.pointsman.quota.KnownSubjects;
import dev.pointsman.quota.Limit;
import dev.pointsman.quota.LimitSettings;
import dev.pointsman.quota.LocalQuota;
import dev.pointsman.quota.Refusal;
import dev.pointsman.testing.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A store whose answers are given by hand. */
class SharedQuotaTest {
    private static final Duration WAIT = Duration.ofMillis(50);
    private static final long MICROS = 1_795_262_400_000_000L;

    private final ManualLoop loop = new ManualLoop();
    private final ByHand store = new ByHand();
    private final FleetClock clock = new FleetClock(loop.clock(), loop);
    private final Fleet fleet =
            new Fleet(store, new SharedSettings("r", 6379, 0, false, "", null, null, WAIT, 2), loop, loop, clock);
    private final LocalQuota local = new LocalQuota(null, loop, clock);
    private final SharedQuota book = new SharedQuota(local, fleet);
    private final List<Limit> limits = book.limits(LimitSettings.listFrom(
            Yaml.of("[{ per: key, requests: 5/hour, concurrent: 4, spend: 10/day }]")
                    .node(),
            new KnownSubjects(new Catalog(List.of()), List.of(), List.of())));
    private final List<Grant> answers = new ArrayList<>();
    private int members = 3;

    private record Call(
            Script script, List<String> keys, List<String> arguments, CompletableFuture<List<Long>> answer) {
        String argument(int index) {
            return arguments.get(index);
        }
    }

    /** Heartbeats and changes are answered at once while it is there; what is taken waits. */
    private final class ByHand implements SharedStore {
        final List<Call> calls = new ArrayList<>();
        boolean there = true;
        long birth = 7;

        @Override
        public CompletionStage<List<Long>> run(Script script, List<String> keys, List<String> arguments) {
            Call call = new Call(script, keys, arguments, new CompletableFuture<>());
            calls.add(call);
            if (!there) {
                call.answer.completeExceptionally(new IllegalStateException("away"));
            } else if (script.equals(Script.HEARTBEAT)) {
                call.answer.complete(List.of(MICROS, (long) members, birth));
            } else if (!script.equals(Script.TAKE)) {
                call.answer.complete(List.of(MICROS));
            }
            return call.answer;
        }

        List<Call> of(Script script) {
            return calls.stream().filter(call -> call.script.equals(script)).toList();
        }

        @Override
        public void close() {}
    }

    private @Nullable Grant ask(long costNanos) {
        Claim claim = new Claim(limits.get(0), "ci", true, true, false);
        Consumer<Grant> later = answers::add;
        return book.ask(new Demand(List.of(claim), 0, costNanos), loop, later);
    }

    private static void grant(Call call, long spentNanos) {
        call.answer.complete(List.of(1L, MICROS, 42L, 1L, 0L, 0L, spentNanos, 20_778L, MICROS / 1_000 + 60_000));
    }

    private void there() {
        loop.advance(Fleet.BEAT);
        assertThat(fleet.up()).isTrue();
    }

    @Test
    void aStoreThatIsStillBeingReachedAtAStartIsFoundBeforeTheNextHeartbeat() throws Exception {
        store.there = false;
        loop.turn();
        assertThat(fleet.up()).isFalse();

        store.there = true;
        loop.advance(Fleet.BEAT.dividedBy(10));

        assertThat(fleet.up()).isTrue();
        fleet.awaitStore();
        assertThat(ask(1_000)).as("not decided alone").isNull();
    }

    @Test
    void aStoreThatIsAwayAtAStartIsLookedForQuicklyForASecondOnly() {
        store.there = false;
        loop.advance(Duration.ofSeconds(1));
        int quick = store.calls.size();
        loop.advance(Duration.ofSeconds(1));

        assertThat(quick).isGreaterThan(20);
        assertThat(store.calls.size() - quick).isLessThan(5);
    }

    @Test
    void aStoreThatIsThereIsAskedOnceAndToldOnceWhatCameOfIt() {
        there();

        assertThat(ask(1_000)).isNull();
        Call take = store.of(Script.TAKE).get(0);
        grant(take, 1_000);
        loop.turn();
        answers.get(0).settle(0, 400);
        answers.get(0).settle(0, 300);

        assertThat(answers.get(0).requests().left()).isEqualTo(4);
        assertThat(store.of(Script.TAKE)).hasSize(1);
        assertThat(store.of(Script.CHANGE)).hasSize(1);
        Call change = store.of(Script.CHANGE).get(0);
        assertThat(change.argument(1)).as("requests").isEqualTo("0");
        assertThat(change.argument(7)).as("under way").isEqualTo("-1");
        assertThat(change.argument(9)).as("money").isEqualTo("-600");
        assertThat(book.spendUsed(new Claim(limits.get(0), "ci", true, true, false)))
                .isEqualTo(1e-7);
    }

    @Test
    void aRefusalNamesTheLimitAndTakesNothingHere() {
        there();
        ask(0);

        store.of(Script.TAKE).get(0).answer.complete(List.of(0L, MICROS, 0L, 0L, 9_000_000L, -1L));
        loop.turn();

        Refusal refusal = answers.get(0).refusal();
        assertThat(refusal)
                .isEqualTo(new Refusal(limits.get(0).settings(), "ci", Refusal.What.REQUESTS, 9_000_000_000L));
        assertThat(book.exhausted(new Claim(limits.get(0), "ci", true, true, false)))
                .isTrue();
        loop.advance(Duration.ofSeconds(1));
        assertThat(book.exhausted(new Claim(limits.get(0), "ci", true, true, false)))
                .isFalse();
    }

    @Test
    void beforeTheStoreIsFoundAGatewayDecidesByItsPart() {
        store.there = false;
        loop.advance(Fleet.BEAT);

        assertThat(ask(0).refusal()).isNull();
        assertThat(ask(0).refusal()).isNull();
        assertThat(ask(0).refusal().what()).as("4 under way, of two gateways").isEqualTo(Refusal.What.CONCURRENT);
        assertThat(ask(0).refusal().limit()).isEqualTo(limits.get(0).settings());
        assertThat(book.decidedHere()).isEqualTo(4);
    }

    @Test
    void whatWasLetThroughWithoutTheStoreIsToldBeforeItIsAskedAgain() {
        store.there = false;
        loop.advance(Fleet.BEAT);
        Grant first = ask(3_000);
        ask(500);
        first.settle(0, 1_000);

        store.there = true;
        there();

        Call change = store.of(Script.CHANGE).get(0);
        assertThat(store.of(Script.CHANGE)).hasSize(1);
        assertThat(change.argument(1)).as("requests").isEqualTo("2");
        assertThat(change.argument(2)).as("now").isEqualTo("-1");
        assertThat(change.argument(7)).as("under way").isEqualTo("1");
        assertThat(change.argument(9)).as("money").isEqualTo("1500");
        assertThat(change.argument(12)).as("also where none is known").isEqualTo("1");
    }

    @Test
    void anAnswerThatComesTooLateIsGivenBack() {
        there();
        ask(1_000);

        loop.advance(WAIT.plusMillis(10));
        assertThat(answers).hasSize(1);
        assertThat(answers.get(0).refusal()).isNull();
        assertThat(fleet.up()).as("one alone is no outage").isTrue();
        int told = store.of(Script.CHANGE).size();
        grant(store.of(Script.TAKE).get(0), 1_000);
        loop.turn();

        Call change = store.of(Script.CHANGE).get(told);
        assertThat(change.argument(1)).isEqualTo("-1");
        assertThat(change.argument(2)).isEqualTo("42");
        assertThat(change.argument(9)).isEqualTo("-1000");
        assertThat(answers).hasSize(1);
    }

    @Test
    void aStoreThatStaysSlowIsNotWaitedFor() {
        there();
        members = 4;
        for (int i = 0; i < 6; i++) {
            ask(0);
            loop.advance(WAIT.plusMillis(10));
        }

        assertThat(fleet.up()).isFalse();
        assertThat(fleet.outages()).isEqualTo(1);
        assertThat(ask(0)).isNotNull();
    }

    @Test
    void aCommandThatFailsEndsTheWaitingOfAll() {
        there();
        ask(0);

        store.of(Script.TAKE).get(0).answer.completeExceptionally(new IllegalStateException("gone"));
        loop.turn();

        assertThat(answers.get(0).refusal()).isNull();
        assertThat(fleet.up()).isFalse();
    }

    @Test
    void aStoreThatHasLostEverythingHearsWhatThisGatewayHasSpent() {
        there();
        ask(3_000);
        grant(store.of(Script.TAKE).get(0), 3_000);
        loop.turn();
        answers.get(0).settle(0, 2_000);

        store.birth = 8;
        loop.advance(Fleet.BEAT);

        Call told = store.of(Script.ASSERT).get(0);
        assertThat(told.argument(0)).isEqualTo("1");
        assertThat(told.argument(3)).isEqualTo("2000");
        assertThat(told.keys().get(1)).startsWith(told.keys().get(0) + ":").startsWith("{pointsman}:spent:");
        assertThat(fleet.up()).isTrue();
        loop.advance(Fleet.BEAT);
        assertThat(store.of(Script.ASSERT)).hasSize(1);
    }

    @Test
    void gatewaysAreCountedByTheStore() {
        members = 5;
        there();

        assertThat(fleet.gateways()).isEqualTo(5);
        assertThat(clock.millis()).isEqualTo(MICROS / 1_000);
    }
}
