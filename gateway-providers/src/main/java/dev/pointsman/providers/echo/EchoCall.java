package dev.pointsman.providers.echo;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.provider.Transport;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Plays one {@link EchoPlan}. Confined to its loop. At most one task waits at a time; a paused call lets it pass, and {@code resume} goes on
 * where it stood.
 */
final class EchoCall implements Transport.Call {
    /** Pieces without a gap are written in runs of this many, then others get a turn. */
    private static final int RUN = 64;

    private final EchoPlan plan;
    private final Transport.Listener listener;
    private final ScheduledExecutorService loop;
    private @Nullable Future<?> timer;
    private boolean waiting;
    private int next;
    private boolean headSent;
    private boolean paused;
    private boolean ended;

    EchoCall(EchoPlan plan, Transport.Listener listener, ScheduledExecutorService loop) {
        this.plan = plan;
        this.listener = listener;
        this.loop = loop;
    }

    void start() {
        after(plan.latencyNanos());
    }

    private void after(long nanos) {
        waiting = true;
        if (nanos <= 0) {
            loop.execute(this::play);
        } else {
            timer = loop.schedule(this::play, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void play() {
        waiting = false;
        timer = null;
        if (!headSent && !ended && startsAtAll()) {
            headSent = true;
            listener.head(plan.status(), plan.headers());
        }
        for (int i = 0; i < RUN; i++) {
            if (ended || paused) {
                return;
            }
            if (next == plan.pieces().size()) {
                finish();
                return;
            }
            listener.data(plan.pieces().get(next++));
            if (plan.gapNanos() > 0 && next < plan.pieces().size()) {
                break;
            }
        }
        if (!ended && !paused) {
            after(plan.gapNanos());
        }
    }

    /** A provider that is silent from the beginning sends no head either. */
    private boolean startsAtAll() {
        return plan.ending() != EchoPlan.Ending.SILENCE || !plan.pieces().isEmpty();
    }

    private void finish() {
        switch (plan.ending()) {
            case WHOLE -> {
                ended = true;
                listener.end();
            }
            case CUT -> {
                ended = true;
                listener.failed(new GatewayException(ErrorKind.UPSTREAM_ERROR, "the provider closed the connection"));
            }
            case SILENCE -> {}
        }
    }

    @Override
    public void cancel() {
        ended = true;
        Future<?> running = timer;
        if (running != null) {
            running.cancel(false);
        }
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        if (paused) {
            paused = false;
            if (!waiting && !ended) {
                after(0);
            }
        }
    }
}
