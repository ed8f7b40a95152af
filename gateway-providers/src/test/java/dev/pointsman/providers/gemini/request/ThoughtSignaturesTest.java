package dev.pointsman.providers.gemini.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ThoughtSignaturesTest {
    @Test
    void aSignatureIsFoundByTheIdOfItsCall() {
        ThoughtSignatures signatures = new ThoughtSignatures(64, 1000);
        signatures.keep("a", "sig-a");
        signatures.keep("a", "sig-b");

        assertThat(signatures.of("a")).isEqualTo("sig-b");
        assertThat(signatures.of("b")).isNull();
    }

    @Test
    void noMoreIsKeptThanTheBoundSays() {
        ThoughtSignatures signatures = new ThoughtSignatures(64, 1000);
        for (int i = 0; i < 10_000; i++) {
            signatures.keep("id" + i, "s".repeat(90));
        }

        long chars = 0;
        for (int i = 0; i < 10_000; i++) {
            String kept = signatures.of("id" + i);
            chars += kept == null ? 0 : kept.length();
        }
        assertThat(chars).isPositive().isLessThanOrEqualTo(1000);
    }

    @Test
    void whatIsLargerThanTheBoundIsNotKept() {
        ThoughtSignatures signatures = new ThoughtSignatures(64, 1000);
        signatures.keep("small", "s");
        signatures.keep("large", "s".repeat(1001));

        assertThat(signatures.of("large")).isNull();
        assertThat(signatures.of("small")).isEqualTo("s");
    }

    @Test
    void manyThreadsMayKeepAndAsk() throws InterruptedException, ExecutionException {
        ThoughtSignatures signatures = new ThoughtSignatures(256, 4000);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<Boolean>> runs = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            String mine = "t" + thread + "-";
            Callable<Boolean> run = () -> {
                boolean sound = true;
                for (int i = 0; i < 20_000; i++) {
                    String id = mine + i % 50;
                    signatures.keep(id, id + "=");
                    String found = signatures.of(id);
                    sound &= found == null || found.equals(id + "=");
                }
                return sound;
            };
            runs.add(threads.submit(run));
        }
        for (Future<Boolean> run : runs) {
            assertThat(run.get()).isTrue();
        }
        threads.shutdown();
        signatures.keep("last", "x");
        assertThat(signatures.of("last")).isEqualTo("x");
    }

    @Test
    void slotsAreAPowerOfTwo() {
        assertThatThrownBy(() -> new ThoughtSignatures(100, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
