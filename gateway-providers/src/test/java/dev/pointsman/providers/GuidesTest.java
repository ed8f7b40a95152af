package dev.pointsman.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import dev.pointsman.provider.ProviderFactory;
import dev.pointsman.provider.ProviderSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The guides' examples load, and their tables name every type. */
class GuidesTest {
    /** Those with a page of their own. */
    private static final List<String> NAMED = List.of("echo", "anthropic");

    @Test
    void everyTypeStandsInAGuide() throws IOException {
        String guides = guide("providers.md") + guide("echo.md") + guide("anthropic.md");

        List<String> types = ServiceLoader.load(ProviderFactory.class).stream()
                .flatMap(factory -> factory.get().types().stream())
                .toList();

        assertThat(types)
                .hasSizeGreaterThan(20)
                .doesNotHaveDuplicates()
                .allSatisfy(type ->
                        assertThat(guides).contains(NAMED.contains(type) ? "`type: " + type + "`" : "`" + type + "`"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"providers.md", "echo.md", "anthropic.md"})
    void theExampleOfAGuideLoads(String name) throws IOException {
        String text = guide(name);
        int from = text.indexOf("```yaml\n") + "```yaml\n".length();
        Yaml yaml = Yaml.of(text.substring(from, text.indexOf("```", from)), Map.of("MY_KEY", "k"));

        yaml.node().at("providers").entries().forEach((provider, entry) -> {
            String type = entry.at("type").text();
            ProviderFactory factory = ServiceLoader.load(ProviderFactory.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .filter(each -> each.types().contains(type))
                    .findFirst()
                    .orElseThrow();
            String url = entry.at("url") == null
                    ? null
                    : Objects.requireNonNull(entry.at("url")).text();
            assertThat(factory.create(new ProviderSettings(provider, type, url, null, Duration.ofSeconds(1), entry)))
                    .isNotNull();
        });
        assertThat(yaml.problems()).isEmpty();
    }

    private static String guide(String name) throws IOException {
        return Files.readString(Path.of("..", "docs", name));
    }
}
