package dev.pointsman.benchmarks;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.balance.DeploymentStats;
import dev.pointsman.balance.LoadBalancer;
import dev.pointsman.balance.Pick;
import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.policy.PolicyLoader;
import dev.pointsman.provider.ProviderFactory;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The order of four deployments under each way of balancing, for a chat of 1 kB; no figures are known of them yet. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "-XX:+UseSerialGC") // the collector that ./gateway uses
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BalancerBenchmark {
    private static final int CHARACTERS = 1_024;

    @Param
    public Balance.Way way = Balance.Way.ORDER;

    private @Nullable LoadBalancer balancer;
    private List<Deployment> deployments = List.of();
    private ApiRequest request = Requests.parse(Requests.body(CHARACTERS, 1));
    private double draw;

    @Setup
    public void load() {
        String word = way.name().toLowerCase(Locale.ROOT).replace('_', '-');
        String yaml =
                "version: 1\nproviders: { a: { type: echo }, b: { type: echo }, c: { type: echo }, d: { type: echo } }\n"
                        + "models: { m: { deployments: [{ at: a/m, weight: 3 }, b/m, c/m, d/m], balance: " + word
                        + " } }\n";
        Model model = new PolicyLoader(name -> null, ServiceLoader.load(ProviderFactory.class), List.of())
                .load("benchmark.yaml", yaml)
                .catalog()
                .models()
                .iterator()
                .next();
        balancer = LoadBalancer.of(model, new DeploymentStats());
        deployments = model.deployments();
        request = Requests.parse(Requests.body(CHARACTERS, 1));
    }

    @Benchmark
    public List<Deployment> order() {
        draw = draw > 0.98 ? 0 : draw + 0.013;
        return Objects.requireNonNull(balancer).order(deployments, new Pick(request, draw));
    }
}
