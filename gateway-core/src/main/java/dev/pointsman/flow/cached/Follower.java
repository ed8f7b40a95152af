package dev.pointsman.flow.cached;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.cache.CacheUse;
import dev.pointsman.cache.CachedReply.Origin;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * An exchange that waits for the reply to an identical one. Confined to its loop; the flight reaches it there. Ends in one way: the reply is whole or
 * has failed, or it goes another way before anything has come.
 */
final class Follower {
    /** So many calls may fail under it, whoever made them, before it fails as well: each was tried as often as the policy has it. */
    static final int MOST_FAILURES = 2;

    private final CacheFilter filter;
    private final Asked asked;
    private final Flight flight;
    private final Delivery delivery;
    private final int failures;
    private final long sinceNanos;
    private boolean over;

    /** @param failures of calls it has waited for before */
    Follower(CacheFilter filter, Asked asked, Flight flight, int failures) {
        this.filter = filter;
        this.asked = asked;
        this.flight = flight;
        this.failures = failures;
        this.sinceNanos = asked.exchange().elapsedNanos();
        this.delivery = new Delivery(asked.exchange(), asked.sink(), flight::roomAtFollower);
    }

    /** Waits from now on. */
    void follow() {
        asked.exchange().onCancel(() -> {
            if (!over) {
                over = true;
                flight.left(this);
                delivery.fail(asked.exchange().cancelledBy());
            }
        });
        flight.join(this);
    }

    Executor loop() {
        return asked.exchange().loop();
    }

    /** For the flight's loop. */
    long pendingBytes() {
        return delivery.pendingBytes();
    }

    void start(ReplyHead head, String model, String deploymentId) {
        if (over) {
            return;
        }
        if (!asked.admits(model, deploymentId)) {
            flight.left(this);
            alone();
            return;
        }
        filter.answering().begun(asked.exchange(), CacheUse.SHARED, model, deploymentId, Duration.ZERO);
        delivery.start(new ReplyHead(head.status(), head.contentType(), head.bodyBytes(), List.of()));
    }

    void data(byte[] bytes) {
        if (!over) {
            delivery.data(bytes);
        }
    }

    void complete(Origin origin) {
        if (!over) {
            over = true;
            waited();
            filter.answering().settled(asked.exchange(), origin);
            delivery.complete();
        }
    }

    /** The call has failed: it is made again for this one, unless the fault is the request's or something has been sent. */
    void fail(GatewayException error) {
        if (over) {
            return;
        }
        boolean others = error.kind() == ErrorKind.CLIENT_GONE || error.kind() == ErrorKind.SHUTTING_DOWN;
        if (delivery.started() || (!others && (ofRequest(error.kind()) || failures + 1 >= MOST_FAILURES))) {
            over = true;
            waited();
            delivery.fail(error);
        } else {
            parted();
            filter.ask(asked, others ? failures : failures + 1);
        }
    }

    /** The reply is too large to be shared. */
    void alone() {
        if (!over) {
            parted();
            filter.alone(asked);
        }
    }

    /** What comes next waits for the client by itself. */
    private void parted() {
        over = true;
        waited();
        delivery.drop();
        asked.exchange().onCancel(() -> {});
    }

    private void waited() {
        asked.exchange().waited(asked.exchange().elapsedNanos() - sinceNanos);
    }

    private static boolean ofRequest(ErrorKind kind) {
        return switch (kind) {
            case INVALID_REQUEST, TOO_LARGE, CONTEXT_TOO_LONG, CONTENT_FILTER, UPSTREAM_REJECTED -> true;
            default -> false;
        };
    }
}
