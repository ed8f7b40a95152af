package dev.pointsman.inquiry;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.learned.task.TaskLabel;
import dev.pointsman.signal.TaskFinding;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks a model of chats which label fits: one instruction, temperature 0, one word back. */
final class LabelQuestion implements Question<TaskFinding> {
    /** Of an answer without log probabilities. */
    static final double USUAL_CONFIDENCE = 0.8;

    private static final int MOST_TOKENS = 16;
    private static final int MOST_EXAMPLES = 3;
    private static final String NONE = "none";
    private static final JsonMapper MAPPER = new JsonMapper();

    private final String model;
    private final List<TaskLabel> labels;
    private final double least;
    private final boolean logprobs;
    private final String instruction;

    /**
     * @param least confidence, below which an answer is not taken
     * @param logprobs whether the model can tell how sure it is
     */
    LabelQuestion(String model, List<TaskLabel> labels, double least, boolean logprobs) {
        this.model = model;
        this.labels = List.copyOf(labels);
        this.least = least;
        this.logprobs = logprobs;
        this.instruction = instruction(labels);
    }

    @Override
    public ApiRequest about(String text) {
        ObjectNode body = MAPPER.createObjectNode();
        body.put("model", model);
        ArrayNode messages = body.putArray("messages");
        messages.addObject().put("role", "system").put("content", instruction);
        messages.addObject().put("role", "user").put("content", text);
        body.put("temperature", 0).put("max_tokens", MOST_TOKENS);
        if (logprobs) {
            body.put("logprobs", true);
        }
        return ApiRequest.parse(
                Endpoint.CHAT_COMPLETIONS,
                Endpoint.CHAT_COMPLETIONS.path(),
                Headers.of("content-type", "application/json"),
                MAPPER.writeValueAsBytes(body));
    }

    @Override
    public TaskFinding nothing(String why) {
        return TaskFinding.abstained(why);
    }

    @Override
    public boolean answers(TaskFinding said) {
        return said.guess() != null;
    }

    @Override
    public TaskFinding read(String text, byte[] reply) {
        JsonNode choice;
        try {
            choice = MAPPER.readTree(reply).path("choices").path(0);
        } catch (JacksonException noJson) {
            return TaskFinding.abstained(model + " gave no label");
        }
        String word = word(choice.path("message").path("content").stringValue(""));
        if (word.equals(NONE)) {
            return TaskFinding.abstained(model + " says none of them");
        }
        String label = label(word);
        return label == null
                ? TaskFinding.abstained(model + " gave no label")
                : TaskFinding.of(label, confidence(choice), least).by("asked " + model);
    }

    /** The probability of all the answer's tokens. */
    private static double confidence(JsonNode choice) {
        JsonNode tokens = choice.path("logprobs").path("content");
        if (!tokens.isArray() || tokens.isEmpty()) {
            return USUAL_CONFIDENCE;
        }
        double sum = 0;
        for (JsonNode token : tokens) {
            sum += token.path("logprob").doubleValue(0);
        }
        return Math.exp(Math.min(0, sum));
    }

    /** One word is asked for: its quotes and its full stop are forgiven, more words are not. */
    private static String word(String answer) {
        String word = answer.strip();
        while (!word.isEmpty() && "\"'`.*".indexOf(word.charAt(word.length() - 1)) >= 0) {
            word = word.substring(0, word.length() - 1);
        }
        while (!word.isEmpty() && "\"'`*".indexOf(word.charAt(0)) >= 0) {
            word = word.substring(1);
        }
        return word.toLowerCase(Locale.ROOT);
    }

    private @Nullable String label(String word) {
        for (TaskLabel label : labels) {
            if (label.name().toLowerCase(Locale.ROOT).equals(word)) {
                return label.name();
            }
        }
        return null;
    }

    private static String instruction(List<TaskLabel> labels) {
        StringBuilder text = new StringBuilder("Which of these labels fits the user's message? Answer with the label"
                + " alone, or with \"none\" if none fits. Do not answer the message itself.\n");
        for (TaskLabel label : labels) {
            text.append("- ").append(label.name());
            int examples = Math.min(MOST_EXAMPLES, label.like().size());
            for (int i = 0; i < examples; i++) {
                text.append(i == 0 ? ", such as: " : "; ").append(label.like().get(i));
            }
            text.append('\n');
        }
        return text.toString();
    }
}
