package dev.pointsman.routing.score;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.routing.KnownNames;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a score has a trained router do: choose between two models, or tell the quality that the score weighs.
 *
 * @param pair null where it tells the quality
 * @param unfamiliar models for prompts that are unlike all that the router learned from, in order; none where it decides on those, too
 */
public record LearnedSettings(@Nullable Pair pair, List<String> unfamiliar) {
    /** Keys of a score that are read here. */
    static final List<String> KEYS =
            List.of("estimator", "strong", "weak", "threshold", "strong_share", "as", "unfamiliar", "budget");

    /**
     * A strong model and a weak one.
     *
     * @param threshold the strong one answers where no less speaks for it, 0..1
     */
    public record Pair(String strong, String weak, double threshold) {}

    public LearnedSettings {
        unfamiliar = List.copyOf(unfamiliar);
    }

    /**
     * Null where the score names no estimator; notes mistakes at their nodes. The file, {@code as} and how alike is enough are read elsewhere.
     *
     * @param told the threshold that the file of a score of that name tells, where the score says none
     */
    static @Nullable LearnedSettings from(
            String name, ConfigNode score, KnownNames names, ToDoubleBiFunction<String, ConfigNode> told) {
        if (score.at("estimator") == null) {
            for (String key : KEYS) {
                if (score.at(key) != null) {
                    score.problemAtKey(
                            key, "\"" + key + "\" needs an \"estimator\": expected the file of a trained router");
                }
            }
            return null;
        }
        boolean two = score.at("strong") != null
                || score.at("weak") != null
                || score.at("threshold") != null
                || score.at("strong_share") != null;
        if (two && score.at("weights") != null) {
            score.problemAtKey("weights", "a pair is not weighed: expected \"weights\" or \"strong\" and \"weak\"");
        } else if (!two && score.at("weights") == null) {
            score.problem("missing key \"strong\": expected \"strong\" and \"weak\", or \"weights\"");
        }
        return new LearnedSettings(
                two ? pair(name, score, names, told) : null, unfamiliar(score.at("unfamiliar"), names));
    }

    private static @Nullable Pair pair(
            String name, ConfigNode score, KnownNames names, ToDoubleBiFunction<String, ConfigNode> told) {
        ConfigNode strong = score.required("strong");
        ConfigNode weak = score.required("weak");
        if (strong == null || weak == null) {
            return null;
        }
        names.checkModel(strong);
        if (strong.text().equals(weak.text())) {
            weak.problem("it is the strong model, too: expected another one");
        } else {
            names.checkModel(weak);
        }
        ConfigNode threshold = score.at("threshold");
        if (threshold != null && score.at("strong_share") != null) {
            score.problemAtKey("strong_share", "the threshold is given, too: expected one of the two");
        }
        double from = threshold == null ? told.applyAsDouble(name, score) : threshold.number(0, 1, 0);
        return new Pair(strong.text(), weak.text(), from);
    }

    private static List<String> unfamiliar(@Nullable ConfigNode node, KnownNames names) {
        List<String> models = new ArrayList<>();
        if (node != null) {
            ConfigNode use = node.isMap() ? node.onlyKeys("use", "below").required("use") : node;
            if (use != null) {
                for (ConfigNode item : use.itemsOrSelf()) {
                    if (names.checkModel(item)) {
                        models.add(item.text());
                    }
                }
            }
        }
        return models;
    }
}
