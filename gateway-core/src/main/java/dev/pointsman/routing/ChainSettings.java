package dev.pointsman.routing;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The policy's {@code chain}: the order of the routers. {@code capability} is first and {@code balance} last whether named or not, and
 * {@code session} is the last of the others unless the chain gives it another place.
 *
 * @param steps in order, without capability and balance
 */
public record ChainSettings(List<Step> steps) {
    /** {@code rules}, {@code score}, {@code session}, or a plug-in router. */
    public record Step(String name, @Nullable Router plugIn) {}

    private static final Step RULES = new Step("rules", null);
    private static final Step SCORE = new Step("score", null);
    private static final Step SESSION = new Step("session", null);
    private static final List<String> WORDS = List.of("capability", "rules", "score", "session", "balance");

    public static final ChainSettings DEFAULT = new ChainSettings(List.of(RULES, SCORE, SESSION));

    public ChainSettings {
        steps = List.copyOf(steps);
    }

    /** Reads {@code chain}; null stands for the default order. Notes mistakes at their nodes. */
    public static ChainSettings from(@Nullable ConfigNode chain, KnownNames names) {
        if (chain == null) {
            return DEFAULT;
        }
        List<Step> steps = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        List<ConfigNode> items = chain.items();
        for (int i = 0; i < items.size(); i++) {
            ConfigNode item = items.get(i);
            if (item.isScalar() && WORDS.contains(item.text())) {
                if (!seen.add(item.text())) {
                    item.problem("\"" + item.text() + "\" stands in the chain twice");
                }
                checkPlace(item, i, items.size(), steps.contains(SESSION));
                builtIn(item.text(), steps);
            } else if (item.isScalar() && item.text().equals("tasks")) {
                item.problem("\"tasks\" is not available yet");
            } else {
                plugIn(item, names, steps);
            }
        }
        if (!steps.contains(SESSION)) {
            steps.add(SESSION);
        }
        return new ChainSettings(steps);
    }

    /**
     * The routers in order.
     *
     * @param session null where the policy remembers no conversations
     */
    public List<Router> routers(Router rules, Router score, @Nullable Router session) {
        List<Router> routers = new ArrayList<>();
        for (Step step : steps) {
            Router plugIn = step.plugIn();
            Router router = plugIn != null ? plugIn : step.equals(RULES) ? rules : step.equals(SCORE) ? score : session;
            if (router != null) {
                routers.add(router);
            }
        }
        return routers;
    }

    private static void checkPlace(ConfigNode item, int at, int size, boolean afterSession) {
        if (item.text().equals("capability") && at > 0) {
            item.problem("\"capability\" is always first");
        }
        if (item.text().equals("balance") && at < size - 1) {
            item.problem("\"balance\" is always last");
        }
        if ((item.text().equals("rules") || item.text().equals("score")) && afterSession) {
            item.problem("\"" + item.text() + "\" stands before \"session\", which keeps what it has ranked");
        }
    }

    private static void builtIn(String name, List<Step> steps) {
        if (name.equals("rules")) {
            steps.add(RULES);
        } else if (name.equals("score")) {
            steps.add(SCORE);
        } else if (name.equals("session")) {
            steps.add(SESSION);
        }
    }

    private static void plugIn(ConfigNode item, KnownNames names, List<Step> steps) {
        if (item.isScalar() && !NearestWord.near(item.text(), WORDS, 1).isEmpty()) {
            item.problem("unknown step \"" + item.text() + "\"" + NearestWord.hint(item.text(), WORDS));
            return;
        }
        Router router = names.plugIn(item);
        if (router != null) {
            steps.add(new Step(router.name(), router));
        }
    }
}
