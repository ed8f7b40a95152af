package dev.pointsman.flow;

import dev.pointsman.balance.DeploymentStats;
import dev.pointsman.performance.Performance;
import dev.pointsman.routing.facts.Figure;
import dev.pointsman.routing.facts.LiveSource;
import org.jspecify.annotations.Nullable;

/** The live figures of routing, from where the gateway keeps each. */
public final class LiveReadings implements LiveSource {
    private final DeploymentStats stats;
    private final Performance performance;

    public LiveReadings(DeploymentStats stats, Performance performance) {
        this.stats = stats;
        this.performance = performance;
    }

    @Override
    public double value(Figure figure, String subject, @Nullable String task) {
        return switch (figure) {
            case FIRST_TOKEN -> stats.firstTokenMillis(subject);
            case INFLIGHT -> stats.of(subject).inflight();
            case FIRST_TOKEN_P95 -> performance.firstTokens().millis(subject, 0.95);
            case FIRST_TOKEN_P99 -> performance.firstTokens().millis(subject, 0.99);
            case OUTPUT_TOKEN -> stats.outputTokenMillis(subject);
            case ERROR_RATE -> stats.errorRate(subject);
            case HEADROOM -> stats.headroom(subject);
            case TOTAL_P95 -> performance.models().totalMillis(subject, task, 0.95);
            case MODEL_OUTPUT_TOKEN -> performance.models().outputTokenMillis(subject, task);
            case MODEL_ERROR_RATE -> performance.models().errorRate(subject, task);
            case FEEDBACK -> performance.models().feedback(subject, task);
            case FEEDBACK_WEIGHT -> performance.models().feedbackWeight(subject, task);
            case REPLY_TOKENS -> performance.models().replyTokens(subject, task);
            case COST_WEIGHT -> performance.spend().costWeight(subject);
            case SPEND_USED ->
                subject.isEmpty()
                        ? performance.spend().mostUsed()
                        : performance.spend().used(subject);
            case EXPLORE_LEFT -> performance.heads().left(subject);
            case ESTIMATE, PREFERENCE, FAMILIARITY -> Double.NaN; // of a request, see Estimators
            case ONLINE_GAIN, ONLINE_DEVIATION -> Double.NaN; // of a request, see Heads
        };
    }
}
