package dev.pointsman.quota;

import dev.pointsman.config.ConfigNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the policy's {@code limits}.
 *
 * @param name unique; made of {@code per} and of what is limited where the policy gives none
 * @param requests null where they are not limited; so with tokens and spend
 * @param tokens of prompts and replies together
 * @param concurrent requests under way, 0 where they are not limited
 * @param spend nano-dollars
 * @param use the model that requests beyond the limit go to; null where they are refused
 * @param only the subjects that it is for; empty for all
 * @param unknownPriceAllowed calls whose price is not known pass a limit of spend, and count nothing
 */
public record LimitSettings(
        String name,
        Per per,
        @Nullable Rate requests,
        @Nullable Rate tokens,
        int concurrent,
        @Nullable Rate spend,
        @Nullable String use,
        Set<String> only,
        boolean unknownPriceAllowed) {
    private static final Set<String> REST = Set.of("name", "per", "for", "then", "unknown_price");
    private static final int MOST_LIMITS = 100;
    private static final int MOST_CONCURRENT = 1_000_000;

    private enum UnknownPrice {
        REFUSE,
        ALLOW
    }

    public LimitSettings {
        only = Set.copyOf(only);
    }

    /** Of the whole list; mistakes are noted. */
    public static List<LimitSettings> listFrom(ConfigNode limits, KnownSubjects known) {
        List<LimitSettings> all = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ConfigNode node : limits.items()) {
            LimitSettings limit = from(node, known);
            if (node.isMap() && !names.add(limit.name())) {
                node.problem("another limit is named \"" + limit.name()
                        + "\" (expected: a name of its own, as in name: " + limit.name() + "-2)");
            }
            all.add(limit);
        }
        if (all.size() > MOST_LIMITS) {
            limits.problem("expected at most " + MOST_LIMITS + " limits but found " + all.size());
        }
        return List.copyOf(all);
    }

    private static LimitSettings from(ConfigNode node, KnownSubjects known) {
        node.onlyKeys("name", "per", "for", "requests", "tokens", "concurrent", "spend", "then", "unknown_price");
        ConfigNode perNode = node.required("per");
        Per per = perNode == null ? new Per(Per.Kind.KEY, "") : Per.from(perNode);
        ConfigNode concurrent = node.at("concurrent");
        ConfigNode spend = node.at("spend");
        ConfigNode then = node.at("then");
        ConfigNode only = node.at("for");
        ConfigNode unknownPrice = node.at("unknown_price");
        LimitSettings unnamed = new LimitSettings(
                "",
                per,
                count(node.at("requests")),
                count(node.at("tokens")),
                concurrent == null ? 0 : concurrent.integer(1, MOST_CONCURRENT, 1),
                spend == null ? null : Rate.dollars(spend),
                then == null ? null : use(then, known),
                only == null ? Set.of() : known.subjects(per, only),
                unknownPrice != null
                        && unknownPrice.oneOf(UnknownPrice.class, UnknownPrice.REFUSE) == UnknownPrice.ALLOW);
        if (node.isMap()) {
            unnamed.check(node, known);
        }
        ConfigNode name = node.at("name");
        return unnamed.named(name == null ? unnamed.madeName() : known.name(name));
    }

    private static @Nullable Rate count(@Nullable ConfigNode node) {
        return node == null ? null : Rate.count(node);
    }

    private static @Nullable String use(ConfigNode then, KnownSubjects known) {
        if (then.isScalar()) {
            if (!then.text().equals("reject")) {
                then.problem("expected reject or { use: MODEL } but found \"" + then.text() + "\"");
            }
            return null;
        }
        then.onlyKeys("use");
        ConfigNode model = then.required("use");
        return model == null ? null : known.model(model);
    }

    private void check(ConfigNode node, KnownSubjects known) {
        if (REST.containsAll(node.entries().keySet())) {
            node.problem("limits nothing (expected: requests, tokens, concurrent or spend)");
        }
        ConfigNode spendNode = node.at("spend");
        if (spendNode != null && spend != null && !unknownPriceAllowed) {
            known.checkPrices(this, spendNode);
        }
        if (spendNode == null && node.at("unknown_price") != null) {
            node.problemAtKey("unknown_price", "\"unknown_price\" has a meaning only beside \"spend\"");
        }
    }

    private LimitSettings named(String given) {
        return new LimitSettings(given, per, requests, tokens, concurrent, spend, use, only, unknownPriceAllowed);
    }

    /** Without numbers: a changed number leaves the name, and so what is counted. */
    private String madeName() {
        StringBuilder made = new StringBuilder(per.word());
        if (requests != null) {
            made.append("-requests");
        }
        if (tokens != null) {
            made.append("-tokens");
        }
        if (concurrent > 0) {
            made.append("-concurrent");
        }
        if (spend != null) {
            made.append("-spend");
        }
        return made.toString();
    }

    /** Whether requests, tokens or what is under way is limited. */
    public boolean limitsRates() {
        return requests != null || tokens != null || concurrent > 0;
    }

    /** Whether it is for that subject. */
    public boolean covers(String subject) {
        return only.isEmpty() || only.contains(subject);
    }
}
