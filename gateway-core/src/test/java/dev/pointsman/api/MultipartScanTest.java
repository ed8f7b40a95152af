package dev.pointsman.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartScanTest {
    private static final String FILE = String.join(
            "\r\n",
            "--b",
            "Content-Disposition: form-data; name=\"file\"; filename=\"a;\\\"b.mp3\"",
            "Content-Type: audio/mpeg",
            "",
            "\u0000--b\n--b\n--",
            "",
            "");
    private static final String MODEL = "--b\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nwhisper\r\n";
    private static final String STREAM = "--b\r\nContent-Disposition: form-data; name=stream\r\n\r\ntrue\r\n";
    private static final String END = "--b--\r\n";

    @Test
    void smallFieldsAreFoundBeforeAndAfterTheFile() {
        ApiRequest request = parse(Endpoint.TRANSCRIPTIONS, "preamble\r\n" + STREAM + FILE + MODEL + END);

        assertThat(request.facts().model()).isEqualTo("whisper");
        assertThat(request.facts().stream()).isTrue();
        assertThat(request.fields().count()).isEqualTo(2);
        assertThat(request.fields().name(1)).isEqualTo("model");
    }

    @Test
    void theModelIsReplacedAndNothingElse() {
        String body = STREAM + MODEL + FILE + END;

        Body edited = parse(Endpoint.TRANSCRIPTIONS, body).withModel("other");

        assertThat(latin(edited)).isEqualTo(body.replace("whisper", "other"));
    }

    @Test
    void aModelIsPutInWhereThereIsNone() {
        ApiRequest request = parse(Endpoint.IMAGE_EDITS, STREAM + END);

        ApiRequest edited = parse(Endpoint.IMAGE_EDITS, latin(request.withModel("img")));

        assertThat(request.facts().model()).isEmpty();
        assertThat(edited.facts().model()).isEqualTo("img");
        assertThat(edited.facts().stream()).isTrue();
    }

    @Test
    void aTranscriptionMustNameItsModel() {
        GatewayException refused = refusal("multipart/form-data; boundary=b", STREAM + END);

        assertThat(refused.param()).isEqualTo("model");
        assertThat(refused.code()).isEqualTo("missing_required_parameter");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--b",
                "--b\r\n",
                "--c\r\n",
                "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm",
                "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--b",
                "--b\r\nContent-Disposition: form-data\r\n\r\nm\r\n--b--",
                "--b\r\n\r\nm\r\n--b--",
                "--b\nContent-Disposition: form-data; name=\"model\"\n\nm\n--b--",
            })
    void brokenBodiesAreRefused(String body) {
        assertThat(refusal("multipart/form-data; boundary=\"b\"", body).kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
    }

    @Test
    void theModelMayNotStandTwice() {
        assertThat(refusal("multipart/form-data; boundary=b", MODEL + MODEL + END)
                        .param())
                .isEqualTo("model");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "multipart/mixed; boundary=b", "text/plain"})
    void otherTypesAreRefused(String contentType) {
        assertThat(refusal(contentType, MODEL + END).kind()).isEqualTo(ErrorKind.UNSUPPORTED_MEDIA);
    }

    @Test
    void aTypeWithoutBoundaryIsRefused() {
        assertThat(refusal("multipart/form-data; charset=utf-8", MODEL + END).kind())
                .isEqualTo(ErrorKind.INVALID_REQUEST);
    }

    private static ApiRequest parse(Endpoint endpoint, String body) {
        return parse(endpoint, "Multipart/Form-Data; charset=utf-8; boundary=b", body);
    }

    private static ApiRequest parse(Endpoint endpoint, String contentType, String body) {
        return ApiRequest.parse(
                endpoint,
                endpoint.path(),
                Headers.of("content-type", contentType),
                body.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static GatewayException refusal(String contentType, String body) {
        return catchThrowableOfType(GatewayException.class, () -> parse(Endpoint.TRANSCRIPTIONS, contentType, body));
    }

    private static String latin(Body body) {
        return new String(body.toArray(), StandardCharsets.ISO_8859_1);
    }
}
