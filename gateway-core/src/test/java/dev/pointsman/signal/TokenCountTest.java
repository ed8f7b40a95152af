package dev.pointsman.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TokenCountTest {
    private static final String IMAGE =
            "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'iVBORw0='}}";

    private static int count(String messages, String more) {
        String body = "{'model':'m','messages':" + messages + more + "}";
        return TokenCount.of(ApiRequest.parse(
                Endpoint.COUNT_TOKENS,
                Endpoint.COUNT_TOKENS.path(),
                Headers.NONE,
                body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    private static String said(String blocks) {
        return "[{'role':'user','content':[{'type':'text','text':'hello there'}" + blocks + "]}]";
    }

    @Test
    void wordsCountAsThePromptsTokens() {
        int plain = count(said(""), "");

        assertThat(plain).isBetween(4, 15);
        assertThat(count("[{'role':'user','content':'" + "hello there ".repeat(1000) + "'}]", ""))
                .isBetween(1_800, 2_600);
    }

    @Test
    void toolsPicturesAndDocumentsAreAddedWhereverTheyStand() {
        int plain = count(said(""), "");

        assertThat(count(said(""), ",'tools':[{'name':'" + "x".repeat(4_000) + "','input_schema':{}}]") - plain)
                .isBetween(1_000, 1_020);
        assertThat(count(said("," + IMAGE), "") - plain).isEqualTo(1_500);
        assertThat(count(said(",{'type':'tool_result','tool_use_id':'t','content':[" + IMAGE + "," + IMAGE + "]}"), "")
                        - plain)
                .isEqualTo(3_000);
        assertThat(count(
                                said(
                                        ",{'type':'document','source':{'type':'base64','media_type':'application/pdf','data':'JVBERi0='}}"),
                                "")
                        - plain)
                .isEqualTo(4_500);
        assertThat(count(
                                said(",{'type':'document','source':{'type':'text','media_type':'text/plain','data':'"
                                        + "y".repeat(400) + "'}}"),
                                "")
                        - plain)
                .isEqualTo(100);
    }
}
