package dev.pointsman.policy;

import dev.pointsman.access.KeySettings;
import dev.pointsman.catalog.Catalog;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import java.util.Collection;
import java.util.HashMap;
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
    private final Set<String> tasks;
    private final Map<String, KeySettings> keys = new HashMap<>();

    KnownInTests(
            Catalog catalog,
            Collection<String> providers,
            Collection<String> rules,
            Collection<String> tasks,
            Collection<KeySettings> keys) {
        catalog.models().forEach(model -> models.add(model.name()));
        catalog.deployments().forEach(deployment -> deployments.add(deployment.id()));
        this.providers = new TreeSet<>(providers);
        this.rules = new TreeSet<>(rules);
        this.tasks = new TreeSet<>(tasks);
        keys.forEach(key -> this.keys.put(key.name(), key));
    }

    void check(PolicyTest.Fact fact, ConfigNode value) {
        switch (fact) {
            case RULE -> check(value, "rule", rules);
            case MODEL, MODELS, MODEL_NOT -> check(value, "model", models);
            case DEPLOYMENT -> check(value, "deployment", deployments);
            case PROVIDER, PROVIDERS_NOT -> check(value, "provider", providers);
            case ERROR -> value.text();
        }
    }

    /** The deployments that are down where a provider, a model or a deployment is. */
    void checkDown(ConfigNode value) {
        Set<String> all = new TreeSet<>(models);
        all.addAll(providers);
        all.addAll(deployments);
        check(value, "provider, model or deployment", all);
    }

    /** The label. */
    String task(ConfigNode value) {
        check(value, "task", tasks);
        return value.text();
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
