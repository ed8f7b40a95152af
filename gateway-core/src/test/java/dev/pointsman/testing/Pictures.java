package dev.pointsman.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.plot.LineChart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The charts of the guides: each is drawn by a test from what it measured, and the file must be the same. */
public final class Pictures {
    private static final Path FOLDER = Path.of("..", "docs", "img");

    private Pictures() {}

    /** With {@code -Dpointsman.pictures=draw} the file is written anew. */
    public static void same(String name, LineChart chart) {
        Path file = FOLDER.resolve(name);
        try {
            if ("draw".equals(System.getProperty("pointsman.pictures"))) {
                Files.createDirectories(FOLDER);
                Files.writeString(file, chart.svg());
            }
            assertThat(Files.readString(file)).isEqualTo(chart.svg());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
