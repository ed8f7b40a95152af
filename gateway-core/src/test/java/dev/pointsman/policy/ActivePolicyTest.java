package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.access.KeySource;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Body;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.balance.DeploymentStats;
import dev.pointsman.catalog.Catalog;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.flow.Exchange;
import dev.pointsman.ledger.DecisionRecord;
import dev.pointsman.ledger.Ledger;
import dev.pointsman.performance.Performance;
import dev.pointsman.quota.LocalQuota;
import dev.pointsman.rollout.Arm;
import dev.pointsman.rollout.ArmFigures;
import dev.pointsman.rollout.Divergences.Divergence;
import dev.pointsman.rollout.Divergences.Result;
import dev.pointsman.rollout.Measure;
import dev.pointsman.rollout.Rollout;
import dev.pointsman.routing.Router;
import dev.pointsman.routing.RouterFactory;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.sharing.Shared;
import dev.pointsman.telemetry.GatewayMetrics;
import dev.pointsman.telemetry.RequestLog;
import dev.pointsman.testing.FakeTransport;
import dev.pointsman.testing.ManualLoop;
import dev.pointsman.testing.RecordingSink;
import dev.pointsman.upstream.RetryBudget;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A next policy beside a running one: {@code large} is what the next one uses in place of {@code small}. */
class ActivePolicyTest {
    private static final String NEXT = Policies.BASE.replace("then: { score: best }", "then: { use: large }");
    private static final String NOW = Policies.BASE.replace("then: { score: best }", "then: { use: small }");

    private final ManualLoop loop = new ManualLoop();
    private final FakeTransport transport = new FakeTransport();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<DecisionRecord> records = new ArrayList<>();
    private final ActivePolicy.Surroundings around = new ActivePolicy.Surroundings(
            transport,
            new GatewayMetrics(registry),
            new RequestLog(),
            new Kept(),
            new DeploymentStats(),
            Performance.of(loop, () -> loop.clock().millis()),
            new LocalQuota(null, loop, loop.clock()),
            Shared.NONE,
            KeySource.NONE,
            new RetryBudget(),
            new Body.Budget(1 << 20),
            loop,
            loop.clock(),
            () -> 0.25,
            null);
    private int requests;

    @Test
    void withoutARolloutNothingIsToldOfOne() {
        transport.reply(200, "hello\ndone\n");

        Exchange exchange = send(active(NOW, null), "ann");

        assertThat(exchange.replyHeaders()).doesNotContain("x-gateway-policy");
        assertThat(registry.find("pointsman.rollout.requests").counters()).isEmpty();
    }

    @Test
    void theRecordNamesThePolicyThatDecided() {
        ActivePolicy active = active(NOW + rollout("canary, share: 100%"), NEXT);
        transport.reply(200, "hello\ndone\n");

        Exchange exchange = send(active, "ann");

        assertThat(exchange.model()).isEqualTo("large");
        assertThat(exchange.replyHeaders()).startsWith("x-gateway-policy", "next");
        assertThat(records.get(0).policy()).isEqualTo(Policy.digestOf(NEXT).substring(0, 12));
    }

    @Test
    void callsOfBothSidesAreMeasured() {
        ActivePolicy active = active(NOW + rollout("canary, share: 100%"), NEXT);
        transport.next(call -> {
            call.head(200).data("role\n");
            loop.advance(Duration.ofMillis(30));
            call.data("hello\n");
            loop.advance(Duration.ofMillis(70));
            call.data("usage 1000 100\ndone\n").end();
        });

        send(active, "ann");

        var measures = report(active, Arm.NEXT).measures();
        assertThat(measures.get(Measure.FIRST_TOKEN).mean()).isEqualTo(30);
        assertThat(measures.get(Measure.LATENCY).mean()).isEqualTo(100);
        assertThat(measures.get(Measure.COST).mean())
                .as("1000 at 3, 100 at 15 per million")
                .isEqualTo(0.0045);
        assertThat(report(active, Arm.CURRENT).requests()).isZero();
        rate(active, "req-1", 0.75);
        assertThat(report(active, Arm.NEXT).measures().get(Measure.QUALITY).mean())
                .isEqualTo(0.75);
    }

