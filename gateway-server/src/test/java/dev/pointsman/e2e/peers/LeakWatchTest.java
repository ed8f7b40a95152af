package dev.pointsman.e2e.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class LeakWatchTest {
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
