package dev.pointsman.upstream;

import dev.pointsman.api.GatewayException;
import dev.pointsman.catalog.Deployment;
import java.util.List;
import java.util.function.Consumer;

/** Where one request may be tried, in order. Asked on the exchange's loop. */
public interface AttemptPlan {
    /**
     * One model.
     *
     * @param deployments those that may serve the request, best first; empty where none takes traffic
     */
    record Step(String model, List<Deployment> deployments) {
        public Step {
            deployments = List.copyOf(deployments);
        }
    }

    Step first();

    /** The models to go on to, in order, when the first has failed; asked for once, and only then. */
    List<Step> fallbacks();

    /** Headers that a call carries beside its own, names and values in turn; asked for once before each attempt goes out. */
    default List<String> callHeaders() {
        return List.of();
    }

    /** Asked before each call whether it may be made; the same one for the whole request. */
    default Gate gate() {
        return Gate.OPEN;
    }

    /** Whether a call may be made: for limits that hold for calls, and not for requests. Asked on the exchange's loop. Of itself it lets every call pass. */
    interface Gate {
        Gate OPEN = new Gate() {};

        /** An answer of a gate. */
        enum Leave {
            /** The call may go out. Either {@link Gate#ended} or {@link Gate#unsent} follows. */
            GRANTED,
            /** This call may not; another deployment or model may. */
            REFUSED,
            /** It is not known yet. */
            LATER
        }

        /**
         * Whether that deployment may be called for that model.
         *
         * @param later hears the answer where this one is {@code LATER}: once, on the loop, within a bounded time
         */
        default Leave ask(String model, Deployment deployment, Consumer<Leave> later) {
            return Leave.GRANTED;
        }

        /** What to tell the client of the latest refusal where nothing else answers. */
        default GatewayException refusal() {
            throw new IllegalStateException("an open gate refuses nothing");
        }

        /** The call for which there was leave was not made: it could not be put into the provider's form, or the client had left. */
        default void unsent() {}

        /** The call for which there was leave is over. */
        default void ended(AttemptRecord attempt) {}
    }
}
