package dev.pointsman.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Balance.Hashing;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.catalog.RequestKey;
import dev.pointsman.catalog.RequestKey.Source;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsistentHashTest {
    private static final int KEYS = 40_000;

    private final DeploymentStats stats = new DeploymentStats();

    @Test
    void aSessionGoesToTheSamePlaceInEveryProcess() {
        LoadBalancer balancer = balancer(deployments(5));

        // names, not only equality among runs of this process: these would change with any other hash
        assertThat(List.of("alpha", "beta", "gamma", "delta"))
                .extracting(session -> first(balancer, 5, session))
                .containsExactly("d0", "d0", "d3", "d4");
        assertThat(first(balancer(deployments(5)), 5, "gamma")).isEqualTo("d3");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 10})
    void whenADeploymentLeavesOnlyItsKeysMove(int n) {
        LoadBalancer balancer = balancer(deployments(n));
        int keys = KEYS / n;
        for (int leaver = 0; leaver < n; leaver++) {
            List<Deployment> rest = new ArrayList<>(deployments(n));
            rest.remove(leaver);
            int moved = 0;
            for (int key = 0; key < keys; key++) {
                List<Deployment> before = balancer.order(deployments(n), Picks.ofSession("s" + key));
                List<Deployment> after = balancer.order(rest, Picks.ofSession("s" + key));
                if (before.get(0).equals(deployments(n).get(leaver))) {
                    moved++;
                    assertThat(after.get(0)).as("the next in its order").isEqualTo(before.get(1));
                } else {
                    assertThat(after.get(0)).isEqualTo(before.get(0));
                }
            }
            assertThat((double) moved / keys).isPositive().isLessThanOrEqualTo(1.2 / n);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 10})
    void whenADeploymentComesOnlyKeysThatItGetsMove(int n) {
        LoadBalancer before = balancer(deployments(n));
        LoadBalancer after = balancer(deployments(n + 1));
        int moved = 0;
        for (int key = 0; key < KEYS; key++) {
            Pick pick = Picks.ofSession("s" + key);
            Deployment old = before.order(deployments(n), pick).get(0);
            Deployment now = after.order(deployments(n + 1), pick).get(0);
            if (!old.equals(now)) {
                moved++;
                assertThat(now).isEqualTo(deployments(n + 1).get(n));
            }
        }
        assertThat((double) moved / KEYS).isPositive().isLessThanOrEqualTo(1.2 / (n + 1));
    }

    @Test
    void sharesFollowWeightsAndAWeightOfZeroTakesNothing() {
        List<Deployment> some = List.of(deployment("a", 5), deployment("b", 3), deployment("c", 2), deployment("z", 0));
        LoadBalancer balancer = balancer(some);
        Map<String, Integer> counts = new HashMap<>();
        for (int key = 0; key < KEYS; key++) {
            List<Deployment> order = balancer.order(some, Picks.ofSession("s" + key));
            assertThat(order).hasSize(3);
            counts.merge(order.get(0).upstreamModel(), 1, Integer::sum);
        }

        assertThat(counts).containsOnlyKeys("a", "b", "c");
        assertThat(counts.get("a") / (double) KEYS).isCloseTo(0.5, within(0.01));
        assertThat(counts.get("b") / (double) KEYS).isCloseTo(0.3, within(0.01));
        assertThat(balancer.order(List.of(some.get(3)), Picks.ofSession("s"))).isEmpty();
        assertThat(balancer.order(List.of(some.get(0)), Picks.ofSession("s"))).containsExactly(some.get(0));
    }

    @ParameterizedTest
    @CsvSource({"1.0", "1.25", "2.0"})
    void noDeploymentHasMoreCallsThanTheLoadFactorAllowsHoweverFewKeysThereAre(double load) {
        List<Deployment> all = List.of(deployment("a", 2), deployment("b", 1), deployment("c", 1));
        LoadBalancer balancer = balancer(all, new Hashing(Hashing.DEFAULT.by(), load));
        Random random = new Random(4);
        List<DeploymentStats.Call> calls = new ArrayList<>();
        int most = 0;
        for (int i = 0; i < 4_000; i++) {
            if (calls.size() > 60 || (!calls.isEmpty() && random.nextInt(3) == 0)) {
                calls.remove(random.nextInt(calls.size())).released();
                continue;
            }
            Deployment first = balancer.order(all, Picks.ofSession("s" + random.nextInt(2)))
                    .get(0);
            calls.add(stats.of(first.id()).started(true));
            double bound = Math.max(2, Math.ceil(load * calls.size() * first.weight() / 4));
            assertThat((double) stats.of(first.id()).inflight()).isLessThanOrEqualTo(bound);
            most = Math.max(most, calls.size());
        }
        assertThat(most).isGreaterThan(50);
    }

    @Test
    void twoCallsAtATimeStayTogetherAndTheThirdGoesToTheNextInOrder() {
        LoadBalancer balancer = balancer(deployments(4));
        List<Deployment> order = balancer.order(deployments(4), Picks.ofSession("one"));
        for (int i = 0; i < 2; i++) {
            assertThat(balancer.order(deployments(4), Picks.ofSession("one"))).isEqualTo(order);
            stats.of(order.get(0).id()).started(true);
        }

        assertThat(balancer.order(deployments(4), Picks.ofSession("one")))
                .containsExactly(order.get(1), order.get(0), order.get(2), order.get(3));
    }

    @Test
    void theFirstKeyThatARequestHasCounts() {
        RequestKey chat = new RequestKey(Source.METADATA, "chat");
        List<RequestKey> keys = List.of(RequestKey.header("X-Session-Id"), chat, RequestKey.USER);
        String body =
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"user\":\"ann\",\"metadata\":{\"chat\":\"c1\"}}";

        assertThat(hash(body, Headers.of("x-session-id", "s1"), keys)).isEqualTo(RequestHash.of("s1"));
        assertThat(hash(body, Headers.of("x-session-id", ""), keys)).isEqualTo(RequestHash.of("c1"));
        assertThat(hash(body, Headers.NONE, List.of(RequestKey.USER, chat))).isEqualTo(RequestHash.of("ann"));
        assertThat(hash(body.replace("chat", "talk"), Headers.NONE, keys)).isEqualTo(RequestHash.of("ann"));
    }

    @Test
    void requestsWithoutAKeyAreSpread() {
        LoadBalancer balancer = balancer(deployments(4), new Hashing(List.of(RequestKey.USER), 1.25));
        Map<Deployment, Integer> counts = new HashMap<>();
        Random random = new Random(5);
        for (int i = 0; i < 4_000; i++) {
            counts.merge(
                    balancer.order(deployments(4), Picks.drawn(random.nextDouble()))
                            .get(0),
                    1,
                    Integer::sum);
        }

        assertThat(counts.values())
                .hasSize(4)
                .allSatisfy(count -> assertThat(count).isBetween(880, 1_120));
    }

    @Test
    void aConversationThatGoesOnKeepsItsPrefix() {
        String system = "{\"role\":\"system\",\"content\":\"be brief\"}";
        String user = "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hello\"}]}";
        long begun = prefix("{\"model\":\"m\",\"messages\":[" + system + "," + user + "]}");

        assertThat(
                        prefix(
                                "{\"messages\":[" + system + "," + user
                                        + ",{\"role\":\"assistant\",\"content\":\"hi\"},{\"role\":\"user\",\"content\":\"more\"}],\"model\":\"n\"}"))
                .isEqualTo(begun);
        assertThat(prefix("{\"model\":\"m\",\"messages\":[" + system + "," + user.replace("hello", "hallo") + "]}"))
                .isNotEqualTo(begun);
        assertThat(prefix("{\"model\":\"m\",\"messages\":[" + system.replace("brief", "long") + "," + user + "]}"))
                .isNotEqualTo(begun);
    }

    @Test
    void thePrefixOfOtherFormsIsTheSystemsWordsAndTheBeginningOfThePrompt() {
        String messages =
                "{\"model\":\"m\",\"max_tokens\":9,\"system\":\"S\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        assertThat(prefix(Endpoint.MESSAGES, messages))
                .isNotEqualTo(prefix(Endpoint.MESSAGES, messages.replace("\"S\"", "\"T\"")));
        String input = "{\"model\":\"m\",\"input\":\"hi\"}";
        assertThat(prefix(Endpoint.RESPONSES, input))
                .isEqualTo(prefix(Endpoint.RESPONSES, input.replace("\"m\"", "\"n\"")))
                .isNotEqualTo(prefix(Endpoint.RESPONSES, input.replace("hi", "ho")));
        String texts = "{\"model\":\"m\",\"input\":[\"one\",\"two\"]}";
        assertThat(prefix(Endpoint.EMBEDDINGS, texts))
                .isNotEqualTo(prefix(Endpoint.EMBEDDINGS, texts.replace("two", "six")));
    }

    @Test
    void onlyTheBeginningOfALongPromptCounts() {
        String long1 = "x".repeat(RequestHash.PREFIX_BYTES);
        String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + long1 + "END\"}]}";

        assertThat(prefix(body)).isEqualTo(prefix(body.replace("END", "AND")));
        assertThat(prefix(body)).isNotEqualTo(prefix(body.replace("\"x", "\"y")));
    }

    private String first(LoadBalancer balancer, int n, String session) {
        return balancer.order(deployments(n), Picks.ofSession(session)).get(0).upstreamModel();
    }

    private static long prefix(String body) {
        return hash(body, Headers.NONE, List.of(RequestKey.PREFIX));
    }

    private static long prefix(Endpoint endpoint, String body) {
        ApiRequest request =
                ApiRequest.parse(endpoint, endpoint.path(), Headers.NONE, body.getBytes(StandardCharsets.UTF_8));
        return RequestHash.of(new Pick(request, 0.5), List.of(RequestKey.PREFIX));
    }

    private static long hash(String body, Headers headers, List<RequestKey> keys) {
        return RequestHash.of(new Pick(Picks.request(body, headers), 0.5), keys);
    }

    private LoadBalancer balancer(List<Deployment> deployments) {
        return balancer(deployments, Hashing.DEFAULT);
    }

    private LoadBalancer balancer(List<Deployment> deployments, Hashing hashing) {
        Balance balance = new Balance(Balance.Way.HASH, hashing);
        return LoadBalancer.of(new Model("m", deployments, balance, 0, null, Map.of(), Map.of()), stats);
    }

    private static List<Deployment> deployments(int count) {
        List<Deployment> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(deployment("d" + i, 1));
        }
        return all;
    }

    private static Deployment deployment(String name, int weight) {
        return new Deployment("p", name, weight, null, Map.of());
    }
}
