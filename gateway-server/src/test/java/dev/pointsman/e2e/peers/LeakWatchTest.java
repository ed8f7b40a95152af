package dev.pointsman.e2e.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LeakWatchTest {
    private final Logger log = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);

    /** The leak of this test is no news. */
    @BeforeEach
    void keepQuiet() {
        log.setLevel(Level.OFF);
    }

    @AfterEach
    void speakAgain() {
        log.setLevel(null);
    }

    @Test
    void aDroppedBufferIsReported() {
        drop();
        var found = new ArrayList<String>();
        await().until(() -> {
            found.addAll(LeakWatch.leaks());
            return !found.isEmpty();
        });
        assertThat(found).singleElement().asString().contains("ByteBuf was not released");
    }

    private static void drop() {
        assertThat(ByteBufAllocator.DEFAULT.buffer(16).writableBytes()).isPositive();
    }
}
