package dev.pointsman.providers.gemini.request;

import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.Drops;
import dev.pointsman.provider.chat.ResponseFormat;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes {@code generationConfig}: limits, sampling, what the answer must look like, and thinking. */
final class GenerationConfig {
    private static final int MOST_CHOICES = 8;
    private static final int MOST_STOPS = 5;
    /** Fields of Google's own that stand in {@code generationConfig} though a client may give them beside it. */
    private static final List<String> INNER =
            List.of("responseModalities", "speechConfig", "imageConfig", "mediaResolution");

    private final ChatRequest request;
    private final GeminiModel model;
    private final GenerateOptions options;
    private final OwnFields own;
    private final Drops drops;
    private final ObjectNode out = JsonNodeFactory.instance.objectNode();

    GenerationConfig(ChatRequest request, GeminiModel model, GenerateOptions options, OwnFields own, Drops drops) {
        this.request = request;
        this.model = model;
        this.options = options;
        this.own = own;
        this.drops = drops.mapped(
                "max_tokens",
                "max_completion_tokens",
                "temperature",
                "top_p",
                "top_k",
                "seed",
                "n",
                "stop",
                "presence_penalty",
                "frequency_penalty",
                "logprobs",
                "top_logprobs",
                "modalities",
                "audio");
    }

    /** {@code functions} are offered beside {@code format}. */
    ObjectNode write(@Nullable ResponseFormat format, boolean functions) {
        limits();
        sampling();
        penalty("presence_penalty", "presencePenalty");
        penalty("frequency_penalty", "frequencyPenalty");
        logprobs();
        modalities();
        if (format != null && (!functions || model.thirdOrLater())) {
            format(format);
        }
        ObjectNode thinking = Thinking.config(request, model, options.thoughts(), own.of("thinkingConfig"), drops);
        if (thinking != null) {
            out.set("thinkingConfig", thinking);
        }
        own();
        return out;
    }

    private void limits() {
        int most = request.maxTokens();
        if (most > 0) {
            out.put("maxOutputTokens", most);
        }
        int choices = request.choices();
        if (choices > MOST_CHOICES) {
            throw ChatRequest.invalid("n", "n: " + choices + " (expected: 1 to " + MOST_CHOICES + ")")
                    .withCode("unsupported_value");
        }
        if (choices > 1) {
            out.put("candidateCount", choices);
        }
        List<String> stops = new ArrayList<>(request.stop());
        stops.removeIf(String::isEmpty);
        if (stops.size() > MOST_STOPS) {
            drops.lose("stop");
            stops = stops.subList(0, MOST_STOPS);
        }
        if (!stops.isEmpty()) {
            ArrayNode list = out.putArray("stopSequences");
            stops.forEach(list::add);
        }
    }

    private void sampling() {
        number("temperature", "temperature");
        number("top_p", "topP");
        number("top_k", "topK");
        JsonNode seed = request.field("seed");
        if (seed != null && seed.isIntegralNumber()) {
            long wide = seed.asLong(0);
            boolean fits = (int) wide == wide;
            out.put("seed", fits ? (int) wide : (int) (wide ^ (wide >>> 32)));
        } else if (seed != null) {
            drops.lose("seed");
        }
    }

    private void number(String name, String told) {
        JsonNode value = request.field(name);
        if (value != null && value.isNumber()) {
            out.set(told, value);
        } else if (value != null) {
            drops.lose(name);
        }
    }

    private void penalty(String name, String told) {
        Double value = request.number(name);
        if (value != null && model.penalties()) {
            out.put(told, value);
        } else if (value != null && value != 0) {
            drops.lose(name);
        }
    }

    private void logprobs() {
        JsonNode wanted = request.field("logprobs");
        JsonNode top = request.field("top_logprobs");
        if (wanted != null && wanted.asBoolean(false)) {
            out.put("responseLogprobs", true);
            if (top != null && top.isNumber()) {
                out.put("logprobs", top.asInt(0));
            }
        } else if (top != null && top.asInt(0) > 0) {
            drops.lose("top_logprobs");
        }
    }

    /** Text alone is what every model does; sound comes alone, pictures beside text. */
    private void modalities() {
        JsonNode wanted = request.field("modalities");
        List<String> words = new ArrayList<>();
        if (wanted != null) {
            wanted.forEach(each -> words.add(each.asString("")));
        }
        if (words.contains("audio")) {
            out.putArray("responseModalities").add("AUDIO");
        } else if (words.contains("image")) {
            out.putArray("responseModalities").add("TEXT").add("IMAGE");
        }
        JsonNode audio = request.field("audio");
        if (audio == null) {
            return;
        }
        if (!words.contains("audio")) {
            drops.lose("audio");
            return;
        }
        JsonNode voice = audio.path("voice").isObject() ? audio.path("voice").path("id") : audio.path("voice");
        if (voice.isString()) {
            out.putObject("speechConfig")
                    .putObject("voiceConfig")
                    .putObject("prebuiltVoiceConfig")
                    .set("voiceName", voice);
        }
        if (!audio.path("format").asString("pcm16").equals("pcm16")) {
            drops.lose("audio.format"); // the models answer in PCM
        }
    }

    private void format(ResponseFormat format) {
        out.put("responseMimeType", "application/json");
        if (format.schema() == null) {
            return;
        }
        if (model.jsonSchema()) {
            out.set("responseJsonSchema", JsonSchema.tidy(format.schema()));
        } else {
            out.set("responseSchema", SchemaSubset.of(format.schema(), "response_format.json_schema.schema"));
        }
    }

    /** Structured output in words, for models that cannot be made to beside functions. */
    static String jsonByWord(ResponseFormat format) {
        String only = "When you do not call a function, answer with a single JSON object only.";
        return format.schema() == null ? only : only + " It must fit this JSON schema: " + format.schema();
    }

    /** What the client said in Google's words goes before what was translated. */
    private void own() {
        for (String name : INNER) {
            JsonNode value = own.of(name);
            if (value != null) {
                out.set(name, value);
            }
        }
        JsonNode given = own.of("generationConfig");
        if (given == null) {
            return;
        }
        for (var field : given.properties()) {
            out.set(CamelCase.of(field.getKey()), field.getValue());
        }
    }
}
