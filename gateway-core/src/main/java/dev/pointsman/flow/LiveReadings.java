package dev.pointsman.flow;

import dev.pointsman.balance.DeploymentStats;
import dev.pointsman.routing.facts.Figure;
import dev.pointsman.routing.facts.LiveSource;
import org.jspecify.annotations.Nullable;

/** The live figures of routing, from where the gateway keeps each. */
public final class LiveReadings implements LiveSource {
    private final DeploymentStats stats;

    public LiveReadings(DeploymentStats stats) {
        this.stats = stats;
    }

    @Override
    public double value(Figure figure, String subject, @Nullable String task) {
        return switch (figure) {
            case FIRST_TOKEN -> stats.firstTokenMillis(subject);
            case INFLIGHT -> stats.of(subject).inflight();
            case OUTPUT_TOKEN -> stats.outputTokenMillis(subject);
            case ERROR_RATE -> stats.errorRate(subject);
            case HEADROOM -> stats.headroom(subject);
            case FEEDBACK, FEEDBACK_WEIGHT, REPLY_TOKENS, COST_WEIGHT -> Double.NaN;
        };
    }
}
