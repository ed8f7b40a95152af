package dev.pointsman.server.admin;

import dev.pointsman.online.Heads;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What scores have learned from ratings, for operators. */
public final class OnlinePages {
    private final Heads heads;

    public OnlinePages(Heads heads) {
        this.heads = heads;
    }

    /** Each score that learns, with its models and tasks. */
    public AdminPage report(AdminRequest request) {
        List<Heads.Shown> shown = heads.shown();
        List<Map<String, ?>> scores = new ArrayList<>();
        for (String score : heads.scores()) {
            double left = heads.left(score);
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("score", score);
            one.put("spent_today_usd", heads.spentDollars(score));
            one.put("left_today_usd", Double.isNaN(left) ? null : (Double) left);
            one.put(
                    "learned",
                    shown.stream()
                            .filter(head -> head.score().equals(score))
                            .map(this::head)
                            .toList());
            scores.add(one);
        }
        return AdminPage.of(200, Map.of("scores", scores));
    }

    private Map<String, @Nullable Object> head(Heads.Shown head) {
        Map<String, @Nullable Object> one = new LinkedHashMap<>();
        one.put("model", head.model());
        one.put("task", head.task());
        one.put("ratings", head.ratings());
        one.put("gain", head.gain());
        one.put("deviation", head.deviation());
        one.put("drifts", heads.drifts(head.score(), head.model()));
        return one;
    }
}
