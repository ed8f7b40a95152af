package dev.pointsman.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private final Deadlines deadlines = new Deadlines(5);
    private final List<String> checked = new ArrayList<>();

    @Test
    void everyoneIsAskedOnceWithTheTimeOfTheSweep() {
        deadlines.watch(now -> checked.add("a" + now));
        deadlines.watch(now -> checked.add("b" + now));
        assertThat(deadlines.now()).isEqualTo(5);
        deadlines.sweep(7);
        assertThat(checked).containsExactly("a7", "b7");
        assertThat(deadlines.now()).isEqualTo(7);
    }

    @Test
    void thoseRemovedDuringASweepAreNotAskedAndTheOthersAre() {
        List<Deadlines.Entry> entries = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            entries.add(deadlines.watch(now -> {
                checked.add("" + number);
                if (number == 1) {
                    entries.get(1).remove();
                    entries.get(2).remove();
                    entries.get(3).remove();
                    entries.get(3).remove();
                }
            }));
        }
        deadlines.sweep(1);
        assertThat(checked).containsExactly("0", "1", "4");
        checked.clear();
        deadlines.sweep(2);
        assertThat(checked).containsExactly("0", "4");
    }

    @Test
    void peerThatTakesNothingStallsAndOneThatTakesALittleDoesNot() {
        var channel = new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {
            @Override
            public void flush(ChannelHandlerContext ctx) {
                // nothing leaves
            }
        });
        var progress = new Deadlines.Progress();
        progress.restart(0);
        assertThat(progress.stalled(channel, 100, 10)).isFalse();
        channel.write(Unpooled.wrappedBuffer(new byte[1000]));
        assertThat(progress.stalled(channel, 101, 10)).isFalse();
        assertThat(progress.stalled(channel, 109, 10)).isFalse();
        assertThat(progress.stalled(channel, 112, 10)).isTrue();
        channel.unsafe().outboundBuffer().addFlush();
        channel.unsafe().outboundBuffer().remove();
        assertThat(progress.stalled(channel, 113, 10)).isFalse();
        channel.finishAndReleaseAll();
    }

    @Test
    void oneLineASecondIsToldAndHowManyWereNot() {
        var lines = new FrontLoop.FewLines();
        assertThat(lines.pass(-5)).isZero();
        for (int i = 0; i < 1_000; i++) {
            assertThat(lines.pass(999_999_994)).isEqualTo(-1);
        }
        assertThat(lines.pass(999_999_995)).isEqualTo(1_000);
        assertThat(lines.pass(999_999_996)).isEqualTo(-1);
        assertThat(lines.pass(5_000_000_000L)).isEqualTo(1);
    }
}
