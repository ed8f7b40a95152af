package dev.pointsman.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.flow.Front.Sent;
import dev.pointsman.provider.ChatReplyDecoder;
import dev.pointsman.provider.ReplyDecoder;
import org.junit.jupiter.api.Test;

/** The inner filters over replies in OpenAI's own form. */
class RealDecoderTest {
    private static final String ROLE =
            "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n";
    private static final String HELLO =
            "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hello\"}}]}\n\n";
    private static final String STOP =
            "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";

    private final Front front = new Front("[]", "{}", RealDecoderTest::decoder);

    @Test
    void aWholeAnswerTellsItsCostInItsHead() {
        front.transport.reply(
                200,
                "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hello\"},\"finish_reason\":\"stop\"}],"
                        + "\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":50}}",
                "content-type",
                "application/json");

        Sent sent = front.chat("swift", body -> body.replace("true", "false"));

        assertThat(sent.sink().body()).contains("hello");
        assertThat(sent.header("x-gateway-cost")).isEqualTo("0.000200000");
        assertThat(sent.exchange().finishReason()).isEqualTo("stop");
    }

    @Test
    void anUnknownReasonToEndIsKeptAsTheProviderSaidIt() {
        Front lines = new Front("[]", "{}");
        lines.transport.reply(200, "hello\nstrange new_word\ndone\n", "content-type", "text/event-stream");

        Sent sent = lines.chat("swift");

        assertThat(sent.exchange().finishReason()).isEqualTo("new_word");
        assertThat(sent.exchange().finishKnown()).isFalse();
    }

    @Test
    void anErrorAfterTheRoleOnlyIsMadeGoodByTheOtherDeployment() {
        front.transport
                .reply(
                        200,
                        ROLE + "data: {\"error\":{\"message\":\"overloaded\",\"type\":\"server_error\"}}\n\n",
                        "content-type",
                        "text/event-stream")
                .reply(200, ROLE + HELLO + STOP + "data: [DONE]\n\n", "content-type", "text/event-stream");

        Sent sent = front.chat("swift");

        assertThat(sent.sink().completed()).isTrue();
        assertThat(sent.sink().body()).isEqualTo(ROLE + HELLO + STOP + "data: [DONE]\n\n");
        assertThat(front.transport.hosts()).containsExactly("a", "b");
    }

    @Test
    void aStreamCutInTheMiddleEndsAsAnErrorWithoutItsDone() {
        front.transport.reply(200, ROLE + HELLO, "content-type", "text/event-stream");

        Sent sent = front.chat("swift");

        assertThat(sent.sink().error()).isNotNull();
        assertThat(sent.sink().body()).isEqualTo(ROLE + HELLO);
    }

    @Test
    void aPageOfHtmlIsNoAnswer() {
        front.transport
                .reply(200, "<html>login</html>", "content-type", "text/html")
                .reply(200, ROLE + HELLO + STOP + "data: [DONE]\n\n", "content-type", "text/event-stream");

        assertThat(front.chat("swift").header("x-gateway-deployment")).isEqualTo("p/b");
    }

    private static ReplyDecoder decoder(ApiRequest request, Deployment deployment) {
        return new ChatReplyDecoder(ChatReplyDecoder.Settings.of(request));
    }
}
