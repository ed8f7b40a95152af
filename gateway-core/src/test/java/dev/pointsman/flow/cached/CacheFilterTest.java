package dev.pointsman.flow.cached;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.access.Principal;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.flow.cached.Cached.Sent;
import dev.pointsman.ledger.DecisionRecord;
import dev.pointsman.policy.Policies;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheFilterTest {
    private static final String HI = Cached.chat("hi");

    private final Cached gateway = new Cached(Cached.CACHE);

    @Test
    void theSecondOfTwoIdenticalRequestsGetsTheBytesOfTheFirstAndAsksNobody() {
        gateway.transport.next(call -> call.head(200)
                .data("hello\n")
                .data("world\nusage 10 20\nfinish stop\n")
                .data("done\n")
                .end());

        Sent first = gateway.send(HI);
        gateway.loop.advance(Duration.ofSeconds(7));
        Sent second = gateway.send(HI);

        assertThat(first.cache()).isEqualTo("miss");
        assertThat(first.header("age")).isEmpty();
        assertThat(second.cache()).isEqualTo("hit");
        assertThat(second.header("age")).isEqualTo("7");
        assertThat(second.sink().completed()).isTrue();
        assertThat(second.sink().body()).isEqualTo(first.sink().body()).isEqualTo("hello\nworld\n");
        assertThat(second.sink().head().contentType())
                .isEqualTo(first.sink().head().contentType());
        assertThat(gateway.transport.calls()).hasSize(1);
    }

    @Test
    void aHitNamesWhoMadeItAndCostsNothing() {
        gateway.transport.reply(200, Cached.HELLO);

        gateway.send(HI);
        Sent hit = gateway.send(HI);

        assertThat(hit.header("x-gateway-model")).isEqualTo("large");
        assertThat(hit.header("x-gateway-deployment")).isEqualTo("cloud/l");
        assertThat(hit.header("x-gateway-attempts")).isEqualTo("0");
        assertThat(hit.header("x-gateway-cost")).isEqualTo("0.000000000");
        assertThat(hit.header("x-gateway-decision")).isEqualTo("req-2");
    }

    @Test
    void theRecordTellsWhatTheCacheDidAndWhatItSaved() {
        gateway.transport.reply(200, Cached.HELLO);

        gateway.send(HI);
        gateway.send(HI);
        gateway.send(HI, "x-gateway-no-cache", "true");

        DecisionRecord miss = gateway.records.get(0);
        DecisionRecord hit = gateway.records.get(1);
        assertThat(miss.cached()).isEqualTo(new DecisionRecord.Cached("miss", -1));
        assertThat(miss.outcome().costNanos()).isEqualTo(330_000);
        assertThat(hit.cached()).isEqualTo(new DecisionRecord.Cached("hit", 330_000));
        assertThat(hit.outcome().costNanos()).isZero();
        assertThat(hit.outcome().finishReason()).isEqualTo("stop");
        assertThat(hit.usage()).isEqualTo(miss.usage());
        assertThat(hit.attempts()).isEmpty();
        assertThat(hit.detail()).isNotNull();
        assertThat(gateway.counted("hit")).isEqualTo(1);
        assertThat(gateway.counted("miss")).isEqualTo(1);
        assertThat(gateway.counted("bypass")).isEqualTo(1);
        assertThat(gateway.registry.get("pointsman.cache.saved").counter().count())
                .isEqualTo(0.00033);
    }

    @Test
    void aReplyIsForgottenAfterItsTime() {
        gateway.transport.reply(200, Cached.HELLO);

        gateway.send(HI);
        gateway.loop.advance(Duration.ofMinutes(10).minusSeconds(1));
        assertThat(gateway.send(HI).cache()).isEqualTo("hit");
        gateway.loop.advance(Duration.ofSeconds(1));

        assertThat(gateway.send(HI).cache()).isEqualTo("miss");
    }

    @Test
    void noKeyGetsTheReplyOfAnother() {
        gateway.transport.reply(200, Cached.HELLO);

        gateway.as("ann", "red", HI);

        assertThat(gateway.as("bob", "red", HI).cache()).isEqualTo("miss");
        assertThat(gateway.as("ann", "red", HI).cache()).isEqualTo("hit");
    }

    @Test
    void whereThePolicySaysSoATeamSharesReplies() {
        Cached shared = new Cached("cache: { exact: { per: team } }\n");
        shared.transport.reply(200, Cached.HELLO);

        shared.as("ann", "red", HI);

        assertThat(shared.as("bob", "red", HI).cache()).isEqualTo("hit");
        assertThat(shared.as("cid", "blue", HI).cache()).isEqualTo("miss");
        assertThat(shared.as("red", null, HI).cache()).isEqualTo("miss");
    }

    @Test
    void whereThePolicySaysSoAllShareReplies() {
        Cached shared = new Cached("cache: { exact: { per: all } }\n");
        shared.transport.reply(200, Cached.HELLO);

        shared.as("ann", "red", HI);

        assertThat(shared.as("bob", null, HI).cache()).isEqualTo("hit");
    }

    @ParameterizedTest
    @CsvSource({
        "x-gateway-no-cache, true, bypass, bypass",
        "x-gateway-no-cache, 1, bypass, bypass",
        "x-gateway-no-cache, false, hit, hit",
        "cache-control, no-store, bypass, bypass",
        "cache-control, 'private, No-Store', bypass, bypass",
        "cache-control, no-cache, miss, miss",
        "cache-control, max-age=0, miss, miss",
        "cache-control, max-age=60, hit, hit",
    })
    void aClientSaysWhatItWants(String header, String value, String first, String again) {
        gateway.transport.reply(200, Cached.HELLO);
        gateway.send(HI);
        gateway.transport.reply(200, "new\ndone\n").reply(200, "new\ndone\n");

        assertThat(gateway.send(HI, header, value).cache()).isEqualTo(first);
        assertThat(gateway.send(HI, header, value).cache()).isEqualTo(again);
    }

    @Test
    void aFreshReplyTakesThePlaceOfTheKeptOneAndAWithheldOneDoesNot() {
        gateway.transport.reply(200, Cached.HELLO).reply(200, "fresh\ndone\n").reply(200, "withheld\ndone\n");
        gateway.send(HI);

        gateway.send(HI, "cache-control", "no-cache");
        gateway.send(HI, "cache-control", "no-store");

        assertThat(gateway.send(HI).sink().body()).isEqualTo("fresh\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello\n", "hello\nerror broke\n"})
    void aReplyThatBreaksOffIsNotKept(String broken) {
        gateway.transport.next(call -> call.head(200).data(broken).end());

        Sent first = gateway.send(HI);

        assertThat(first.sink().error()).isNotNull();
        assertThat(gateway.send(HI).cache()).isEqualTo("miss");
    }

    @Test
    void aFailureIsNotKept() {
        gateway.transport.reply(400, "no");

        assertThat(gateway.send(HI).sink().error().kind()).isEqualTo(ErrorKind.UPSTREAM_REJECTED);
        assertThat(gateway.send(HI).cache()).isEqualTo("miss");
    }

    @Test
    void aReplyThatIsTooLargeIsNotKept() {
        gateway.transport.reply(200, ("x".repeat(1_000) + "\n").repeat(2) + "done\n");
        gateway.transport.reply(200, ("x".repeat(990) + "\n").repeat(2) + "done\n");

        Sent large = gateway.send(HI);
        assertThat(large.sink().body()).hasSize(2_002);
        assertThat(gateway.send(HI).cache()).isEqualTo("miss");
        assertThat(gateway.send(HI).cache()).isEqualTo("hit");
    }

    @Test
    void aStandInsReplyIsNotKeptForTheModelItStoodInFor() {
        Cached falling =
                new Cached(Cached.CACHE + "reliability: { retry: { times: 0 }, fallback: { large: [small] } }\n");
        falling.transport.reply(503, "").reply(200, Cached.HELLO).reply(200, "of large\ndone\n");

        assertThat(falling.send(HI).header("x-gateway-model")).isEqualTo("small");
        assertThat(falling.send(HI).sink().body()).isEqualTo("of large\n");
    }

    @Test
    void aRequestThatMayNotGoWhereTheReplyWasMadeDoesNotGetIt() {
        String hiThere = Cached.chat("hi there").replace("large", "small");
        gateway.transport.reply(200, Cached.HELLO).reply(200, "of cloud\ndone\n");

        Sent local = gateway.send(hiThere);
        Sent restricted = gateway.send(hiThere, "x-gateway-only", "cloud");

        assertThat(local.header("x-gateway-deployment")).isEqualTo("local/s");
        assertThat(restricted.cache()).isEqualTo("miss");
        assertThat(restricted.header("x-gateway-deployment")).isEqualTo("cloud/s");
    }

    @Test
    void aChangedRouteIsNotAnsweredByTheFormerOnesReply() {
        String auto = HI.replace("large", "auto");
        gateway.transport.reply(200, Cached.HELLO).reply(200, "of small\ndone\n");
        gateway.send(auto);

        gateway.reload(Policies.BASE.replace("then: { score: best }", "then: { use: small }") + Cached.CACHE);

        assertThat(gateway.send(auto).sink().body()).isEqualTo("of small\n");
    }

    @Test
    void aReloadKeepsWhatProvidersAndModelsStillDefineAndNothingElse() {
        gateway.transport.reply(200, Cached.HELLO).reply(200, "new\ndone\n");
        gateway.send(HI);

        gateway.reload("# a comment\n" + Policies.BASE.replace("{ quality: 1 } }", "{ quality: 2 } }") + Cached.CACHE);
        assertThat(gateway.send(HI).cache()).isEqualTo("hit");
        gateway.reload(Policies.BASE.replace("cloud.example/v1", "other.example/v1") + Cached.CACHE);

        assertThat(gateway.send(HI).sink().body()).isEqualTo("new\n");
    }

    @Test
    void aReloadToAShorterTimeIsHeldAtOnce() {
        gateway.transport.reply(200, Cached.HELLO);
        gateway.send(HI);
        gateway.loop.advance(Duration.ofMinutes(2));

        gateway.reload(Policies.BASE + "cache: { exact: { ttl: 1m } }\n");

        assertThat(gateway.send(HI).cache()).isEqualTo("miss");
    }

    @Test
    void aPolicyWithoutACacheSaysNothingOfOne() {
        gateway.reload(Policies.BASE);
        gateway.transport.reply(200, Cached.HELLO);

        assertThat(gateway.send(HI).cache()).isEmpty();
        assertThat(gateway.records.get(0).cached()).isNull();
    }

    @Test
    void requestsThatDoMoreThanAskAreNotKept() {
        String storing = HI.replace("\"stream\"", "\"store\":true,\"stream\"");
        gateway.transport.reply(200, Cached.HELLO);

        assertThat(gateway.send(storing).cache()).isEqualTo("bypass");
        assertThat(gateway.send(storing).cache()).isEqualTo("bypass");
    }

    @Test
    void aConditionNarrowsWhatIsKept() {
        Cached narrow = new Cached("cache: { exact: { when: { header.x-cache: \"yes\", text: [\"hi\"] } } }\n");
        narrow.transport.reply(200, Cached.HELLO);

        assertThat(narrow.send(HI).cache()).isEqualTo("bypass");
        assertThat(narrow.send(HI, "x-cache", "yes").cache()).isEqualTo("miss");
        assertThat(narrow.send(Cached.chat("other"), "x-cache", "yes").cache()).isEqualTo("bypass");
    }

    @Test
    void wherePolicyWantsItOnlyDeterministicRequestsAreKept() {
        Cached strict = new Cached("cache: { exact: { requests: deterministic } }\n");
        strict.transport.reply(200, Cached.HELLO);

        assertThat(strict.send(HI).cache()).isEqualTo("bypass");
        assertThat(strict.send(HI.replace("\"stream\"", "\"temperature\":0.0,\"stream\""))
                        .cache())
                .isEqualTo("miss");
    }

    @ParameterizedTest
    @CsvSource({
        "EMBEDDINGS, input, miss",
        "MODERATIONS, input, miss",
        "SPEECH, input, ''",
        "IMAGE_GENERATIONS, prompt, ''"
    })
    void endpointsOfWordsAndVectorsAreCached(Endpoint endpoint, String field, String cache) {
        String body = "{\"model\":\"small\",\"voice\":\"v\",\"" + field + "\":\"a\"}";

        Sent sent = gateway.send(new Principal("ann", null, null), gateway.loop, endpoint, body);

        assertThat(sent.cache()).isEqualTo(cache);
    }

    @Test
    void aBodyThatIsTooLongIsNotReadForAKey() {
        String longText = Cached.chat("x".repeat(CacheFilter.MOST_BODY_BYTES));

        assertThat(gateway.send(longText).cache()).isEqualTo("bypass");
    }

    @Test
    void forgettingTakesWhatOneKeyPaidForOrAll() {
        gateway.transport.reply(200, Cached.HELLO).reply(200, Cached.HELLO);
        gateway.as("ann", null, HI);
        gateway.as("bob", null, HI);

        gateway.cache().store().clear("ann");
        assertThat(gateway.as("bob", null, HI).cache()).isEqualTo("hit");
        assertThat(gateway.as("ann", null, HI).cache()).isEqualTo("miss");
        gateway.cache().store().clear(null);

        assertThat(gateway.as("bob", null, HI).cache()).isEqualTo("miss");
    }

    @Test
    void whatIsUnderWayWhenAllIsForgottenIsNotKept() {
        Sent sent = gateway.send(HI);

        gateway.cache().store().clear(null);
        gateway.transport.call(0).head(200).data(Cached.HELLO).end();
        gateway.loop.turn();

        assertThat(sent.sink().completed()).isTrue();
        assertThat(gateway.send(HI).cache()).isEqualTo("miss");
    }

    @Test
    void aSlowClientGetsAKeptReplyAtItsPace() {
        gateway.transport.reply(200, Cached.HELLO);
        gateway.send(HI);

        Sent slow = gateway.send(
                new Principal("ann", null, null), gateway.loop, Endpoint.CHAT_COMPLETIONS, Cached.chat("other"));
        slow.sink().stall();
        gateway.loop.turn();
        gateway.transport
                .call(1)
                .head(200)
                .data("one\n")
                .data("two\n")
                .data("done\n")
                .end();
        gateway.loop.turn();

        assertThat(slow.sink().ended()).isFalse();
        slow.sink().drain();
        assertThat(slow.sink().body()).isEqualTo("one\ntwo\n");
        assertThat(slow.sink().completed()).isTrue();
    }

    @Test
    void aClientThatLeavesASlowEndIsToldOnce() {
        Sent slow = gateway.send(HI);
        slow.sink().stall();
        gateway.transport.call(0).head(200).data(Cached.HELLO).end();
        gateway.loop.turn();

        slow.exchange().cancel();

        assertThat(slow.sink().error().kind()).isEqualTo(ErrorKind.CLIENT_GONE);
        assertThat(gateway.send(HI).cache()).isEqualTo("hit");
    }

    @Test
    void anAnswerFromTheCacheCanBeRatedAndCountsForItsModel() {
        gateway.transport.reply(200, Cached.HELLO);
        gateway.send(HI);

        Sent hit = gateway.send(HI);

        assertThat(gateway.performance.recent().find(hit.exchange().id(), "ann").model())
                .isEqualTo("large");
    }

    @Test
    void aConversationStaysWithTheModelOfAHitWhoseProviderIsNotThoughtToKnowIt() {
        Cached talking = new Cached(Cached.CACHE + "session: { by: header.x-chat }\n");
        talking.transport.reply(200, "hello\nusage 5000 20\ndone\n");
        talking.send(HI, "x-chat", "one");

        Sent hit = talking.send(HI, "x-chat", "two");
        Sent next = talking.send(Cached.chat("and then"), "x-chat", "two");

        assertThat(hit.cache()).isEqualTo("hit");
        assertThat(hit.header("x-gateway-session")).isEqualTo("new");
        assertThat(next.exchange().conversation().model()).isEqualTo("large");
        assertThat(next.exchange().conversation().warm()).isEmpty();
        assertThat(talking.send(Cached.chat("more"), "x-chat", "one")
                        .exchange()
                        .conversation()
                        .warm())
                .hasSize(1);
    }
}
