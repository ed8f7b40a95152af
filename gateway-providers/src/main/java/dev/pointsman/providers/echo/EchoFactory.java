package dev.pointsman.providers.echo;

import dev.pointsman.provider.Feature;
import dev.pointsman.provider.Features;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.ProviderFactory;
import dev.pointsman.provider.ProviderSettings;

/** Makes the adapter of {@code type: echo}. */
public final class EchoFactory implements ProviderFactory {
    @Override
    public String type() {
        return "echo";
    }

    @Override
    public Features features(String type) {
        return Features.of(
                Feature.STREAM,
                Feature.TOOLS,
                Feature.PARALLEL_TOOLS,
                Feature.TOOL_CHOICE,
                Feature.JSON_SCHEMA,
                Feature.CHOICES,
                Feature.USAGE,
                Feature.EMBEDDINGS,
                Feature.RERANK,
                Feature.MODELS);
    }

    @Override
    public ProviderAdapter create(ProviderSettings settings) {
        return new EchoAdapter(EchoSettings.from(settings.node()), settings.connectTimeout());
    }
}
