package dev.pointsman.routing.rules;

import dev.pointsman.catalog.Levels;
import dev.pointsman.catalog.Model;
import dev.pointsman.catalog.Skills;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import dev.pointsman.routing.KnownNames;
import dev.pointsman.routing.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The skills that a selection asks of models: {@code { language: request.language, subject: [law, tax], level: ">= skilled" }}. All groups must
 * hold; a list means any of. A model that says nothing of a group does not have it.
 *
 * <p>Where the request gives a value, it counts in place of the plain words of its list; where it gives none, the words do; and where there are
 * none either, the group is passed over.
 */
record SkillDemands(List<Demand> demands, Levels levels) {
    static final SkillDemands NONE = new SkillDemands(List.of(), Levels.DEFAULT);

    private static final String REQUEST = "request.";
    /** Longer ones before those they begin with. */
    private static final List<String> SIGNS = List.of(">=", "<=", ">", "<", "=");

    /**
     * One group.
     *
     * @param words in lower case; of the levels, all that do
     * @param fromRequest values of the request
     * @param written as the policy writes it, for reasons
     */
    record Demand(String group, List<String> words, List<FromRequest> fromRequest, String written) {
        Demand {
            words = List.copyOf(words);
            fromRequest = List.copyOf(fromRequest);
        }
    }

    /** A value of the request, and its name as the policy writes it. */
    record FromRequest(String name, Function<RoutingContext, @Nullable String> source) {
        /** In lower case; null where the request gives none, or gives a level that is none. */
        @Nullable
        String value(RoutingContext context, @Nullable Levels levels) {
            String value = source.apply(context);
            String word = value == null ? "" : value.strip().toLowerCase(Locale.ROOT);
            return word.isEmpty() || (levels != null && levels.rank(word) < 0) ? null : word;
        }
    }

    SkillDemands {
        demands = List.copyOf(demands);
    }

    /** Notes mistakes at their nodes. */
    static SkillDemands from(ConfigNode node, KnownNames names) {
        List<Demand> demands = new ArrayList<>();
        node.entries().forEach((group, value) -> {
            Set<String> known = names.skills(group);
            if (known == null) {
                node.problemAtKey(
                        group,
                        "no model has the skill group \"" + group + "\""
                                + NearestWord.hint(group, names.skillGroups()));
            } else {
                demands.add(demand(group, value, known, names.levels()));
            }
        });
        if (node.isMap() && node.entries().isEmpty()) {
            node.problem("expected at least one skill group");
        }
        return new SkillDemands(demands, names.levels());
    }

    private static Demand demand(String group, ConfigNode value, Set<String> known, Levels levels) {
        List<String> words = new ArrayList<>();
        List<FromRequest> fromRequest = new ArrayList<>();
        StringJoiner written = new StringJoiner(", ");
        List<ConfigNode> items = value.itemsOrSelf();
        for (ConfigNode item : items) {
            String text = item.text().strip();
            written.add(text);
            if (text.startsWith(REQUEST)) {
                fromRequest.addAll(fromRequest(item, text));
            } else if (group.equals(Levels.GROUP)) {
                words.addAll(levels(item, text.toLowerCase(Locale.ROOT), levels));
            } else {
                words.addAll(word(item, group, text.toLowerCase(Locale.ROOT), known));
            }
        }
        if (items.isEmpty()) {
            value.problem("expected a value of the skill group \"" + group + "\" or a list of them");
        }
        return new Demand(group, words, fromRequest, written.toString());
    }

    private static List<FromRequest> fromRequest(ConfigNode item, String text) {
        String key = text.substring(REQUEST.length());
        Function<RoutingContext, @Nullable String> source = switch (key) {
            case "language" -> context -> context.signals().language();
            case "task" -> RoutingContext::task;
            default -> ConditionParser.source(key);
        };
        if (source == null) {
            item.problem("expected request.language, request.task, request.header.NAME, request.metadata.NAME,"
                    + " request.user, request.key or request.team but found \"" + text + "\"");
            return List.of();
        }
        return List.of(new FromRequest(text, source));
    }

