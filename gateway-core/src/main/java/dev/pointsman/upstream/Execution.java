package dev.pointsman.upstream;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Body;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.FallbackCause;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.dialect.ClientDialect;
import dev.pointsman.upstream.Destinations.Destination;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request being carried out: at any time it has one {@link Attempt}, or waits before the next, or has ended. Confined to its loop.
 *
 * <p>One timer serves all its attempts. It is armed no later than anything could fall due, looks when it fires what is, and is armed again:
 * so a piece of a reply costs no timer, only a note of the time.
 */
public final class Execution {
    private final UpstreamExecutor executor;
    private final ApiRequest request;
    private final AttemptPlan plan;
    private final AttemptPlan.Gate gate;
    private final AttemptObserver observer;
    private final ResponseSink sink;
    private final ScheduledExecutorService loop;
    private final long startNanos;
    private final long deadline;
    private final AttemptOrder order;
    private final String asked;
    private final Verdict verdict = new Verdict();
    private @Nullable Attempt attempt;
    private ClientDialect.@Nullable Translation translation;
    private @Nullable ScheduledFuture<?> timer;
    private @Nullable ScheduledFuture<?> wait;
    private int keyChanges;
    private boolean holdsRetry;
    private boolean ended;

    Execution(
            UpstreamExecutor executor,
            ApiRequest request,
            AttemptPlan plan,
            AttemptObserver observer,
            ResponseSink sink,
            ScheduledExecutorService loop,
            long startNanos) {
        this.executor = executor;
        this.request = request;
        this.plan = plan;
        this.gate = plan.gate();
        this.observer = observer;
        this.sink = sink;
        this.loop = loop;
        this.startNanos = startNanos;
        this.deadline = startNanos + executor.settings().timeouts().total().toNanos();
        this.order = new AttemptOrder(plan, executor.settings());
        this.asked = order.model();
    }

    void begin() {
        executor.budget().requestBegan();
        goOn();
    }

    /** The client has left, or the gateway stops: ends the call or the wait under way. Does nothing once the execution has ended. */
    public void cancel(GatewayException why) {
        if (ended) {
            return;
        }
        Attempt current = attempt;
        close();
        if (current != null) {
            current.abandon(why);
        }
        sink.fail(why);
    }

    /** Tries whatever comes next, until a call is out, a wait has begun, or nothing is left. */
    private void goOn() {
        try {
            goOnToTheNext();
        } catch (RuntimeException defect) {
            if (ended) {
                throw defect;
            }
            verdict.failed(defect(defect));
            giveUp();
        }
    }

    private void goOnToTheNext() {
        do {
            for (Deployment next = order.untried(); next != null; next = order.untried()) {
                keyChanges = 0;
                if (tries(executor.destinations().of(next))) {
                    return;
                }
            }
            if (waitsToCallAgain()) {
                return;
            }
        } while (order.nextModel());
        giveUp();
    }

    /** Whether the matter is settled for now: a call is out, or the request has ended. */
    private boolean tries(Destination destination) {
        if (executor.now() - deadline >= 0) {
            verdict.failed(tooLate());
            giveUp();
            return true;
        }
        DeploymentHealth health = destination.health();
        if (!health.tryAcquire()) {
            boolean cooling = health.coolingNanos() > 0;
            verdict.blocked(cooling, health.blockedNanos());
            order.skipped(cooling ? FallbackCause.RATE_LIMIT : FallbackCause.UNAVAILABLE);
            return false;
        }
        return switch (gate.ask(order.model(), destination.deployment(), leave -> answered(destination, leave))) {
            case GRANTED -> sends(destination);
            case REFUSED -> {
                refused(destination);
                yield false;
            }
            case LATER -> true;
        };
    }

    /** The gate's answer has come late. */
    private void answered(Destination destination, AttemptPlan.Gate.Leave leave) {
        boolean granted = leave == AttemptPlan.Gate.Leave.GRANTED;
        if (ended) {
            destination.health().released();
            if (granted) {
                gate.unsent();
            }
            return;
        }
        if (!granted) {
            refused(destination);
        }
        if (!granted || !sends(destination)) {
            giveRetryBack();
            goOn();
        }
    }

    /** A limit of the policy holds this call back. */
    private void refused(Destination destination) {
        destination.health().released();
        verdict.failed(gate.refusal());
        order.refused();
    }

    private boolean sends(Destination destination) {
        Attempt next = new Attempt(this, destination, order.model(), keyChanges);
        try {
            next.send(request, loop);
        } catch (GatewayException refused) {
            destination.health().released();
            gate.unsent();
            verdict.failed(refused);
            return false;
        } catch (RuntimeException defect) {
            destination.health().released();
            gate.unsent();
            verdict.failed(defect(defect));
            giveUp();
            return true;
        }
        attempt = next;
        if (timer == null) {
            arm(next.dueNanos(executor.now()));
        }
        return true;
    }

    /** An attempt ended before it gave any output. */
    void failed(Destination destination, GatewayException error) {
        attempt = null;
        giveRetryBack();
        verdict.failed(error);
        if (!error.kind().mayFallBack()) {
            giveUp();
            return;
        }
        order.failed(destination, error);
        goOn();
    }

