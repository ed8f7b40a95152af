package dev.pointsman.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import java.util.Arrays;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** Bodies of requests: what the scan takes is JSON to a parser of another house too, and an edit changes what it is to change alone. */
class RequestBodyFuzzTest {
    private static final ObjectMapper OTHER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(2_000)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Endpoint[] ENDPOINTS = Endpoint.values();

    /** The first byte chooses the endpoint. */
    @FuzzTest(maxDuration = FuzzTime.LIMIT)
    void json(byte[] data) {
        if (data.length == 0) {
            return;
        }
        Endpoint endpoint = ENDPOINTS[(data[0] & 0xff) % ENDPOINTS.length];
        if (endpoint.form() != Endpoint.Form.JSON) {
            return;
        }
        byte[] body = Arrays.copyOfRange(data, 1, data.length);
        ApiRequest request = taken(endpoint, Headers.NONE, body);
        if (request == null) {
            return;
        }
        JsonNode tree = OTHER.readTree(body);
        assertThat(tree.isObject()).isTrue();
        assertThat(request.fields().count()).isEqualTo(tree.size());
        assertThat(request.facts().model()).isEqualTo(textOf(tree, "model"));
        readWhole(request);

        byte[] edited = request.withModel("an\"other\n").toArray();

        ApiRequest again = taken(endpoint, Headers.NONE, edited);
        assertThat(again).isNotNull();
        assertThat(again.facts().model()).isEqualTo("an\"other\n");
        assertThat(again.prompt().all()).isEqualTo(request.prompt().all());
        ((tools.jackson.databind.node.ObjectNode) tree).put("model", "an\"other\n");
        assertThat(OTHER.readTree(edited)).isEqualTo(tree);
    }

    @FuzzTest(maxDuration = FuzzTime.LIMIT)
    void multipart(byte[] body) {
        Headers headers = name -> name.equals("content-type") ? "multipart/form-data; boundary=b" : null;
        ApiRequest request = taken(Endpoint.TRANSCRIPTIONS, headers, body);
        if (request == null) {
            return;
        }
        byte[] edited = request.withModel("other").toArray();

        ApiRequest again = taken(Endpoint.TRANSCRIPTIONS, headers, edited);
        assertThat(again).isNotNull();
        assertThat(again.facts().model()).isEqualTo("other");
    }

    private static void readWhole(ApiRequest request) {
        request.prompt().system();
        request.prompt().lastUser();
        request.prompt().user();
        request.prompt().forEach((text, bytes) -> assertThat(text.length()).isLessThanOrEqualTo(bytes));
        request.prompt().newest(7, 2, (text, meant) -> assertThat(meant).isNotNegative());
    }

    private static String textOf(JsonNode tree, String name) {
        JsonNode value = tree.get(name);
        return value == null || value.isNull() ? "" : value.asString();
    }

    /** Null where it is refused, as it may be. */
    private static ApiRequest taken(Endpoint endpoint, Headers headers, byte[] body) {
        try {
            return ApiRequest.parse(endpoint, endpoint.path(), headers, body);
        } catch (GatewayException refused) {
            assertThat(refused.status()).isBetween(400, 499);
            return null;
        }
    }
}
