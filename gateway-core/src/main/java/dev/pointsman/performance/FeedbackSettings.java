package dev.pointsman.performance;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.routing.KnownNames;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The policy's {@code feedback}.
 *
 * @param prior feedbacks that a model's quality in the policy is worth, above 0, default 20
 * @param halfLife after which a feedback counts half, above 0, default 1 hour
 * @param judge a model that marks replies, too; null where none does
 */
public record FeedbackSettings(
        double prior, Duration halfLife, @Nullable JudgeSettings judge) {
    public static final FeedbackSettings DEFAULT = new FeedbackSettings(KnownNames.FEEDBACK_PRIOR, Duration.ofHours(1));

    /** Without a judge. */
    public FeedbackSettings(double prior, Duration halfLife) {
        this(prior, halfLife, null);
    }

    /** Notes mistakes at their nodes. */
    public static FeedbackSettings from(ConfigNode node) {
        node.onlyKeys("prior", "half_life", "judge");
        ConfigNode judge = node.at("judge");
        Duration halfLife = node.read("half_life", DEFAULT.halfLife, ConfigNode::duration);
        if (halfLife.isZero()) {
            node.orNothing("half_life").problem("expected a time above 0");
        }
        return new FeedbackSettings(
                node.read("prior", DEFAULT.prior, (prior, usual) -> prior.number(0.1, 1e6, usual)),
                halfLife.isZero() ? DEFAULT.halfLife : halfLife,
                judge == null ? null : JudgeSettings.from(judge));
    }
}
