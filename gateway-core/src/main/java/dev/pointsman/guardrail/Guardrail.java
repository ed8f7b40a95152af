package dev.pointsman.guardrail;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One guardrail of a policy. It has finders, or a webhook that is asked.
 *
 * @param name unique in the policy
 * @param finders none where it asks a webhook
 * @param action what is done where something is found
 * @param webhook null where it has finders
 */
public record Guardrail(
        String name,
        Set<Stage> stages,
        List<TextFinder> finders,
        Action action,
        @Nullable Webhook webhook,
        Scope scope) {
    /** Where it looks. */
    public enum Stage {
        /** At what a client sends, before it is routed. */
        REQUEST,
        /** At what it gets. */
        REPLY;

        /** In tags, records and questions. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What it does. */
    public enum Action {
        /** The request, or the reply, ends there. */
        BLOCK,
        /** A mark stands in the place of what was found. */
        REDACT,
        /** It is only told that something was found. */
        ANNOTATE;

        /** In tags and records. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Whose requests it looks at; an empty set stands for all.
     *
     * @param models names that clients ask for
     */
    public record Scope(Set<String> keys, Set<String> teams, Set<String> models) {
        public static final Scope ALL = new Scope(Set.of(), Set.of(), Set.of());

        public Scope {
            keys = Set.copyOf(keys);
            teams = Set.copyOf(teams);
            models = Set.copyOf(models);
        }

        boolean has(String key, @Nullable String team, String asked) {
            return (keys.isEmpty() || keys.contains(key))
                    && (teams.isEmpty() || (team != null && teams.contains(team)))
                    && (models.isEmpty() || models.contains(asked));
        }
    }

    public Guardrail {
        stages = Set.copyOf(stages);
        finders = List.copyOf(finders);
    }

    /** Whether it looks at that side of a request. */
    public boolean holds(Stage stage, String key, @Nullable String team, String asked) {
        return stages.contains(stage) && scope.has(key, team, asked);
    }
}