    @Test
    void failuresOfProvidersCountAndMistakesOfCallersDoNot() {
        ActivePolicy active =
                active(NOW + rollout("canary, share: 100%"), NEXT + "reliability: { retry: { times: 0 } }\n");
        transport.reply(500, "no").reply(400, "no");

        send(active, "ann");
        send(active, "ann");
        ask(active, "ann", "nobody");

        assertThat(report(active, Arm.NEXT).errors()).isEqualTo(1);
        assertThat(report(active, Arm.NEXT).refused()).isEqualTo(2);
    }

    @Test
    void whatOnlyTheNextPolicyRefusesIsItsFault() {
        ActivePolicy active = active(NOW + rollout("canary, share: 100%"), NEXT.replace("small", "smaller"));

        ask(active, "ann", "small");

        assertThat(report(active, Arm.NEXT).errors()).isEqualTo(1);
    }

    @Test
    void failuresUnderTheNextPolicyOpenNoBreakerOfTheCurrentOne() {
        ActivePolicy active = active(
                NOW + rollout("canary, share: 50%, stop: { error_rate: \"> 99%\", over: 1000 }"), NOW + "# next\n");
        String tried = user(active, true);
        String usual = user(active, false);
        AtomicBoolean failing = new AtomicBoolean(true);
        for (int i = 0; i < 200; i++) {
            transport.next(call ->
                    call.head(failing.get() ? 500 : 200).data("hello\ndone\n").end());
        }
        for (int i = 0; i < 30; i++) {
            send(active, tried);
        }
        failing.set(false);

        assertThat(send(active, tried).deployment()).as("all breakers are open").isNull();
        assertThat(send(active, usual).deployment()).isEqualTo("local/s");
    }

    @Test
    void aShadowThatDecidesOtherwiseIsNoted() {
        ActivePolicy active = active(NOW + rollout("shadow"), NEXT);
        transport.reply(200, "hello\ndone\n");

        Exchange exchange = send(active, "ann");

        assertThat(exchange.model()).isEqualTo("small");
        assertThat(exchange.replyHeaders()).doesNotContain("x-gateway-policy");
        assertThat(transport.calls()).hasSize(1);
        Rollout rollout = Objects.requireNonNull(active.rollout());
        assertThat(rollout.divergences().counted(Result.MODEL)).isEqualTo(1);
        assertThat(rollout.divergences().priced()).isEqualTo(1);
        assertThat(rollout.divergences().costNanos()).isPositive();
        Divergence noted = rollout.divergences().latest().get(0);
        assertThat(noted.from()).isEqualTo("small at local/s, cloud/s");
        assertThat(noted.to()).isEqualTo("large at cloud/l");
        assertThat(noted.reasons()).anyMatch(reason -> reason.contains("everything-else"));
        assertThat(records.get(0).policy())
                .isEqualTo(Policy.digestOf(NOW + rollout("shadow")).substring(0, 12));
    }

    @Test
    void aShadowThatAgreesIsCountedAndNotKept() {
        ActivePolicy active = active(NOW + rollout("shadow"), NOW + "# next\n");
        transport.reply(200, "hello\ndone\n");

        send(active, "ann");

        assertThat(divergences(active, Result.SAME)).isEqualTo(1);
        assertThat(Objects.requireNonNull(active.rollout()).divergences().latest())
                .isEmpty();
    }

    @Test
    void otherDeploymentsOfTheSameModelAreADifference() {
        String fewer = NOW.replace("- { at: local/s, price: { in: 0, out: 0 } }", "");
        ActivePolicy active = active(NOW + rollout("shadow"), fewer);
        transport.reply(200, "hello\ndone\n");

        send(active, "ann");

        assertThat(divergences(active, Result.DEPLOYMENT)).isEqualTo(1);
    }

    @Test
    void aShadowThatRefusesOrBreaksIsNeverTheRequests() {
        ActivePolicy refusing = active(NOW + rollout("shadow"), NEXT.replace("use: large", "reject: \"no\""));
        transport.reply(200, "hello\ndone\n");
        Exchange first = send(refusing, "ann");

        ActivePolicy breaking =
                active(NOW + rollout("shadow"), NOW + "chain: [capability, { type: broken }, rules, score, balance]\n");
        transport.reply(200, "hello\ndone\n");
        Exchange second = send(breaking, "ann");

        assertThat(first.model()).isEqualTo("small");
        assertThat(second.model()).isEqualTo("small");
        assertThat(divergences(refusing, Result.ERROR)).isEqualTo(1);
        assertThat(divergences(breaking, Result.ERROR)).isEqualTo(1);
        assertThat(registry.get("pointsman.rollout.decisions")
                        .tag("result", "error")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("pointsman.rollout.shadow").timer().count()).isEqualTo(2);
    }

