package dev.pointsman.providers.claude;

import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.Drops;
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

    /** What a request asks for, in Anthropic's own words ({@code thinking}) or in OpenAI's; what the model has not is lost. */
    public static Thinking of(ChatRequest request, ClaudeModel model, Drops drops) {
        JsonNode own = request.field("thinking");
        if (own != null) {
            return of(own);
        }
        String effort = request.reasoningEffort();
        if (effort != null && model.reasoning() == ClaudeModel.Reasoning.NONE) {
            drops.lose("reasoning_effort");
        }
        return of(effort, model);
    }

    private static Thinking of(JsonNode own) {
        return own instanceof ObjectNode object
                ? new Thinking(object, null, object.path("budget_tokens").asInt(0))
                : UNSAID;
    }

    private static Thinking of(@Nullable String effort, ClaudeModel model) {
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

    /**
     * What is left of it, told as lost where that is less: a call that must be made rules thinking out ({@code forced}), and so does a loop of tools
     * whose thinking the client did not keep ({@code lostThinking}). A model that always thinks is the caller's to see to.
     */
    public Thinking beside(boolean forced, boolean lostThinking, ChatRequest request, ClaudeModel model, Drops drops) {
        boolean own = request.field("thinking") != null;
        if (!on() || model.reasoning() == ClaudeModel.Reasoning.ALWAYS || !(forced || (!own && lostThinking))) {
            return this;
        }
        drops.lose(own ? "thinking" : "reasoning_effort");
        return off(model);
    }

    /** Most output tokens to ask for where {@code most} are wanted: the budget must be less. */
    public int room(int most, ClaudeModel model) {
        return budget >= most ? Math.min(most + budget, Math.max(most, model.maxTokens())) : most;
    }

    /** Value of the field under that many output tokens; null to leave it out. */
    public @Nullable ObjectNode field(int most) {
        ObjectNode told = thinking == null ? null : thinking.deepCopy();
        if (told != null && budget >= most) {
            told.put("budget_tokens", Math.max(1024, most - 1));
        }
        return told;
    }

    /** Not at all; or as little as the model knows. */
    private static Thinking off(ClaudeModel model) {
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
