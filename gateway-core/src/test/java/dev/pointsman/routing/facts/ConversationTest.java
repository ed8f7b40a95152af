package dev.pointsman.routing.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.routing.facts.Conversation.Warm;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversationTest {
    @Test
    void onlyWarmDeploymentsHaveTokensInTheirCache() {
        Conversation conversation =
                new Conversation("c1", "swift", List.of(new Warm("p/a", 1200), new Warm("p/b", 40)));

        assertThat(conversation.warmTokens("p/a")).isEqualTo(1200);
        assertThat(conversation.warmTokens("p/b")).isEqualTo(40);
        assertThat(conversation.warmTokens("p/c")).isZero();
    }
}
