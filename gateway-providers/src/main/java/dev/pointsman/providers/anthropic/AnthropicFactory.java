package dev.pointsman.providers.anthropic;

import dev.pointsman.provider.Feature;
import dev.pointsman.provider.Feature.Support;
import dev.pointsman.provider.Features;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.ProviderFactory;
import dev.pointsman.provider.ProviderSettings;
import java.time.Clock;

/** Makes the adapters of {@code type: anthropic}. */
public final class AnthropicFactory implements ProviderFactory {
    private final Clock clock;

    /** For the service loader. */
    public AnthropicFactory() {
        this(Clock.systemUTC());
    }

    /** {@code clock} tells when a reply was made, and how far off a {@code Retry-After} date is. */
    AnthropicFactory(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String type() {
        return "anthropic";
    }

    @Override
    public Features features(String type) {
        return Features.of(
                        Feature.STREAM,
                        Feature.SYSTEM,
                        Feature.TOOLS,
                        Feature.PARALLEL_TOOLS,
                        Feature.TOOL_CHOICE,
                        Feature.IMAGE_BYTES,
                        Feature.IMAGE_URL,
                        Feature.FILES,
                        Feature.REASONING,
                        Feature.REASONING_REPLAY,
                        Feature.CACHE_CONTROL,
                        Feature.USAGE,
                        Feature.MESSAGES,
                        Feature.MODELS)
                .and(Support.EMULATED, Feature.JSON_SCHEMA);
    }

    @Override
    public ProviderAdapter create(ProviderSettings settings) {
        return new AnthropicAdapter(AnthropicSettings.from(settings), clock);
    }
}
