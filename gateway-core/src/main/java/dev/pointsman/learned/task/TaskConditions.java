package dev.pointsman.learned.task;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import java.util.List;

/** What must hold between the policy's tasks and the rules that ask for them. */
public final class TaskConditions {
    private final TaskSettings tasks;

    private TaskConditions(TaskSettings tasks) {
        this.tasks = tasks;
    }

    /** Notes every condition that asks for a task that is none. */
    public static void check(TaskSettings tasks, ConfigNode root) {
        boolean hasTasks = root.at("tasks") != null;
        if (hasTasks && tasks.labels().isEmpty()) {
            return; // what is wrong with them is noted already
        }
        TaskConditions conditions = new TaskConditions(tasks);
        ConfigNode rules = root.orNothing("rules");
        for (ConfigNode rule : rules.isList() ? rules.items() : List.<ConfigNode>of()) {
            ConfigNode when = rule.isMap() ? rule.at("when") : null;
            if (when != null) {
                conditions.read(when, hasTasks);
            }
        }
    }

    /** Those of a map, and of the maps in its {@code any}, {@code all} and {@code not}. */
    private void read(ConfigNode node, boolean hasTasks) {
        if (node.isList()) {
            node.items().forEach(item -> read(item, hasTasks));
        } else if (node.isMap()) {
            node.entries().forEach((key, value) -> {
                if (key.equals("task") && !hasTasks) {
                    node.problemAtKey(key, "the condition \"task\" needs the section \"tasks\", which is missing");
                } else if (key.equals("task")) {
                    value.itemsOrSelf().forEach(this::label);
                } else if (key.equals("any") || key.equals("all") || key.equals("not")) {
                    read(value, hasTasks);
                }
            });
        }
    }

    /** A name; patterns and {@code *} may stand for any. */
    private void label(ConfigNode node) {
        String name = node.isScalar() ? node.text() : "*";
        if (!tasks.labels().contains(name) && !name.equals("*") && !name.startsWith("/")) {
            node.problem("unknown task \"" + name + "\"" + NearestWord.hint(name, tasks.labels()));
        }
    }
}
