package dev.pointsman.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Off-policy estimates as lines, each with its name. */
final class OffPolicyText {
    private final OffPolicy.Report report;

    OffPolicyText(OffPolicy.Report report) {
        this.report = report;
    }

    /** None where nothing was compared. */
    List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        if (report.decisions() == 0) {
            return rows;
        }
        rows.add(List.of("by chance", drawn()));
        if (report.ratings() + report.ratingsLost() > 0) {
            rows.add(List.of("ratings", ratings()));
        }
        estimate(rows, "rated", report.quality(), "%.4f", 1);
        estimate(rows, "paid", report.costNanos(), "%.6f dollars", 1e-9);
        return rows;
    }

    private String drawn() {
        String could = ReplayText.number(report.supported()) + " of " + ReplayText.number(report.decisions())
                + " requests could have gone where the next policy sends them";
        return report.drawn() == 0
                ? "no choice was drawn, so nothing is known of choices that were not made: only what both policies choose"
                        + " alike is told below; " + could
                : ReplayText.number(report.drawn()) + " choices were drawn; " + could
                        + (report.supported() < report.decisions() ? ", the others are left out below" : "");
    }

    private String ratings() {
        return ReplayText.number(report.ratings()) + " of these decisions, "
                + ReplayText.number(report.ratingsSupported()) + " of which can be weighed"
                + (report.ratingsLost() > 0
                        ? "; " + ReplayText.number(report.ratingsLost()) + " of decisions that are not among them"
                        : "");
    }

    private static void estimate(
            List<List<String>> rows, String name, OffPolicy.Estimate estimate, String format, double unit) {
        if (estimate.observations() == 0) {
            return;
        }
        rows.add(List.of(name + " before", told(estimate.before(), format, unit)));
        rows.add(List.of(
                name + " after",
                told(estimate.robust(), format, unit) + " (doubly robust); "
                        + String.format(
                                Locale.ROOT,
                                "worth %.0f of %,d observations, largest weight %.1f",
                                estimate.effective(),
                                estimate.observations(),
                                estimate.mostWeight())));
        rows.add(List.of("", told(estimate.normalised(), format, unit) + " (self-normalised)"));
        rows.add(List.of("", told(estimate.inverse(), format, unit) + " (inverse propensity)"));
        rows.add(List.of(name + " change", told(estimate.change(), format.replaceFirst("%", "%+"), unit)));
    }

    private static String told(Interval interval, String format, double unit) {
        return ReplayText.told(
                new Interval(interval.value() * unit, interval.low() * unit, interval.high() * unit), format);
    }
}
