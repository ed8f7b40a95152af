package dev.pointsman.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.access.Principal;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.explain.Decider;
import dev.pointsman.explain.Recomputation;
import dev.pointsman.ledger.DecisionRecord;
import dev.pointsman.ledger.KeptLines;
import dev.pointsman.ledger.Ledger;
import dev.pointsman.ledger.RecentDecisions;
import dev.pointsman.ledger.RecordLine;
import dev.pointsman.policy.Policies;
import dev.pointsman.policy.Policy;
import dev.pointsman.recorded.RecordReader;
import dev.pointsman.recorded.RecordedDecision;
import dev.pointsman.recorded.Watched;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.facts.BlockedNow;
import dev.pointsman.routing.facts.KeyTraits;
import dev.pointsman.routing.facts.LiveFigures;
import dev.pointsman.signal.PromptSignals;
import dev.pointsman.testing.ManualLoop;
import dev.pointsman.testing.RecordingSink;
import dev.pointsman.transcript.Transcripts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LedgerFilterTest {
    private static final Policy POLICY = Policies.load(Policies.BASE);

    private final ManualLoop loop = new ManualLoop();
    private final List<DecisionRecord> kept = new ArrayList<>();

    @Test
    void aRecordHoldsAllThatTheDecisionLookedAt() {
        Exchange exchange = exchange("hi there", "x-region", "eu", "authorization", "Bearer hush");
        exchange.principal(new Principal("ci", "red", Set.of("small", "large")));

        send(exchange, Set.of("cloud/s"));

        JsonNode line = line();
        assertThat(line.get("v").asInt()).isEqualTo(3);
        JsonNode decision = line.get("decision");
        assertThat(decision.at("/headers").toString()).isEqualTo("{\"x-region\":\"eu\"}");
        assertThat(decision.at("/allowed")).hasSize(2);
        assertThat(decision.at("/blocked/0").asString()).isEqualTo("cloud/s");
        assertThat(decision.at("/facts/turns").asInt()).isEqualTo(1);
        assertThat(decision.at("/facts/body_bytes").asInt())
                .isEqualTo(exchange.request().body().length);
        assertThat(decision.at("/order/0").asString()).isEqualTo("local/s");
        assertThat(line.get("reasons").toString()).contains("rule eu-stays-local: only providers local");
        assertThat(decision.get("narrowed").toString()).contains("cloud/s");
        assertThat(line.toString()).doesNotContain("hush").doesNotContain("authorization");
    }

    @Test
    void aRecordHoldsTextsWhereThePolicyKeepsThemAndNoneIsHeldInMemory() {
        Policy keeping = Policies.load(
                Policies.BASE + "storage: { text: { of: [prompt, reply], when: { turns: \">= 1\" } } }\n");
        KeptLines lines = new KeptLines();
        RecentDecisions recent = new RecentDecisions(lines);

        chain(recent, (sent, sink, next) -> decide(sent, sink, Set.of(), keeping), keeping)
                .proceed(exchange("I am ada@example.org"), new RecordingSink());

        assertThat(lines.lines()).hasSize(1).first().asString().contains("\"text\":{\"prompt\":\"I am [email]\"}");
        assertThat(recent.line("req_1")).doesNotContain("\"text\":{\"prompt");
    }

    @Test
    void noTextIsInARecordWhereThePolicyKeepsNoneOrTheClientForbidsIt() {
        send(exchange("hi"), Set.of());
        Policy keeping = Policies.load(Policies.BASE + "storage: { text: { of: [prompt, reply] } }\n");
        send(exchange("hi", "x-gateway-no-store", "true"), Set.of(), keeping);

        assertThat(kept).hasSize(2).allSatisfy(each -> assertThat(each.text()).isNull());
    }

    @Test
    void aSignalThatNobodyLookedAtIsNotWorkedOutForTheRecord() {
        Exchange exchange = exchange("hello world");
        send(exchange, Set.of());

        JsonNode decision = line().get("decision");

        assertThat(decision.get("signals").has("language")).isFalse();
        assertThat(decision.get("signals").has("code")).isFalse();
        assertThat(decision.at("/found/text")).isEmpty();
    }

    @Test
    void aRefusedRequestIsRecordedWithTheWordsOfItsRefusalAndIsRefusedAgain() {
        Policy rejecting =
                Policies.load(Policies.BASE.replace("then: { use: small }", "then: { reject: \"no chatter\" }"));
        Exchange exchange = exchange("hi there");

        send(exchange, Set.of(), rejecting);

        JsonNode line = line();
        assertThat(line.at("/decision/refusal").asString()).isEqualTo("rule small-talk: no chatter");
        assertThat(line.at("/decision/found/text/0").asString()).isEqualTo("hi there");
        RecordedDecision record = RecordReader.read(line);
        assertThat(record).isNotNull();
        assertThat(Recomputation.of(record, new Decider(rejecting)).same()).isTrue();
        assertThat(Recomputation.of(record, new Decider(POLICY)).differences())
                .containsExactly("decision: recorded refused: rule small-talk: no chatter, now small");
    }

    @Test
    void whatGuardrailsFoundIsInTheRecordOfADecisionAndOfARequestThatCameToNone() {
        Exchange routed = exchange("hi there");
        routed.guarded(List.of("guardrail pii: redact 2 in the request"));
        send(routed, Set.of());
        assertThat(line().at("/decision").toString()).contains("guardrail pii: redact 2 in the request");

        kept.clear();
        Exchange blocked = exchange("hi");
        blocked.guarded(List.of("guardrail words: block 1 in the request"));
        chain(ledger(), (sent, sink, next) -> answered(sink), POLICY).proceed(blocked, new RecordingSink());
        assertThat(line().at("/reasons/0").asString()).isEqualTo("guardrail words: block 1 in the request");
    }

    @Test
    void aRequestWithoutADecisionHasARecordWithoutOne() {
        Exchange exchange = exchange("hi");

        chain(ledger(), (sent, sink, next) -> answered(sink), POLICY).proceed(exchange, new RecordingSink());

        assertThat(line().has("decision")).isFalse();
    }

    @Test
    void aRequestThatWasRefusedUnreadHasOneRecordWithTheWordsOfItsRefusal() {
        Headers headers = Headers.of("authorization", "Bearer hush");
        Exchange unread = new Exchange("req_1", ApiRequest.unread(Endpoint.EMBEDDINGS, headers), loop, loop);

        chain(ledger(), Filter.NONE, POLICY)
                .refused(unread, new GatewayException(ErrorKind.INVALID_REQUEST, "x".repeat(10_000)));

        JsonNode line = line();
        assertThat(line.get("status").asInt()).isEqualTo(400);
        assertThat(line.get("end").asString()).isEqualTo("invalid_request");
        assertThat(line.get("endpoint").asString()).isEqualTo("embeddings");
        assertThat(line.at("/reasons/0").asString()).isEqualTo("x".repeat(500));
        assertThat(line.toString()).doesNotContain("hush");
        assertThat(RecordReader.read(line)).isNull();
    }

    @Test
    void whoeverMayNotAskLeavesNoRecord() {
        Filter door = (sent, sink, next) -> {
            sent.stranger();
            sink.fail(new GatewayException(ErrorKind.AUTHENTICATION, "who is that?"));
        };

        chain(ledger(), door, POLICY).proceed(exchange("hi"), new RecordingSink());

        assertThat(kept).isEmpty();
    }

    @Test
    void theRecordIsThereBeforeTheClientSeesTheEndHoweverItEnds() {
        List<Integer> recordsAtTheEnd = new ArrayList<>();
        ResponseSink client = new ResponseSink() {
            @Override
            public void start(ReplyHead head) {}

            @Override
            public void data(byte[] bytes) {}

            @Override
            public boolean writable() {
                return true;
            }

            @Override
            public void whenWritable(Runnable resume) {}

            @Override
            public void complete() {
                recordsAtTheEnd.add(kept.size());
            }

            @Override
            public void fail(GatewayException error) {
                recordsAtTheEnd.add(kept.size());
            }
        };

        chain(ledger(), (sent, sink, next) -> answered(sink), POLICY).proceed(exchange("hi"), client);
        chain(
                        ledger(),
                        (sent, sink, next) -> sink.fail(new GatewayException(ErrorKind.UPSTREAM_TIMEOUT, "slow")),
                        POLICY)
                .proceed(exchange("hi"), client);

        assertThat(recordsAtTheEnd).containsExactly(1, 2);
        assertThat(kept.get(1).outcome().status()).isEqualTo(ErrorKind.UPSTREAM_TIMEOUT.status());
    }

    @Test
    void whereNothingIsKeptTheReplyIsNotEvenWatched() {
        Exchange exchange = exchange("hi");
        ResponseSink own = new RecordingSink();
        List<ResponseSink> met = new ArrayList<>();

        chain(Ledger.NONE, (sent, sink, next) -> met.add(sink), POLICY).proceed(exchange, own);

        assertThat(met).containsExactly(own);
    }

    private JsonNode line() {
        assertThat(kept).hasSize(1);
        return new JsonMapper().readTree(RecordLine.of(kept.get(0)));
    }

    private void send(Exchange exchange, Set<String> blocked) {
        send(exchange, blocked, POLICY);
    }

    private void send(Exchange exchange, Set<String> blocked, Policy policy) {
        chain(ledger(), (sent, sink, next) -> decide(sent, sink, blocked, policy), policy)
                .proceed(exchange, new RecordingSink());
    }

    private void decide(Exchange exchange, ResponseSink sink, Set<String> blocked, Policy policy) {
        ApiRequest request = exchange.request();
        RoutingContext context = new RoutingContext(
                request,
                request.facts().model(),
                new PromptSignals(request),
                loop.clock().instant(),
                0.5,
                exchange.principal().key(),
                exchange.principal().team(),
                exchange.principal()::mayUse,
                new BlockedNow(blocked::contains),
                policy.serving().of(request),
                LiveFigures.none(),
                null,
                null,
                KeyTraits.NONE);
        exchange.deciding(context);
        try {
            RoutingDecision decision = policy.routerChain().route(context);
            exchange.decided(decision, context, 5);
            exchange.balanced(decision.candidates().get(0).deployments());
            answered(sink);
        } catch (GatewayException refused) {
            sink.fail(refused);
        }
    }

    private static void answered(ResponseSink sink) {
        sink.start(ReplyHead.json(2));
        sink.complete();
    }

    private FilterChain chain(Ledger ledger, Filter inner, Policy policy) {
        return FilterChain.of(List.of(
                new LedgerFilter(
                        ledger,
                        new DecidingPolicy(
                                "abcdef012345", Watched.of(policy.rules().sources())),
                        loop.clock(),
                        Transcripts.of(policy.storage().text(), loop),
                        null),
                inner));
    }

    private Exchange exchange(String text, String... headers) {
        String body = "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
        return new Exchange(
                "req_1",
                ApiRequest.parse(
                        Endpoint.CHAT_COMPLETIONS,
                        "/v1/chat/completions",
                        Headers.of(headers),
                        body.getBytes(StandardCharsets.UTF_8)),
                loop,
                loop);
    }

    private Ledger ledger() {
        return new Ledger() {
            @Override
            public void append(DecisionRecord record) {
                kept.add(record);
            }

            @Override
            public long lost() {
                return 0;
            }

            @Override
            public void close() {}
        };
    }
}
