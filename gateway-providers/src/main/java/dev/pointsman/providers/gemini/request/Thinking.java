package dev.pointsman.providers.gemini.request;

import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.Drops;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code thinkingConfig}: effort as a budget of tokens or as a level, never both. Anthropic's {@code thinking} is understood too. Source:
 * ai.google.dev, thinking (autumn 2026).
 */
final class Thinking {
    private static final int LOW_BUDGET = 1024;
    private static final int MEDIUM_BUDGET = 8192;
    private static final int HIGH_BUDGET = 24_576;

    private final ChatRequest request;
    private final GeminiModel model;
    private final Drops drops;
    private final ObjectNode config = JsonNodeFactory.instance.objectNode();

    private Thinking(ChatRequest request, GeminiModel model, Drops drops) {
        this.request = request;
        this.model = model;
        this.drops = drops;
    }

    /** Null where there is nothing to say; {@code own} is what the client said in Google's words. */
    static @Nullable ObjectNode config(
            ChatRequest request, GeminiModel model, boolean thoughts, @Nullable JsonNode own, Drops drops) {
        Thinking thinking = new Thinking(request, model, drops);
        thinking.effort();
        if (thinking.wantsThoughts(thoughts)) {
            thinking.config.put("includeThoughts", true);
        }
        if (own != null) {
            thinking.own(own);
        }
        return thinking.config.isEmpty() ? null : thinking.config;
    }

    private boolean wantsThoughts(boolean always) {
        JsonNode reasoning = request.field("reasoning");
        JsonNode summary = reasoning == null ? null : reasoning.get("summary");
        JsonNode thinking = request.field("thinking");
        String kind = thinking == null ? "" : thinking.path("type").asString("");
        boolean asked = (summary != null && !summary.isNull()) || kind.equals("enabled") || kind.equals("adaptive");
        boolean off = "none".equals(request.reasoningEffort()) || kind.equals("disabled");
        return model.reasoning() != GeminiModel.Reasoning.NONE && !off && (always || asked);
    }

    private void effort() {
        String effort = request.reasoningEffort();
        JsonNode thinking = request.field("thinking");
        if (effort == null && thinking != null) {
            ofAnthropics(thinking);
            return;
        }
        if (effort == null) {
            return;
        }
        if (model.reasoning() == GeminiModel.Reasoning.NONE) {
            if (!effort.equals("none")) {
                drops.lose("reasoning_effort");
            }
            return;
        }
        switch (effort) {
            case "none" -> ask(model.leastBudget(), model.leastLevel());
            case "minimal" -> ask(LOW_BUDGET, model.leastLevel());
            case "low" -> ask(LOW_BUDGET, "low");
            case "medium" -> ask(MEDIUM_BUDGET, model.mediumLevel());
            case "high" -> ask(HIGH_BUDGET, "high");
            case "xhigh", "max" -> ask(model.mostBudget(), "high");
            default -> drops.lose("reasoning_effort");
        }
    }

    private void ofAnthropics(JsonNode thinking) {
        int budget = thinking.path("budget_tokens").asInt(-1);
        boolean off = thinking.path("type").asString("").equals("disabled");
        if (!off && budget < 0) {
            return;
        }
        if (model.reasoning() == GeminiModel.Reasoning.NONE) {
            if (!off) {
                drops.lose("thinking");
            }
        } else if (off) {
            ask(model.leastBudget(), model.leastLevel());
        } else {
            String level = budget <= LOW_BUDGET ? "low" : budget <= MEDIUM_BUDGET ? model.mediumLevel() : "high";
            ask(Math.max(model.leastBudget(), Math.min(budget, model.mostBudget())), level);
        }
    }

    private void ask(int budget, String level) {
        if (model.reasoning() == GeminiModel.Reasoning.LEVEL) {
            config.put("thinkingLevel", level);
        } else {
            config.put("thinkingBudget", budget);
        }
    }

    private void own(JsonNode own) {
        for (var field : own.properties()) {
            String name = CamelCase.of(field.getKey());
            if (name.equals("thinkingBudget")) {
                config.remove("thinkingLevel");
            } else if (name.equals("thinkingLevel")) {
                config.remove("thinkingBudget");
            }
            config.set(name, field.getValue());
        }
    }
}
