package dev.pointsman.explain;

import dev.pointsman.policy.Policy;
import dev.pointsman.recorded.RecordedRequest;
import dev.pointsman.recorded.RequestDraft;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Decides a recorded request again with one thing changed at a time, and notes what alters the choice. It never decides more than
 * {@value #MOST} times: then nothing more is found. Confined to one thread.
 */
final class Probes {
    static final int MOST = 2_000;
    private static final int HALVINGS = 12;
    /** How much larger or smaller, nearest first. */
    private static final double[] FACTORS = {0.9, 1.1, 0.75, 1.33, 0.5, 2, 0.25, 4, 0.1, 10, 0.01, 100};

    private final Policy policy;
    private final Decider decider;
    private final RecordedRequest request;
    private final Outcome outcome;
    private final String chosen;
    private final List<Change> changes = new ArrayList<>();
    private int made;

    Probes(RecordedRequest request, Policy policy, Decider decider) {
        this.request = request;
        this.policy = policy;
        this.decider = decider;
        this.outcome = decider.decide(request);
        this.chosen = name(outcome);
    }

    RecordedRequest request() {
        return request;
    }

    Policy policy() {
        return policy;
    }

    /** What the request comes to unchanged. */
    Outcome outcome() {
        return outcome;
    }

    List<Change> changes() {
        return changes;
    }

    /** How often it decided. */
    int made() {
        return made;
    }

    /** Who answers a changed request; null where the choice is the same. */
    @Nullable
    String altered(Consumer<RequestDraft> change) {
        RequestDraft draft = request.draft();
        change.accept(draft);
        return altered(draft.request(), decider);
    }

    /** Who answers under a changed policy; null where the choice is the same. */
    @Nullable
    String altered(Policy changed) {
        return made >= MOST ? null : altered(request, new Decider(changed, decider.serving()));
    }

    private @Nullable String altered(RecordedRequest changed, Decider by) {
        if (made >= MOST) {
            return null;
        }
        made++;
        Outcome now = by.decide(changed);
        return name(now).equals(chosen) ? null : now.words();
    }

    private static String name(Outcome outcome) {
        String model = outcome.model();
        return model == null ? "refused" : model;
    }

    /** Tries something that is either so or not. */
    void either(Change.Kind kind, String subject, String from, String to, Consumer<RequestDraft> change) {
        String then = altered(change);
        if (then != null) {
            changes.add(Change.of(kind, subject, from, to, then));
        }
    }

    /** Tries numbers on both sides of what it is, nearest first, and closes in on the first that alters the choice. */
    void number(Amount number, double[] values, DoubleFunction<@Nullable String> probe) {
        for (int i = 0; i < values.length; i++) {
            String then = probe.apply(values[i]);
            if (then != null) {
                double near = number.now;
                for (int j = 0; j < i; j++) {
                    boolean between = (values[j] - number.now) * (values[i] - number.now) > 0
                            && Math.abs(values[j] - number.now) > Math.abs(near - number.now);
                    near = between ? values[j] : near;
                }
                closeIn(number, near, values[i], then, probe);
                return;
            }
        }
    }

    /** Tries factors of what it is. */
    void factor(Amount number, DoubleFunction<@Nullable String> probe) {
        if (number.now > 0) {
            double[] values = new double[FACTORS.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = number.now * FACTORS[i];
            }
            number(number, values, probe);
        }
    }

    private void closeIn(
            Amount number, double same, double other, String then, DoubleFunction<@Nullable String> probe) {
        double near = same;
        double far = other;
        String who = then;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = number.whole ? Math.rint((near + far) / 2) : (near + far) / 2;
            if (middle == near || middle == far) {
                break;
            }
            String there = probe.apply(middle);
            near = there == null ? middle : near;
            far = there == null ? far : middle;
            who = there == null ? who : there;
        }
        changes.add(new Change(
                number.kind,
                number.subject,
                number.shown(number.now),
                shown(number, far),
                Change.distance(number.now, far),
                who));
    }

    /** The value with its change in percent; in words where both are written alike, as at a tie. */
    private static String shown(Amount number, double value) {
        String now = number.shown(number.now);
        String then = number.shown(value);
        return then.equals(now)
                ? (value > number.now ? "a little more than " : "a little less than ") + now
                : then + change(number.now, value);
    }

    private static String change(double from, double to) {
        return from == 0 ? "" : String.format(Locale.ROOT, " (%+.0f %%)", (to - from) / Math.abs(from) * 100);
    }

    /**
     * A number that may be different.
     *
     * @param whole whether it counts something
     * @param show how it is written
     */
    record Amount(Change.Kind kind, String subject, double now, boolean whole, DoubleFunction<String> show) {
        String shown(double value) {
            return show.apply(value);
        }
    }

    /** Up to four significant digits. */
    static String digits(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e12) {
            return String.format(Locale.ROOT, "%,d", (long) value);
        }
        return new java.math.BigDecimal(value, new java.math.MathContext(4))
                .stripTrailingZeros()
                .toPlainString();
    }
}
