package dev.pointsman.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoadBalancerTest {
    private static final Deployment A = deployment("a", 5);
    private static final Deployment B = deployment("b", 3);
    private static final Deployment C = deployment("c", 2);
    private static final Deployment IDLE = deployment("idle", 0);
    private static final List<Deployment> ALL = List.of(A, B, C);

    private final DeploymentStats stats = new DeploymentStats();

    @Test
    void orderKeepsPolicyOrder() {
        LoadBalancer balancer = balancer(Balance.ORDER, ALL);

        assertThat(balancer.order(ALL, Picks.drawn(0.9))).containsExactly(A, B, C);
        assertThat(balancer.order(ALL, Picks.drawn(0.1))).containsExactly(A, B, C);
    }

    @Test
    void roundRobinTakesEachInTurnAndKeepsTheOthersBehindIt() {
        LoadBalancer balancer = balancer(Balance.ROUND_ROBIN, ALL);

        assertThat(balancer.order(ALL, Picks.drawn(0.5))).containsExactly(A, B, C);
        assertThat(balancer.order(ALL, Picks.drawn(0.5))).containsExactly(B, C, A);
        assertThat(balancer.order(ALL, Picks.drawn(0.5))).containsExactly(C, A, B);
        assertThat(balancer.order(ALL, Picks.drawn(0.5))).containsExactly(A, B, C);
    }

    @Test
    void randomFollowsTheDrawAndIsEvenInEveryPlace() {
        LoadBalancer balancer = balancer(Balance.RANDOM, ALL);
        Random random = new Random(3);
        Map<List<Deployment>, Integer> orders = new HashMap<>();
        for (int i = 0; i < 12_000; i++) {
            orders.merge(balancer.order(ALL, Picks.drawn(random.nextDouble())), 1, Integer::sum);
        }

        assertThat(orders).hasSize(6);
        assertThat(orders.values()).allSatisfy(count -> assertThat(count).isBetween(1_850, 2_150));
        assertThat(balancer.order(ALL, Picks.drawn(0.4))).isEqualTo(balancer.order(ALL, Picks.drawn(0.4)));
        assertThat(balancer.order(ALL, Picks.drawn(0))).containsExactly(A, B, C);
        assertThat(balancer.order(ALL, Picks.drawn(Math.nextDown(1.0)))).containsExactly(C, B, A);
    }

    @Test
    void weightsAreKeptWithinOnePercentOverTenThousandPicks() {
        Map<Deployment, Integer> picks = picks(balancer(Balance.WEIGHTED, ALL), ALL, 10_000);

        assertThat(picks.get(A) / 10_000.0).isCloseTo(0.5, within(0.01));
        assertThat(picks.get(B) / 10_000.0).isCloseTo(0.3, within(0.01));
        assertThat(picks.get(C) / 10_000.0).isCloseTo(0.2, within(0.01));
    }

    @Test
    void weightsAreExactInEveryRunAndSpreadEvenly() {
        LoadBalancer balancer = balancer(Balance.WEIGHTED, ALL);

        assertThat(picks(balancer, ALL, 10))
                .containsEntry(A, 5)
                .containsEntry(B, 3)
                .containsEntry(C, 2);
        List<Deployment> firsts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            firsts.add(balancer.order(ALL, Picks.drawn(0.5)).get(0));
        }
        assertThat(firsts).containsExactly(A, B, C, A);
    }

    @Test
    void weightsHoldAmongTheEligibleOnes() {
        LoadBalancer balancer = balancer(Balance.WEIGHTED, ALL);

        assertThat(picks(balancer, List.of(B, C), 1_000)).containsEntry(B, 600).containsEntry(C, 400);
        assertThat(picks(balancer, List.of(C), 5)).containsEntry(C, 5);
    }

    @Test
    void aWeightOfZeroTakesNothing() {
        List<Deployment> some = List.of(IDLE, A, C);
        LoadBalancer balancer = balancer(Balance.WEIGHTED, some);

        assertThat(picks(balancer, some, 700)).containsOnlyKeys(A, C).containsEntry(A, 500);
        assertThat(balancer.order(some, Picks.drawn(0.5))).doesNotContain(IDLE).hasSize(2);
        assertThat(balancer.order(List.of(IDLE), Picks.drawn(0.5))).isEmpty();
    }

    @Test
    void leastInflightPrefersWhoHasLessToDo() {
        LoadBalancer balancer = balancer(Balance.LEAST_INFLIGHT, ALL);
        DeploymentStats.Call one = stats.of("p/a").started(true);
        DeploymentStats.Call two = stats.of("p/a").started(true);
        stats.of("p/b").started(true);

        assertThat(balancer.order(ALL, Picks.drawn(0.5))).containsExactly(C, B, A);
        assertThat(balancer.order(ALL, Picks.drawn(0.5))).containsExactly(C, B, A);
        one.released();
        two.answered(0);
        assertThat(balancer.order(ALL, Picks.drawn(0.5)).get(2)).isEqualTo(B);
    }

    @Test
    void leastInflightSharesEvenlyAmongEquals() {
        assertThat(picks(balancer(Balance.LEAST_INFLIGHT, ALL), ALL, 300))
                .containsEntry(A, 100)
                .containsEntry(B, 100)
                .containsEntry(C, 100);
    }

    @Test
    void preferredDeploymentsAreBalancedBeforeTheOthers() {
        LoadBalancer balancer = balancer(Balance.ROUND_ROBIN, ALL);
        List<Deployment> preferringTwo = List.of(C, B, A);

        for (int i = 0; i < 10; i++) {
            assertThat(balancer.order(preferringTwo, 2, Picks.drawn(0.5)).subList(0, 2))
                    .containsExactlyInAnyOrder(B, C);
            assertThat(balancer.order(preferringTwo, 2, Picks.drawn(0.5)).get(2))
                    .isEqualTo(A);
        }
        assertThat(balancer(Balance.ORDER, ALL).order(preferringTwo, 1, Picks.drawn(0.5)))
                .containsExactly(C, B, A);
    }

    @ParameterizedTest
    @EnumSource(Balance.Way.class)
    void everyBalancerGivesEveryEligibleDeploymentOnce(Balance.Way way) {
        LoadBalancer balancer = balancer(new Balance(way, Balance.Hashing.DEFAULT), ALL);
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            assertThat(balancer.order(ALL, Picks.drawn(random.nextDouble()))).containsExactlyInAnyOrder(A, B, C);
            assertThat(balancer.order(List.of(B), Picks.drawn(random.nextDouble())))
                    .containsExactly(B);
        }
    }

    @Test
    void aPlugInOrdersByWhatGoesOnAndGivesNoneBeyondTheEligible() {
        stats.of(B.id()).started(false);
        Balance balance = new Balance(
                Balance.Way.ROUND_ROBIN,
                Balance.Hashing.DEFAULT,
                (eligible, load, draw) -> Stream.concat(eligible.stream(), Stream.of(C, C))
                        .sorted(Comparator.comparingInt(load::inflight).reversed())
                        .toList());

        assertThat(balancer(balance, ALL).order(List.of(A, B), Picks.drawn(0.5)))
                .containsExactly(B, A);
    }

    @Test
    void sharesStayExactWhenSeveralLoopsPick() throws Exception {
        assertThat(concurrentPicks(Balance.WEIGHTED))
                .containsEntry(A, 10_000)
                .containsEntry(B, 6_000)
                .containsEntry(C, 4_000);
    }

    @Test
    void turnsStayExactWhenSeveralLoopsPick() throws Exception {
        Map<Deployment, Integer> picks = concurrentPicks(Balance.ROUND_ROBIN);

        assertThat(picks.values()).allSatisfy(count -> assertThat(count).isBetween(6_666, 6_667));
    }

    private Map<Deployment, Integer> concurrentPicks(Balance balance) throws Exception {
        LoadBalancer balancer = balancer(balance, ALL);
        Map<Deployment, AtomicInteger> picks = new ConcurrentHashMap<>();
        ExecutorService loops = Executors.newFixedThreadPool(4);
        try {
            Callable<Void> loop = () -> {
                for (int i = 0; i < 5_000; i++) {
                    picks.computeIfAbsent(balancer.order(ALL, Picks.drawn(0.5)).get(0), first -> new AtomicInteger())
                            .incrementAndGet();
                }
                return null;
            };
            for (Future<Void> each : loops.invokeAll(List.of(loop, loop, loop, loop))) {
                each.get();
            }
        } finally {
            loops.shutdownNow();
        }
        Map<Deployment, Integer> counts = new HashMap<>();
        picks.forEach((deployment, count) -> counts.put(deployment, count.get()));
        return counts;
    }

    private static Map<Deployment, Integer> picks(LoadBalancer balancer, List<Deployment> eligible, int count) {
        Map<Deployment, Integer> picks = new HashMap<>();
        for (int i = 0; i < count; i++) {
            picks.merge(balancer.order(eligible, Picks.drawn(0.5)).get(0), 1, Integer::sum);
        }
        return picks;
    }

    private LoadBalancer balancer(Balance balance, List<Deployment> deployments) {
        return LoadBalancer.of(new Model("m", deployments, balance, 0, null, Map.of(), Map.of()), stats);
    }

    private static Deployment deployment(String name, int weight) {
        return new Deployment("p", name, weight, null, Map.of());
    }
}
