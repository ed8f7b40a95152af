package dev.pointsman.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class UsageScanTest {
    @Test
    void theWholeFormOfOpenAiIsTakenApart() {
        assertThat(read("{\"prompt_tokens\":100,\"completion_tokens\":50,\"total_tokens\":150,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":60,\"cache_write_tokens\":10,\"audio_tokens\":0},"
                        + "\"completion_tokens_details\":{\"reasoning_tokens\":20}}"))
                .isEqualTo(new Usage(30, 60, 10, 30, 20));
    }

    @Test
    void audioIsAPartOfThePromptAndOfTheCompletion() {
        assertThat(read(
                        "{\"prompt_tokens\":100,\"completion_tokens\":50,\"prompt_tokens_details\":{\"audio_tokens\":70},"
                                + "\"completion_tokens_details\":{\"audio_tokens\":40,\"reasoning_tokens\":5}}"))
                .isEqualTo(new Usage(100, 0, 0, 45, 5).with(new Usage.Dear(70, 40, 0, null)));
    }

    @Test
    void aTierOtherThanTheUsualOneIsTold() {
        assertThat(read("{\"prompt_tokens\":1,\"completion_tokens\":1,\"service_tier\":\"batch\"}"))
                .isEqualTo(new Usage(1, 0, 0, 1, 0).inTier("batch"));
        for (String usual : new String[] {"default", "standard", "auto", "scale"}) {
            assertThat(read("{\"prompt_tokens\":1,\"completion_tokens\":1,\"service_tier\":\"" + usual + "\"}"))
                    .isEqualTo(new Usage(1, 0, 0, 1, 0));
        }
    }

    @Test
    void aTotalAloneIsThePrompt() {
        assertThat(read("{\"total_tokens\":815}")).isEqualTo(new Usage(815, 0, 0, 0, 0));
    }

    @Test
    void e41_reasoning_told_outside_of_the_completion_is_added() {
        assertThat(read("{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":35,"
                        + "\"completion_tokens_details\":{\"reasoning_tokens\":20}}"))
                .isEqualTo(new Usage(10, 0, 0, 5, 20));
    }

    @Test
    void e39_cached_tokens_beyond_the_prompt_are_added() {
        assertThat(
                        read(
                                "{\"prompt_tokens\":10,\"completion_tokens\":5,\"prompt_tokens_details\":{\"cached_tokens\":60}}"))
                .isEqualTo(new Usage(10, 60, 0, 5, 0));
    }

    @Test
    void otherNamesOfCachedTokensAreKnown() {
        assertThat(read("{\"prompt_tokens\":10,\"completion_tokens\":1,\"prompt_cache_hit_tokens\":4}"))
                .isEqualTo(new Usage(6, 4, 0, 1, 0));
        assertThat(read("{\"prompt_tokens\":10,\"completion_tokens\":1,\"cached_tokens\":4}"))
                .isEqualTo(new Usage(6, 4, 0, 1, 0));
        assertThat(read("{\"prompt_tokens\":10,\"completion_tokens\":1,\"num_cached_tokens\":4}"))
                .isEqualTo(new Usage(6, 4, 0, 1, 0));
        assertThat(
                        read(
                                "{\"prompt_tokens\":10,\"completion_tokens\":1,\"prompt_token_details\":{\"cached_tokens\":4}}"))
                .isEqualTo(new Usage(6, 4, 0, 1, 0));
        assertThat(read("{\"input_tokens\":10,\"output_tokens\":1,\"input_tokens_details\":{\"cached_tokens\":4}}"))
                .isEqualTo(new Usage(6, 4, 0, 1, 0));
    }

    @Test
    void whatIsNoCountIsZeroAndNothingAtAllIsNull() {
        assertThat(read("{\"prompt_tokens\":7,\"completion_tokens\":-3,\"prompt_tokens_details\":null,"
                        + "\"completion_tokens_details\":{\"reasoning_tokens\":\"x\"}}"))
                .isEqualTo(new Usage(7, 0, 0, 0, 0));
        assertThat(read("{}")).isNull();
        assertThat(read("[]")).isNull();
        assertThat(read("{\"prompt_tokens\":null}")).isNull();
    }

    private static Usage read(String json) {
        return UsageScan.read(new JsonCursor(json.getBytes(StandardCharsets.UTF_8)));
    }
}
