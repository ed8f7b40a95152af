package dev.pointsman.rollout;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.routing.Comparison.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * What a next policy must not exceed: {@code "> 5%"}, or by the current policy's own figure {@code "> 1.5x"}.
 *
 * @param text as written
 * @param limit in the measure's unit; a factor where it is relative
 */
public record Bound(Measure measure, String text, double limit, boolean relative) {
    /** Notes what is no bound, and one that would stop what goes well; null then. */
    static @Nullable Bound from(Measure measure, ConfigNode node) {
        String text = node.text().strip();
        String sign = measure.lowIsGood() ? ">" : "<";
        if (text.startsWith(sign)) {
            String number = text.substring(text.startsWith("=", 1) ? 2 : 1).strip();
            boolean relative = number.endsWith("x");
            double limit = relative
                    ? Quantity.NUMBER.parse(number.substring(0, number.length() - 1))
                    : measure.quantity().parse(number);
            if (limit >= 0) {
                return new Bound(measure, text, limit, relative);
            }
        }
        if (node.isScalar()) {
            node.problem(
                    "expected \"" + sign + " N\" with " + measure.quantity().expected() + ", or \"" + sign
                            + " 1.5x\" of the current policy's, but found \"" + text + "\"");
        }
        return null;
    }

    /**
     * Whether a figure is beyond it.
     *
     * @param current the current policy's figure; only looked at where the bound is relative, and never exceeded where it is NaN
     */
    boolean exceeded(double next, double current) {
        double bound = relative ? limit * current : limit;
        return measure.lowIsGood() ? next > bound : next < bound;
    }
}
