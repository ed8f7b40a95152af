package dev.pointsman.routing.facts;

import org.jspecify.annotations.Nullable;

/** Where live figures are read. Called on all loops; never blocks. */
@FunctionalInterface
public interface LiveSource {
    /** Knows nothing. */
    LiveSource NONE = (figure, subject, task) -> Double.NaN;

    /**
     * The latest value; NaN where nothing is known.
     *
     * @param subject id of a deployment, or name of a model or a score, as the figure says
     * @param task null for all tasks
     */
    double value(Figure figure, String subject, @Nullable String task);
}
