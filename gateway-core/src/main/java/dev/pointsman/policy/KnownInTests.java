package dev.pointsman.policy;

import dev.pointsman.access.KeySettings;
import dev.pointsman.catalog.Catalog;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import dev.pointsman.routing.facts.Conversation;
import dev.pointsman.routing.facts.Conversation.Warm;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The names a policy's tests may use. */
final class KnownInTests {
    private final Set<String> models = new TreeSet<>();
    private final Set<String> deployments = new TreeSet<>();
    private final Set<String> providers;
    private final Set<String> rules;
    private final Set<String> spenders;
    private final Set<String> tasks;
    private final boolean sessions;
    private final Map<String, KeySettings> keys = new HashMap<>();

    /** @param spenders names of scores and limits, which may be over their budget */
    KnownInTests(
            Catalog catalog,
            Collection<String> providers,
            Collection<String> rules,
            Collection<String> spenders,
            Collection<String> tasks,
            Collection<KeySettings> keys,
            boolean sessions) {
        catalog.models().forEach(model -> models.add(model.name()));
        catalog.deployments().forEach(deployment -> deployments.add(deployment.id()));
        this.providers = new TreeSet<>(providers);
        this.rules = new TreeSet<>(rules);
        this.spenders = new TreeSet<>(spenders);
        this.tasks = new TreeSet<>(tasks);
        this.sessions = sessions;
        keys.forEach(key -> this.keys.put(key.name(), key));
    }

    void check(PolicyTest.Fact fact, ConfigNode value) {
        switch (fact) {
            case RULE -> check(value, "rule", rules);
            case MODEL, MODELS, MODEL_NOT -> check(value, "model", models);
            case DEPLOYMENT -> check(value, "deployment", deployments);
            case PROVIDER, PROVIDERS_NOT -> check(value, "provider", providers);
            case ERROR, REASON -> value.text();
        }
    }

    /** A name of what has a spend target or a budget. */
    void checkSpender(ConfigNode value) {
        Set<String> all = new TreeSet<>(spenders);
        all.addAll(keys.keySet());
        check(value, "score, key or limit", all);
    }

    /** The same as {@link #checkDown(ConfigNode)}, of a key of a map. */
    void checkDown(ConfigNode map, String name) {
        Set<String> all = callable();
        if (!all.contains(name)) {
            map.problemAtKey(
                    name, "unknown provider, model or deployment \"" + name + "\"" + NearestWord.hint(name, all));
        }
    }

    private Set<String> callable() {
        Set<String> all = new TreeSet<>(models);
        all.addAll(providers);
        all.addAll(deployments);
        return all;
    }

    /** The deployments that are down where a provider, a model or a deployment is. */
    void checkDown(ConfigNode value) {
        check(value, "provider, model or deployment", callable());
    }

    /** The label. */
    String task(ConfigNode value) {
        check(value, "task", tasks);
        return value.text();
    }

    /** The conversation that a test says is remembered. */
    Conversation conversation(ConfigNode given) {
        given.onlyKeys("model", "deployment", "tokens", "tool_result");
        if (!sessions) {
            given.problem("nothing is remembered of conversations: the policy has no section \"session\"");
        }
        ConfigNode model = given.required("model");
        ConfigNode deployment = given.at("deployment");
        if (model != null) {
            check(model, "model", models);
        }
        List<Warm> warm = new ArrayList<>(1);
        int tokens = given.read("tokens", 0, ConfigNode::count);
        if (deployment != null) {
            check(deployment, "deployment", deployments);
            warm.add(new Warm(deployment.text(), tokens));
        } else if (tokens > 0) {
            given.problemAtKey("tokens", "expected \"deployment\" beside it: where they are warm");
        }
        boolean amidTools = given.read("tool_result", false, ConfigNode::bool);
        return new Conversation("test", model == null ? "" : model.text(), warm, amidTools);
    }

    @Nullable
    KeySettings key(ConfigNode value) {
        check(value, "key", keys.keySet());
        return value.isScalar() ? keys.get(value.text()) : null;
    }

    private static void check(ConfigNode value, String what, Collection<String> known) {
        String name = value.text();
        if (value.isScalar() && !known.contains(name)) {
            value.problem("unknown " + what + " \"" + name + "\"" + NearestWord.hint(name, known));
        }
    }
}
