package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The policy of the guide to sessions loads and passes its own tests, and these tests test something. */
class SessionsGuideTest {
    private static final String FENCE = "```yaml\n";

    @Test
    void theExampleLoadsAndPassesItsOwnTests() throws IOException {
        Policy policy = Policies.load(example());

        assertThat(policy.tests()).isEqualTo(6);
        assertThat(policy.session()).isNotNull();
    }

    @Test
    void withoutAMarginOrACachedPriceItWouldFail() throws IOException {
        assertThat(Policies.problems(example().replace("cached: 0.2 ", "cached: 4 ")))
                .singleElement()
                .asString()
                .contains("expected model \"deep\" but the decision is \"quick\"");
        assertThat(Policies.problems(example().replace("session: { by", "# session: { by")))
                .anyMatch(problem -> problem.contains("the policy has no section \"session\""));
    }

    private static String example() throws IOException {
        String guide = Files.readString(Path.of("..", "docs", "sessions.md"));
        int from = guide.indexOf(FENCE) + FENCE.length();
        return guide.substring(from, guide.indexOf("```", from)).replace("type: echo", "type: fake");
    }
}
