package dev.pointsman.estimate;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.routing.facts.Figure;
import dev.pointsman.routing.facts.LiveSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What estimators say of one request's last user message, worked out when it is first asked for. Confined to the decision's thread. */
public final class PromptEstimates implements LiveSource {
    /** What was told of texts before. */
    @FunctionalInterface
    public interface Known {
        /** What the estimator of that score said of the text; null where it is to be asked. */
        @Nullable
        Opinion of(String score, String text);
    }

    private final Map<String, Estimator> byScore;
    private final LiveSource live;
    private final ApiRequest request;
    private final @Nullable Known known;
    private final Map<String, PromptView> views = new HashMap<>();
    private @Nullable String awaited;

    /** @param known null where every estimator is asked at once */
    PromptEstimates(Map<String, Estimator> byScore, LiveSource live, ApiRequest request, @Nullable Known known) {
        this.byScore = byScore;
        this.live = live;
        this.request = request;
        this.known = known;
    }

    @Override
    public double value(Figure figure, String subject, @Nullable String task) {
        return switch (figure) {
            case ESTIMATE -> {
                PromptView by = by(task);
                yield by == null ? Double.NaN : by.quality(subject);
            }
            case PREFERENCE -> {
                PromptView by = by(task);
                yield by == null ? Double.NaN : by.preference();
            }
            case FAMILIARITY -> {
                PromptView by = by(subject);
                yield by == null ? Double.NaN : by.familiarity();
            }
            default -> live.value(figure, subject, task);
        };
    }

    /** The score whose estimator was asked for and has yet to tell: figures of it are NaN until it is {@link #told}; null where none is. */
    public @Nullable String awaited() {
        return awaited;
    }

    /** What an estimator said of the request, for a decision made again. */
    public void told(String score, Opinion opinion) {
        views.put(score, opinion);
        if (score.equals(awaited)) {
            awaited = null;
        }
    }

    private @Nullable PromptView by(@Nullable String score) {
        Estimator estimator = score == null ? null : byScore.get(score);
        if (score == null || estimator == null) {
            return null;
        }
        PromptView view = views.get(score);
        if (view == null) {
            view = view(score, estimator);
            if (view != null) {
                views.put(score, view);
            }
        }
        return view;
    }

    private @Nullable PromptView view(String score, Estimator estimator) {
        String text = request.prompt().lastUser();
        if (known == null || estimator.later() == null) {
            return estimator.view(text);
        }
        Opinion told = known.of(score, text);
        if (told == null) {
            awaited = score;
        }
        return told;
    }
}
