package dev.pointsman.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Usage;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.provider.OpenAiSchema;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.UpstreamRequest;
import dev.pointsman.providers.ChatView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class RecordedCasesTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final OpenAiSchema WHOLE = OpenAiSchema.of("CreateChatCompletionResponse");
    private static final OpenAiSchema CHUNK = OpenAiSchema.of("CreateChatCompletionStreamResponse");

    static Stream<RecordedCase> cases() {
        return RecordedCase.all().stream();
    }

    static Stream<RecordedCase> refusals() {
        return cases().filter(each -> each.status() != 200);
    }

    static Stream<RecordedCase> chats() {
        return cases().filter(each -> each.status() == 200 && each.endpoint() == Endpoint.CHAT_COMPLETIONS);
    }

    static Stream<RecordedCase> embeddings() {
        return cases().filter(each -> each.status() == 200 && each.endpoint() == Endpoint.EMBEDDINGS);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theRequestIsWhatTheProviderGotThen(RecordedCase recorded) {
        Deployment deployment = recorded.deployment();

        UpstreamRequest sent = recorded.adapter().encode(recorded.asked(), deployment);

        ObjectNode expected = (ObjectNode) recorded.body().deepCopy();
        expected.put("model", deployment.upstreamModel());
        ObjectNode body = (ObjectNode) MAPPER.readTree(sent.body().toArray());
        expected.remove("stream_options");
        body.remove("stream_options");
        assertThat(body).isEqualTo(expected);
        assertThat(sent.path().replaceFirst("\\?.*", "")).isEqualTo(recorded.path());
        assertThat(sent.method()).isEqualTo("POST");
    }

    @ParameterizedTest
    @MethodSource("chats")
    void theClientGetsWhatTheModelSaid(RecordedCase recorded) {
        RecordedReply reply = decoded(recorded, List.of(recorded.reply()));

        ChatView view = view(recorded, reply);
        JsonNode expect = recorded.expect();
        assertThat(reply.failure()).isNull();
        assertThat(reply.ended()).isTrue();
        view.expectSays(expect);
        if (expect.path("usage").isObject()) {
            Usage usage = Objects.requireNonNull(reply.usage());
            assertThat(usage.prompt())
                    .isEqualTo(expect.path("usage").path("prompt").longValue());
            assertThat(usage.completion())
                    .isEqualTo(expect.path("usage").path("completion").longValue());
            assertThat(usage.cachedRead())
                    .isEqualTo(expect.path("usage").path("cached").longValue());
        }
    }

    @ParameterizedTest
    @MethodSource("chats")
    void theReplyFitsOpenAisOwnDescription(RecordedCase recorded) {
        RecordedReply reply = decoded(recorded, List.of(recorded.reply()));

        if (recorded.passedThrough() && !recorded.streamed()) {
            assertThat(reply.outputText()).isEqualTo(new String(recorded.reply(), StandardCharsets.UTF_8));
            return;
        }
        OpenAiSchema schema = recorded.streamed() ? CHUNK : WHOLE;
        for (JsonNode chunk : view(recorded, reply).chunks()) {
            // OpenAI itself sends a null fingerprint against its own description
            if (recorded.passedThrough() && chunk.path("system_fingerprint").isNull()) {
                ((ObjectNode) chunk).remove("system_fingerprint");
            }
            assertThat(schema.problems(chunk)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("chats")
    void theReplyIsTheSameHoweverItIsCut(RecordedCase recorded) {
        byte[] all = recorded.reply();
        String whole = decoded(recorded, List.of(all)).text();
        Random random = new Random(7);

        assertThat(decoded(recorded, pieces(all, () -> 1)).text()).isEqualTo(whole);
        for (int i = 0; i < 20; i++) {
            assertThat(decoded(recorded, pieces(all, () -> 1 + random.nextInt(300)))
                            .text())
                    .isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @MethodSource("embeddings")
    void vectorsComeAsTheyWereSent(RecordedCase recorded) {
        RecordedReply reply = decoded(recorded, List.of(recorded.reply()));

        JsonNode told = MAPPER.readTree(reply.outputText());
        assertThat(told).isEqualTo(recorded.response().path("body"));
        assertThat(told.path("data").size())
                .isEqualTo(recorded.expect().path("embeddings").intValue());
        assertThat(Objects.requireNonNull(reply.usage()).prompt())
                .isEqualTo(recorded.expect().path("usage").path("prompt").longValue());
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aRefusalKeepsItsStatusAndItsMessage(RecordedCase recorded) {
        GatewayException failure =
                recorded.adapter().failure(recorded.status(), recorded.replyHeaders(), recorded.reply());

        JsonNode error = recorded.response().path("body").path("error");
        assertThat(failure.text())
                .isEqualTo(recorded.expect().path("error_message").stringValue());
        assertThat(failure.status()).isEqualTo(recorded.status());
        assertThat(failure.type()).isEqualTo(error.path("type").stringValue());
        assertThat(failure.param()).isEqualTo(error.path("param").asString(null));
        assertThat(failure.code()).isEqualTo(error.path("code").asString(null));
    }

    private static RecordedReply decoded(RecordedCase recorded, List<byte[]> pieces) {
        RecordedReply reply = new RecordedReply();
        ReplyDecoder decoder = recorded.adapter().decoder(recorded.asked(), recorded.deployment());
        decoder.head(recorded.status(), recorded.replyHeaders(), reply);
        pieces.forEach(piece -> decoder.data(piece, reply));
        decoder.end(reply);
        return reply;
    }

    private static ChatView view(RecordedCase recorded, RecordedReply reply) {
        return recorded.streamed() ? ChatView.ofEvents(reply.text()) : ChatView.ofBody(reply.outputText());
    }

    private interface Lengths {
        int next();
    }

    private static List<byte[]> pieces(byte[] all, Lengths lengths) {
        List<byte[]> pieces = new ArrayList<>();
        for (int from = 0; from < all.length; ) {
            int to = Math.min(all.length, from + lengths.next());
            pieces.add(Arrays.copyOfRange(all, from, to));
            from = to;
        }
        return pieces;
    }
}
