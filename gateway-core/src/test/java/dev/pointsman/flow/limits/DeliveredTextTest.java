package dev.pointsman.flow.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveredTextTest {
    private static long tokens(String... pieces) {
        DeliveredText text = new DeliveredText();
        for (String piece : pieces) {
            text.add(piece.getBytes(StandardCharsets.UTF_8));
        }
        return text.tokens();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"id\":\"chatcmpl-0123456789\",\"choices\":[{\"delta\":{\"content\":\"123456789\"}}]} | 3",
                "{\"choices\":[{\"delta\":{\"reasoning_content\":\"123456\"}}]} | 2",
                "{\"choices\":[{\"delta\":{\"content\":null,\"refusal\":\"123\"}}]} | 1",
                "{\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"a\\\":1}\"}} | 3",
                "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\": \"123456\"}} | 2",
                "{\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"123\"}} | 1",
                "{\"type\":\"response.output_text.delta\",\"delta\":\"1234567\"} | 3",
                "{\"model\":\"gpt-5\",\"object\":\"chat.completion.chunk\"} | 0",
                "{\"content\":\"\"} | 0",
            })
    void onlyOutputIsMeasured(String event, long tokens) {
        assertThat(tokens(event)).isEqualTo(tokens);
    }

    @Test
    void aTextMayGoOnInTheNextPiece() {
        assertThat(tokens("{\"content\":\"123", "456\\", "\"9", "9\",\"id\":\"abcdefghijkl\"}"))
                .as("123456\\\"99, ten bytes")
                .isEqualTo(4);
    }

    @Test
    void aLongReplyIsMeasuredToItsEnd() {
        DeliveredText text = new DeliveredText();
        for (int i = 0; i < 3_000; i++) {
            text.add("{\"choices\":[{\"delta\":{\"content\":\"123\"}}]}".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(text.tokens()).isEqualTo(3_000);
        assertThat(text.tokens()).as("asked again").isEqualTo(3_000);
    }
}
