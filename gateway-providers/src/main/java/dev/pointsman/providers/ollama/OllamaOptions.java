package dev.pointsman.providers.ollama;

import dev.pointsman.provider.chat.ChatRequest;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code options} of a request: the policy's, then the client's own {@code options}, then those it gave by their names at the top, then what
 * OpenAI's fields say. Source: ollama/ollama, api/types.go, Options and Runner (2026-08).
 */
final class OllamaOptions {
    /** What Ollama's options know beside OpenAI's fields. */
    static final List<String> OWN = List.of(
            "num_ctx",
            "num_predict",
            "num_keep",
            "num_batch",
            "num_gpu",
            "main_gpu",
            "num_thread",
            "use_mmap",
            "top_k",
            "min_p",
            "typical_p",
            "tfs_z",
            "repeat_last_n",
            "repeat_penalty",
            "mirostat",
            "mirostat_tau",
            "mirostat_eta",
            "penalize_newline",
            "temperature",
            "top_p",
            "seed",
            "presence_penalty",
            "frequency_penalty");

    private OllamaOptions() {}

    /** Fields of a request that end in its options. */
    static String[] fields() {
        return OWN.toArray(new String[0]);
    }

    static ObjectNode of(ChatRequest request, ObjectNode usual) {
        ObjectNode options = usual.deepCopy();
        JsonNode own = request.field("options");
        if (own != null && !(own instanceof ObjectNode)) {
            throw ChatRequest.invalid("options", "options: expected an object");
        }
        if (own instanceof ObjectNode given) {
            options.setAll(given);
        }
        for (String name : OWN) {
            JsonNode value = request.field(name);
            if (value != null) {
                options.set(name, value);
            }
        }
        if (request.maxTokens() >= 0) {
            options.put("num_predict", request.maxTokens());
        }
        if (!request.stop().isEmpty()) {
            ArrayNode stop = options.putArray("stop");
            request.stop().forEach(stop::add);
        }
        return options;
    }
}
