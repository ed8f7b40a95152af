package dev.pointsman.flow;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.rollout.Arm;
import dev.pointsman.rollout.Rollout;
import dev.pointsman.telemetry.RolloutMeters;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends a share of the requests the way of the next policy, from here on, and keeps how both end. Only in the chain of a policy that has such a
 * rollout; once that was stopped it lets everything pass.
 */
public final class RolloutFilter implements Filter {
    private final Rollout rollout;
    private final Way next;
    private final RoutingFilter usual;
    private final RolloutMeters meters;
    private final DoubleSupplier random;
    private final Function<Exchange, @Nullable String> id;

    /**
     * The way of the next policy.
     *
     * @param filters those after this one
     */
    public record Way(FilterChain filters, DecidingPolicy decider) {}

    /**
     * @param usual decides under the current policy
     * @param random numbers in [0, 1), for requests without an id; called on all loops
     */
    public RolloutFilter(Rollout rollout, Way next, RoutingFilter usual, RolloutMeters meters, DoubleSupplier random) {
        this.rollout = rollout;
        this.next = next;
        this.usual = usual;
        this.meters = meters;
        this.random = random;
        this.id = id(rollout.settings().by());
    }

    @Override
    public void handle(Exchange exchange, ResponseSink sink, FilterChain after) {
        if (!rollout.running()) {
            after.proceed(exchange, sink);
            return;
        }
        boolean tried = rollout.settings().takes(id.apply(exchange), random.getAsDouble());
        Arm arm = tried ? Arm.NEXT : Arm.CURRENT;
        exchange.replyHeader("x-gateway-policy", arm.word());
        if (tried) {
            exchange.decider(next.decider());
        }
        FilterChain way = tried ? next.filters() : after;
        way.proceed(exchange, counted(exchange) ? new ObservedSink(exchange, sink, observer(arm)) : sink);
    }

    /** Lists, counts and ratings call nobody. */
    private static boolean counted(Exchange exchange) {
        Endpoint endpoint = exchange.request().endpoint();
        return endpoint != Endpoint.MODELS && endpoint != Endpoint.COUNT_TOKENS && endpoint != Endpoint.FEEDBACK;
    }

    private ObservedSink.Observer observer(Arm arm) {
        return (exchange, status, firstDataNanos, error) -> {
            Rollout.Result result = result(exchange, arm, error);
            boolean streamed = exchange.request().facts().stream() && firstDataNanos >= 0;
            rollout.ended(
                    arm,
                    new Rollout.Call(
                            exchange.id(),
                            result,
                            exchange.elapsedNanos() / 1e6,
                            streamed ? firstDataNanos / 1e6 : Double.NaN,
                            exchange.costNanos() < 0 ? Double.NaN : exchange.costNanos() / 1e9));
            meters.ended(arm.word(), result.word());
        };
    }

    private Rollout.Result result(Exchange exchange, Arm arm, @Nullable GatewayException error) {
        if (error == null) {
            return Rollout.Result.OK;
        }
        if (fault(error.kind())) {
            return Rollout.Result.ERROR;
        }
        // what the next policy refuses and the current one would serve is the next policy's fault
        boolean refusedByNext = arm == Arm.NEXT && exchange.decision() == null && error.kind() != ErrorKind.CLIENT_GONE;
        return refusedByNext && usual.decides(exchange) ? Rollout.Result.ERROR : Rollout.Result.REFUSED;
    }

    /** Whether the gateway or a provider failed, and not the caller. */
    private static boolean fault(ErrorKind kind) {
        return switch (kind) {
            case UPSTREAM_NOT_FOUND,
                    UPSTREAM_AUTHENTICATION,
                    RATE_LIMITED,
                    QUOTA_EXHAUSTED,
                    UPSTREAM_CONNECT,
                    UPSTREAM_ERROR,
                    UPSTREAM_OVERLOADED,
                    UPSTREAM_TIMEOUT,
                    NO_DEPLOYMENT,
                    OVERLOADED,
                    INTERNAL -> true;
            case INVALID_REQUEST,
                    AUTHENTICATION,
                    PERMISSION,
                    NOT_FOUND,
                    MODEL_NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    REQUEST_TIMEOUT,
                    TOO_LARGE,
                    URI_TOO_LONG,
                    UNSUPPORTED_MEDIA,
                    EXPECTATION_FAILED,
                    HEADERS_TOO_LARGE,
                    CONTEXT_TOO_LONG,
                    CONTENT_FILTER,
                    GUARDRAIL,
                    UPSTREAM_REJECTED,
                    OVER_LIMIT,
                    OVER_SPEND,
                    SHUTTING_DOWN,
                    CLIENT_GONE -> false;
        };
    }

    private static Function<Exchange, @Nullable String> id(String by) {
        int dot = by.indexOf('.');
        String name = by.substring(dot + 1);
        if (by.startsWith("header.")) {
            String lower = name.toLowerCase(Locale.ROOT);
            return exchange -> exchange.request().headers().first(lower);
        }
        if (by.startsWith("metadata.")) {
            return exchange -> exchange.request().facts().metadata().get(name);
        }
        return switch (by) {
            case "key" -> exchange -> exchange.principal().key();
            case "team" -> exchange -> exchange.principal().team();
            default -> exchange -> exchange.request().facts().user();
        };
    }
}
