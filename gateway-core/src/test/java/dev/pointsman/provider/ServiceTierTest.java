package dev.pointsman.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Usage;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The tier that served a call stands beside its usage, before or behind it. */
class ServiceTierTest {
    private static final Usage USED = new Usage(5, 0, 0, 2, 0);

    @Test
    void aReplyOfAnotherTierIsUsedInIt() {
        assertThat(usage("{\"service_tier\":\"flex\",\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}"))
                .isEqualTo(USED.inTier("flex"));
        assertThat(usage("{\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2},\"service_tier\":\"priority\"}"))
                .isEqualTo(USED.inTier("priority"));
    }

    @Test
    void theUsualTierIsNone() {
        for (String tier : new String[] {"\"default\"", "null", "7", "\"on_demand\""}) {
            assertThat(usage("{\"service_tier\":" + tier + ",\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}"))
                    .isEqualTo(USED);
        }
    }

    @Test
    void theTierOfOneReplyIsNotThatOfTheNext() {
        ReplyScan scan = new ReplyScan();
        read(scan, "{\"service_tier\":\"flex\",\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}");
        read(scan, "{\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}");

        assertThat(scan.usage).isEqualTo(USED);
    }

    @Test
    void aResponseTellsItsTierToo() {
        ResponsesScan scan = new ResponsesScan();
        scan.response(
                "{\"status\":\"completed\",\"usage\":{\"input_tokens\":5,\"output_tokens\":2},\"service_tier\":\"batch\"}"
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(scan.usage).isEqualTo(USED.inTier("batch"));
    }

    private static Usage usage(String json) {
        ReplyScan scan = new ReplyScan();
        read(scan, json);
        return scan.usage;
    }

    private static void read(ReplyScan scan, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        scan.read(bytes, 0, bytes.length);
    }
}
