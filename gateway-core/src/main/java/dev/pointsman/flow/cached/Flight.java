package dev.pointsman.flow.cached;

import dev.pointsman.api.Body;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.cache.CachedReply;
import dev.pointsman.cache.CachedReply.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * One call under way and all that wait for its reply: the exchange that makes it (the leader) and those that came later with the same request.
 *
 * <p>Confined to the leader's loop: {@link #join}, {@link #left} and {@link #roomAtFollower} go there, and what comes goes from there to the loop
 * of each follower. The reply is kept as it grows, so that a late follower gets all of it; once it is larger than the bound it is kept no longer, and
 * nobody can join. A slow client holds nobody up before it is that far behind. A leader that leaves stays the one that pays: its exchange ends
 * when the call does, or when nobody waits any more.
 */
final class Flight implements ResponseSink {
    private static final int PIECE_BYTES = 16_384;

    /** Hears of the end, once, on the leader's loop, before anybody else does. */
    interface End {
        /**
         * It is over.
         *
         * @param reply where it is whole, was made anew for the one that asked, and is not too large; else null
         */
        void ended(Flight flight, @Nullable CachedReply reply);
    }

    private final Asked asked;
    private final long mostBytes;
    private final Body.Budget memory;
    private final End end;
    private final Delivery leader;
    private final List<Follower> followers = new ArrayList<>(0);
    private @Nullable List<byte[]> pieces = new ArrayList<>();
    private long bytes;
    private long heldBytes;
    private @Nullable ReplyHead head;
    private @Nullable Origin origin;
    private @Nullable CachedReply replayed;
    private @Nullable GatewayException failure;
    private @Nullable Runnable giveUp;
    private @Nullable Runnable resume;

    /**
     * Of a leader.
     *
     * @param mostBytes that are kept of the reply, and that wait for a client
     * @param memory for what is kept of all replies under way
     */
    Flight(Asked asked, long mostBytes, Body.Budget memory, End end) {
        this.asked = asked;
        this.mostBytes = mostBytes;
        this.memory = memory;
        this.end = end;
        this.leader = new Delivery(asked.exchange(), asked.sink(), this::roomAgain);
    }

    private ScheduledExecutorService loop() {
        return asked.exchange().loop();
    }

    /** Someone waits, too. Any loop. */
    void join(Follower follower) {
        loop().execute(() -> joined(follower));
    }

    /** Someone waits no longer. Any loop. */
    void left(Follower follower) {
        loop().execute(() -> {
            followers.remove(follower);
            Runnable ending = giveUp;
            if (ending != null && followers.isEmpty() && !ended()) {
                ending.run();
            }
            roomAgain();
        });
    }

    /** A slow follower has caught up somewhat. Any loop. */
    void roomAtFollower() {
        loop().execute(this::roomAgain);
    }

    /** The call is made: from now on the leader's leaving ends it only where nobody else waits. */
    void underWay() {
        asked.exchange().instead(action -> () -> leaderLeft(action));
    }

    /** Sends a kept reply to all. */
    void replay(CachedReply reply) {
        replayed = reply;
        start(reply.head());
        reply.body().forEach(this::data);
        complete();
    }

    @Override
    public void start(ReplyHead first) {
        head = first;
        leader.start(first);
        for (Follower each : followers) {
            started(each, first);
        }
    }

    @Override
    public void data(byte[] more) {
        bytes += more.length;
        List<byte[]> kept = pieces;
        if (kept != null && bytes <= mostBytes && memory.tryReserve(more.length)) {
            kept.add(more);
            heldBytes += more.length;
        } else {
            forget();
        }
        leader.data(more);
        for (Follower each : followers) {
            each.loop().execute(() -> each.data(more));
        }
    }

    @Override
    public void complete() {
        if (ended()) {
            return;
        }
        Origin made = replayed == null
                ? Answering.origin(asked.exchange(), asked.exchange().clock().getAsLong())
                : replayed.origin();
        origin = made;
        CachedReply whole = reply(made);
        memory.release(heldBytes);
        heldBytes = 0;
        end.ended(this, whole);
        if (giveUp == null) {
            leader.complete();
        } else {
            asked.sink().fail(asked.exchange().cancelledBy());
        }
        for (Follower each : followers) {
            each.loop().execute(() -> each.complete(made));
        }
        followers.clear();
    }

