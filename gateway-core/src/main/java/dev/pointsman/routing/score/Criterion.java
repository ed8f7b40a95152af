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
 * @param feedbackPrior feedbacks that the policy's own quality is worth, above 0; for {@link Kind#QUALITY} only
 * @param estimator name of the score whose estimator tells the quality, where it can; null where none does
 * @param online name of the score that learns the quality from ratings; null where none does
 */
public record Criterion(
        String name,
        Kind kind,
        double feedbackPrior,
        @Nullable String estimator,
        @Nullable String online) {
    /** Share of calls that are expected to fail where nothing is known. */
    public static final double FAILURES = 0.01;

    /** Tokens that come together are no faster than this. */
    private static final double FASTEST_MILLIS = 0.01;

    /** Where the number comes from. */
    public enum Kind {
        /** Expected quality, 0..1: the policy's, moved by feedback. */
        QUALITY(Quantity.NUMBER, Better.MORE, Unknown.WORST),
        /** Context window in tokens. */
        CONTEXT(Quantity.COUNT, Better.MORE, Unknown.WORST_PASSES),
        /** Expected dollars for this request. */
        COST(Quantity.DOLLARS, Better.LESS, Unknown.WORST),
        /** Expected milliseconds to the first token. */
        FIRST_TOKEN(Quantity.TIME, Better.LESS, Unknown.MIDDLE),
        /** Milliseconds to the first token that 95 % of the recent streams kept. */
        FIRST_TOKEN_P95(Quantity.TIME, Better.LESS, Unknown.MIDDLE),
        /** The same of 99 %. */
        FIRST_TOKEN_P99(Quantity.TIME, Better.LESS, Unknown.MIDDLE),
        /** Expected milliseconds to the end of the reply. */
        TOTAL_TIME(Quantity.TIME, Better.LESS, Unknown.MIDDLE),
        /** Milliseconds for a whole answer that 95 % of the model's recent answers to the task kept. */
        TOTAL_TIME_P95(Quantity.TIME, Better.LESS, Unknown.MIDDLE),
        /** Tokens of a reply each second. */
        SPEED(Quantity.NUMBER, Better.MORE, Unknown.MIDDLE),
        /** Share of calls that are expected to fail, 0..1; never unknown. */
        ERRORS(Quantity.NUMBER, Better.LESS, Unknown.WORST),
        /** Share left of what the provider allows, 0..1; all of it where nothing is told. */
        HEADROOM(Quantity.NUMBER, Better.MORE, Unknown.WORST),
        /** Dollars per million prompt tokens. */
        PRICE_IN(Quantity.DOLLARS, Better.LESS, Unknown.WORST),
        /** Dollars per million reply tokens. */
        PRICE_OUT(Quantity.DOLLARS, Better.LESS, Unknown.WORST),
        /** A named profile score, 0..1. */
        TRAIT(Quantity.NUMBER, Better.MORE, Unknown.WORST);

        private final Quantity quantity;
        private final Better better;
        private final Unknown unknown;

        Kind(Quantity quantity, Better better, Unknown unknown) {
            this.quantity = quantity;
            this.better = better;
            this.unknown = unknown;
        }
    }

    private enum Better {
        MORE,
        LESS
    }

    /** What becomes of a model of which the number is not known: as the worst, or as the middle, fails a bound, or passes it. */
    private enum Unknown {
        WORST,
        WORST_PASSES,
        MIDDLE
    }

    private static final List<String> WORDS = List.of(
            "quality",
            "context",
            "cost",
            "first_token",
            "latency",
            "first_token_p95",
            "first_token_p99",
            "total_time",
            "total_time_p95",
            "speed",
            "errors",
            "headroom",
            "price_in",
            "price_out");

    /** The criterion of a key; null, with a problem noted at the key, where there is none. */
    static @Nullable Criterion of(ConfigNode parent, String key, KnownNames names) {
        Kind kind = kind(key);
        if (kind != null) {
            return new Criterion(key, kind, names.feedbackPrior(), null, null);
        }
        if (names.traits().contains(key)) {
            return new Criterion(key, Kind.TRAIT, names.feedbackPrior(), null, null);
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
            case "first_token_p95" -> Kind.FIRST_TOKEN_P95;
            case "first_token_p99" -> Kind.FIRST_TOKEN_P99;
            case "total_time" -> Kind.TOTAL_TIME;
            case "total_time_p95" -> Kind.TOTAL_TIME_P95;
            case "speed" -> Kind.SPEED;
            case "errors" -> Kind.ERRORS;
            case "headroom" -> Kind.HEADROOM;
            case "price_in" -> Kind.PRICE_IN;
            case "price_out" -> Kind.PRICE_OUT;
            default -> null;
        };
    }

    /** The same; quality as the estimator of that score tells it. */
    Criterion estimatedBy(String score) {
        return kind == Kind.QUALITY ? new Criterion(name, kind, feedbackPrior, score, online) : this;
    }

    /** The same; quality as that score learns it from ratings. */
    Criterion learnedBy(String score) {
        return kind == Kind.QUALITY ? new Criterion(name, kind, feedbackPrior, estimator, score) : this;
    }

    /** How far above and below its value a model is compared. */
    double spread(Model model, RoutingContext context) {
        return online == null ? 0 : Trial.spread(online, model.name(), context);
    }

    Quantity quantity() {
        return kind.quantity;
    }

    /** What a plain number as bound means. */
    Comparison.Plain plain() {
        return lowerIsBetter() ? Comparison.Plain.AT_MOST : Comparison.Plain.AT_LEAST;
    }

    /** Whether it is the same for all deployments of a model. */
    boolean ofModel() {
        return switch (kind) {
            case QUALITY, CONTEXT, TRAIT, TOTAL_TIME_P95 -> true;
            case FIRST_TOKEN,
                    FIRST_TOKEN_P95,
                    FIRST_TOKEN_P99,
                    TOTAL_TIME,
                    SPEED,
                    ERRORS,
                    HEADROOM,
                    COST,
                    PRICE_IN,
                    PRICE_OUT -> false;
        };
    }

    boolean lowerIsBetter() {
        return kind.better == Better.LESS;
    }

    /**
     * Whether what is not known is let through a bound: a context window (nothing is filtered by an unknown one) and what is measured (or a
     * new deployment never would be), but no price, quality or trait.
     */
    boolean passesUnknown() {
        return kind.unknown != Unknown.WORST;
    }

    /**
     * A value from 0 (worst) to 1 (best). Shares of calls count as they are: a difference of 1 % is one. All else is scaled over the models
     * compared, from the worst to the best, and is 1 where they are equal.
     *
     * @param low the least value known of a model compared
     * @param high the greatest
     */
    double scaled(double value, double low, double high) {
        if (Double.isNaN(value)) {
            return kind.unknown == Unknown.MIDDLE ? 0.5 : 0;
        }
        if (kind == Kind.ERRORS || kind == Kind.HEADROOM) {
            double share = Math.max(0, Math.min(1, value));
            return lowerIsBetter() ? 1 - share : share;
        }
        if (low == high) {
            return 1;
        }
        return lowerIsBetter() ? (high - value) / (high - low) : (value - low) / (high - low);
    }

    /** NaN where it is not known. */
    double value(Model model, Deployment deployment, RoutingContext context) {
        return switch (kind) {
            case QUALITY -> quality(model, context);
            case CONTEXT -> model.contextTokens() == 0 ? Double.NaN : model.contextTokens();
            case TRAIT -> model.traits().getOrDefault(name, Double.NaN);
            case FIRST_TOKEN -> context.live().of(Figure.FIRST_TOKEN, deployment.id());
            case FIRST_TOKEN_P95 -> context.live().of(Figure.FIRST_TOKEN_P95, deployment.id());
            case FIRST_TOKEN_P99 -> context.live().of(Figure.FIRST_TOKEN_P99, deployment.id());
            case TOTAL_TIME -> totalMillis(model, deployment, context);
            case TOTAL_TIME_P95 -> context.live().of(Figure.TOTAL_P95, model.name(), context.task());
            case SPEED -> 1000 / Math.max(FASTEST_MILLIS, outputTokenMillis(model, deployment, context));
            case ERRORS -> errors(model, deployment, context);
            case HEADROOM -> {
                double left = context.live().of(Figure.HEADROOM, deployment.id());
                yield Double.isNaN(left) ? 1 : left;
            }
            case COST -> {
                long nanos = ExpectedCost.nanos(model, deployment, context);
                yield nanos < 0 ? Double.NaN : nanos / 1e9;
            }
            case PRICE_IN, PRICE_OUT -> perMillion(deployment.price());
        };
    }

    /** The estimator's where there is one that knows the model; else the policy's. Ratings move it as the score learns, or else by their mean: then it counts as {@link #feedbackPrior} feedbacks beside those that came. */
    private double quality(Model model, RoutingContext context) {
        if (estimator != null) {
            double estimate = context.live().of(Figure.ESTIMATE, model.name(), estimator);
            if (!Double.isNaN(estimate)) {
                return online == null ? estimate : estimate + gain(model, online, context);
            }
        }
        String task = context.task();
        double profile = model.quality(task);
        if (online != null) {
            return profile + gain(model, online, context);
        }
        double weight = context.live().of(Figure.FEEDBACK_WEIGHT, model.name(), task);
        if (!(weight > 0)) {
            return profile;
        }
        double mean = context.live().of(Figure.FEEDBACK, model.name(), task);
        return Double.isNaN(mean) ? profile : (profile * feedbackPrior + mean * weight) / (feedbackPrior + weight);
    }

    private static double gain(Model model, String score, RoutingContext context) {
        double gain = context.live().of(Figure.ONLINE_GAIN, model.name(), score);
        return Double.isNaN(gain) ? 0 : gain;
    }

    private static double errors(Model model, Deployment deployment, RoutingContext context) {
        double its = context.live().of(Figure.ERROR_RATE, deployment.id());
        double ofTask = context.live().of(Figure.MODEL_ERROR_RATE, model.name(), context.task());
        if (Double.isNaN(its)) {
            return Double.isNaN(ofTask) ? FAILURES : ofTask;
        }
        return Double.isNaN(ofTask) ? its : Math.max(its, ofTask);
    }

    private static double totalMillis(Model model, Deployment deployment, RoutingContext context) {
        double first = context.live().of(Figure.FIRST_TOKEN, deployment.id());
        double each = outputTokenMillis(model, deployment, context);
        return first + each * Math.max(0, ExpectedCost.choiceTokens(model, context) - 1);
    }

    /** The deployment's; the model's where it has not streamed of late. */
    private static double outputTokenMillis(Model model, Deployment deployment, RoutingContext context) {
        double its = context.live().of(Figure.OUTPUT_TOKEN, deployment.id());
        return Double.isNaN(its) ? context.live().of(Figure.MODEL_OUTPUT_TOKEN, model.name(), context.task()) : its;
    }

    private double perMillion(@Nullable Price price) {
        if (price == null) {
            return Double.NaN;
        }
        return (kind == Kind.PRICE_IN ? price.inputNanos() : price.outputNanos()) / 1e9;
    }
}
