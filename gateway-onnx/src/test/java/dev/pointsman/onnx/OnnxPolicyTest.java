package dev.pointsman.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.ConfigException;
import dev.pointsman.config.Yaml;
import dev.pointsman.learned.TextEncoderFactory;
import dev.pointsman.policy.PolicyLoader;
import dev.pointsman.provider.ProviderFactory;
import dev.pointsman.server.GatewayServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies whose tasks are told by a model in ONNX's format, by the real classifier and runtime. */
class OnnxPolicyTest {
    private static final String ENCODER = "  encoder: { onnx: models/encoder.onnx, vocab: models/vocab.txt }\n";
    private static final String POLICY = """
            version: 1
            server: { listen: "127.0.0.1:0", admin: "127.0.0.1:0", access_log: off }
            storage: { ledger: none, history: none }
            providers: { local: { type: echo } }
            models: { coder: { at: local/c }, lawyer: { at: local/l }, other: { at: local/o } }
            tasks:
              labels:
                code:  { like: ["fix this function", "explain this regex", "why does this loop not end?"] }
                legal: { like: ["review this clause", "is this contract binding?", "explain this clause"] }
            """ + ENCODER + """
            rules:
              - { name: coding, when: { task: code }, then: { use: coder } }
              - { name: law, when: { task: legal }, then: { use: lawyer } }
              - { name: rest, then: { use: other } }
            """;
    /** None of the words that tell these apart stands in the examples. */
    private static final String TESTS = """
            tests:
              - { given: { text: "the method does not compile" }, expect: { rule: coding } }
              - { given: { text: "a tenant in court" }, expect: { rule: law } }
              - { given: { text: "name the tallest mountain" }, expect: { rule: rest } }
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void files() throws IOException {
        Topics.into(folder);
    }

    @Test
    void aPolicysTestsTellTasksByTheMeaningOfWordsThatNoExampleHas() {
        assertThat(problems(POLICY + TESTS)).isEmpty();
        assertThat(problems(POLICY.replace(ENCODER, "") + TESTS))
                .as("hashed n-grams know only what the examples hold")
                .isNotEmpty();
    }

    @Test
    void theExampleOfTheGuideLoads() throws IOException {
        String guide = Files.readString(Path.of("../docs/tasks.md"));
        String section = guide.substring(guide.indexOf("## By an encoder of one's own"));
        int from = section.indexOf("```yaml\n") + 8;
        String tasks = section.substring(from, section.indexOf("```", from));

        assertThat(problems("providers: { local: { type: echo } }\nmodels: { m: { at: local/m } }\n" + tasks))
                .isEmpty();
    }

    @Test
    void requestsAreRoutedByIt() throws Exception {
        Path file = write(POLICY.replace("  labels:", "  budget: 20s\n  labels:"));
        GatewayServer server = GatewayServer.start(file, name -> null);
        try {
            assertThat(modelFor(server, "the method does not compile")).isEqualTo("coder");
            assertThat(modelFor(server, "a tenant in court")).isEqualTo("lawyer");
            assertThat(modelFor(server, "name the tallest mountain")).isEqualTo("other");
            assertThat(modelFor(server, "a tenant in court")).as("kept").isEqualTo("lawyer");
        } finally {
            server.close();
        }
    }

    @Test
    void aPolicyThatIsLoadedAgainSharesTheModelUntilItsFileChanges() throws Exception {
        OnnxEncoderFactory factory = new OnnxEncoderFactory();
        OnnxEncoder first = created(factory);
        assertThat(created(factory)).isSameAs(first);

        float[][] larger = new float[Topics.vocabulary().size()][5];
        TinyModel.usual(larger).into(folder.resolve("models/encoder.onnx"));
        OnnxEncoder changed = created(factory);
        assertThat(changed).isNotSameAs(first);
        assertThat(changed.dimensions()).isEqualTo(5);
        assertThat(first.encode("function")).hasSize(3);
    }

    @Test
    void filesThatCannotBeUsedAreToldAtTheirPlace() throws IOException {
        assertThat(problems(POLICY.replace("models/encoder.onnx", "models/no.onnx")))
                .containsExactly("10:20: tasks.encoder.onnx: there is no file \"" + folder + "/models/no.onnx\"");
        assertThat(problems(POLICY.replace(", vocab: models/vocab.txt", "")))
                .containsExactly("10:12: tasks.encoder: missing key \"vocab\"");
        assertThat(problems(POLICY.replace("vocab: models/vocab.txt", "vocab: models/vocab.txt, max: 3")))
                .containsExactly("10:66: tasks.encoder: unknown key \"max\": expected onnx, vocab");

        Files.writeString(folder.resolve("models/vocab.txt"), "a\nb\n");
        assertThat(problems(POLICY))
                .containsExactly("10:48: tasks.encoder.vocab: \"models/vocab.txt\" cannot be used: it has no line [UNK]"
                        + " (expected: the vocab.txt of an uncased BERT model)");
        Topics.into(folder);
        Files.write(folder.resolve("models/encoder.onnx"), new byte[] {8, 8, 58, 127});
        assertThat(problems(POLICY))
                .containsExactly(
                        "10:20: tasks.encoder.onnx: \"models/encoder.onnx\" cannot be used: ONNX Runtime cannot"
                                + " load it (invalid protobuf)");
        float[][] broken = Topics.table();
        broken[Topics.vocabulary().indexOf("clause")][0] = Float.POSITIVE_INFINITY;
        TinyModel.usual(broken).into(folder.resolve("models/encoder.onnx"));
        assertThat(problems(POLICY))
                .containsExactly(
                        "10:12: tasks.encoder: the examples cannot be encoded: the model gives what is no number");
    }

    @Test
    void withoutTheRuntimeItIsSaidWhatToPutWhere() throws Exception {
        Yaml yaml = Yaml.of("{ onnx: models/encoder.onnx, vocab: models/vocab.txt }");
        TextEncoderFactory factory = (TextEncoderFactory) new WithoutRuntime()
                .loadClass(OnnxEncoderFactory.class.getName())
                .getDeclaredConstructor()
                .newInstance();

        assertThat(factory.create(
                        yaml.node(), node -> folder.resolve(node.text()).toString()))
                .isNull();
        assertThat(yaml.problems())
                .singleElement()
                .asString()
                .startsWith("test.yaml:1:1: ")
                .contains(
                        "ONNX Runtime cannot be loaded: its jar (com.microsoft.onnxruntime:onnxruntime) has to lie beside"
                                + " gateway-onnx.jar in the folder \"plugins\"");
    }

    /** Loads this module's classes itself, and knows no runtime. */
    private static final class WithoutRuntime extends ClassLoader {
        WithoutRuntime() {
            super(OnnxPolicyTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("ai.onnxruntime.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("dev.pointsman.onnx.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            return known == null ? own(name) : known;
        }

        private Class<?> own(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = Objects.requireNonNull(in).readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException unreadable) {
                throw new ClassNotFoundException(name, unreadable);
            }
        }
    }

    private OnnxEncoder created(OnnxEncoderFactory factory) {
        Yaml yaml = Yaml.of("{ onnx: models/encoder.onnx, vocab: models/vocab.txt }");
        Object encoder =
                factory.create(yaml.node(), node -> folder.resolve(node.text()).toString());
        assertThat(yaml.problems()).isEmpty();
        return (OnnxEncoder) Objects.requireNonNull(encoder);
    }

    private static String modelFor(GatewayServer server, String text) throws Exception {
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

    /** Without the file's name. */
    private List<String> problems(String policy) {
        try {
            Path file = write(policy);
            new PolicyLoader(
                            Map.<String, String>of()::get,
                            ServiceLoader.load(ProviderFactory.class),
                            List.of(),
                            ServiceLoader.load(TextEncoderFactory.class))
                    .load(file);
            return List.of();
        } catch (ConfigException bad) {
            return bad.problems().stream()
                    .map(problem -> problem.toString().substring((folder + "/gateway.yaml:").length()))
                    .toList();
        }
    }

    private Path write(String policy) {
        try {
            return Files.writeString(folder.resolve("gateway.yaml"), policy);
        } catch (IOException full) {
            throw new IllegalStateException(full);
        }
    }
}