    /** An attempt ended before any output by the fault of its key alone: the same deployment is called at once with another. */
    void keyFailed(Destination destination, GatewayException error, int changes) {
        attempt = null;
        keyChanges = changes;
        verdict.failed(error);
        if (!tries(destination)) {
            giveRetryBack();
            goOn();
        }
    }

    /** The attempt under way gives its first output: it is the one that answers. */
    void answering(String model, Destination destination, List<String> dropped, @Nullable String requestId) {
        giveRetryBack();
        observer.answering(model, destination.deployment(), destination.id(), dropped, requestId);
    }

    /** The attempt that answered broke off after its first output: nothing can be tried any more. */
    void brokeOff(GatewayException error) {
        close();
        sink.fail(error);
    }

    /** The attempt that answered has given all of it. */
    void completed() {
        ScheduledFuture<?> armed = timer;
        boolean lingers = attempt != null && attempt.lingers();
        timer = lingers ? null : armed;
        close();
        timer = lingers ? armed : null;
        sink.complete();
    }

    /** An attempt is over, however it ended. */
    void ended(AttemptRecord record) {
        observer.ended(record);
        gate.ended(record);
    }

    /** The transport is done with a call. Where it was the one that answered, nothing is left to watch. */
    void bodyEnded(Attempt which) {
        if (ended && which.over()) {
            timer = cancelled(timer);
        }
    }

    private boolean waitsToCallAgain() {
        Destination destination = order.toCallAgain();
        if (destination == null) {
            return false;
        }
        RetryPolicy policy = executor.settings().retry();
        long cooling = destination.health().coolingNanos();
        long waitNanos = Math.max(cooling, policy.waitNanos(order.again(), executor.jitter()));
        boolean tooLong = cooling > policy.maxRetryAfter().toNanos() || executor.now() + waitNanos - deadline >= 0;
        if (tooLong || !executor.budget().tryTake()) {
            return false;
        }
        holdsRetry = true;
        order.callsAgain(destination);
        wait = loop.schedule(() -> callAgain(destination), waitNanos, TimeUnit.NANOSECONDS);
        return true;
    }

    private void callAgain(Destination destination) {
        wait = null;
        keyChanges = 0;
        if (!tries(destination)) {
            giveRetryBack();
            goOn();
        }
    }

    private void giveUp() {
        close();
        observer.gaveUp();
        sink.fail(verdict.error(asked));
    }

    private void close() {
        ended = true;
        executor.budget().requestEnded();
        giveRetryBack();
        timer = cancelled(timer);
        wait = cancelled(wait);
    }

    private void giveRetryBack() {
        if (holdsRetry) {
            holdsRetry = false;
            executor.budget().giveBack();
        }
    }

    private static @Nullable ScheduledFuture<?> cancelled(@Nullable ScheduledFuture<?> task) {
        if (task != null) {
            task.cancel(false);
        }
        return null;
    }

    private void arm(long dueNanos) {
        long now = executor.now();
        long idle = executor.settings().timeouts().idle().toNanos();
        long delay = Math.min(Math.min(dueNanos - now, idle), Math.max(0, deadline - now));
        timer = loop.schedule(this::timeIsUp, delay, TimeUnit.NANOSECONDS);
    }

    private void timeIsUp() {
        timer = null;
        Attempt current = attempt;
        if (current == null) {
            return;
        }
        if (ended) {
            current.drop();
            return;
        }
        long now = executor.now();
        long due = current.dueNanos(now);
        if (now - deadline >= 0) {
            current.fail(tooLate());
        } else if (due - now <= 0) {
            current.fail(current.silence());
        } else {
            arm(due);
        }
    }

    private GatewayException tooLate() {
        Duration total = executor.settings().timeouts().total();
        return new GatewayException(
                ErrorKind.UPSTREAM_TIMEOUT, "no whole answer within " + total.toMillis() + " ms in all");
    }

    GatewayException defect(RuntimeException defect) {
        observer.defect(defect);
        return new GatewayException(ErrorKind.INTERNAL, "internal error");
    }

    /** Those that the attempt which goes out next carries. */
    List<String> callHeaders() {
        return plan.callHeaders();
    }

    long now() {
        return executor.now();
    }

    long startNanos() {
        return startNanos;
    }

    Serving serving() {
        return executor.destinations().serving();
    }

    /** The request as a chat, for all attempts that need it so. */
    ClientDialect.Translation translated(ClientDialect dialect) {
        ClientDialect.Translation known = translation;
        if (known == null) {
            known = dialect.chat(request);
            translation = known;
        }
        return known;
    }

    Timeouts timeouts() {
        return executor.settings().timeouts();
    }

    boolean streamed() {
        return request.facts().stream();
    }

    /** How long an attempt may take to its first output. */
    Duration firstOutputLimit() {
        return streamed() ? timeouts().firstToken() : timeouts().answer();
    }

    Body.Budget memory() {
        return executor.memory();
    }

    AttemptObserver observer() {
        return observer;
    }

    ResponseSink sink() {
        return sink;
    }
}
