package dev.pointsman.explain;

import dev.pointsman.policy.Policy;
import dev.pointsman.recorded.RecordedRequest;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The smallest single changes that would have had another model answer. Each is found by deciding again, through the policy's own routers, with
 * one thing changed: never a guess. Words that no rule had to look for are taken not to have been there.
 *
 * @param changes nearest first, at most {@value #SHOWN}; of equal distance in the order in which they are tried: the request, the world, the policy
 * @param decided how often the request was decided again, less than 2,000 times
 */
public record NearestChange(List<Change> changes, int decided) {
    private static final int SHOWN = 6;
    /** Of one kind: a list of the same thing says little. */
    private static final int OF_A_KIND = 2;

    public NearestChange {
        changes = List.copyOf(changes);
    }

    /** Looks for them: some milliseconds of work. */
    public static NearestChange of(RecordedRequest request, Policy policy, Decider decider) {
        Probes probes = new Probes(request, policy, decider);
        new RequestProbes(probes).run();
        new WorldProbes(probes).run();
        new PolicyProbes(probes).run();
        List<Change> sorted = probes.changes().stream()
                .sorted(Comparator.comparingDouble(Change::distance))
                .toList();
        return new NearestChange(varied(sorted), probes.made());
    }

    private static List<Change> varied(List<Change> sorted) {
        Set<String> seen = new HashSet<>();
        return sorted.stream()
                .filter(change -> {
                    for (int i = 0; i < OF_A_KIND; i++) {
                        if (seen.add(change.kind() + "-" + i)) {
                            return true;
                        }
                    }
                    return false;
                })
                .limit(SHOWN)
                .toList();
    }

    /** One line each. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < changes.size(); i++) {
            text.append(i == 0 ? "nearest      " : "or           ")
                    .append(changes.get(i).text())
                    .append('\n');
        }
        return text.isEmpty()
                ? "nearest      no single change found that would have had another model answer\n"
                : text.toString();
    }

    /** The nearest as {@code nearest_change} (null where there is none), the others as {@code other_changes}. */
    public void json(ObjectNode node) {
        if (changes.isEmpty()) {
            node.putNull("nearest_change");
            return;
        }
        changes.get(0).json(node.putObject("nearest_change"));
        ArrayNode others = node.putArray("other_changes");
        for (Change change : changes.subList(1, changes.size())) {
            ObjectNode each = JsonNodeFactory.instance.objectNode();
            change.json(each);
            others.add(each);
        }
    }
}
