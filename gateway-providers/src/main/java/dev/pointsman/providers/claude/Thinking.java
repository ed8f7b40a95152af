package dev.pointsman.providers.claude;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How the model is asked to reason.
 *
 * @param thinking value of the field; null to leave it out
 * @param effort of {@code output_config}; null to leave it out
 * @param budget of tokens, 0 where the model keeps its own measure
 */
public record Thinking(
        @Nullable ObjectNode thinking, @Nullable String effort, int budget) {
    private static final Thinking UNSAID = new Thinking(null, null, 0);

    /** As the client said it in Anthropic's own words. */
    public static Thinking of(JsonNode own) {
        return own instanceof ObjectNode object
                ? new Thinking(object, null, object.path("budget_tokens").asInt(0))
                : UNSAID;
    }

    /** As OpenAI's {@code reasoning_effort} asks for it. */
    public static Thinking of(@Nullable String effort, ClaudeModel model) {
        if (effort == null || model.reasoning() == ClaudeModel.Reasoning.NONE) {
            return UNSAID;
        }
        if (effort.equals("none")) {
            return off(model);
        }
        if (model.reasoning() == ClaudeModel.Reasoning.BUDGET) {
            int budget = switch (effort) {
                case "minimal", "low" -> 1024;
                case "medium" -> 4096;
                case "high" -> 16_384;
                default -> 32_000;
            };
            return new Thinking(object("enabled").put("budget_tokens", budget), null, budget);
        }
        String told = switch (effort) {
            case "minimal", "low" -> "low";
            case "medium", "high", "max" -> effort;
            default -> model.xhigh() ? "xhigh" : "max";
        };
        return new Thinking(object("adaptive").put("display", "summarized"), told, 0);
    }

    /** Not at all; or as little as the model knows. */
    public static Thinking off(ClaudeModel model) {
        return switch (model.reasoning()) {
            case NONE, BUDGET -> UNSAID;
            case ADAPTIVE -> new Thinking(object("disabled"), null, 0);
            case ALWAYS -> new Thinking(null, "low", 0);
        };
    }

    /** Whether it was asked for. */
    public boolean on() {
        return thinking != null && !thinking.path("type").asString("").equals("disabled");
    }

    private static ObjectNode object(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
