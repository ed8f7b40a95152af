package dev.pointsman.quota;

import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What limits may name, and which prices they need. */
public final class KnownSubjects {
    /** Deployments without a price that a problem names. */
    private static final int SHOWN = 5;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,60}");

    private final Catalog catalog;
    private final Collection<String> providers;
    private final List<Holder> keys;

    /**
     * A virtual key.
     *
     * @param models names it may ask for; null for all
     */
    public record Holder(
            String key, @Nullable String team, @Nullable Set<String> models) {}

    public KnownSubjects(Catalog catalog, Collection<String> providers, List<Holder> keys) {
        this.catalog = catalog;
        this.providers = providers;
        this.keys = keys;
    }

    String name(ConfigNode node) {
        String text = node.text();
        if (node.isScalar() && !NAME.matcher(text).matches()) {
            node.problem(
                    "expected letters, digits, dots, dashes and underscores, at most 60, but found \"" + text + "\"");
        }
        return text;
    }

    String model(ConfigNode node) {
        Set<String> models = models();
        check(node, "model", models);
        return node.text();
    }

    /** The subjects that a limit is for; those of users and headers are not known beforehand. */
    Set<String> subjects(Per per, ConfigNode node) {
        Set<String> known = switch (per.kind()) {
            case KEY -> keyNames();
            case TEAM -> teams();
            case MODEL -> models();
            case PROVIDER -> new TreeSet<>(providers);
            case DEPLOYMENT -> deployments();
            case USER, HEADER -> Set.of();
        };
        Set<String> named = new LinkedHashSet<>();
        for (ConfigNode item : node.itemsOrSelf()) {
            if (per.kind() != Per.Kind.USER && per.kind() != Per.Kind.HEADER) {
                check(item, per.word(), known);
            }
            named.add(item.text());
        }
        if (named.isEmpty()) {
            node.problem("expected at least one " + per.word());
        }
        return named;
    }

    /** Notes the deployments that the limit may have to price and cannot, together: they have one remedy. */
    void checkPrices(LimitSettings limit, ConfigNode node) {
        Set<String> unpriced = new LinkedHashSet<>();
        Set<String> reach = reach(limit);
        for (Model model : catalog.models()) {
            for (Deployment deployment : model.deployments()) {
                boolean real = providers.contains(deployment.provider()); // else that is the mistake to be told
                if (real && deployment.price() == null && counts(limit, model, deployment, reach)) {
                    unpriced.add(deployment.id() + " (model " + model.name() + ")");
                }
            }
        }
        if (!unpriced.isEmpty()) {
            String more = unpriced.size() <= SHOWN ? "" : " and " + (unpriced.size() - SHOWN) + " more";
            node.problem("no price is known of "
                    + unpriced.stream().limit(SHOWN).collect(Collectors.joining(", ")) + more
                    + " (expected: prices there or in \"prices\", or unknown_price: allow here)");
        }
    }

    private static boolean counts(
            LimitSettings limit, Model model, Deployment deployment, @Nullable Set<String> reach) {
        return switch (limit.per().kind()) {
            case MODEL -> limit.covers(model.name());
            case PROVIDER -> limit.covers(deployment.provider());
            case DEPLOYMENT -> limit.covers(deployment.id());
            case KEY, TEAM, USER, HEADER ->
                reach == null || reach.contains(model.name()) || reach.contains(deployment.id());
        };
    }

    /** The names that the keys of a limit may ask for; null where that is everything. */
    private @Nullable Set<String> reach(LimitSettings limit) {
        Set<String> reach = new HashSet<>();
        boolean any = false;
        for (Holder holder : keys) {
            boolean within = switch (limit.per().kind()) {
                case KEY -> limit.covers(holder.key());
                case TEAM -> holder.team() != null && limit.covers(holder.team());
                case USER, HEADER, MODEL, PROVIDER, DEPLOYMENT -> true;
            };
            if (within && holder.models() == null) {
                return null;
            }
            if (within && holder.models() != null) {
                any = true;
                reach.addAll(holder.models());
            }
        }
        return any || !keys.isEmpty() ? reach : null;
    }

    private Set<String> models() {
        Set<String> names = new TreeSet<>();
        catalog.models().forEach(model -> names.add(model.name()));
        return names;
    }

    private Set<String> deployments() {
        Set<String> ids = new TreeSet<>();
        catalog.deployments().forEach(deployment -> ids.add(deployment.id()));
        return ids;
    }

    private Set<String> keyNames() {
        Set<String> names = new TreeSet<>();
        keys.forEach(holder -> names.add(holder.key()));
        return names;
    }

    private Set<String> teams() {
        Set<String> names = new TreeSet<>();
        for (Holder holder : keys) {
            if (holder.team() != null) {
                names.add(holder.team());
            }
        }
        return names;
    }

    private static void check(ConfigNode value, String what, Collection<String> known) {
        String name = value.text();
        if (value.isScalar() && !known.contains(name)) {
            value.problem("unknown " + what + " \"" + name + "\"" + NearestWord.hint(name, known));
        }
    }
}
