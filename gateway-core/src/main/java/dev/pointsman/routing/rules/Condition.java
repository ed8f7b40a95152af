package dev.pointsman.routing.rules;

import com.google.re2j.Pattern;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.RequestFacts;
import dev.pointsman.routing.Chance;
import dev.pointsman.routing.Comparison;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.facts.KnownText;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A test of one request, compiled from a rule's {@code when}; immutable, pure, and free of allocation where no text is read. */
sealed interface Condition {
    Verdict test(Situation situation);

    /** How dear the test is: 0 for what lies at hand, 1 for what is worked out from the text, 2 for a search in it. */
    default int cost() {
        return 0;
    }

    /** Whether it may say that it cannot tell. */
    default boolean abstains() {
        return false;
    }

    /** Every one; stops at the first that does not hold. */
    static Condition all(List<Condition> conditions) {
        return new Several(conditions, Verdict.NO);
    }

    /** At least one; stops at the first that holds. */
    static Condition any(List<Condition> conditions) {
        return new Several(conditions, Verdict.YES);
    }

    /**
     * Stops at the first that gives the deciding verdict; the opposite where none does and none abstained.
     *
     * @param decides {@code YES} or {@code NO}
     */
    record Several(List<Condition> conditions, Verdict decides) implements Condition {
        public Several {
            conditions = List.copyOf(conditions);
        }

        @Override
        public int cost() {
            int dearest = 0;
            for (Condition condition : conditions) {
                dearest = Math.max(dearest, condition.cost());
            }
            return dearest;
        }

        @Override
        public boolean abstains() {
            return conditions.stream().anyMatch(Condition::abstains);
        }

        @Override
        public Verdict test(Situation situation) {
            Verdict verdict = decides.opposite();
            for (int i = 0; i < conditions.size(); i++) {
                Verdict each = conditions.get(i).test(situation);
                if (each == decides) {
                    return decides;
                }
                if (each == Verdict.ABSTAINED) {
                    verdict = Verdict.ABSTAINED;
                }
            }
            return verdict;
        }
    }

    record Not(Condition condition) implements Condition {
        @Override
        public int cost() {
            return condition.cost();
        }

        @Override
        public boolean abstains() {
            return condition.abstains();
        }

        @Override
        public Verdict test(Situation situation) {
            return condition.test(situation).opposite();
        }
    }

    /** A yes-or-no fact of the request. */
    record Flag(Predicate<RequestFacts> fact, boolean wanted) implements Condition {
        @Override
        public Verdict test(Situation situation) {
            return Verdict.of(fact.test(situation.context().request().facts()) == wanted);
        }
    }

    /** A number; NaN abstains. */
    record Amount(String signal, ToDoubleFunction<RoutingContext> source, List<Comparison> anyOf) implements Condition {
        public Amount {
            anyOf = List.copyOf(anyOf);
        }

        @Override
        public int cost() {
            return signal.equals("turns") || signal.equals("spend_used") ? 0 : 1;
        }

        @Override
        public boolean abstains() {
            return true;
        }

        @Override
        public Verdict test(Situation situation) {
            double value = source.applyAsDouble(situation.context());
            if (Double.isNaN(value)) {
                return situation.abstain(signal);
            }
            for (int i = 0; i < anyOf.size(); i++) {
                if (anyOf.get(i).holds(value)) {
                    return Verdict.YES;
                }
            }
            return Verdict.NO;
        }
    }

    /**
     * A short text such as a header: equal to a value, or matching a pattern anywhere.
     *
     * @param of as the policy names it; conditions of one name have one source
     * @param signal null where absence is a fact ({@code NO}); otherwise its name, and absence abstains
     */
    record Value(
            String of,
            @Nullable String signal,
            Function<RoutingContext, @Nullable String> source,
            Set<String> values,
            List<Pattern> patterns)
            implements Condition {
        /** Among the values: any value at all. */
        static final String PRESENT = "*";

        public Value {
            values = Set.copyOf(values);
            patterns = List.copyOf(patterns);
        }

        /** Whether it is one of the values, or any is. */
        private boolean listed(String value) {
            return !values.isEmpty() && (values.contains(value) || values.contains(PRESENT));
        }

        /** Whether it can hold for nothing but one of the values. */
        boolean exact() {
            return signal == null && patterns.isEmpty() && !values.contains(PRESENT);
        }

        @Override
        public int cost() {
            return signal == null ? 0 : 1;
        }

        @Override
        public boolean abstains() {
            return signal != null;
        }

        @Override
        public Verdict test(Situation situation) {
            String value = source.apply(situation.context());
            if (value == null) {
                return signal == null ? Verdict.NO : situation.abstain(signal);
            }
            return Verdict.of(listed(value) || found(patterns, value));
        }
    }

