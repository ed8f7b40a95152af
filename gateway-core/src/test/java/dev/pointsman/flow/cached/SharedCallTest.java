package dev.pointsman.flow.cached;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.access.Principal;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.flow.cached.Cached.Sent;
import dev.pointsman.ledger.DecisionRecord;
import dev.pointsman.testing.ManualLoop;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Identical requests at the same time; each on an event loop of its own. */
class SharedCallTest {
    private static final String HI = Cached.chat("hi");

    private final Cached gateway = new Cached(Cached.CACHE + "reliability: { retry: { times: 0 } }\n");
    private final ManualLoop other = new ManualLoop();
    private final ManualLoop third = new ManualLoop();

    @Test
    void oneCallAnswersAll() {
        Sent leader = send("ann", gateway.loop);
        Sent follower = send("ann", other);
        turn();

        gateway.transport.call(0).head(200).data(Cached.HELLO).end();
        turn();

        assertThat(gateway.transport.calls()).hasSize(1);
        assertThat(leader.sink().body()).isEqualTo("hello\n");
        assertThat(follower.sink().body()).isEqualTo("hello\n");
        assertThat(follower.sink().completed()).isTrue();
        assertThat(leader.cache()).isEqualTo("miss");
        assertThat(follower.cache()).isEqualTo("hit");
        assertThat(gateway.counted("shared")).isEqualTo(1);
    }

    @Test
    void theFirstPaysAndTheOthersTellWhatTheySaved() {
        send("ann", gateway.loop);
        Sent follower = send("ann", other);
        turn();
        gateway.transport.call(0).head(200).data(Cached.HELLO).end();
        turn();

        DecisionRecord paid = record("req-1");
        DecisionRecord shared = record("req-2");
        assertThat(paid.outcome().costNanos()).isEqualTo(330_000);
        assertThat(shared.outcome().costNanos()).isZero();
        assertThat(shared.cached()).isEqualTo(new DecisionRecord.Cached("shared", 330_000));
        assertThat(shared.usage()).isEqualTo(paid.usage());
        assertThat(shared.attempts()).isEmpty();
        assertThat(follower.exchange().model()).isEqualTo("large");
    }

    @Test
    void aLateOneGetsWhatHasComeAndThenWhatComes() {
        send("ann", gateway.loop);
        turn();
        gateway.transport.call(0).head(200).data("one\n").data("two\n");
        turn();

        Sent late = send("ann", other);
        turn();
        assertThat(late.sink().body()).isEqualTo("one\ntwo\n");
        gateway.transport.call(0).data("three\n").data("done\n").end();
        turn();

        assertThat(late.sink().body()).isEqualTo("one\ntwo\nthree\n");
        assertThat(late.sink().completed()).isTrue();
    }

    @Test
    void theCallGoesOnForTheOthersWhenTheFirstClientLeaves() {
        Sent leader = send("ann", gateway.loop);
        Sent follower = send("ann", other);
        turn();
        gateway.transport.call(0).head(200).data("one\n");
        turn();

        leader.exchange().cancel();
        turn();
        assertThat(leader.sink().ended()).isFalse();
        gateway.transport.call(0).data("two\nusage 10 20\n").data("done\n").end();
        turn();

        assertThat(leader.sink().error().kind()).isEqualTo(ErrorKind.CLIENT_GONE);
        assertThat(leader.sink().body()).isEqualTo("one\n");
        assertThat(follower.sink().body()).isEqualTo("one\ntwo\n");
        assertThat(follower.sink().completed()).isTrue();
        assertThat(record("req-1").outcome().end()).isEqualTo("client_gone");
        assertThat(record("req-1").outcome().costNanos()).isEqualTo(330_000);
        assertThat(sendAndTurn("ann", other).cache()).isEqualTo("hit");
    }

    @Test
    void theCallEndsWhenTheLastThatWaitsLeaves() {
        Sent leader = send("ann", gateway.loop);
        Sent follower = send("ann", other);
        turn();

        leader.exchange().cancel();
        turn();
        assertThat(gateway.transport.call(0).cancelled()).isFalse();
        follower.exchange().cancel();
        turn();

        assertThat(gateway.transport.call(0).cancelled()).isTrue();
        assertThat(follower.sink().error().kind()).isEqualTo(ErrorKind.CLIENT_GONE);
        assertThat(leader.sink().error().kind()).isEqualTo(ErrorKind.CLIENT_GONE);
        assertThat(gateway.records).hasSize(2);
    }

