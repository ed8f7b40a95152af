package dev.pointsman.routing.score;

import dev.pointsman.config.ConfigNode;
import java.time.Duration;

/**
 * A score's {@code online}: what ratings teach it while the gateway runs, and how it tries models that it is not sure of.
 *
 * @param by how a model is chosen
 * @param width standard deviations: how much better than expected a model may be thought to be; 0 or more, default 1
 * @param prior ratings that the quality in the policy, or of the estimator, is worth; above 0, default 5
 * @param halfLife after which a rating counts half; above 0, default 24 hours
 * @param floor expected quality below which a model is never tried; default 0
 * @param capNanos nano-dollars that trying may cost a day more than the best model known; -1, the default, where nothing is said
 */
public record OnlineSettings(Method by, double width, double prior, Duration halfLife, double floor, long capNanos) {
    /** How a model is chosen among those that may be the best. */
    public enum Method {
        /** As likely as it is to be the best. */
        THOMPSON,
        /** The one that may be the best by most. */
        LINUCB
    }

    private static final double PRIOR = 5;
    private static final Duration HALF_LIFE = Duration.ofHours(24);

    /** Notes mistakes at their nodes. */
    static OnlineSettings from(ConfigNode node) {
        node.onlyKeys("by", "width", "prior", "half_life", "floor", "cap");
        ConfigNode by = node.at("by");
        ConfigNode cap = node.at("cap");
        Duration halfLife = node.read("half_life", HALF_LIFE, ConfigNode::duration);
        if (halfLife.isZero()) {
            node.orNothing("half_life").problem("expected a time above 0");
        }
        return new OnlineSettings(
                by == null ? Method.THOMPSON : by.oneOf(Method.class, Method.THOMPSON),
                node.read("width", 1.0, (width, usual) -> width.number(0, 100, usual)),
                node.read("prior", PRIOR, (prior, usual) -> prior.number(0.1, 1e6, usual)),
                halfLife.isZero() ? HALF_LIFE : halfLife,
                node.read("floor", 0.0, (floor, usual) -> floor.number(0, 1, usual)),
                cap == null ? -1 : SpendSettings.nanos(cap));
    }
}
