package dev.pointsman.providers.cohere;

import dev.pointsman.provider.Feature;
import dev.pointsman.provider.Feature.Support;
import dev.pointsman.provider.Features;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.ProviderFactory;
import dev.pointsman.provider.ProviderSettings;
import java.time.Clock;

/** Makes the adapters of {@code type: cohere}. */
public final class CohereFactory implements ProviderFactory {
    private final Clock clock;

    /** For the service loader. */
    public CohereFactory() {
        this(Clock.systemUTC());
    }

    /** {@code clock} tells when a reply was made, and how far off a {@code Retry-After} date is. */
    CohereFactory(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String type() {
        return "cohere";
    }

    @Override
    public Features features(String type) {
        return Features.of(
                        Feature.STREAM,
                        Feature.SYSTEM,
                        Feature.TOOLS,
                        Feature.PARALLEL_TOOLS,
                        Feature.IMAGE_BYTES,
                        Feature.IMAGE_URL,
                        Feature.JSON_SCHEMA,
                        Feature.REASONING,
                        Feature.REASONING_REPLAY,
                        Feature.LOGPROBS,
                        Feature.USAGE,
                        Feature.EMBEDDINGS,
                        Feature.RERANK,
                        Feature.MODELS)
                .and(Support.EMULATED, Feature.TOOL_CHOICE, Feature.FILES);
    }

    @Override
    public ProviderAdapter create(ProviderSettings settings) {
        return new CohereAdapter(CohereSettings.from(settings), clock);
    }
}