    @Test
    void aLeaderThatLeavesWhileItWaitsForAPlaceLeavesItToTheOthers() {
        Cached busy = new Cached(
                Cached.CACHE
                        + "reliability: { retry: { times: 0 } }\noverload: { each_model: { max_concurrent: 1, adaptive: false } }\n");
        Principal ann = new Principal("ann", null, null);
        busy.send(ann, busy.loop, Endpoint.CHAT_COMPLETIONS, Cached.chat("first"));
        Sent leader = busy.send(ann, busy.loop, Endpoint.CHAT_COMPLETIONS, HI);
        Sent follower = busy.send(ann, other, Endpoint.CHAT_COMPLETIONS, HI);
        turn(busy.loop);

        leader.exchange().cancel();
        turn(busy.loop);
        assertThat(follower.sink().ended()).isFalse();
        busy.transport.call(0).head(200).data(Cached.HELLO).end();
        turn(busy.loop);
        busy.transport.call(1).head(200).data(Cached.HELLO).end();
        turn(busy.loop);

        assertThat(follower.sink().body()).isEqualTo("hello\n");
        assertThat(follower.sink().completed()).isTrue();
        assertThat(leader.sink().error().kind()).isEqualTo(ErrorKind.CLIENT_GONE);
        assertThat(busy.registry
                        .get("pointsman.overload.active")
                        .tag("model", "large")
                        .gauge()
                        .value())
                .isZero();
    }

    @Test
    void aLeaderAloneEndsItsCallByLeaving() {
        Sent leader = send("ann", gateway.loop);
        turn();

        leader.exchange().cancel();

        assertThat(gateway.transport.call(0).cancelled()).isTrue();
        assertThat(leader.sink().error().kind()).isEqualTo(ErrorKind.CLIENT_GONE);
    }

    @Test
    void aFollowerThatLeavesChangesNothingForTheRest() {
        Sent leader = send("ann", gateway.loop);
        Sent follower = send("ann", other);
        turn();

        follower.exchange().cancel();
        turn();
        gateway.transport.call(0).head(200).data(Cached.HELLO).end();
        turn();

        assertThat(follower.sink().error().kind()).isEqualTo(ErrorKind.CLIENT_GONE);
        assertThat(follower.sink().started()).isFalse();
        assertThat(leader.sink().completed()).isTrue();
    }

