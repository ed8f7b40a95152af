package dev.pointsman.estimate;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.learned.prompt.PromptPoint;
import dev.pointsman.routing.facts.Figure;
import dev.pointsman.routing.facts.LiveSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What estimators say of one request's last user message, worked out when it is first asked for. Confined to the decision's thread. */
final class PromptEstimates implements LiveSource {
    private final Map<String, Estimator> byScore;
    private final LiveSource live;
    private final ApiRequest request;
    private final Map<String, Said> said = new HashMap<>();

    PromptEstimates(Map<String, Estimator> byScore, LiveSource live, ApiRequest request) {
        this.byScore = byScore;
        this.live = live;
        this.request = request;
    }

    /** One estimator's view of the prompt. */
    private static final class Said {
        private final Estimator estimator;
        private final PromptPoint point;
        private double @Nullable [] scores;

        Said(Estimator estimator, String text) {
            this.estimator = estimator;
            this.point = estimator.router().point(text);
        }

        double quality(String model) {
            int place = estimator.places().getOrDefault(model, -1);
            if (place < 0) {
                return Double.NaN;
            }
            double[] known = scores;
            if (known == null) {
                known = estimator.router().scorer().scores(point);
                scores = known;
            }
            return known[place];
        }

        double preference() {
            return estimator.strong() < 0 || estimator.weak() < 0
                    ? Double.NaN
                    : estimator.router().scorer().preference(point, estimator.strong(), estimator.weak());
        }

        double familiarity() {
            return estimator.router().familiarity(point) - estimator.familiarFrom();
        }
    }

    @Override
    public double value(Figure figure, String subject, @Nullable String task) {
        return switch (figure) {
            case ESTIMATE -> {
                Said by = by(task);
                yield by == null ? Double.NaN : by.quality(subject);
            }
            case PREFERENCE -> {
                Said by = by(task);
                yield by == null ? Double.NaN : by.preference();
            }
            case FAMILIARITY -> {
                Said by = by(subject);
                yield by == null ? Double.NaN : by.familiarity();
            }
            default -> live.value(figure, subject, task);
        };
    }

    private @Nullable Said by(@Nullable String score) {
        Estimator estimator = score == null ? null : byScore.get(score);
        return estimator == null
                ? null
                : said.computeIfAbsent(
                        score, name -> new Said(estimator, request.prompt().lastUser()));
    }
}
