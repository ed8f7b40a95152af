package dev.pointsman.routing.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which the shares of one rule can come out for one request, and so how likely it is that the rule matches. Shares of a rule that go by the
 * same id go by the same number: 10 % of it are among 20 %. Confined to one thread.
 */
final class ShareLots {
    /** What is known of a number. */
    private static final class Bounds {
        private double low;
        private double high = 1;
    }

    /** Whether each share that could come out both ways is below its number, and whether that has been turned. */
    private final List<boolean[]> forks = new ArrayList<>(2);

    /** By id; of none, the request's own. */
    private final Map<String, Bounds> numbers = new HashMap<>();

    private int met;
    private double probability = 1;

    private ShareLots() {}

    /** Chance that a condition holds, whatever its shares were drawn as, 0 to 1. */
    static double chance(Condition condition, Situation situation) {
        String abstained = situation.takeAbstained();
        ShareLots lots = new ShareLots();
        double chance = 0;
        do {
            lots.begin();
            boolean holds = condition.test(situation.with(lots)) == Verdict.YES;
            chance += holds ? lots.probability : 0;
        } while (lots.next());
        situation.with(null).takeAbstained();
        situation.takeMetShare();
        if (abstained != null) {
            situation.abstain(abstained);
        }
        return chance;
    }

    /** @param id whose number it is; null for the request's own */
    boolean takes(@Nullable String id, double share) {
        Bounds bounds = numbers.computeIfAbsent(id == null ? "" : id, first -> new Bounds());
        if (share <= bounds.low || share >= bounds.high) {
            return share >= bounds.high;
        }
        if (met == forks.size()) {
            forks.add(new boolean[] {true, false});
        }
        boolean in = forks.get(met)[0];
        met++;
        double part = (share - bounds.low) / (bounds.high - bounds.low);
        probability *= in ? part : 1 - part;
        if (in) {
            bounds.high = share;
        } else {
            bounds.low = share;
        }
        return in;
    }

    private void begin() {
        numbers.clear();
        met = 0;
        probability = 1;
    }

    private boolean next() {
        while (!forks.isEmpty() && forks.get(forks.size() - 1)[1]) {
            forks.remove(forks.size() - 1);
        }
        if (forks.isEmpty()) {
            return false;
        }
        boolean[] last = forks.get(forks.size() - 1);
        last[0] = !last[0];
        last[1] = true;
        return true;
    }
}
