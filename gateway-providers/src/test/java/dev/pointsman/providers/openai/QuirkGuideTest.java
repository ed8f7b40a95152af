package dev.pointsman.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuirkGuideTest {
    @ParameterizedTest
    @EnumSource(Quirk.class)
    void everyQuirkStandsInTheGuide(Quirk quirk) throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "providers.md")))
                .contains("| `" + quirk.name().toLowerCase(Locale.ROOT).replace('_', '-') + "` |");
    }
}
