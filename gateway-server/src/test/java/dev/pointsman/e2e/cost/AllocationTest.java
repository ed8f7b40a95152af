package dev.pointsman.e2e.cost;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import dev.pointsman.testing.RawClient;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Garbage that a request leaves on its event loop, which a busy machine moves far less than it moves times: fewer events of a stream come together in
 * one read there, 513 bytes each became 896. The bounds leave room for that.
 */
class AllocationTest {
    private static final int WARM = 4_000;
    private static final int COUNTED = 2_000;
    private static final String CHAT = "{\"model\":\"small\",\"messages\":[{\"role\":\"user\",\"content\":\""
            + "Which of these hotels is close to the river? ".repeat(20) + "\"}]%s}";

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Level level = ResourceLeakDetector.getLevel();
    private final ScriptedUpstream upstream =
            ScriptedUpstream.playing((request, reply) -> reply.json(200, Replies.chat("fine")));

    @BeforeEach
    void countNothingButTheGateway() {
        ResourceLeakDetector.setLevel(Level.DISABLED); // records of each buffer would be most of it
    }

    @AfterEach
    void stop() {
        ResourceLeakDetector.setLevel(level);
        upstream.close();
    }

    @Test
    void aChatLeavesLittleGarbage() throws IOException {
        try (RunningGateway gateway = RunningGateway.inFrontOf(upstream.url())) {
            assertThat(bytesOfOne(gateway, CHAT.formatted(""))).isBetween(1L, 18_000L);
        }
    }

    @Test
    void aStreamLeavesLittleGarbageForEachEvent() throws IOException {
        try (RunningGateway gateway = RunningGateway.inFrontOf(upstream.url())) {
            String ask = CHAT.formatted(",\"stream\":true");
            upstream.play(Replies.words(10));
            long few = bytesOfOne(gateway, ask);
            upstream.play(Replies.words(110));
            long many = bytesOfOne(gateway, ask);

            assertThat((many - few) / 100).isBetween(1L, 2_500L);
        }
    }

    private long bytesOfOne(RunningGateway gateway, String ask) throws IOException {
        try (RawClient client = gateway.raw()) {
            for (int i = 0; i < WARM; i++) {
                client.post("/v1/chat/completions", ask).reply();
            }
            long before = allocated();
            for (int i = 0; i < COUNTED; i++) {
                assertThat(client.post("/v1/chat/completions", ask).reply().status())
                        .isEqualTo(200);
            }
            return (allocated() - before) / COUNTED;
        }
    }

    private long allocated() {
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().startsWith("loop-"))
                .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.getThreadId()))
                .sum();
    }
}
