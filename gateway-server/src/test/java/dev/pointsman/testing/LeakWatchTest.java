package dev.pointsman.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

class LeakWatchTest {
    @Test
    void aDroppedBufferIsReportedWithTheCallThatMadeIt() throws Exception {
        drop();

        assertThat(LeakWatch.leaks())
                .singleElement()
                .asString()
                .contains("ByteBuf was not released")
                .contains("LeakWatchTest.drop");
        assertThat(LeakWatch.leaks()).isEmpty();
    }

    private static void drop() {
        assertThat(ByteBufAllocator.DEFAULT.buffer(16).writableBytes()).isPositive();
    }
}
