package dev.pointsman.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when a connection cannot be accepted, most often since the process has no file descriptors left: the listener rests for a second,
 * then tries again; those who wait stay in the system's queue. Said once a minute. Confined to the listener's loop.
 */
final class AcceptPause extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptPause.class);
    private static final long SAID_EACH_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanoTime;
    private boolean said;
    private long saidNanos;

    AcceptPause(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        long now = nanoTime.getAsLong();
        if (!said || now - saidNanos >= SAID_EACH_NANOS) {
            said = true;
            saidNanos = now;
            LOG.error(
                    "no connections are accepted for now ({}); tried again each second (more file descriptors: ulimit -n;"
                            + " fewer connections: server.max_connections)",
                    String.valueOf(cause.getMessage()));
        }
        if (ctx.channel().config().isAutoRead()) {
            ctx.channel().config().setAutoRead(false);
            ctx.executor().schedule(() -> ctx.channel().config().setAutoRead(true), 1, TimeUnit.SECONDS);
        }
    }
}
