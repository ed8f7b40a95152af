package dev.pointsman.flow.judged;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class JudgeQuestionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "8 | 0.8",
                "10 | 1",
                "0 | 0",
                "8/10 | 0.8",
                "**7** | 0.7",
                "Mark: 7.5 | 0.75",
                "'\"9\".' | 0.9",
                "11 | NaN",
                "-1 | NaN",
                "8 because it is right | NaN",
                "between 7 and 8 | NaN",
                "good | NaN",
            })
    void aNumberFromZeroToTenIsAMark(String text, double mark) {
        var reply = JsonMapper.shared().createObjectNode();
        reply.putArray("choices").addObject().putObject("message").put("content", text);

        assertThat(Double.valueOf(JudgeQuestion.mark(reply.toString().getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(Double.valueOf(mark));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{} | NaN", "no json | NaN", "{\"choices\":[{\"message\":{\"content\":null}}]} | NaN"})
    void anythingElseIsNone(String reply, double mark) {
        assertThat(Double.valueOf(JudgeQuestion.mark(reply.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(Double.valueOf(mark));
    }
}
