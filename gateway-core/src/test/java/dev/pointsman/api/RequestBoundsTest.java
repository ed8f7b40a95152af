package dev.pointsman.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A body of 32 MB may be made of millions of tiny values: what is read of it takes memory for each. */
class RequestBoundsTest {
    private static final String MODEL = "\"model\":\"m\"";
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    @Test
    void aThousandParametersAreReadAndOneMoreIsNot() {
        assertThat(chat("{" + MODEL + "," + MESSAGES + fields(998) + "}")).isNull();

        GatewayException refused = chat("{" + MODEL + "," + MESSAGES + fields(999) + "}");

        assertThat(refused).isNotNull();
        assertThat(refused.code()).isEqualTo("object_above_max_properties");
    }

    @Test
    void halfAMillionValuesAreTooManyWhereverTheyStand() {
        String parts = "\"\",".repeat(499_990) + "\"\"";

        assertThat(scan(Endpoint.EMBEDDINGS, "{" + MODEL + ",\"input\":[" + parts + "]}"))
                .isNull();
        assertThat(scan(
                        Endpoint.EMBEDDINGS,
                        "{" + MODEL + ",\"input\":[" + parts + ",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\"]}"))
                .hasMessageContaining("more values than a body may hold");
        assertThat(chat("{" + MODEL + "," + MESSAGES + ",\"x\":{\"y\":[" + "[],".repeat(500_000) + "1]}}"))
                .hasMessageContaining("more values than a body may hold");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'role':'user','role':'system','content':'a'}; messages[0].role",
                "{'role':'user','content':'a','content':'b'}; messages[0].content",
                "{'role':'user','content':'a','c\\u006fntent':null}; messages[0].content"
            },
            quoteCharacter = '`')
    void aMessageThatSaysTwiceWhoSpeaksOrWhatIsRefused(String message, String param) {
        GatewayException refused = chat("{" + MODEL + ",\"messages\":[" + message.replace('\'', '"') + "]}");

        assertThat(refused).isNotNull();
        assertThat(refused.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
        assertThat(refused.param()).isEqualTo(param);
    }

    @Test
    void anItemOfAResponseWithTwoRolesIsRefused() {
        GatewayException refused = scan(
                Endpoint.RESPONSES,
                "{" + MODEL + ",\"input\":[{\"role\":\"user\",\"content\":\"a\",\"role\":\"system\"}]}");

        assertThat(refused).isNotNull();
        assertThat(refused.param()).isEqualTo("input[0].role");
    }

    private static String fields(int count) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < count; i++) {
            all.append(",\"a").append(i).append("\":1");
        }
        return all.toString();
    }

    private static GatewayException chat(String body) {
        return scan(Endpoint.CHAT_COMPLETIONS, body);
    }

    /** The refusal; null where the body is taken. */
    private static GatewayException scan(Endpoint endpoint, String body) {
        return catchThrowableOfType(
                GatewayException.class, () -> RequestScan.json(endpoint, body.getBytes(StandardCharsets.UTF_8)));
    }
}
