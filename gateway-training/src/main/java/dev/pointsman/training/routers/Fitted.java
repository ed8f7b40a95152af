package dev.pointsman.training.routers;

import dev.pointsman.learned.prompt.PromptPoint;
import dev.pointsman.learned.quality.Scorer;
import dev.pointsman.training.numeric.Workers;
import java.util.Map;
import java.util.function.Function;

/**
 * One fit of a method and how far it is off on prompts it has not seen.
 *
 * @param settings by name, as the card tells them
 * @param error see {@link #error}
 * @param again the same method with the same settings, fitted to other material
 */
record Fitted(Scorer scorer, Map<String, Double> settings, double error, Function<Material, Scorer> again) {
    Fitted {
        settings = Map.copyOf(settings);
    }

    static Fitted of(Scorer scorer, Map<String, Double> settings, Examples held, Function<Material, Scorer> again) {
        double[][] told = new double[held.size()][];
        Workers.each(Workers.COUNT, half -> {
            for (int i = half; i < told.length; i += Workers.COUNT) {
                told[i] = scorer.scores(held.point(i));
            }
        });
        return new Fitted(scorer, settings, error(told, held), again);
    }

    /**
     * Mean squared error of how much better or worse than the others each model did on a prompt: what the choice between models depends on. Whether a
     * prompt is hard for all of them does not count, but where one model alone was asked: there the two cannot be told apart.
     */
    static double error(double[][] told, Examples held) {
        double squares = 0;
        double count = 0;
        for (int i = 0; i < told.length; i++) {
            double shift = held.shift(i, told[i]);
            for (int model = 0; model < held.models(); model++) {
                if (held.has(i, model)) {
                    double miss = told[i][model] - held.score(i, model) - shift;
                    squares += held.weight(i, model) * miss * miss;
                    count += held.weight(i, model);
                }
            }
        }
        return count == 0 ? 0 : squares / count;
    }

    static double[][] told(Scorer scorer, Examples held) {
        double[][] told = new double[held.size()][];
        for (int i = 0; i < told.length; i++) {
            PromptPoint point = held.point(i);
            told[i] = scorer.scores(point);
        }
        return told;
    }

    /** The one that is off the least; the first of equals. */
    static Fitted better(Fitted one, Fitted other) {
        return other.error() < one.error() ? other : one;
    }
}
