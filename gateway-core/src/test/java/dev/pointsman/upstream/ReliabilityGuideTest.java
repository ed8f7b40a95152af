package dev.pointsman.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The guide's example loads, and its table names the keys there are. */
class ReliabilityGuideTest {
    @Test
    void theExampleOfTheGuideLoads() throws IOException {
        String guide = Files.readString(Path.of("..", "docs", "reliability.md"));
        int begin = guide.indexOf("```yaml\n") + "```yaml\n".length();
        Yaml example = Yaml.of(guide.substring(begin, guide.indexOf("```", begin)));

        ReliabilitySettings settings = ReliabilitySettings.from(example.node());

        assertThat(example.problems()).isEmpty();
        assertThat(settings.breaker().openFor()).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.fallbacks().of("large")).isEqualTo(List.of("small"));
        for (String section : List.of("timeout", "retry", "breaker")) {
            for (String key : example.node().entries().get(section).entries().keySet()) {
                assertThat(guide).contains("| `" + section + "." + key + "` |");
            }
        }
    }
}
