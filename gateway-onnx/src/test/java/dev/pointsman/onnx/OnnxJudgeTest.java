package dev.pointsman.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.config.Yaml;
import dev.pointsman.learned.TextClassifier;
import dev.pointsman.server.GatewayServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A classifier in ONNX's format decides between two models: three labels, the strong model wins, neither, the weak one. */
class OnnxJudgeTest {
    private static final String NAMED = "{ onnx: models/judge.onnx, vocab: models/vocab.txt }";
    private static final String POLICY = """
            version: 1
            server: { listen: "127.0.0.1:0", admin: "127.0.0.1:0", access_log: off }
            storage: { ledger: none, history: none }
            providers: { local: { type: echo } }
            models: { large: { at: local/l }, small: { at: local/s } }
            scores:
              judged: { estimator: %s, strong: large, weak: small, threshold: 0.5, budget: 20s }
            rules: [{ name: all, then: { score: judged } }]
            tests:
              - { given: { text: "the function of a regex" }, expect: { model: large } }
            """.formatted(NAMED);

    @TempDir
    private Path folder;

    @BeforeEach
    void files() throws IOException {
        Topics.into(folder);
        judge(3, "logits");
    }

    @Test
    void theFirstLabelSpeaksForTheStrongModel() throws Exception {
        TextClassifier judge = Objects.requireNonNull(created(Yaml.of(NAMED)));

        assertThat(judge.classes()).isEqualTo(3);
        double[] code = judge.probabilities("function");
        assertThat(code[0] + code[1] + code[2]).isEqualTo(1, within(1e-12));
        assertThat(code[0]).isGreaterThan(0.5);
        assertThat(judge.probabilities("court")[0]).isLessThan(0.5);
    }

    @Test
    void requestsAreRoutedByIt() throws Exception {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), POLICY);
        GatewayServer server = GatewayServer.start(file, name -> null);
        try {
            assertThat(modelFor(server, "function regex")).isEqualTo("large");
            assertThat(modelFor(server, "court clause")).isEqualTo("small");
            assertThat(modelFor(server, "court clause")).as("kept").isEqualTo("small");
        } finally {
            server.close();
        }
    }

    @Test
    void whatIsNoClassifierIsRefused() throws Exception {
        TinyModel.usual(Topics.table()).into(folder.resolve("models/judge.onnx"));
        Yaml vectors = Yaml.of(NAMED);
        assertThat(created(vectors)).isNull();
        assertThat(vectors.problems())
                .singleElement()
                .asString()
                .contains("it is no classifier of texts (expected: an output \"logits\"");
        judge(1, "logits");
        Yaml one = Yaml.of(NAMED);
        assertThat(created(one)).isNull();
        assertThat(one.problems().toString()).contains("it tells 1 classes (expected: 2 to 64)");
    }

    /** The mean of its pieces' rows, cut to so many classes. */
    private void judge(int classes, String output) throws IOException {
        float[][] table = Topics.table();
        float[][] cut = new float[table.length][classes];
        for (int row = 0; row < cut.length; row++) {
            for (int i = 0; i < classes; i++) {
                cut[row][i] = 6 * table[row][i];
            }
        }
        TinyModel.of(cut)
                .input("input_ids", TinyModel.INT64, TinyModel.ANY, TinyModel.ANY)
                .input("attention_mask", TinyModel.INT64, TinyModel.ANY, TinyModel.ANY)
                .node(
                        "ReduceMean",
                        List.of("rows"),
                        output,
                        TinyModel.attributes("axes", 1),
                        TinyModel.attribute("keepdims", 0))
                .output(output, TinyModel.FLOAT, TinyModel.ANY, classes)
                .into(folder.resolve("models/judge.onnx"));
    }

    private TextClassifier created(Yaml yaml) {
        return new OnnxEncoderFactory()
                .classifier(yaml.node(), node -> folder.resolve(node.text()).toString());
    }

    static String modelFor(GatewayServer server, String text) throws Exception {
        String body = "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + "/v1/chat/completions"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> reply = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(reply.statusCode()).isEqualTo(200);
        return reply.headers().firstValue("x-gateway-model").orElseThrow();
    }
}
