package dev.pointsman.performance;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.routing.score.SpendSettings;
import org.jspecify.annotations.Nullable;

/**
 * The policy's {@code feedback: judge}: a model that marks a share of the replies.
 *
 * @param model of the policy
 * @param share of the answered requests, 0..1, default 5 %
 * @param capNanos nano-dollars that marks may cost in a day of UTC
 * @param rubric what a good answer is, in words
 */
public record JudgeSettings(String model, double share, long capNanos, String rubric) {
    private static final double SHARE = 0.05;
    private static final int MOST_CHARACTERS = 4_000;
    private static final String RUBRIC =
            "A good answer does what was asked, is right, complete and to the point, and invents nothing.";

    /** Null, with a problem noted, where it lacks what it needs. Whether there is such a model, with prices, is checked elsewhere. */
    static @Nullable JudgeSettings from(ConfigNode node) {
        node.onlyKeys("model", "share", "cap", "rubric");
        ConfigNode model = node.required("model");
        ConfigNode cap = node.required("cap");
        ConfigNode share = node.at("share");
        ConfigNode rubric = node.at("rubric");
        long nanos = cap == null ? 0 : SpendSettings.nanos(cap);
        if (rubric != null && (rubric.text().isBlank() || rubric.text().length() > MOST_CHARACTERS)) {
            rubric.problem("expected 1 to " + MOST_CHARACTERS + " characters");
        }
        double marked = share == null ? SHARE : share.share(SHARE);
        return model == null || nanos == 0
                ? null
                : new JudgeSettings(model.text(), marked, nanos, rubric == null ? RUBRIC : rubric.text());
    }
}
