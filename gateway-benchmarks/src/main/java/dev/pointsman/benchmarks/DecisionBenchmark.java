package dev.pointsman.benchmarks;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.policy.Policy;
import dev.pointsman.policy.PolicyLoader;
import dev.pointsman.provider.ProviderFactory;
import dev.pointsman.routing.RouterChain;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.signal.TaskSignal;
import dev.pointsman.signal.TaskSource;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One decision of the whole chain, for a request of which nothing but its scan is known: the prompt's text is decoded, its signals are worked
 * out, every rule is looked at, and the models are ranked. Requests are scanned outside of {@link #decide}, {@value #BATCH} at a time, since a gateway
 * scans each whether it routes or not; {@link #scanAndDecide} has both.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "-XX:+UseSerialGC") // the collector that ./gateway uses
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class DecisionBenchmark {
    private static final int BATCH = 128;

    @Param({"BASE", "PATTERNS", "TASKS"})
    public Workload policy = Workload.BASE;

    @Param({"1024", "32768"})
    public int characters;

    private final byte[][] bodies = new byte[BATCH][];
    private final ApiRequest[] requests = new ApiRequest[BATCH];
    private @Nullable RouterChain chain;
    private TaskSource tasks = TaskSource.NONE;

    @Setup
    public void load() {
        Policy loaded = new PolicyLoader(name -> null, ServiceLoader.load(ProviderFactory.class), List.of())
                .load("benchmark.yaml", policy.yaml());
        chain = loaded.routerChain();
        tasks = TaskSignal.of(loaded.tasks());
        for (int i = 0; i < BATCH; i++) {
            bodies[i] = Requests.body(characters, i);
        }
    }

    @Setup(Level.Invocation)
    public void scan() {
        for (int i = 0; i < BATCH; i++) {
            requests[i] = Requests.parse(bodies[i]);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void decide(Blackhole decisions) {
        for (ApiRequest request : requests) {
            decisions.consume(decision(request));
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void scanAndDecide(Blackhole decisions) {
        for (byte[] body : bodies) {
            decisions.consume(decision(Requests.parse(body)));
        }
    }

    /** The decision for the first request of the batch. */
    RoutingDecision first() {
        scan();
        return decision(requests[0]);
    }

    private RoutingDecision decision(ApiRequest request) {
        return Objects.requireNonNull(chain).route(Requests.context(request, tasks));
    }
}
