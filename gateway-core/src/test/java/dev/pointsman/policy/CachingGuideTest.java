package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The policy of the guide to caching loads. */
class CachingGuideTest {
    private static final String FENCE = "```yaml\n";

    @Test
    void theExampleLoads() throws IOException {
        String guide = Files.readString(Path.of("..", "docs", "caching.md"));
        int from = guide.indexOf(FENCE) + FENCE.length();

        Policy policy =
                Policies.load(guide.substring(from, guide.indexOf("```", from)).replace("type: echo", "type: fake"));

        assertThat(policy.cache()).isNotNull();
        assertThat(policy.cache().semantic()).isNotNull();
    }

    @Test
    void repliesAndConversationsAreSharedOnlyWhereGatewaysShareAStore() {
        String cache = "cache: { exact: { shared: true } }\n";

        assertThatThrownBy(() -> Policies.load(Policies.BASE + cache))
                .hasMessageContaining("cache.exact.shared: expected \"storage: { shared: redis://… }\" beside it");
        assertThatThrownBy(() -> Policies.load(Policies.BASE + "session: { shared: { wait: 1ms } }\n"))
                .hasMessageContaining("session.shared: expected \"storage: { shared: redis://… }\" beside it");
        assertThat(Policies.load(Policies.BASE + "storage: { shared: \"redis://r\" }\n" + cache)
                        .cache()
                        .exact()
                        .shared())
                .isNotNull();
    }

    @Test
    void aNextPolicysOwnCacheCountsForNothing() {
        Policy running = Policies.load(Policies.BASE + "cache: { exact: { ttl: 1m } }\n");

        assertThat(Policies.load(Policies.BASE).ignoredBeside(running)).containsExactly("cache");
        assertThat(Policies.load(Policies.BASE + "cache: { exact: { ttl: 60s } }\n")
                        .ignoredBeside(running))
                .isEmpty();
        assertThat(running.ignoredBeside(Policies.load(Policies.BASE))).containsExactly("cache");
    }
}