    @Test
    void oneOfTheOthersMakesTheCallAnewWhereItFailed() {
        Sent leader = send("ann", gateway.loop);
        Sent second = send("ann", other);
        Sent last = send("ann", third);
        turn();

        gateway.transport.call(0).fail(ErrorKind.UPSTREAM_ERROR);
        turn();
        assertThat(gateway.transport.calls()).hasSize(2);
        gateway.transport.call(1).head(200).data(Cached.HELLO).end();
        turn();

        assertThat(leader.sink().error().kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(second.sink().body()).isEqualTo("hello\n");
        assertThat(last.sink().body()).isEqualTo("hello\n");
        assertThat(List.of(second.cache(), last.cache())).containsExactlyInAnyOrder("miss", "hit");
    }

    @Test
    void whatFailsTwiceFailsForAll() {
        send("ann", gateway.loop);
        Sent second = send("ann", other);
        Sent last = send("ann", third);
        turn();

        gateway.transport.call(0).fail(ErrorKind.UPSTREAM_ERROR);
        turn();
        gateway.transport.call(1).fail(ErrorKind.UPSTREAM_TIMEOUT);
        turn();

        assertThat(gateway.transport.calls()).hasSize(2);
        assertThat(second.sink().error()).isNotNull();
        assertThat(last.sink().error()).isNotNull();
    }

    @Test
    void whatTheProviderRejectsIsNotTriedAgain() {
        send("ann", gateway.loop);
        Sent follower = send("ann", other);
        turn();

        gateway.transport.call(0).head(400).data("no").end();
        turn();

        assertThat(gateway.transport.calls()).hasSize(1);
        assertThat(follower.sink().error().kind()).isEqualTo(ErrorKind.UPSTREAM_REJECTED);
    }

    @Test
    void afterSomeOutputAFailureIsEverybodys() {
        send("ann", gateway.loop);
        Sent follower = send("ann", other);
        turn();
        gateway.transport.call(0).head(200).data("one\n");
        turn();

        gateway.transport.call(0).fail(ErrorKind.UPSTREAM_ERROR);
        turn();

        assertThat(follower.sink().body()).isEqualTo("one\n");
        assertThat(follower.sink().error().kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(gateway.transport.calls()).hasSize(1);
    }

    @Test
    void whereTheServerCutsTheFirstOneTheOthersGoOnAnew() {
        Sent leader = send("ann", gateway.loop);
        Sent follower = send("ann", other);
        turn();

        leader.exchange().cancel(new GatewayException(ErrorKind.SHUTTING_DOWN, "stopping"));
        turn();

        assertThat(leader.sink().error().kind()).isEqualTo(ErrorKind.SHUTTING_DOWN);
        assertThat(gateway.transport.call(0).cancelled()).isTrue();
        gateway.transport.call(1).head(200).data(Cached.HELLO).end();
        turn();
        assertThat(follower.sink().completed()).isTrue();
    }

    @Test
    void keysNeverShareACall() {
        send("ann", gateway.loop);
        Sent bob = send("bob", other);
        turn();

        assertThat(gateway.transport.calls()).hasSize(2);
        assertThat(bob.cache()).isEqualTo("miss");
    }

    @Test
    void whereThePolicySaysSoEachMakesItsOwnCall() {
        Cached single = new Cached("cache: { exact: { single_flight: false } }\n");
        single.send(HI);
        single.send(HI);

        assertThat(single.transport.calls()).hasSize(2);
    }

    @Test
    void whoWantsANewReplyDoesNotWaitForAnOldOne() {
        gateway.send(HI);
        gateway.send(HI, "cache-control", "no-cache");

        assertThat(gateway.transport.calls()).hasSize(2);
    }

    @Test
    void aFollowerThatMayNotGoWhereTheFirstWentMakesItsOwnCall() {
        String small = Cached.chat("hi there").replace("large", "small");
        gateway.send(small);
        Sent restricted = gateway.send(small, "x-gateway-only", "cloud");

        gateway.transport.call(0).head(200).data(Cached.HELLO).end();
        turn();
        gateway.transport.call(1).head(200).data("of cloud\ndone\n").end();
        turn();

        assertThat(restricted.sink().body()).isEqualTo("of cloud\n");
        assertThat(restricted.cache()).isEqualTo("miss");
    }

    @Test
    void aReplyTooLargeToKeepReachesThoseThatWaitAndNobodyJoinsIt() {
        String line = "x".repeat(999) + "\n";
        Sent leader = send("ann", gateway.loop);
        Sent follower = send("ann", other);
        turn();
        gateway.transport.call(0).head(200).data(line).data(line).data(line);
        turn();

        Sent late = send("ann", third);
        turn();
        assertThat(gateway.transport.calls()).hasSize(2);
        gateway.transport.call(0).data("end\ndone\n").end();
        gateway.transport.call(1).head(200).data(Cached.HELLO).end();
        turn();

        assertThat(leader.sink().body()).hasSize(3_004);
        assertThat(follower.sink().body()).isEqualTo(leader.sink().body());
        assertThat(late.sink().body()).isEqualTo("hello\n");
    }

    @Test
    void aSlowClientHoldsNobodyUpUntilItIsFarBehindAndThenPausesTheCall() {
        String line = "x".repeat(999) + "\n";
        Sent leader = send("ann", gateway.loop);
        Sent follower = send("ann", other);
        follower.sink().stall();
        turn();

        gateway.transport.call(0).head(200).data(line);
        turn();
        assertThat(gateway.transport.call(0).paused()).isFalse();
        gateway.transport.call(0).data(line);
        turn();
        gateway.transport.call(0).data(line);
        turn();
        assertThat(gateway.transport.call(0).paused()).isTrue();
        assertThat(leader.sink().body()).hasSize(3_000);

        follower.sink().drain();
        turn();
        assertThat(gateway.transport.call(0).paused()).isFalse();
        assertThat(follower.sink().body()).hasSize(3_000);
    }

    @Test
    void aSlowLeaderAlonePausesItsCallAtOnceAndAFollowerSetsItGoing() {
        Sent leader = send("ann", gateway.loop);
        turn();
        leader.sink().stall();
        gateway.transport.call(0).head(200).data("one\n");
        turn();
        assertThat(gateway.transport.call(0).paused()).isTrue();

        Sent follower = send("ann", other);
        turn();

        assertThat(gateway.transport.call(0).paused()).isFalse();
        assertThat(follower.sink().body()).isEqualTo("one\n");
        leader.sink().drain();
        assertThat(leader.sink().body()).isEqualTo("one\n");
    }

    @Test
    void timeSpentWaitingForAnotherIsNoOverhead() {
        send("ann", gateway.loop);
        Sent follower = send("ann", other);
        turn();
        gateway.loop.advance(Duration.ofMillis(500));

        gateway.transport.call(0).head(200).data(Cached.HELLO).end();
        turn();

        assertThat(follower.exchange().overheadNanos()).isZero();
    }

    private Sent send(String key, ManualLoop loop) {
        return gateway.send(new Principal(key, null, null), loop, Endpoint.CHAT_COMPLETIONS, HI);
    }

    private Sent sendAndTurn(String key, ManualLoop loop) {
        Sent sent = send(key, loop);
        turn();
        return sent;
    }

    /** Until no loop has anything left for now. */
    private void turn() {
        turn(gateway.loop);
    }

    private void turn(ManualLoop first) {
        for (int i = 0; i < 4; i++) {
            first.turn();
            other.turn();
            third.turn();
        }
    }

    private DecisionRecord record(String id) {
        return gateway.records.stream()
                .filter(record -> record.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
