package dev.pointsman.routing.rules;

import dev.pointsman.routing.RoutingContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which rules are worth a test. Rules that ask for certain values of a short text (a team, a header) are found by the value that the request has: a
 * thousand rules for as many teams then cost one look-up. The others are always tested. A rule that is passed over is one whose test would say no, and
 * would leave no remark. Immutable; shared by all loops.
 */
final class RuleIndex {
    /** Fewer are tested as fast as looked up. */
    private static final int FEW = 8;

    /**
     * One of some values of a short text, without which a condition does not hold.
     *
     * @param of what tells the text from others; one name has one source
     * @param list whether it is a list with commas, of which any part counts
     */
    private record Needed(
            String of, Function<RoutingContext, @Nullable String> source, boolean list, Set<String> values) {}

    /** A short text of the request, and for each value the rules that ask for it. */
    private record Text(Function<RoutingContext, @Nullable String> source, boolean list, Map<String, int[]> rules) {
        void mark(RoutingContext context, long[] worth) {
            String value = source.apply(context);
            if (value != null && list) {
                Condition.Tags.any(value, each -> mark(each, worth));
            } else if (value != null) {
                mark(value, worth);
            }
        }

        /** Goes on: false. */
        private boolean mark(String value, long[] worth) {
            int[] found = rules.get(value);
            for (int i = 0; found != null && i < found.length; i++) {
                worth[found[i] >> 6] |= 1L << found[i];
            }
            return false;
        }
    }

    private final int count;
    /** Rules that are always tested; null where all are. */
    private final long @Nullable [] always;

    private final List<Text> texts;

    private RuleIndex(int count, long @Nullable [] always, List<Text> texts) {
        this.count = count;
        this.always = always;
        this.texts = List.copyOf(texts);
    }

    /** Of the rules' conditions in order. */
    static RuleIndex of(List<Condition> rules) {
        Map<String, Needed> sources = new LinkedHashMap<>();
        Map<String, Map<String, List<Integer>>> byValue = new HashMap<>();
        BitSet always = new BitSet();
        for (int i = 0; i < rules.size(); i++) {
            List<Needed> needed = needed(rules.get(i));
            always.set(i, needed == null);
            for (Needed each : needed == null ? List.<Needed>of() : needed) {
                sources.putIfAbsent(each.of, each);
                Map<String, List<Integer>> numbers = byValue.computeIfAbsent(each.of, of -> new HashMap<>());
                for (String value : each.values) {
                    numbers.computeIfAbsent(value, any -> new ArrayList<>()).add(i);
                }
            }
        }
        if (rules.size() - always.cardinality() < FEW) {
            return new RuleIndex(rules.size(), null, List.of());
        }
        List<Text> texts = new ArrayList<>();
        sources.forEach((of, needed) -> {
            Map<String, int[]> found = new HashMap<>();
            byValue.getOrDefault(of, Map.of())
                    .forEach((value, numbers) -> found.put(
                            value, numbers.stream().mapToInt(number -> number).toArray()));
            texts.add(new Text(needed.source, needed.list, Map.copyOf(found)));
        });
        return new RuleIndex(rules.size(), Arrays.copyOf(always.toLongArray(), (rules.size() + 63) >> 6), texts);
    }

    /**
     * What must be there for a condition to hold or to abstain, any one of it; null where nothing is known. What is tested before must not abstain,
     * since a remark tells what did.
     */
    private static @Nullable List<Needed> needed(Condition condition) {
        if (condition instanceof Condition.Value value) {
            return value.exact() ? List.of(new Needed(value.of(), value.source(), false, value.values())) : null;
        }
        if (condition instanceof Condition.Tags tags) {
            return neededOfTags(tags);
        }
        if (!(condition instanceof Condition.Several several)) {
            return null;
        }
        return several.decides() == Verdict.NO ? neededOfAll(several) : neededOfAny(several);
    }

    private static List<Needed> neededOfTags(Condition.Tags tags) {
        String header = tags.header();
        String field = tags.field();
        return List.of(
                new Needed(
                        "tags of header." + header,
                        context -> context.request().headers().first(header),
                        true,
                        tags.anyOf()),
                new Needed(
                        "tags of metadata." + field,
                        context -> context.request().facts().metadata().get(field),
                        true,
                        tags.anyOf()));
    }

    private static @Nullable List<Needed> neededOfAll(Condition.Several all) {
        for (Condition each : all.conditions()) {
            List<Needed> needed = needed(each);
            if (needed != null || each.abstains()) {
                return needed;
            }
        }
        return null;
    }

    private static @Nullable List<Needed> neededOfAny(Condition.Several any) {
        List<Needed> together = new ArrayList<>();
        for (Condition each : any.conditions()) {
            List<Needed> needed = needed(each);
            if (needed == null) {
                return null;
            }
            together.addAll(needed);
        }
        return together;
    }

    /** The rules worth a test for that request, in order. */
    Walk walk(RoutingContext context) {
        if (always == null) {
            return new Walk(count, null);
        }
        long[] worth = always.clone();
        for (int i = 0; i < texts.size(); i++) {
            texts.get(i).mark(context, worth);
        }
        return new Walk(count, worth);
    }

    /** Goes through the rules that are worth a test. */
    static final class Walk {
        private final int count;
        /** Null where all are. */
        private final long @Nullable [] worth;

        private Walk(int count, long @Nullable [] worth) {
            this.count = count;
            this.worth = worth;
        }

        /** The first that is worth a test, of those from there on; the count of all where there is none. */
        int next(int from) {
            if (worth == null) {
                return from;
            }
            int word = from >> 6;
            if (from >= count) {
                return count;
            }
            long left = worth[word] & (-1L << from);
            while (left == 0) {
                if (++word == worth.length) {
                    return count;
                }
                left = worth[word];
            }
            return (word << 6) + Long.numberOfTrailingZeros(left);
        }
    }
}
