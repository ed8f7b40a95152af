package dev.pointsman.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import dev.pointsman.provider.ProviderFactory;
import dev.pointsman.provider.ProviderSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The guides' examples load, and every provider has a page: {@code providers.md}, or one that it links to and that shows its entry. */
class GuidesTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern LINK = Pattern.compile("\\]\\(([\\w-]+\\.md)\\)");
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\n(providers:\n.*?)```");

    /** {@code providers.md} and the pages of providers it links to. */
    static List<String> pages() throws IOException {
        List<String> pages = new ArrayList<>(List.of("providers.md"));
        Matcher link = LINK.matcher(guide("providers.md"));
        while (link.find()) {
            boolean ofProvider = EXAMPLE.matcher(guide(link.group(1))).find();
            if (ofProvider && !pages.contains(link.group(1))) {
                pages.add(link.group(1));
            }
        }
        return pages;
    }

    @Test
    void everyTypeStandsInAGuide() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String page : pages()) {
            all.append(guide(page));
        }
        List<String> types = ServiceLoader.load(ProviderFactory.class).stream()
                .flatMap(factory -> factory.get().types().stream())
                .toList();

        assertThat(types)
                .hasSizeGreaterThan(20)
                .doesNotHaveDuplicates()
                .allSatisfy(type -> assertThat(all).containsAnyOf("`type: " + type + "`", "`" + type + "`"));
    }

    @Test
    void everyFamilyHasAPageWithAnEntryOfItsOwn() throws IOException {
        StringBuilder examples = new StringBuilder();
        for (String page : pages()) {
            Matcher example = EXAMPLE.matcher(guide(page));
            while (example.find()) {
                examples.append(example.group(1));
            }
        }

        for (ProviderFactory family : ServiceLoader.load(ProviderFactory.class)) {
            assertThat(family.types())
                    .as("a type of %s in an example of a page linked from docs/providers.md", family)
                    .anySatisfy(type -> assertThat(examples.toString()).containsPattern("type: " + type + "[\\s,}]"));
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theExamplesOfAGuideLoad(String page) throws IOException {
        int loaded = 0;
        Matcher example = EXAMPLE.matcher(guide(page));
        while (example.find()) {
            load(Yaml.of(example.group(1), Map.of("MY_KEY", "k")));
            loaded++;
        }
        assertThat(loaded).isPositive();
    }

    private static void load(Yaml yaml) {
        Objects.requireNonNull(yaml.node().at("providers")).entries().forEach((provider, entry) -> {
            String type = Objects.requireNonNull(entry.at("type")).text();
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
        return Files.readString(DOCS.resolve(name));
    }
}
