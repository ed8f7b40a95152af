package dev.pointsman.performance;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.routing.KnownNames;
import java.time.Duration;

/**
 * The policy's {@code feedback}.
 *
 * @param prior feedbacks that a model's quality in the policy is worth, above 0, default 20
 * @param halfLife after which a feedback counts half, above 0, default 1 hour
 */
public record FeedbackSettings(double prior, Duration halfLife) {
    public static final FeedbackSettings DEFAULT = new FeedbackSettings(KnownNames.FEEDBACK_PRIOR, Duration.ofHours(1));

    /** Notes mistakes at their nodes. */
    public static FeedbackSettings from(ConfigNode node) {
        node.onlyKeys("prior", "half_life");
        Duration halfLife = node.read("half_life", DEFAULT.halfLife, ConfigNode::duration);
        if (halfLife.isZero()) {
            node.orNothing("half_life").problem("expected a time above 0");
        }
        return new FeedbackSettings(
                node.read("prior", DEFAULT.prior, (prior, usual) -> prior.number(0.1, 1e6, usual)),
                halfLife.isZero() ? DEFAULT.halfLife : halfLife);
    }
}
