package dev.pointsman.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTest {
    private static final Encoding WHOLE = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

    /** Counts as OpenAI publishes them: cookbook, "How to count tokens with tiktoken", 2026-08. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tiktoken is great! | 6 | 6",
                "antidisestablishmentarianism | 6 | 6",
                "2 + 2 = 4 | 7 | 7",
                "お誕生日おめでとう | 8 | 9",
            })
    void countsAreThosePublished(String text, int o200k, int cl100k) {
        assertThat(Tokenizer.O200K.count(text)).isEqualTo(o200k);
        assertThat(Tokenizer.CL100K.count(text)).isEqualTo(cl100k);
    }

    @Test
    void noTextHasNoTokensAndASpecialTokenIsPlainText() {
        assertThat(Tokenizer.O200K.count("")).isZero();
        assertThat(Tokenizer.O200K.count("<|endoftext|>")).isGreaterThan(1);
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, O200K",
        "gpt-4o-mini-2024-07-18, O200K",
        "chatgpt-4o-latest, O200K",
        "gpt-4.1-nano, O200K",
        "gpt-5, O200K",
        "gpt-5-nano, O200K",
        "gpt-5.1, O200K",
        "o1, O200K",
        "o3-pro, O200K",
        "o4-mini, O200K",
        "openai/gpt-4o, O200K",
        "ft:gpt-4o-mini:acme::abc, O200K",
        "GPT-4o, O200K",
        "gpt-4, CL100K",
        "gpt-4-turbo, CL100K",
        "gpt-3.5-turbo, CL100K",
        "gpt-35-turbo, CL100K",
        "text-embedding-3-small, CL100K",
        "text-embedding-ada-002, CL100K"
    })
    void theTokenizerIsToldByTheNameOfTheModel(String model, Tokenizer tokenizer) {
        assertThat(Tokenizer.of(model)).isEqualTo(tokenizer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "qwen3-8b",
                "gpt-oss-120b",
                "gpt-4.7",
                "gpt-50",
                "o11",
                "o10-mini",
                "claude-opus-4",
                "my-gpt-4o",
                ""
            })
    void aNameOfNoKnownFamilyHasNone(String model) {
        assertThat(Tokenizer.of(model)).isNull();
    }

    @Test
    void everyFamilyThatIsToldIsKnown() {
        assertThat(Tokenizer.known())
                .isNotEmpty()
                .allSatisfy(family -> assertThat(Tokenizer.of(family)).isNotNull());
    }

    @Test
    void aTokenizerHasAWord() {
        assertThat(Tokenizer.named("o200k")).isEqualTo(Tokenizer.O200K);
        assertThat(Tokenizer.named("cl100k")).isEqualTo(Tokenizer.CL100K);
        assertThat(Tokenizer.named("p50k")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "It's what they've said, and we'll see. ",
                "请把这段会议记录整理成三条要点，并注明由谁负责。",
                "x = y_1 + (foo.bar[12] / 3.5);\n\n\t\t",
                "कृपया मुझे बताइए कि घर पर कितना खर्च आता है। ",
                "e\u0301te\u0301 \ud83d\ude00 ok 🎉🎉 "
            })
    void aTextWhoseWordsEndIsCountedAsAWhole(String text) {
        String some = text.repeat(40);

        assertThat(Tokenizer.O200K.count(some)).isEqualTo(WHOLE.countTokensOrdinary(some));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "x7", " ", "=", "\n", "漢字", "\ud83d\ude00"})
    void aStretchWithoutTheEndOfAWordIsCutAndHardlyCountsMore(String piece) {
        String run = piece.repeat(1_024 / piece.length());
        int cuts = 1_024 / BytePairs.STRETCH;

        assertThat(Tokenizer.O200K.count(run + " and more"))
                .isBetween(
                        WHOLE.countTokensOrdinary(run + " and more") - 1,
                        WHOLE.countTokensOrdinary(run + " and more") + 2 * cuts);
    }

    @Test
    void aStretchOfTheLengthAllowedIsNotCut() {
        String run = "=".repeat(BytePairs.STRETCH);

        assertThat(Tokenizer.O200K.count(run)).isEqualTo(WHOLE.countTokensOrdinary(run));
    }

    @Test
    void cuttingPartsNoCharacterInTwo() {
        String run = "a" + "\ud83d\ude00".repeat(300);

        assertThat(Tokenizer.O200K.count(run))
                .isBetween(WHOLE.countTokensOrdinary(run), WHOLE.countTokensOrdinary(run) + 2);
    }
}
