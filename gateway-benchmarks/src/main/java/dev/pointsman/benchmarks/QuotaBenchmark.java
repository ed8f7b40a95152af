package dev.pointsman.benchmarks;

import dev.pointsman.policy.PolicyLoader;
import dev.pointsman.provider.ProviderFactory;
import dev.pointsman.quota.Claim;
import dev.pointsman.quota.Demand;
import dev.pointsman.quota.Grant;
import dev.pointsman.quota.Limit;
import dev.pointsman.quota.LocalQuota;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a request pays for three limits: requests, tokens and concurrency of its key, money of its key, money of its team, kept in a mapped file.
 * {@code whole} is the admission, the reservation for one call, and the settling of both.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class QuotaBenchmark {
    private static final long RESERVED_NANOS = 3_000_000;
    private static final long COST_NANOS = 400_000;

    private @Nullable LocalQuota book;
    private @Nullable Path file;
    private Demand admission = new Demand(List.of(), 0, 0);
    private Demand call = new Demand(List.of(), 0, 0);

    @Setup
    public void load() throws IOException {
        String yaml = """
                version: 1
                providers: { a: { type: echo } }
                models: { m: { at: a/m, price: { in: 1, out: 2 } } }
                limits:
                  - { per: key, requests: 1000m/min, tokens: 1000000m/min, concurrent: 1000 }
                  - { per: key, spend: 1000000/day }
                  - { per: team, spend: 1000000/month }
                """;
        file = Files.createTempDirectory("quota").resolve("spend.journal");
        LocalQuota quota = new LocalQuota(file, System::nanoTime, Clock.systemUTC());
        book = quota;
        List<Limit> limits =
                quota.limits(new PolicyLoader(name -> null, ServiceLoader.load(ProviderFactory.class), List.of())
                        .load("benchmark.yaml", yaml)
                        .limits());
        admission = new Demand(
                List.of(
                        new Claim(limits.get(0), "ci", true, false, false),
                        new Claim(limits.get(1), "ci", false, true, false),
                        new Claim(limits.get(2), "platform", false, true, false)),
                700,
                0);
        call = new Demand(admission.claims().subList(1, 3), 0, RESERVED_NANOS);
    }

    @TearDown
    public void close() throws IOException {
        Objects.requireNonNull(book).close();
        Files.delete(Objects.requireNonNull(file));
    }

    @Benchmark
    public Grant admit() {
        Grant grant = book().ask(admission, Runnable::run, late -> {});
        grant.settle(500, 0);
        return grant;
    }

    @Benchmark
    public Grant whole() {
        Grant request = book().ask(admission, Runnable::run, late -> {});
        Grant reserved = book().ask(call, Runnable::run, late -> {});
        reserved.settle(0, COST_NANOS);
        request.settle(500, 0);
        return reserved;
    }

    private LocalQuota book() {
        return Objects.requireNonNull(book);
    }
}
