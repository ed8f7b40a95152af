package dev.pointsman.policy;

import dev.pointsman.catalog.Catalog;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.ConfigProblems;
import dev.pointsman.config.NearestWord;
import dev.pointsman.routing.RouterChain;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** What must hold between listeners, keys and models: closed by default, and keys name only what there is. */
final class AccessChecks {
    private final ConfigNode root;
    private final Set<String> askable = new TreeSet<>();

    AccessChecks(ConfigNode root, Catalog catalog, Collection<String> scores) {
        this.root = root;
        catalog.models().forEach(model -> askable.add(model.name()));
        catalog.deployments().forEach(deployment -> askable.add(deployment.id()));
        askable.add("auto");
        scores.forEach(score -> askable.add("auto:" + score));
    }

    /** A key's {@code models} are names a client may ask for, its name is of no managed key. */
    void checkKeys(Set<String> managed) {
        ConfigNode keys = root.at("keys");
        if (keys == null || !keys.isList()) {
            return;
        }
        for (ConfigNode key : keys.items()) {
            ConfigNode name = key.isMap() ? key.at("name") : null;
            if (name != null && name.isScalar() && managed.contains(name.text())) {
                name.problem("another key, which is managed beside the policy, is named \"" + name.text() + "\"");
            }
            ConfigNode models = key.isMap() ? key.at("models") : null;
            if (models != null) {
                models.itemsOrSelf().forEach(this::checkModel);
                checkReach(models);
            }
        }
    }

    /** Without keys only this machine may call; a reachable admin listener is worth a warning. */
    void checkListeners(ServerSettings server, boolean open, ConfigProblems warnings) {
        ConfigNode node = root.orNothing("server");
        if (open && !server.listen().loopback()) {
            node.orNothing("listen")
                    .problem("listening on " + server.listen() + " needs keys (add keys, or listen on 127.0.0.1)");
        } else if (open) {
            warnings.add(
                    root.place(),
                    "keys",
                    "none are listed: whoever reaches " + server.listen() + " on this machine may use every model");
        }
        ListenAddress admin = server.admin();
        if (admin != null && !admin.loopback()) {
            ConfigNode place = node.orNothing("admin");
            warnings.add(
                    place.place(),
                    place.path(),
                    "health and metrics are open to whoever reaches " + admin
                            + (server.adminKey() == null ? "; /admin/ is closed there until admin_key is set" : ""));
        }
        if (admin != null
                && admin.port() != 0
                && admin.port() == server.listen().port()) {
            node.orNothing("admin").problem("the port " + admin.port() + " is that of listen (expected: another one)");
        }
    }

    /** What rules choose among is narrowed to the key's models, so {@code auto} alone reaches nothing. */
    private static void checkReach(ConfigNode models) {
        boolean any = models.itemsOrSelf().stream()
                .anyMatch(name ->
                        !name.isScalar() || !name.text().split(":", -1)[0].equals(RouterChain.AUTO));
        if (!any) {
            models.problem("expected at least one model: \"auto\" goes to the models that are listed beside it");
        }
    }

    private void checkModel(ConfigNode model) {
        if (model.isScalar() && !askable.contains(model.text())) {
            model.problem("unknown model \"" + model.text() + "\"" + NearestWord.hint(model.text(), askable));
        }
    }
}
