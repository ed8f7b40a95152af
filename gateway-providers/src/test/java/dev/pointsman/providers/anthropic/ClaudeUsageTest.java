package dev.pointsman.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ClaudeUsageTest {
    @Test
    void cacheWritesKeptForAnHourAndTheTierAreTold() {
        assertThat(read("{\"input_tokens\":3,\"cache_creation_input_tokens\":100,\"cache_read_input_tokens\":7,"
                        + "\"cache_creation\":{\"ephemeral_5m_input_tokens\":60,\"ephemeral_1h_input_tokens\":40},"
                        + "\"output_tokens\":9,\"service_tier\":\"batch\"}"))
                .isEqualTo(new Usage(3, 7, 100, 9, 0).with(new Usage.Dear(0, 0, 40, "batch")));
    }

    @Test
    void theUsualTierAndWritesForMinutesAreNothingSpecial() {
        assertThat(read("{\"input_tokens\":3,\"cache_creation_input_tokens\":100,"
                        + "\"cache_creation\":{\"ephemeral_5m_input_tokens\":100,\"ephemeral_1h_input_tokens\":0},"
                        + "\"output_tokens\":9,\"service_tier\":\"standard\"}"))
                .isEqualTo(new Usage(3, 0, 100, 9, 0));
    }

    @Test
    void laterEventsOfAStreamKeepWhatTheFirstTold() {
        ClaudeUsage usage = new ClaudeUsage();
        read(
                usage,
                "{\"input_tokens\":3,\"cache_creation_input_tokens\":50,\"cache_creation\":{\"ephemeral_1h_input_tokens\":50},"
                        + "\"output_tokens\":1,\"service_tier\":\"priority\"}");
        read(usage, "{\"output_tokens\":20}");

        assertThat(usage.usage()).isEqualTo(new Usage(3, 0, 50, 20, 0).with(new Usage.Dear(0, 0, 50, "priority")));
    }

    private static Usage read(String json) {
        ClaudeUsage usage = new ClaudeUsage();
        read(usage, json);
        return usage.usage();
    }

    private static void read(ClaudeUsage usage, String json) {
        usage.read(new JsonCursor(json.getBytes(StandardCharsets.UTF_8)));
    }
}
