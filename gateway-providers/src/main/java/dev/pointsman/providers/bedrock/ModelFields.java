package dev.pointsman.providers.bedrock;

import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.Drops;
import dev.pointsman.providers.claude.ClaudeModel;
import dev.pointsman.providers.claude.Sampling;
import dev.pointsman.providers.claude.Thinking;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a model takes in words of its vendor ({@code additionalModelRequestFields}), and how it is to choose its words, which hangs together with
 * that. Source: Amazon Bedrock's user guide, pages of each vendor's parameters (autumn 2026).
 */
final class ModelFields {
    private final ChatRequest request;
    private final BedrockModel model;
    private final Turns turns;
    private final ToolConfig tools;
    private final List<String> beta;
    private final Drops drops;
    private final ObjectNode fields;

    ModelFields(
            ChatRequest request, BedrockModel model, Turns turns, ToolConfig tools, List<String> beta, Drops drops) {
        this.request = request;
        this.model = model;
        this.turns = turns;
        this.tools = tools;
        this.beta = beta;
        this.drops = drops;
        this.fields = request.field("additionalModelRequestFields") instanceof ObjectNode own
                ? own.deepCopy()
                : JsonNodeFactory.instance.objectNode();
    }

    /** The fields; what has a place in {@code inferenceConfig} is put there, and its {@code maxTokens} may be raised. */
    ObjectNode json(ObjectNode inference) {
        if (model.isClaude()) {
            claude(inference);
        } else {
            sampling(inference);
            effort();
        }
        ObjectNode single = tools.oneAtATime();
        if (single != null) {
            fields.set("tool_choice", single);
        }
        return fields;
    }

    private void claude(ObjectNode inference) {
        drops.mapped("thinking", "output_config", "anthropic_beta");
        ClaudeModel claude = model.claude();
        if (tools.forced() && claude.reasoning() == ClaudeModel.Reasoning.ALWAYS) {
            tools.relax();
        }
        Thinking thinking = Thinking.of(request, claude, drops)
                .beside(tools.forced(), turns.lostThinking(), request, claude, drops);
        Sampling sampling = Sampling.of(request, claude, thinking.on(), drops);
        put(inference, sampling.temperature(), sampling.topP());
        if (sampling.topK() != null) {
            fields.put("top_k", sampling.topK());
        }
        int wanted = inference.path("maxTokens").asInt(-1);
        int most = wanted < 0 ? Integer.MAX_VALUE : thinking.room(wanted, claude);
        if (wanted >= 0) {
            inference.put("maxTokens", most);
        }
        ObjectNode told = thinking.field(most);
        if (told != null) {
            fields.set("thinking", told);
        }
        ObjectNode config = request.field("output_config") instanceof ObjectNode own
                ? own.deepCopy()
                : JsonNodeFactory.instance.objectNode();
        if (thinking.effort() != null) {
            config.put("effort", thinking.effort());
        }
        if (!config.isEmpty()) {
            fields.set("output_config", config);
        }
        beta();
    }

    private void beta() {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        beta.forEach(all::add);
        JsonNode asked = request.field("anthropic_beta");
        if (asked != null) {
            asked.forEach(all::add);
        }
        if (!all.isEmpty()) {
            fields.set("anthropic_beta", all);
        }
    }

    private void sampling(ObjectNode inference) {
        Double temperature = request.number("temperature");
        put(
                inference,
                temperature == null ? null : (Double) Math.max(0, Math.min(1, temperature)),
                request.number("top_p"));
        Double topK = request.number("top_k");
        if (topK == null) {
            return;
        }
        switch (model.family()) {
            case NOVA, NOVA_2 -> fields.withObject("inferenceConfig").put("topK", topK.intValue());
            case MISTRAL -> fields.put("top_k", topK.intValue());
            case COHERE -> fields.put("k", topK.intValue());
            case CLAUDE, OPENAI, OTHER -> drops.lose("top_k");
        }
    }

    private static void put(ObjectNode inference, @Nullable Double temperature, @Nullable Double topP) {
        if (temperature != null) {
            inference.put("temperature", temperature);
        }
        if (topP != null) {
            inference.put("topP", topP);
        }
    }

    private void effort() {
        String effort = request.reasoningEffort();
        if (effort == null) {
            return;
        }
        String known = switch (effort) {
            case "minimal", "low" -> "low";
            case "medium" -> "medium";
            case "none" -> "none";
            default -> "high";
        };
        switch (model.family()) {
            case NOVA_2 -> reasoningConfig(known);
            case OPENAI -> fields.put("reasoning_effort", known.equals("none") ? "low" : known);
            case CLAUDE, NOVA, MISTRAL, COHERE, OTHER -> {
                if (!known.equals("none")) {
                    drops.lose("reasoning_effort");
                }
            }
        }
    }

    private void reasoningConfig(String effort) {
        ObjectNode config = fields.putObject("reasoningConfig");
        if (effort.equals("none")) {
            config.put("type", "disabled");
        } else {
            config.put("type", "enabled").put("maxReasoningEffort", effort);
        }
    }
}
