package dev.pointsman.providers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What providers declare is what the guide tells and what their adapters do. */
class FeatureTableTest {
    private static final Path PAGE = Path.of("..", "docs", "providers.md");

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
}
