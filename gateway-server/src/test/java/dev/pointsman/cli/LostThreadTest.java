package dev.pointsman.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LostThreadTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<Integer> ends = new ArrayList<>();
    private final LostThread handler = new LostThread(new PrintStream(err, true, StandardCharsets.UTF_8), ends::add);

    @Test
    void aThreadThatIsLostToAFullHeapEndsTheProgram() throws Exception {
        lose(new OutOfMemoryError("Java heap space"));

        assertThat(ends).containsExactly(3);
        assertThat(told())
                .isEqualTo(
                        "gateway: thread loop-1-1 ended by java.lang.OutOfMemoryError: Java heap space; the program ends");
    }

    @Test
    void anyOtherErrorIsToldWithItsPlace() throws Exception {
        lose(new IllegalStateException("odd"));

        assertThat(ends).isEmpty();
        assertThat(told())
                .startsWith("gateway: thread loop-1-1 ended by java.lang.IllegalStateException: odd")
                .contains("\tat ");
    }

    private void lose(Throwable cause) throws InterruptedException {
        Thread loop = new Thread(
                () -> {
                    if (cause instanceof Error error) {
                        throw error;
                    }
                    throw (RuntimeException) cause;
                },
                "loop-1-1");
        loop.setUncaughtExceptionHandler(handler);
        loop.start();
        loop.join();
    }

    private String told() {
        return err.toString(StandardCharsets.UTF_8).strip();
    }
}
