package dev.pointsman.providers.bedrock;

import dev.pointsman.provider.Feature;
import dev.pointsman.provider.Features;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.ProviderFactory;
import dev.pointsman.provider.ProviderSettings;
import java.time.Clock;

/** Makes the adapters of {@code type: bedrock}. */
public final class BedrockFactory implements ProviderFactory {
    private final Clock clock;

    /** For the service loader. */
    public BedrockFactory() {
        this(Clock.systemUTC());
    }

    /** {@code clock} tells the time in signatures, when a reply was made, and how far off a {@code Retry-After} date is. */
    BedrockFactory(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String type() {
        return "bedrock";
    }

    @Override
    public Features features(String type) {
        return Features.of(
                        Feature.STREAM,
                        Feature.SYSTEM,
                        Feature.TOOLS,
                        Feature.PARALLEL_TOOLS,
                        Feature.IMAGE_BYTES,
                        Feature.FILES,
                        Feature.USAGE,
                        Feature.MODELS)
                .and(
                        Feature.Support.EMULATED,
                        Feature.TOOL_CHOICE,
                        Feature.AUDIO,
                        Feature.JSON_SCHEMA,
                        Feature.REASONING,
                        Feature.REASONING_REPLAY,
                        Feature.CACHE_CONTROL,
                        Feature.EMBEDDINGS);
    }

    @Override
    public ProviderAdapter create(ProviderSettings settings) {
        return new BedrockAdapter(BedrockSettings.from(settings), clock);
    }
}
