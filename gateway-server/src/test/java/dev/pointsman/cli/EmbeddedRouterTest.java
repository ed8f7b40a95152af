package dev.pointsman.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A router whose prompts are compared by the vectors of an endpoint that the test makes: gardens here, engines there. */
class EmbeddedRouterTest {
    private static final String[] GARDEN = {"roses", "soil", "hedge", "lawn", "tulips"};
    private static final String[] ENGINE = {"piston", "valve", "gearbox", "clutch", "turbo"};
    private static final String KEY = "sk-embeddings-key-of-the-tests";

    private final Set<String> texts = ConcurrentHashMap.newKeySet();
    private final ScriptedUpstream endpoint = ScriptedUpstream.playing((request, reply) -> {
        texts.add(request.text());
        reply.whole(200, "application/json", vector(request.text()).getBytes(StandardCharsets.UTF_8));
    });
    private final StringWriter told = new StringWriter();

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        endpoint.close();
    }

    @Test
    void aRouterTrainedByAnEndpointsVectorsIsServedByThoseOfAModelOfThePolicy() throws Exception {
        Path router = trained();
        int asked = endpoint.requests();
        assertThat(asked)
                .as(
                        "each text once: 120 prompts, some with changes that should not matter, one to see how long vectors are")
                .isEqualTo(texts.size())
                .isGreaterThan(121);
        assertThat(Files.readString(router, StandardCharsets.ISO_8859_1))
                .contains("{ url: " + endpoint.url() + ", model: words }")
                .doesNotContain(KEY);
        assertThat(run("evaluate", router.toString(), "--outcomes", outcomes())).isEqualTo(1);
        assertThat(told.toString()).contains("the router was trained with the encoder { url: ");
        assertThat(run("evaluate", router.toString(), "--outcomes", outcomes(), "--encoder", encoder()))
                .as(told.toString())
                .isZero();

        try (RunningGateway gateway = gateway(router, "encoder: { embeddings: vectors }")) {
            asked = endpoint.requests();
            assertThat(model(gateway, "what of the lawn")).isEqualTo("small");
            assertThat(model(gateway, "what of the turbo")).isEqualTo("large");
            assertThat(model(gateway, "what of the lawn")).isEqualTo("small");
            assertThat(endpoint.requests() - asked)
                    .as("no prompt is asked for twice")
                    .isEqualTo(2);

            endpoint.play(
                    (request, reply) -> reply.whole(500, "application/json", "{}".getBytes(StandardCharsets.UTF_8)));
            assertThat(model(gateway, "what of the hedge")).as("no vector").isEqualTo("spare");
            endpoint.play((request, reply) -> reply.whole(
                    200, "application/json", "{\"data\":[{\"embedding\":[1,2]}]}".getBytes(StandardCharsets.UTF_8)));
            assertThat(model(gateway, "what of the soil"))
                    .as("a vector of another length")
                    .isEqualTo("spare");
        }
    }

    @Test
    void aPolicyMustNameTheModelOfEmbeddings() throws Exception {
        Path router = trained();
        try (RunningGateway gateway = gateway(router, "encoder: { embeddings: vectors }")) {
            assertThat(gateway.reload(policy("encoder: { embeddings: vektors }")))
                    .isFalse();
            assertThat(gateway.get(gateway.adminUrl() + "/health/ready").body())
                    .contains("unknown model")
                    .contains("vektors");
        }
    }

    @Test
    void anEndpointThatCannotBeUsedIsToldWithoutItsKey() throws Exception {
        endpoint.play((request, reply) -> reply.whole(401, "application/json", "{}".getBytes(StandardCharsets.UTF_8)));
        Path router = directory.resolve("x.router");

        assertThat(run("train", "--outcomes", outcomes(), "--out", router.toString(), "--encoder", encoder()))
                .isEqualTo(2);
        assertThat(told.toString())
                .contains(endpoint.url() + "/embeddings: status 401 and no vector")
                .doesNotContain(KEY);
        assertThat(run(
                        "train",
                        "--outcomes",
                        outcomes(),
                        "--out",
                        router.toString(),
                        "--encoder",
                        "{ url: nowhere, model: x }"))
                .isEqualTo(2);
        assertThat(told.toString()).contains("expected an address such as https://api.openai.com/v1");
        assertThat(router).doesNotExist();
    }

    private Path trained() throws IOException {
        Path router = directory.resolve("words.router");
        assertThat(run(
                        "train",
                        "--outcomes",
                        outcomes(),
                        "--router",
                        "knn",
                        "--encoder",
                        encoder(),
                        "--out",
                        router.toString()))
                .as(told.toString())
                .isZero();
        return router;
    }

    private String encoder() throws IOException {
        Path key = Files.writeString(directory.resolve("key"), KEY);
        return "{ url: \"" + endpoint.url() + "/\", model: words, key: \"file:" + key + "\" }";
    }

    private RunningGateway gateway(Path router, String encoder) throws IOException {
        Path folder = Files.createTempDirectory("pointsman");
        Files.copy(router, folder.resolve("words.router"));
        return RunningGateway.startIn(folder, policy(encoder));
    }

    private String policy(String encoder) {
        return RunningGateway.HEAD + """
                providers:
                  demo: { type: echo }
                  up: { type: openai-compatible, url: "%s", key: $UPSTREAM_KEY }
                models:
                  large: { at: demo/large, price: { in: 10, out: 30 } }
                  small: { at: demo/small, price: { in: 0.1, out: 0.3 } }
                  spare: { at: demo/spare, price: { in: 1, out: 3 } }
                  vectors: { at: up/words, can: [embeddings] }
                reliability: { retry: { times: 0 } }
                scores:
                  pair:
                    estimator: { file: words.router, %s }
                    strong: large
                    weak: small
                    threshold: 0.6
                    unfamiliar: spare
                    budget: 10s
                """.formatted(endpoint.url(), encoder);
    }

    private static String model(RunningGateway gateway, String prompt) throws Exception {
        HttpResponse<String> reply = gateway.post(
                "/v1/chat/completions",
                "{\"model\":\"auto:pair\",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}");
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return reply.headers().firstValue("x-gateway-model").orElseThrow();
    }

    private String outcomes() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 120; i++) {
            boolean garden = i % 2 == 0;
            String word = (garden ? GARDEN : ENGINE)[i / 2 % 5];
            lines.append(
                    "{\"prompt\": \"tell me of the " + word + ", " + i + "\", \"scores\": {\"large\": 1, \"small\": "
                            + (garden ? 1 : 0) + "}, \"costs\": {\"large\": 0.01, \"small\": 0.001}}\n");
        }
        return Files.writeString(directory.resolve("outcomes.jsonl"), lines).toString();
    }

    private static String vector(String request) {
        for (String word : GARDEN) {
            if (request.contains(word)) {
                return "{\"data\":[{\"embedding\":[2,0,0.5]}]}";
            }
        }
        return "{\"data\":[{\"embedding\":[0,2,0.5]}]}";
    }

    private int run(String... args) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(told)).setErr(new PrintWriter(told));
        return line.execute(args);
    }
}