    private static List<String> word(ConfigNode item, String group, String word, Set<String> known) {
        if (item.isScalar() && !known.contains(word) && !known.contains(Skills.ANY)) {
            item.problem("no model has the " + group + " \"" + word + "\"" + NearestWord.hint(word, known));
        }
        return List.of(word);
    }

    /** All levels that keep a comparison; a level alone means at least that one. */
    private static List<String> levels(ConfigNode item, String text, Levels levels) {
        String sign = "";
        for (int i = 0; i < SIGNS.size() && sign.isEmpty(); i++) {
            sign = text.startsWith(SIGNS.get(i)) ? SIGNS.get(i) : "";
        }
        String word = text.substring(sign.length()).strip();
        int rank = levels.rank(word);
        if (rank < 0) {
            if (item.isScalar()) {
                item.problem("unknown level \"" + word + "\"" + NearestWord.hint(word, levels.words())
                        + ": expected one of " + String.join(", ", levels.words()));
            }
            return List.of();
        }
        int from = sign.equals("<") || sign.equals("<=") ? 0 : sign.equals(">") ? rank + 1 : rank;
        int to = switch (sign) {
            case "<" -> rank;
            case "<=", "=" -> rank + 1;
            default -> levels.words().size();
        };
        if (from >= to) {
            item.problem("no level is " + sign + " " + word + ": expected a comparison that one of "
                    + String.join(", ", levels.words()) + " keeps");
            return List.of();
        }
        return levels.words().subList(from, to);
    }

    boolean isEmpty() {
        return demands.isEmpty();
    }

    boolean admits(Model model, RoutingContext context) {
        for (int i = 0; i < demands.size(); i++) {
            Demand demand = demands.get(i);
            if (!holds(demand, model.skills().of(demand.group), context)) {
                return false;
            }
        }
        return true;
    }

    private boolean holds(Demand demand, List<String> has, RoutingContext context) {
        Levels ordered = ordered(demand);
        boolean given = false;
        for (int i = 0; i < demand.fromRequest.size(); i++) {
            String value = demand.fromRequest.get(i).value(context, ordered);
            if (value != null) {
                given = true;
                if (ordered == null ? hasWord(has, value) : reaches(has, value)) {
                    return true;
                }
            }
        }
        if (given || demand.words.isEmpty()) {
            return !given;
        }
        for (int i = 0; i < demand.words.size(); i++) {
            if (hasWord(has, demand.words.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** The levels where the demand is of one; null elsewhere. */
    private @Nullable Levels ordered(Demand demand) {
        return demand.group.equals(Levels.GROUP) ? levels : null;
    }

    private static boolean hasWord(List<String> has, String word) {
        return has.contains(word) || has.contains(Skills.ANY);
    }

    private boolean reaches(List<String> has, String level) {
        return !has.isEmpty() && levels.rank(has.get(0)) >= levels.rank(level);
    }

    /** The first value that the request does not give and that passes a group over; null where there is none. */
    @Nullable
    String absent(RoutingContext context) {
        for (int i = 0; i < demands.size(); i++) {
            Demand demand = demands.get(i);
            if (demand.words.isEmpty() && !given(demand, context)) {
                return demand.fromRequest.get(0).name;
            }
        }
        return null;
    }

    private boolean given(Demand demand, RoutingContext context) {
        for (int i = 0; i < demand.fromRequest.size(); i++) {
            if (demand.fromRequest.get(i).value(context, ordered(demand)) != null) {
                return true;
            }
        }
        return false;
    }

    /** For reasons: {@code language request.language; level >= skilled}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner("; ");
        for (Demand demand : demands) {
            text.add(demand.group + " " + demand.written);
        }
        return text.toString();
    }
}
