package dev.pointsman.routing.score;

import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.catalog.Price;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import dev.pointsman.routing.Comparison;
import dev.pointsman.routing.Comparison.Quantity;
import dev.pointsman.routing.ExpectedCost;
import dev.pointsman.routing.KnownNames;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.facts.Figure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A number by which models are bounded or weighed.
 *
 * @param name as the policy writes it; the name of the trait for {@link Kind#TRAIT}
 */
public record Criterion(String name, Kind kind) {
    /** Where the number comes from. */
    public enum Kind {
        /** Expected quality, 0..1. */
        QUALITY(Quantity.NUMBER, false, false),
        /** Context window in tokens. */
        CONTEXT(Quantity.COUNT, false, true),
        /** Expected dollars for this request. */
        COST(Quantity.DOLLARS, true, false),
        /** Expected milliseconds to the first token. */
        FIRST_TOKEN(Quantity.TIME, true, true),
        /** Dollars per million prompt tokens. */
        PRICE_IN(Quantity.DOLLARS, true, false),
        /** Dollars per million reply tokens. */
        PRICE_OUT(Quantity.DOLLARS, true, false),
        /** A named profile score, 0..1. */
        TRAIT(Quantity.NUMBER, false, false);

        private final Quantity quantity;
        private final boolean lowerIsBetter;
        private final boolean passesUnknown;

        Kind(Quantity quantity, boolean lowerIsBetter, boolean passesUnknown) {
            this.quantity = quantity;
            this.lowerIsBetter = lowerIsBetter;
            this.passesUnknown = passesUnknown;
        }
    }

    private static final List<String> WORDS =
            List.of("quality", "context", "cost", "first_token", "latency", "price_in", "price_out");

    /** The criterion of a key; null, with a problem noted at the key, where there is none. */
    static @Nullable Criterion of(ConfigNode parent, String key, KnownNames names) {
        Kind kind = kind(key);
        if (kind != null) {
            return new Criterion(key, kind);
        }
        if (names.traits().contains(key)) {
            return new Criterion(key, Kind.TRAIT);
        }
        List<String> words = new ArrayList<>(WORDS);
        words.addAll(names.traits());
        parent.problemAtKey(
                key,
                "unknown key \"" + key + "\"" + NearestWord.hint(key, words) + ": expected " + String.join(", ", WORDS)
                        + " or a trait that some model has");
        return null;
    }

    private static @Nullable Kind kind(String key) {
        return switch (key) {
            case "quality" -> Kind.QUALITY;
            case "context" -> Kind.CONTEXT;
            case "cost" -> Kind.COST;
            case "first_token", "latency" -> Kind.FIRST_TOKEN;
            case "price_in" -> Kind.PRICE_IN;
            case "price_out" -> Kind.PRICE_OUT;
            default -> null;
        };
    }

    Quantity quantity() {
        return kind.quantity;
    }

    /** What a plain number as bound means. */
    Comparison.Plain plain() {
        return kind.lowerIsBetter ? Comparison.Plain.AT_MOST : Comparison.Plain.AT_LEAST;
    }

    boolean lowerIsBetter() {
        return kind.lowerIsBetter;
    }

    /**
     * Whether what is not known is let through a bound: a context window (nothing is filtered by an unknown one) and a first-token time
     * (or a new deployment would never be measured), but no price, quality or trait.
     */
    boolean passesUnknown() {
        return kind.passesUnknown;
    }

    /** NaN where it is not known. */
    double value(Model model, Deployment deployment, RoutingContext context) {
        return switch (kind) {
            case QUALITY -> model.quality(context.task());
            case CONTEXT -> model.contextTokens() == 0 ? Double.NaN : model.contextTokens();
            case TRAIT -> model.traits().getOrDefault(name, Double.NaN);
            case FIRST_TOKEN -> context.live().of(Figure.FIRST_TOKEN, deployment.id());
            case COST -> {
                long nanos = ExpectedCost.nanos(deployment, context);
                yield nanos < 0 ? Double.NaN : nanos / 1e9;
            }
            case PRICE_IN, PRICE_OUT -> perMillion(deployment.price());
        };
    }

    private double perMillion(@Nullable Price price) {
        if (price == null) {
            return Double.NaN;
        }
        return (kind == Kind.PRICE_IN ? price.inputNanos() : price.outputNanos()) / 1e9;
    }
}
