package dev.pointsman.catalog;

import java.util.List;

/**
 * Orders the deployments of one model for the attempts of one request. A seam for plug-ins: see docs/extending.md.
 *
 * <p>Called on event loops, by several threads at once; must not block. What it throws fails the request it was asked for.
 */
public interface Balancer {
    /** What goes on at deployments now. */
    interface Load {
        /** Calls under way. */
        int inflight(Deployment deployment);

        /** Milliseconds to the first token of late; NaN where nothing is known. */
        double firstTokenMillis(Deployment deployment);
    }

    /**
     * The deployments to try, best first: those given, except any that is to take no traffic.
     *
     * @param draw the random number of the request, in [0, 1)
     */
    List<Deployment> order(List<Deployment> eligible, Load load, double draw);
}
