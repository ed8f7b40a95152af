package dev.pointsman.routing.rules;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.routing.RoutingContext;
import java.util.List;

/** A {@code when} outside the rules, in their language: whether it holds for a request. Immutable; shared by all loops. */
public final class RequestCondition {
    /** Holds for no request. */
    public static final RequestCondition NEVER = new RequestCondition(Condition.any(List.of()), new ConditionParser());

    private final Condition condition;
    private final Vocabulary ofText;
    private final Vocabulary ofSystem;

    private RequestCondition(Condition condition, ConditionParser parser) {
        this.condition = condition;
        this.ofText = parser.ofText();
        this.ofSystem = parser.ofSystem();
    }

    /**
     * Reads it; notes mistakes at their nodes.
     *
     * @param name salts a {@code share}
     */
    public static RequestCondition from(ConfigNode when, String name) {
        ConditionParser parser = new ConditionParser();
        return new RequestCondition(parser.parse(when, name), parser);
    }

    /** Whether it holds; where something it asks for cannot be told, it does not. */
    public boolean holds(RoutingContext context) {
        return condition.test(new Situation(context, ofText, ofSystem)) == Verdict.YES;
    }
}
