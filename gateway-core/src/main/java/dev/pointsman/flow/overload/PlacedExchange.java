package dev.pointsman.flow.overload;

import dev.pointsman.access.Priority;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.flow.Exchange;
import dev.pointsman.overload.Places;
import dev.pointsman.overload.Shed;
import dev.pointsman.telemetry.OverloadMeters;
import dev.pointsman.upstream.AttemptRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One exchange and the places it holds: one in all, and one at the model that is called for it, which it gives back when it goes on to another. What the
 * policy's limits say of it holds besides. Confined to its loop.
 *
 * <p>Only the first model is waited for. Another takes the request where a place is free there, or not at all: who waits there has come for it.
 */
final class PlacedExchange implements Exchange.Limits {
    private final Exchange exchange;
    private final Exchange.Limits limits;
    private final OverloadFilter.Door door;
    private @Nullable Places inAll;
    private @Nullable Places atModel;
    private @Nullable String model;
    private @Nullable String refusedModel;
    private @Nullable GatewayException refusal;
    private List<String> remarks = List.of();
    private boolean refused;
    private boolean over;

    PlacedExchange(Exchange exchange, OverloadFilter.Door door) {
        this.exchange = exchange;
        this.limits = exchange.limits();
        this.door = door;
    }

    Exchange exchange() {
        return exchange;
    }

    OverloadFilter.Door door() {
        return door;
    }

    Priority priority() {
        return exchange.principal().priority();
    }

    /** What is left of the request's time, and of its client's. */
    long leftNanos() {
        long all = Math.min(door.totalNanos(), Patience.nanos(exchange.request().headers()));
        return all - exchange.elapsedNanos();
    }

    /** @param its null where nothing limits that model */
    void placedAt(String name, @Nullable Places its) {
        model = name;
        atModel = its;
    }

    /** @param its null where nothing limits what is under way in all */
    void placedInAll(@Nullable Places its) {
        inAll = its;
    }

    void refusedAt(String name, GatewayException error) {
        refusedModel = name;
        refusal = error;
    }

    void remark(String words) {
        remarks = remarks.isEmpty() ? new ArrayList<>(2) : remarks;
        remarks.add(words);
    }

    static String place(String name) {
        return name.equals(OverloadMeters.IN_ALL) ? "the gateway" : "model \"" + name + "\"";
    }

    /** What the client is told that gets no place; counts it. */
    GatewayException refusal(String name, Places places, Shed why) {
        door.meters().shed(name, why, priority());
        String words = place(name)
                + switch (why) {
                    case FULL -> ": all places are taken, and no more requests may wait for one";
                    case SLOW -> ": all places are taken, and none is expected to come free in time";
                    case LATE -> ": no place came free in time";
                };
        remark(words);
        return new GatewayException(ErrorKind.OVERLOADED, words + "; try again shortly")
                .withRetryAfter(places.retryAfter(priority()));
    }

    /** The reply has ended, however it did. */
    void over() {
        if (over) {
            return;
        }
        over = true;
        leaveModel();
        Places all = inAll;
        inAll = null;
        if (all != null) {
            all.leave();
        }
    }

    private void leaveModel() {
        Places its = atModel;
        atModel = null;
        model = null;
        if (its != null) {
            its.leave();
        }
    }

    @Override
    public Leave ask(String called, Deployment deployment, Consumer<Leave> later) {
        refused = !called.equals(model) && !moves(called);
        return refused ? Leave.REFUSED : limits.ask(called, deployment, later);
    }

    /** Whether there is a place at another model, which then is held in place of the former. */
    private boolean moves(String to) {
        if (to.equals(refusedModel)) {
            return false;
        }
        Places all = door.gates().inAll();
        if (all != null && inAll == null) {
            if (!all.tryEnter()) {
                refusedAt(to, refusal(OverloadMeters.IN_ALL, all, Shed.FULL));
                return false;
            }
            inAll = all;
        }
        Places its = door.gates().of(to);
        if (its != null && !its.tryEnter()) {
            refusedAt(to, refusal(to, its, Shed.FULL));
            return false;
        }
        leaveModel();
        placedAt(to, its);
        return true;
    }

    @Override
    public GatewayException refusal() {
        GatewayException own = refusal;
        return refused && own != null ? own : limits.refusal();
    }

    @Override
    public void unsent() {
        limits.unsent();
    }

    @Override
    public void ended(AttemptRecord attempt) {
        Places its = atModel;
        if (its != null && attempt.model().equals(model)) {
            learns(its, attempt);
        }
        limits.ended(attempt);
    }

    private void learns(Places its, AttemptRecord attempt) {
        ErrorKind error = attempt.error();
        if (error == ErrorKind.UPSTREAM_OVERLOADED || error == ErrorKind.UPSTREAM_TIMEOUT) {
            its.overloaded();
        }
        if (error != null || exchange.request().endpoint() == Endpoint.COUNT_TOKENS) {
            return;
        }
        boolean streamed = exchange.request().facts().stream();
        long until = streamed ? attempt.firstOutputNanos() : attempt.endNanos();
        its.answered(streamed, exchange.startNanos() + attempt.startNanos(), until - attempt.startNanos());
    }

    @Override
    public @Nullable String redirect() {
        return limits.redirect();
    }

    @Override
    public @Nullable String standIn() {
        return limits.standIn();
    }

    @Override
    public boolean holdsBack(String deploymentId) {
        return limits.holdsBack(deploymentId);
    }

    @Override
    public double spendUsed() {
        return limits.spendUsed();
    }

    @Override
    public List<String> remarks() {
        if (remarks.isEmpty()) {
            return limits.remarks();
        }
        List<String> all = new ArrayList<>(limits.remarks());
        all.addAll(remarks);
        return all;
    }
}
