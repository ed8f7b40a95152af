package dev.pointsman.providers.echo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class EchoGuideTest {
    @Test
    void everyDirectiveOfTheGuideIsOne() throws IOException {
        String guide = Files.readString(Path.of("..", "docs", "echo.md"));
        Matcher rows =
                Pattern.compile("^\\| `([a-z-]+=[^`]+)`", Pattern.MULTILINE).matcher(guide);
        int found = 0;
        while (rows.find()) {
            found++;
            assertThat(EchoDirectives.of("[[" + rows.group(1) + "]]").text())
                    .as(rows.group(1))
                    .isEmpty();
        }
        assertThat(found).isEqualTo(15);
    }

    @Test
    void everyKeyOfAnEntryStandsInTheGuide() throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "echo.md"))).contains(EchoScript.KEYS);
    }
}
