package dev.pointsman.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Endpoint;
import dev.pointsman.config.Secret;
import dev.pointsman.config.Yaml;
import dev.pointsman.provider.Feature;
import dev.pointsman.provider.Feature.Support;
import dev.pointsman.provider.Features;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.ProviderFactory;
import dev.pointsman.provider.ProviderSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What providers declare is what the guide tells and what their adapters do. */
class FeatureTableTest {
    private static final Path PAGE = Path.of("..", "docs", "providers.md");
    private static final Map<Feature, Endpoint> ENDPOINTS = Map.of(
            Feature.EMBEDDINGS, Endpoint.EMBEDDINGS,
            Feature.RERANK, Endpoint.RERANK,
            Feature.MODELS, Endpoint.MODELS);

    static Stream<Arguments> types() {
        return ServiceLoader.load(ProviderFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .flatMap(factory -> factory.types().stream().map(type -> Arguments.of(type, factory)));
    }

    /** {@code -Dpointsman.write=true} writes the table anew. */
    @Test
    void theTableOfTheGuideIsWhatTheProvidersDeclare() throws IOException {
        if (Boolean.getBoolean("pointsman.write")) {
            Files.writeString(PAGE, FeatureTable.mended(Files.readString(PAGE)));
        }

        assertThat(FeatureTable.committed(Files.readString(PAGE)))
                .as("the table of features in docs/providers.md; to write it anew: mvn -pl gateway-providers -am test"
                        + " -Dtest=FeatureTableTest -Dsurefire.failIfNoSpecifiedTests=false -Dpointsman.write=true")
                .isEqualTo(FeatureTable.generated());
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyTypeSaysWhatItHas(String type, ProviderFactory factory) {
        Features features = factory.features(type);

        assertThat(Stream.of(Feature.STREAM, Feature.USAGE))
                .allSatisfy(feature ->
                        assertThat(features.of(feature)).as(feature.words()).isNotEqualTo(Support.NONE));
    }

    @ParameterizedTest
    @MethodSource("types")
    void whatIsDeclaredOfEndpointsIsServed(String type, ProviderFactory factory) {
        String entry = "{ type: %s, url: \"http://127.0.0.1:1\", region: us-east-1, key: $KEY }".formatted(type);
        ProviderAdapter adapter = factory.create(new ProviderSettings(
                "it",
                type,
                "http://127.0.0.1:1",
                Secret.of("k"),
                Duration.ofSeconds(1),
                Yaml.of(entry, Map.of("KEY", "k")).node()));

        ENDPOINTS.forEach((feature, endpoint) -> assertThat(adapter.serves(endpoint))
                .as(feature.words())
                .isEqualTo(factory.features(type).of(feature) != Support.NONE));
    }
}