    @Override
    public void fail(GatewayException error) {
        if (ended()) {
            return;
        }
        failure = error;
        forget();
        end.ended(this, null);
        if (giveUp == null) {
            leader.fail(error);
        } else {
            asked.sink().fail(asked.exchange().cancelledBy());
        }
        for (Follower each : followers) {
            each.loop().execute(() -> each.fail(error));
        }
        followers.clear();
    }

    @Override
    public boolean writable() {
        if (followers.isEmpty()) {
            return giveUp != null || leader.idle();
        }
        for (Follower each : followers) {
            if (each.pendingBytes() >= mostBytes) {
                return false;
            }
        }
        return giveUp != null || leader.pendingBytes() < mostBytes;
    }

    @Override
    public void whenWritable(Runnable again) {
        if (writable()) {
            again.run();
        } else {
            resume = again;
            if (giveUp == null) {
                leader.awaitRoom();
            }
        }
    }

    private void roomAgain() {
        Runnable again = resume;
        if (again != null && writable()) {
            resume = null;
            again.run();
        }
    }

    private void joined(Follower follower) {
        GatewayException failed = failure;
        List<byte[]> kept = pieces;
        if (failed != null) {
            follower.loop().execute(() -> follower.fail(failed));
            return;
        }
        if (kept == null) {
            follower.loop().execute(follower::alone);
            return;
        }
        if (head != null) {
            started(follower, head);
        }
        List<byte[]> soFar = List.copyOf(kept);
        Origin made = origin;
        follower.loop().execute(() -> {
            soFar.forEach(follower::data);
            if (made != null) {
                follower.complete(made);
            }
        });
        if (made == null) {
            followers.add(follower);
            roomAgain();
        }
    }

    private void started(Follower follower, ReplyHead first) {
        Origin kept = replayed == null ? null : replayed.origin();
        String model = kept == null ? asked.exchange().model() : kept.model();
        String deployment = kept == null ? asked.exchange().deployment() : kept.deployment();
        String answering = Objects.requireNonNullElse(model, "");
        String from = Objects.requireNonNullElse(deployment, "");
        follower.loop().execute(() -> follower.start(first, answering, from));
    }

    private void leaderLeft(Runnable action) {
        boolean gone = asked.exchange().cancelledBy().kind() == ErrorKind.CLIENT_GONE;
        if (gone && !followers.isEmpty() && !ended()) {
            giveUp = action;
            leader.drop();
            roomAgain();
        } else {
            action.run();
        }
    }

    private void forget() {
        pieces = null;
        memory.release(heldBytes);
        heldBytes = 0;
    }

    private boolean ended() {
        return origin != null || failure != null;
    }

    /** Null where it is not to be kept. */
    private @Nullable CachedReply reply(Origin made) {
        List<byte[]> kept = pieces;
        ReplyHead first = head;
        if (first == null || first.status() != 200 || kept == null || replayed != null) {
            return null;
        }
        return asked.admits(made.model(), made.deployment()) ? new CachedReply(first, joined(kept), made) : null;
    }

    /** Fewer and larger pieces of the same bytes; where one ended, one may begin. */
    private static List<byte[]> joined(List<byte[]> pieces) {
        List<byte[]> joined = new ArrayList<>();
        int from = 0;
        while (from < pieces.size()) {
            int to = from;
            int size = 0;
            while (to < pieces.size() && (to == from || size + pieces.get(to).length <= PIECE_BYTES)) {
                size += pieces.get(to).length;
                to++;
            }
            joined.add(to == from + 1 ? pieces.get(from) : joined(pieces.subList(from, to), size));
            from = to;
        }
        return joined;
    }

    private static byte[] joined(List<byte[]> pieces, int size) {
        byte[] all = new byte[size];
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, all, at, piece.length);
            at += piece.length;
        }
        return all;
    }
}
