package dev.pointsman.providers.gemini;

import static dev.pointsman.provider.Feature.AUDIO;
import static dev.pointsman.provider.Feature.CACHE_CONTROL;
import static dev.pointsman.provider.Feature.CHOICES;
import static dev.pointsman.provider.Feature.EMBEDDINGS;
import static dev.pointsman.provider.Feature.FILES;
import static dev.pointsman.provider.Feature.IMAGE_BYTES;
import static dev.pointsman.provider.Feature.IMAGE_URL;
import static dev.pointsman.provider.Feature.JSON_SCHEMA;
import static dev.pointsman.provider.Feature.LOGPROBS;
import static dev.pointsman.provider.Feature.MODELS;
import static dev.pointsman.provider.Feature.PARALLEL_TOOLS;
import static dev.pointsman.provider.Feature.REASONING;
import static dev.pointsman.provider.Feature.REASONING_REPLAY;
import static dev.pointsman.provider.Feature.STREAM;
import static dev.pointsman.provider.Feature.SYSTEM;
import static dev.pointsman.provider.Feature.TOOLS;
import static dev.pointsman.provider.Feature.TOOL_CHOICE;
import static dev.pointsman.provider.Feature.USAGE;

import dev.pointsman.provider.Feature.Support;
import dev.pointsman.provider.Features;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.ProviderFactory;
import dev.pointsman.provider.ProviderSettings;
import java.time.Clock;
import java.util.List;

/** Makes the adapters of {@code type: gemini} (AI Studio) and {@code type: vertex} (Vertex AI). */
public final class GeminiFactory implements ProviderFactory {
    static final String GEMINI = "gemini";
    static final String VERTEX = "vertex";

    private static final Features FEATURES = Features.of(
                    STREAM,
                    SYSTEM,
                    TOOLS,
                    PARALLEL_TOOLS,
                    TOOL_CHOICE,
                    IMAGE_BYTES,
                    IMAGE_URL,
                    FILES,
                    AUDIO,
                    JSON_SCHEMA,
                    REASONING,
                    REASONING_REPLAY,
                    LOGPROBS,
                    CHOICES,
                    USAGE,
                    EMBEDDINGS,
                    MODELS)
            .and(Support.EMULATED, CACHE_CONTROL);

    private final Clock clock;

    /** For the service loader. */
    public GeminiFactory() {
        this(Clock.systemUTC());
    }

    /** {@code clock} tells when a reply was made, and how far off a {@code Retry-After} date is. */
    GeminiFactory(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String type() {
        return GEMINI;
    }

    @Override
    public List<String> types() {
        return List.of(GEMINI, VERTEX);
    }

    @Override
    public Features features(String type) {
        return FEATURES;
    }

    @Override
    public ProviderAdapter create(ProviderSettings settings) {
        return new GeminiAdapter(GeminiSettings.from(settings), clock);
    }
}
