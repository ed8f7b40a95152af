package dev.pointsman.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.openai.errors.OpenAIException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedReply;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams through the official client, from a provider that sends them in every odd way. */
class StreamsTest {
    private final ScriptedUpstream upstream = ScriptedUpstream.playing(Replies.words(5));
    private final RunningGateway gateway = RunningGateway.inFrontOf(upstream.url());

    @AfterEach
    void stop() {
        gateway.close();
        upstream.close();
    }

    @Test
    void aStreamComesBackWordByWord() {
        List<ChatCompletionChunk> chunks = stream(question());

        assertThat(text(chunks)).isEqualTo(Replies.text(5));
        assertThat(chunks.get(chunks.size() - 1).choices().get(0).finishReason())
                .hasValueSatisfying(reason -> assertThat(reason.asString()).isEqualTo("stop"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64})
    void aStreamInSmallPiecesIsTheSameStream(int pieceBytes) {
        upstream.play((request, reply) -> Replies.words(20).play(request, reply.inPiecesOf(pieceBytes)));

        assertThat(text(stream(question()))).isEqualTo(Replies.text(20));
    }

    @Test
    void e02_e03_carriage_returns_comments_and_missing_spaces_are_understood() {
        upstream.play((request, reply) -> reply.stream()
                .text(": waiting\r\n\r\n")
                .text("data:" + Replies.ROLE + "\r\n\r\n")
                .text("event: message\r\nid: 7\r\ndata:" + Replies.word("one ") + "\r\n\r\n")
                .text(":\n\ndata: " + Replies.word("two ") + "\n\n")
                .text("data:" + Replies.word("three") + "\r\r")
                .text("data: " + Replies.FINISH + "\n\ndata: [DONE]\n\n")
                .end());

        assertThat(text(stream(question()))).isEqualTo("one two three");
    }

    @Test
    void e44_usage_comes_only_where_the_client_asked_for_it() {
        List<ChatCompletionChunk> silent = stream(question());
        assertThat(upstream.last().text()).contains("\"include_usage\":true");
        assertThat(silent).noneMatch(chunk -> chunk.usage().isPresent());

        List<ChatCompletionChunk> asked = stream(question().toBuilder()
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build());
        assertThat(asked.get(asked.size() - 1).usage())
                .hasValueSatisfying(usage -> assertThat(usage.totalTokens()).isEqualTo(12));
    }

    @Test
    void aMissingDoneAfterAFinishIsNoFault() {
        upstream.play((request, reply) ->
                Replies.begin(reply, 3).event(Replies.FINISH).end());

        assertThat(text(stream(question()))).isEqualTo(Replies.text(3));
    }

    @Test
    void anErrorInsideTheStreamReachesTheClientAsAnError() {
        upstream.play((request, reply) -> Replies.begin(reply, 3)
                .event(Replies.error("The server had an error", "server_error", "server_error"))
                .end());

        expectFailureAfter(3);
    }

    @Test
    void aCutStreamReachesTheClientAsAnErrorNotAsAnEnd() {
        upstream.play((request, reply) -> Replies.begin(reply, 3).cut());

        expectFailureAfter(3);
    }

    @Test
    void aStreamThatEndsWithoutAFinishReachesTheClientAsAnError() {
        upstream.play((request, reply) -> Replies.begin(reply, 3).end());

        expectFailureAfter(3);
    }

    @Test
    void closingTheStreamEndsTheCallToTheProvider() {
        upstream.play((request, reply) -> endless(reply));

        try (var stream = gateway.sdk().chat().completions().createStreaming(question())) {
            assertThat(stream.stream().limit(3)).hasSize(3);
        }

        await().until(() -> upstream.aborts() == 1 && upstream.openConnections() == 0);
    }

    private void expectFailureAfter(int words) {
        var seen = new ArrayList<ChatCompletionChunk>();
        try (var stream = gateway.sdk().chat().completions().createStreaming(question())) {
            assertThatThrownBy(() -> stream.stream().forEach(seen::add)).isInstanceOf(OpenAIException.class);
        }
        assertThat(text(seen)).isEqualTo(Replies.text(words));
    }

    private List<ChatCompletionChunk> stream(ChatCompletionCreateParams question) {
        try (var stream = gateway.sdk().chat().completions().createStreaming(question)) {
            return stream.stream().toList();
        }
    }

    private static String text(List<ChatCompletionChunk> chunks) {
        var text = new StringBuilder();
        for (ChatCompletionChunk chunk : chunks) {
            chunk.choices().forEach(choice -> choice.delta().content().ifPresent(text::append));
        }
        return text.toString();
    }

    private static void endless(ScriptedReply reply) throws IOException {
        Replies.begin(reply, 10).hang();
    }

    private static ChatCompletionCreateParams question() {
        return ChatCompletionCreateParams.builder()
                .model("small")
                .addUserMessage("Count.")
                .build();
    }
}
