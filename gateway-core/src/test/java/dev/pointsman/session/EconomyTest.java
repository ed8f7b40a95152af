package dev.pointsman.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.session.Economy.Result;
import dev.pointsman.session.Economy.World;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** What sessions save and cost, on simulated conversations with real prices. */
class EconomyTest {
    private static final World AGENTS = new World(2000, 8_000, 20_000, 41);
    private static final World CHATS = new World(2000, 100, 1_500, 42);
    private static final String WEIGHTS = "{ quality: 2, cost: 1 }";

    @Test
    void conversationsOverLongPromptsCostLessWithSessions(TestReporter figures) {
        Economy agents = new Economy(AGENTS, WEIGHTS);
        Result forgetful = agents.forgetful();
        Result strict = agents.remembering("{ margin: 0 }");
        Result staying = agents.remembering("{ margin: 0.1 }");
        publish(figures, "agents, without sessions", forgetful);
        publish(figures, "agents, `margin: 0`", strict);
        publish(figures, "agents, `margin: 0.1`", staying);

        assertThat(staying.turns()).isEqualTo(forgetful.turns());
        assertThat(strict.dollars()).isLessThan(forgetful.dollars() * 0.95);
        assertThat(staying.dollars()).isLessThan(strict.dollars());
        assertThat(staying.quality()).isGreaterThan(forgetful.quality() - 0.01);
        assertThat(staying.cachedShare()).isGreaterThan(forgetful.cachedShare() + 0.1);
        assertThat(staying.moves()).isLessThan(forgetful.moves() * 2 / 3);
    }

    @Test
    void noTurnIsWorthLessThanTheMarginAllows() {
        assertThat(new Economy(AGENTS, WEIGHTS).remembering("{ margin: 0.1 }").leastLead())
                .isBetween(-0.1 - 1e-9, -0.001);
        assertThat(new Economy(AGENTS, WEIGHTS).remembering("{ margin: 0 }").leastLead())
                .isBetween(-1e-9, 0.0);
    }

    @Test
    void shortConversationsAreNeitherDearerNorWorse(TestReporter figures) {
        Economy chats = new Economy(CHATS, WEIGHTS);
        Result forgetful = chats.forgetful();
        Result staying = chats.remembering("{ margin: 0.1 }");
        publish(figures, "chats, without sessions", forgetful);
        publish(figures, "chats, `margin: 0.1`", staying);

        assertThat(staying.dollars()).isLessThanOrEqualTo(forgetful.dollars());
        assertThat(staying.quality()).isGreaterThan(forgetful.quality() - 0.02);
    }

    /** The figures, which the guide shows in a row of its table. */
    private static void publish(TestReporter figures, String what, Result result) {
        String row = String.format(
                Locale.ROOT,
                "| %s | $%.2f | %.4f | %.0f %% | %.0f %% |",
                what,
                result.dollars(),
                result.quality(),
                100.0 * result.moves() / result.turns(),
                100 * result.cachedShare());
        figures.publishEntry("sessions", row);
        assertThat(Path.of("..", "docs", "sessions.md")).content().contains(row);
    }
}
