package dev.pointsman.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class PromptSignalsTest {
    /** Counts of o200k by jtokkit 1.1.0, 2026-11. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ENGLISH", "GERMAN", "CHINESE", "CODE",
            })
    void tokensAreEstimatedNearWhatO200kCounts(Sample sample) {
        assertThat(TokenEstimate.tokens(sample.text)).isBetween(sample.tokens * 0.85, sample.tokens * 1.15);
    }

    @Test
    void everyMessageCountsAtTheRateOfTheLast() {
        int one = new PromptSignals(chat("word ".repeat(100))).inputTokens();
        int three =
                new PromptSignals(chat("word ".repeat(100), "word ".repeat(100), "word ".repeat(100))).inputTokens();

        assertThat(one).isBetween(100, 115);
        assertThat(three).isBetween(300, 330);
    }

    @Test
    void tokensAreEstimatedOncePerRequestAndToldOnlyWhereTheyWereAskedFor() {
        ApiRequest request = chat("word ".repeat(100));
        int estimated = request.promptTokens(same -> 77);

        PromptSignals signals = new PromptSignals(request);

        assertThat(signals.readings().inputTokens()).isEqualTo(-1);
        assertThat(signals.inputTokens()).isEqualTo(estimated);
        assertThat(signals.readings().inputTokens()).isEqualTo(77);
        assertThat(request.promptTokens(same -> 78)).isEqualTo(77);
    }

    @Test
    void aLongPromptIsExtrapolated() {
        assertThat(new PromptSignals(chat("word ".repeat(100_000))).inputTokens())
                .isBetween(95_000, 105_000);
    }

    @Test
    void aRequestWithoutTextHasItsFrameAlone() {
        assertThat(new PromptSignals(chat("")).inputTokens()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "review this clause, please | en",
                "hi there | en",
                "Bitte prüfen Sie die Klausel auf Fehler | de",
                "Pouvez-vous vérifier cette clause pour moi ? | fr",
                "¿Puedes revisar esta cláusula por favor? Es para el contrato | es",
                "Puoi controllare questa clausola? È per il contratto che non capisco | it",
                "Você pode revisar este contrato? É para uma reunião | pt",
                "Kun je dit contract voor mij nakijken? Het is niet lang | nl",
                "Proszę sprawdzić tę umowę, czy jest w porządku | pl",
                "Kan du kontrollera det här avtalet åt mig, det är inte långt | sv",
                "Bu sözleşmeyi kontrol eder misin, çok uzun değil ama önemli | tr",
                "Проверьте, пожалуйста, договор | ru",
                "Перевірте, будь ласка, цей договір | uk",
                "请检查这份合同 | zh",
                "この契約を確認してください | ja",
                "이 계약서를 검토해 주세요 | ko",
                "يرجى مراجعة هذا العقد | ar",
                "لطفا این قرارداد را بررسی کنید و بگویید چه گفته | fa",
                "אנא בדוק את החוזה הזה | he",
                "Παρακαλώ ελέγξτε αυτό το συμβόλαιο | el",
                "कृपया इस अनुबंध की जांच करें | hi",
                "โปรดตรวจสอบสัญญานี้ | th",
            })
    void theLanguageIsToldByScriptOrStopWords(String text, String language) {
        assertThat(new PromptSignals(chat(text)).language()).isEqualTo(language);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"12 + 30 = ?", "xyzzy plugh", "kubernetes nginx postgres redis", "?!"})
    void whatDoesNotTellItsLanguageAbstains(String text) {
        assertThat(new PromptSignals(chat(text)).language()).isNull();
    }

    @Test
    void theShareOfCodeIsTheShareOfItsLines() {
        assertThat(new PromptSignals(chat(Sample.CODE.text)).code()).isGreaterThan(0.8);
        assertThat(new PromptSignals(chat(Sample.ENGLISH.text)).code()).isLessThan(0.1);
        assertThat(new PromptSignals(chat("What does this do?\n```\nany thing here at all\n```\n")).code())
                .isBetween(0.4, 0.7);
        assertThat(new PromptSignals(chat("")).code()).isZero();
    }

    @Test
    void aHugePromptIsLookedAtInPart() {
        assertThat(new PromptSignals(chat("the cat is on the mat. ".repeat(20_000))).language())
                .isEqualTo("en");
        String late = "plain words only\n".repeat(4_000) + "```\n" + "x".repeat(100_000);
        assertThat(new PromptSignals(chat(late)).code()).isZero();
    }

    /** Texts with their true counts. */
    enum Sample {
        ENGLISH(
                "Please explain how photosynthesis works in green plants, and why they need sunlight to grow. I would like a"
                        + " detailed answer for my students, with examples taken from everyday life.",
                35),
        GERMAN(
                "Bitte erklären Sie mir, wie der Vertrag gekündigt werden kann, wenn eine der Parteien ihre Pflichten nicht"
                        + " erfüllt. Die Frist beträgt in der Regel drei Monate zum Ende des Quartals.",
                39),
        CHINESE("请帮我解释一下光合作用的过程，以及为什么植物需要阳光才能生长。我希望你能用简单的语言来说明，让小学生也能理解。", 36),
        CODE("""
                public static int sum(int[] values) {
                    int total = 0;
                    for (int value : values) {
                        total += value;
                    }
                    return total;
                }
                """, 37);

        private final String text;
        private final int tokens;

        Sample(String text, int tokens) {
            this.text = text;
            this.tokens = tokens;
        }
    }

    @Test
    void whatWasReadIsToldAndNothingElseIsWorkedOut() {
        int[] asked = {0};
        PromptSignals signals = new PromptSignals(chat("is this hard?"), text -> {
            asked[0]++;
            return TaskFinding.of("code", 0.9, 0.5);
        });
        assertThat(signals.readings().taskRead()).isFalse();
        assertThat(signals.readings().difficultyRead()).isFalse();
        assertThat(signals.taskRemark()).isNull();
        assertThat(asked[0]).isZero();

        signals.task();
        signals.difficulty();

        assertThat(signals.readings().taskRead()).isTrue();
        assertThat(signals.readings().task()).isEqualTo(signals.task());
        assertThat(signals.readings().difficulty()).isEqualTo(signals.difficulty());
        assertThat(signals.taskRemark()).isEqualTo("code (0.90)");
        assertThat(asked[0]).isEqualTo(1);
    }

    @Test
    void aTaskToldLaterTakesThePlaceOfTheOneThatWasAwaited() {
        PromptSignals signals = new PromptSignals(
                chat("hm"), text -> TaskFinding.abstained("not asked").open());
        assertThat(signals.awaitsTask()).isFalse();
        assertThat(signals.task()).isNull();
        assertThat(signals.awaitsTask()).isTrue();

        signals.told(TaskFinding.of("code", 0.9, 0.5));

        assertThat(signals.awaitsTask()).isFalse();
        assertThat(signals.task()).isNotNull();
        assertThat(new PromptSignals(chat("hm")).task()).isNull();
    }

    private static ApiRequest chat(String... userMessages) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("model", "auto");
        for (String text : userMessages) {
            body.withArray("messages").addObject().put("role", "user").put("content", text);
        }
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        return ApiRequest.parse(Endpoint.CHAT_COMPLETIONS, Endpoint.CHAT_COMPLETIONS.path(), Headers.NONE, bytes);
    }
}
