package dev.pointsman.benchmarks;

import dev.pointsman.learned.file.RefusedFile;
import dev.pointsman.learned.prompt.PromptPoint;
import dev.pointsman.learned.quality.LearnedRouter;
import dev.pointsman.learned.quality.RouterFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a trained router costs a request, from the prompt's text to the scores of its models; {@code preferAndKnow} is what a pair with a fallback for
 * unfamiliar prompts asks, {@code load} is the reading of the file. Each prompt comes once in a while only: {@value #PROMPTS} take turns.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class LearnedBenchmark {
    static final int PROMPTS = 64;

    /** A file that {@code gateway train} wrote. */
    @Param("blend.router")
    public String router = "";

    @Param("2000")
    public int characters;

    private final String[] prompts = new String[PROMPTS];
    private byte[] file = {};
    private @Nullable LearnedRouter loaded;
    private int turn;

    /** Processor time of the deciding thread, which tells the same on a busy machine. JMH adds up the iterations: divide by their number. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class ThreadTime {
        public double processorMicros;
        private long from;
        private long asked;

        @Setup(Level.Iteration)
        public void start() {
            asked = 0;
            from = now();
        }

        @TearDown(Level.Iteration)
        public void stop() {
            processorMicros = (now() - from) / 1e3 / Math.max(1, asked);
        }

        private static long now() {
            return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        }
    }

    @Setup
    public void read() throws IOException, RefusedFile {
        file = Files.readAllBytes(Path.of(router));
        loaded = RouterFile.read(file);
        for (int i = 0; i < PROMPTS; i++) {
            prompts[i] = Vocabulary.prompt(characters, i);
        }
    }

    @Benchmark
    public double[] estimate(ThreadTime time) {
        time.asked++;
        return loaded().estimate(prompt());
    }

    @Benchmark
    public double preferAndKnow(ThreadTime time) {
        time.asked++;
        PromptPoint point = loaded().point(prompt());
        return loaded().scorer().preference(point, 0, 1) + loaded().familiarity(point);
    }

    @Benchmark
    public LearnedRouter load(ThreadTime time) throws RefusedFile {
        time.asked++;
        return RouterFile.read(file);
    }

    private String prompt() {
        turn = (turn + 1) % PROMPTS;
        return prompts[turn];
    }

    private LearnedRouter loaded() {
        return Objects.requireNonNull(loaded);
    }
}
