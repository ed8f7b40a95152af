package dev.pointsman.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.cli.learned.EvaluateCommand;
import dev.pointsman.cli.learned.TrainCommand;
import dev.pointsman.config.ConfigException;
import dev.pointsman.learned.TextEncoder;
import dev.pointsman.learned.quality.LearnedRouter;
import dev.pointsman.learned.quality.RouterFile;
import dev.pointsman.server.GatewayServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Routers that compare prompts by a sentence encoder know words that stood in no outcome: what is of code needs the strong model, law does not. */
class EncodedRouterTest {
    private static final String[] CODE = {"function", "regex", "loop"};
    private static final String[] LAW = {"clause", "contract", "court"};
    private static final String POLICY = """
            version: 1
            server: { listen: "127.0.0.1:0", admin: "127.0.0.1:0", access_log: off }
            storage: { ledger: none, history: none }
            providers: { local: { type: echo } }
            models: { large: local/l, small: local/s }
            scores:
              s:
                estimator: { file: x.router, encoder: { onnx: models/encoder.onnx, vocab: models/vocab.txt } }
                strong: large
                weak: small
                strong_share: 50%
                budget: 20s
            rules: [{ name: all, then: { score: s } }]
            """;

    @TempDir
    private Path folder;

    private String encoder;

    @BeforeEach
    void files() throws IOException {
        Topics.into(folder);
        encoder = "{ onnx: " + folder.resolve("models/encoder.onnx") + ", vocab: " + folder.resolve("models/vocab.txt")
                + " }";
        Random random = new Random(2);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            String[] words = i % 2 == 0 ? CODE : LAW;
            lines.append("{\"prompt\":\"why is the " + words[random.nextInt(3)] + " not a " + words[random.nextInt(3)]
                    + " " + "? ".repeat(random.nextInt(9)) + i + "\",\"scores\":{\"large\":1,\"small\":" + i % 2
                    + "}}\n");
        }
        Files.writeString(folder.resolve("o.jsonl"), lines.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sw", "knn", "cluster", "two-stage", "mf", "blend"})
    void theEncodersVectorsStandInThePlaceOfNgrams(String method) throws Exception {
        assertThat(train(method)).isZero();
        LearnedRouter read = RouterFile.read(Files.readAllBytes(folder.resolve("x.router")));
        assertThat(read.encoder()).isEqualTo(encoder);
        assertThat(read.dimensions()).isEqualTo(3);

        TextEncoder opened = OnnxEncoder.open(
                folder.resolve("models/encoder.onnx").toString(), Vocabulary.read(folder.resolve("models/vocab.txt")));
        LearnedRouter router = read.encodedBy(opened);
        int large = router.models().indexOf("large");
        assertThat(router.preference("does the method compile", large, 1 - large))
                .as("none of these words stands in the outcomes")
                .isGreaterThan(router.preference("a tenant in this lawsuit", large, 1 - large));
    }

    @Test
    void requestsAreRoutedByIt() throws Exception {
        assertThat(train("sw")).isZero();
        Path file = Files.writeString(folder.resolve("gateway.yaml"), POLICY);
        GatewayServer server = GatewayServer.start(file, name -> null);
        try {
            assertThat(OnnxJudgeTest.modelFor(server, "does the method compile ?"))
                    .isEqualTo("large");
            assertThat(OnnxJudgeTest.modelFor(server, "a tenant in this lawsuit ?"))
                    .isEqualTo("small");
        } finally {
            server.close();
        }
    }

    @Test
    void anotherEncoderOrNoneIsRefused() throws Exception {
        assertThat(train("cluster")).isZero();
        assertThat(problem(POLICY.replace(", encoder: { onnx: models/encoder.onnx, vocab: models/vocab.txt }", "")))
                .contains("it was trained with the encoder { onnx: ");
        TinyModel.usual(new float[Topics.vocabulary().size()][5]).into(folder.resolve("models/encoder.onnx"));
        assertThat(problem(POLICY)).contains("the encoder's vectors have 5 numbers (expected: 3, as those of");
        StringWriter out = new StringWriter();
        String outcomes = folder.resolve("o.jsonl").toString();
        String router = folder.resolve("x.router").toString();
        assertThat(new CommandLine(new EvaluateCommand())
                        .setErr(new PrintWriter(out))
                        .execute(router, "--outcomes", outcomes))
                .isNotZero();
        assertThat(out.toString()).contains("(expected: --encoder with the same)");
    }

    private String problem(String policy) throws IOException {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), policy);
        ConfigException refused = Assertions.catchThrowableOfType(
                ConfigException.class, () -> GatewayServer.loader(name -> null).load(file));
        return String.valueOf(refused.getMessage());
    }

    private int train(String method) {
        StringWriter out = new StringWriter();
        int code = new CommandLine(new TrainCommand())
                .setErr(new PrintWriter(out))
                .setOut(new PrintWriter(out))
                .execute(
                        "--outcomes",
                        folder.resolve("o.jsonl").toString(),
                        "--router",
                        method,
                        "--encoder",
                        encoder,
                        "--out",
                        folder.resolve("x.router").toString());
        assertThat(code).as(out.toString()).isZero();
        return code;
    }
}