    /** Words of the prompt or patterns anywhere in it, by their numbers in the rule set's vocabulary. */
    record Text(boolean ofSystem, NumberMask words, NumberMask patterns) implements Condition {
        @Override
        public int cost() {
            return 2;
        }

        @Override
        public boolean abstains() {
            return true;
        }

        @Override
        public Verdict test(Situation situation) {
            SearchedText searched = ofSystem ? situation.system() : situation.text();
            if ((!words.isEmpty() && words.meets(searched.words()))
                    || (!patterns.isEmpty() && patterns.meets(searched.patterns()))) {
                return Verdict.YES;
            }
            if (searched.tells(words, patterns)) {
                return Verdict.NO;
            }
            KnownText known = situation.context().known();
            if (known != null) {
                known.abstained();
            }
            return situation.abstain(ofSystem ? "system" : "text");
        }
    }

    /**
     * One of some tags, which a request brings as a list with commas, in a header or in its metadata.
     *
     * @param header its name in lower case
     * @param field of the metadata
     */
    record Tags(String header, String field, Set<String> anyOf) implements Condition {
        public Tags {
            anyOf = Set.copyOf(anyOf);
        }

        @Override
        public Verdict test(Situation situation) {
            ApiRequest request = situation.context().request();
            return Verdict.of(holds(request.headers().first(header))
                    || holds(request.facts().metadata().get(field)));
        }

        private boolean holds(@Nullable String list) {
            return list != null && any(list, anyOf::contains);
        }

        /** Whether the test holds for one of a list's tags; none is tested after it. */
        static boolean any(String list, Predicate<String> test) {
            int from = 0;
            while (from <= list.length()) {
                int comma = list.indexOf(',', from);
                int to = comma < 0 ? list.length() : comma;
                if (test.test(list.substring(from, to).strip())) {
                    return true;
                }
                from = to + 1;
            }
            return false;
        }
    }

    /** One of some tags, which the virtual key has. */
    record KeyTags(Set<String> anyOf) implements Condition {
        public KeyTags {
            anyOf = Set.copyOf(anyOf);
        }

        @Override
        public Verdict test(Situation situation) {
            Set<String> tags = situation.context().traits().tags();
            return Verdict.of(!tags.isEmpty() && !Collections.disjoint(anyOf, tags));
        }
    }

    /** One of some endpoints. */
    record EndpointIs(Set<Endpoint> endpoints) implements Condition {
        public EndpointIs {
            endpoints = Set.copyOf(endpoints);
        }

        @Override
        public Verdict test(Situation situation) {
            return Verdict.of(endpoints.contains(situation.context().request().endpoint()));
        }
    }

    /** A time of day. */
    record Hours(List<TimeWindow> anyOf) implements Condition {
        public Hours {
            anyOf = List.copyOf(anyOf);
        }

        @Override
        public Verdict test(Situation situation) {
            for (int i = 0; i < anyOf.size(); i++) {
                if (anyOf.get(i).holds(situation.context().at())) {
                    return Verdict.YES;
                }
            }
            return Verdict.NO;
        }
    }

    /** Some days of the week. */
    record Days(Weekdays weekdays) implements Condition {
        @Override
        public Verdict test(Situation situation) {
            return Verdict.of(weekdays.holds(situation.context().at()));
        }
    }

    /**
     * A share of all ids, the same ids always; of the requests by chance where there is no id.
     *
     * @param salt name of the rule: makes the shares of different rules independent
     */
    record Share(String salt, double share, Function<RoutingContext, @Nullable String> id) implements Condition {
        @Override
        public Verdict test(Situation situation) {
            RoutingContext context = situation.context();
            String named = id.apply(context);
            String value = named == null || named.isEmpty() ? null : named;
            boolean drawn = (value == null ? Chance.of(salt, context.draw()) : Chance.of(salt, value)) < share;
            return Verdict.of(situation.takes(value, share, drawn));
        }
    }

    private static boolean found(List<Pattern> patterns, String text) {
        for (int i = 0; i < patterns.size(); i++) {
            if (patterns.get(i).matcher(text).find()) {
                return true;
            }
        }
        return false;
    }
}
