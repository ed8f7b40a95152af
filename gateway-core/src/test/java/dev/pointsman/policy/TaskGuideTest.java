package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The policies of the guide to tasks load, and pass their own tests. */
class TaskGuideTest {
    @Test
    void everyExampleLoadsAndPassesItsOwnTests() throws IOException {
        List<String> blocks = RoutingGuideTest.yamlBlocks(Files.readString(Path.of("../docs/tasks.md")));

        assertThat(blocks).hasSize(5);
        assertThat(Policies.problems(blocks.get(0).replace("type: echo", "type: fake")))
                .isEmpty();
        assertThat(Policies.load(blocks.get(0).replace("type: echo", "type: fake"))
                        .tests())
                .isEqualTo(6);
    }
}
