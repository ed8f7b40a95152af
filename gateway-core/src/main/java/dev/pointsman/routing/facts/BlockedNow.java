package dev.pointsman.routing.facts;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Which deployments must not be called, asked for one decision, and kept so that the decision can be made again. Confined to its thread. */
public final class BlockedNow implements Predicate<String> {
    private final Predicate<String> source;
    private List<String> found = List.of();

    /** @param source tells it of a deployment's id */
    public BlockedNow(Predicate<String> source) {
        this.source = source;
    }

    @Override
    public boolean test(String id) {
        boolean blocked = source.test(id);
        if (blocked && !found.contains(id)) {
            found = found.isEmpty() ? new ArrayList<>(2) : found;
            found.add(id);
        }
        return blocked;
    }

    /** Ids of those that were asked for and are blocked. */
    public List<String> found() {
        return found;
    }
}