    @Test
    void aShadowMayLookAtAShareOnly() {
        ActivePolicy active = active(NOW + rollout("shadow, share: 0%"), NEXT);
        transport.reply(200, "hello\ndone\n");

        send(active, "ann");

        assertThat(divergences(active, Result.MODEL)).isZero();
    }

    private static long divergences(ActivePolicy active, Result result) {
        return Objects.requireNonNull(active.rollout()).divergences().counted(result);
    }

    private static ArmFigures.Report report(ActivePolicy active, Arm arm) {
        return Objects.requireNonNull(active.rollout()).report(arm);
    }

    /** Some user who is, or is not, among the share. */
    private static String user(ActivePolicy active, boolean among) {
        for (int i = 0; ; i++) {
            if (Objects.requireNonNull(active.rollout()).settings().takes("user-" + i, 0) == among) {
                return "user-" + i;
            }
        }
    }

    private ActivePolicy active(String now, @Nullable String next) {
        PolicyLoader loader = new PolicyLoader(
                Map.of("TOKEN", "s3cret")::get, List.of(new Policies.FakeFactory()), List.of(new Broken()));
        return ActivePolicy.of(
                loader.load("test.yaml", now), next == null ? null : loader.load("next.yaml", next), null, around);
    }

    private static String rollout(String modeAndMore) {
        return "rollout: { next: next.yaml, mode: " + modeAndMore + " }\n";
    }

    @Test
    void whatTheNextPolicyAddsIsMeasuredAndItsSpendTargetsAreKept() {
        String next = NEXT + "tasks: { labels: { fresh: { words: [novelty] } } }\n";
        String spending = next.replace(
                "scores:\n", "scores:\n  thrifty: { weights: { quality: 1 }, spend: { target: 5/day } }\n");

        active(NOW + rollout("canary, share: 50%"), spending);

        assertThat(around.performance().models().tasks()).contains("fresh");
        assertThat(around.performance().spend().targetDollars("thrifty")).isEqualTo(5);

        active(NOW, null);

        assertThat(around.performance().models().tasks()).doesNotContain("fresh");
        assertThat(around.performance().spend().scores()).isEmpty();
    }

    private void rate(ActivePolicy active, String decision, double score) {
        String body = "{\"decision\":\"" + decision + "\",\"score\":" + score + "}";
        ApiRequest request = ApiRequest.parse(
                Endpoint.FEEDBACK, Endpoint.FEEDBACK.path(), Headers.NONE, body.getBytes(StandardCharsets.UTF_8));
        active.filters().proceed(new Exchange("rating", request, loop, loop), new RecordingSink());
    }

    private Exchange send(ActivePolicy active, String user) {
        return ask(active, user, "auto");
    }

    private Exchange ask(ActivePolicy active, String user, String model) {
        String body = "{\"model\":\"" + model + "\",\"stream\":true,\"user\":\"" + user
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"tell me\"}]}";
        ApiRequest request = ApiRequest.parse(
                Endpoint.CHAT_COMPLETIONS,
                Endpoint.CHAT_COMPLETIONS.path(),
                Headers.NONE,
                body.getBytes(StandardCharsets.UTF_8));
        Exchange exchange = new Exchange("req-" + ++requests, request, loop, loop);
        active.filters().proceed(exchange, new RecordingSink());
        loop.turn();
        return exchange;
    }

    private final class Kept implements Ledger {
        @Override
        public void append(DecisionRecord record) {
            records.add(record);
        }

        @Override
        public long lost() {
            return 0;
        }

        @Override
        public void close() {
            records.clear();
        }
    }

    /** A plug-in with a defect. */
    private static final class Broken implements RouterFactory, Router {
        @Override
        public String type() {
            return "broken";
        }

        @Override
        public Router create(ConfigNode settings, Catalog catalog) {
            return this;
        }

        @Override
        public String name() {
            return "broken";
        }

        @Override
        public RoutingDecision apply(RoutingDecision decision, RoutingContext context) {
            throw new IllegalStateException("a defect");
        }
    }
}
