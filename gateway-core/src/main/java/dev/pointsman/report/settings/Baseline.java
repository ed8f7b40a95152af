package dev.pointsman.report.settings;

import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.catalog.Price;
import org.jspecify.annotations.Nullable;

/**
 * What a time is compared with: every request answered by one model.
 *
 * @param name as reports call it
 * @param model that would have answered
 * @param reply how long its replies would have been
 * @param price what it would have cost; null where it is not known
 */
public record Baseline(
        String name, String model, Reply reply, @Nullable Price price) {
    /** How long the replies of the baseline are taken to be. */
    public enum Reply {
        /** As long as those that were given. */
        SAME,
        /** Longer or shorter as its replies in the ledger are on average, beside those of the model that answered; the same where either has too few. */
        MEAN
    }

    /** Of a model of the policy, at the price of the first of its deployments that has one. */
    public static Baseline of(String name, Model model, Reply reply) {
        Price price = null;
        for (Deployment deployment : model.deployments()) {
            price = price == null ? deployment.price() : price;
        }
        return new Baseline(name, model.name(), reply, price);
    }
}
