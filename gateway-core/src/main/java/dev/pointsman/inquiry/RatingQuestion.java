package dev.pointsman.inquiry;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.estimate.Opinion;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks a model of chats how well a small model would answer, from 1 to 5. Where it tells log probabilities, what speaks for the weak model is the
 * probability of a 4 or a 5 among the five digits: RouteLLM's causal router (arXiv 2406.18665, section 4.1.4); else the digit's place between 1 and 5.
 */
final class RatingQuestion implements Question<Opinion> {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int MOST_TOKENS = 4;
    /** The most that every provider gives. */
    private static final int TOP = 5;

    private static final int BEST = 5;
    private static final int GOOD = 4;
    private static final String INSTRUCTION = "How well would a small, cheap language model answer the user's message?"
            + " Rate it from 1 (wrong or of no use) to 5 (as well as the best model there is). Answer with that one"
            + " digit alone. Do not answer the message itself.";

    private final String model;
    private final boolean logprobs;

    /** @param logprobs whether the model can tell how sure it is */
    RatingQuestion(String model, boolean logprobs) {
        this.model = model;
        this.logprobs = logprobs;
    }

    @Override
    public ApiRequest about(String text) {
        ObjectNode body = MAPPER.createObjectNode();
        body.put("model", model);
        ArrayNode messages = body.putArray("messages");
        messages.addObject().put("role", "system").put("content", INSTRUCTION);
        messages.addObject().put("role", "user").put("content", TaskInquiry.cut(text));
        body.put("temperature", 0).put("max_tokens", MOST_TOKENS);
        if (logprobs) {
            body.put("logprobs", true).put("top_logprobs", TOP);
        }
        return ApiRequest.parse(
                Endpoint.CHAT_COMPLETIONS,
                Endpoint.CHAT_COMPLETIONS.path(),
                Headers.of("content-type", "application/json"),
                MAPPER.writeValueAsBytes(body));
    }

    @Override
    public Opinion read(String text, byte[] reply) {
        JsonNode choice;
        try {
            choice = MAPPER.readTree(reply).path("choices").path(0);
        } catch (JacksonException noJson) {
            return Opinion.NONE;
        }
        for (JsonNode token : choice.path("logprobs").path("content")) {
            if (digit(token.path("token").stringValue("")) > 0) {
                double good = good(token);
                return Double.isNaN(good) ? Opinion.NONE : Opinion.preferring(1 - good);
            }
        }
        int digit = digit(choice.path("message").path("content").stringValue(""));
        return digit == 0 ? Opinion.NONE : Opinion.preferring(1 - (digit - 1) / (double) (BEST - 1));
    }

    /** Probability of a 4 or a 5 where a digit stands; NaN where no digit has any. */
    private static double good(JsonNode token) {
        double good = 0;
        double all = 0;
        for (JsonNode other : token.path("top_logprobs")) {
            int digit = digit(other.path("token").stringValue(""));
            double probability =
                    digit == 0 ? 0 : Math.exp(Math.min(0, other.path("logprob").doubleValue(0)));
            all += probability;
            good += digit >= GOOD ? probability : 0;
        }
        return good / all;
    }

    /** 1 to 5; 0 where it is none of these. */
    private static int digit(String token) {
        String stripped = token.strip();
        char first = stripped.isEmpty() ? ' ' : stripped.charAt(0);
        boolean alone = stripped.length() == 1 || (stripped.length() == 2 && stripped.charAt(1) == '.');
        return alone && first >= '1' && first <= '0' + BEST ? first - '0' : 0;
    }

    @Override
    public Opinion nothing(String why) {
        return Opinion.NONE;
    }

    @Override
    public boolean answers(Opinion said) {
        return !Double.isNaN(said.preference());
    }
}
