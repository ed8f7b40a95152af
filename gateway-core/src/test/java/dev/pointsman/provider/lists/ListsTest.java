package dev.pointsman.provider.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.provider.RecordedReply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ListsTest {
    private final RecordedReply reply = new RecordedReply();

    private static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static EmbeddingsRequest request(String fields) {
        return EmbeddingsRequest.of(ApiRequest.parse(
                Endpoint.EMBEDDINGS, "/v1/embeddings", Headers.NONE, bytes("{'model':'m'," + fields + "}")));
    }

    @Test
    void anInputIsOneTextOrSeveral() {
        assertThat(request("'input':'a'").inputs()).containsExactly("a");
        assertThat(request("'input':['a','b']").inputs()).containsExactly("a", "b");
        assertThat(request("'input':'a','dimensions':8").dimensions()).isEqualTo(8);
        assertThat(request("'input':'a'").dimensions()).isEqualTo(-1);
        assertThat(request("'input':'a','encoding_format':'base64'").base64()).isTrue();
        assertThat(request("'input':'a','encoding_format':'float'").base64()).isFalse();
        assertThat(request("'input':'a','user':'u','encoding_format':'float'")
                        .drops()
                        .names())
                .containsExactly("user");
    }

    @Test
    void e60_token_numbers_are_refused_where_the_provider_takes_text_only() {
        for (String input : new String[] {"[1,2]", "[[1],[2]]", "['a',3]"}) {
            assertThatThrownBy(() -> request("'input':" + input))
                    .isInstanceOfSatisfying(GatewayException.class, failure -> {
                        assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
                        assertThat(failure.param()).isEqualTo("input");
                    });
        }
    }

    @Test
    void e60_vectors_are_told_as_numbers_or_as_little_endian_floats_in_base64() {
        byte[] vector = bytes("[1.0,-2.5]");
        for (boolean base64 : new boolean[] {false, true}) {
            RecordedReply told = new RecordedReply();
            EmbeddingsReply answer = new EmbeddingsReply(base64, 2);
            answer.vector(vector, 0, vector.length);
            answer.vector(vector, 0, vector.length);
            answer.send("m", new Usage(5, 0, 0, 0, 0), List.of(), told);

            String row = base64 ? "\"AACAPwAAIMA=\"" : "[1.0,-2.5]";
            assertThat(told.outputText())
                    .isEqualTo(
                            "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":" + row
                                    + "},{\"object\":\"embedding\",\"index\":1,\"embedding\":" + row
                                    + "}],\"model\":\"m\",\"usage\":{\"prompt_tokens\":5,\"total_tokens\":5}}");
            assertThat(told.ended()).isTrue();
            assertThat(told.usage()).isEqualTo(new Usage(5, 0, 0, 0, 0));
        }
    }

    @Test
    void aListThatDoesNotAnswerEachInputIsAFailure() {
        new EmbeddingsReply(false, 1).send("m", Usage.NONE, List.of(), reply);

        assertThat(reply.ended()).isFalse();
        assertThat(reply.failure()).hasMessageContaining("1 inputs with 0 embeddings");
    }

    @Test
    void modelsAreListedAsOpenAiDoes() {
        ModelsReply models = new ModelsReply();
        models.model("a\"b", 7, "me");
        models.model("c", 0, "you");
        models.send(reply);

        assertThat(reply.outputText())
                .isEqualTo(
                        "{\"object\":\"list\",\"data\":[{\"id\":\"a\\\"b\",\"object\":\"model\",\"created\":7,"
                                + "\"owned_by\":\"me\"},{\"id\":\"c\",\"object\":\"model\",\"created\":0,\"owned_by\":\"you\"}]}");
        assertThat(reply.ended()).isTrue();
    }

    @Test
    void aBodyIsReadOnceItIsWhole() {
        StringBuilder read = new StringBuilder();
        WholeReply whole = new WholeReply((body, to) -> {
            read.append(new String(body, StandardCharsets.UTF_8));
            new ModelsReply().send(to);
        });
        whole.head(200, Headers.NONE, reply);
        whole.data(bytes("{'a'"), reply);
        whole.data(bytes(":1}"), reply);
        assertThat(read).isEmpty();
        whole.end(reply);
        whole.end(reply);

        assertThat(read).hasToString("{\"a\":1}");
        assertThat(reply.ended()).isTrue();
    }

    @Test
    void aBodyThatIsNoJsonOrTooLargeIsAFailureOfTheProviders() {
        WholeReply broken = new WholeReply((body, to) -> new JsonCursor(body).beginObject());
        broken.end(reply);
        assertThat(Objects.requireNonNull(reply.failure()).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);

        RecordedReply second = new RecordedReply();
        WholeReply large = new WholeReply((body, to) -> new ModelsReply().send(to));
        large.data(new byte[WholeReply.MAX_BYTES], second);
        large.data(new byte[1], second);
        large.end(second);
        assertThat(second.failure()).hasMessageContaining("larger than");
    }
}
