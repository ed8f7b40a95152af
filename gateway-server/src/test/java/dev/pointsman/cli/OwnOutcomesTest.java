package dev.pointsman.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.e2e.peers.RunningGateway;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** From a gateway whose clients compare its answers to a router that was trained from its ledger, and is served. */
class OwnOutcomesTest {
    private static final String[] GARDEN = {"roses", "soil", "hedge", "lawn", "tulips"};
    private static final String[] ENGINE = {"piston", "valve", "gearbox", "clutch", "turbo"};
    private static final String MODELS = """
            providers: { demo: { type: echo } }
            models:
              large: { deployments: [{ at: demo/large, price: { in: 10, out: 30 } }] }
              small: { deployments: [{ at: demo/small, price: { in: 0.1, out: 0.3 } }] }
            """;

    @TempDir
    private Path directory;

    @Test
    void comparisonsOfClientsTrainARouterThatIsThenServed() throws Exception {
        Path ledger = directory.resolve("ledger.db");
        String storage = "ledger: \"sqlite:" + ledger + "\", spool_folder: \"" + directory.resolve("spool")
                + "\", text: { of: [prompt] }";
        SplittableRandom random = new SplittableRandom(3);
        try (RunningGateway gateway =
                RunningGateway.startWhole(RunningGateway.HEAD.replace("ledger: none", storage) + MODELS)) {
            for (int i = 0; i < 240; i++) {
                boolean garden = i % 2 == 0;
                String id = ask(gateway, "small", prompt(garden, random))
                        .headers()
                        .firstValue("x-gateway-decision")
                        .orElseThrow();
                HttpResponse<String> receipt = gateway.post(
                        "/v1/feedback",
                        "{\"decision\":\"" + id + "\",\"score\":" + (garden ? 0.5 : 0)
                                + ",\"compared_with\":\"large\"}");
                assertThat(receipt.body()).contains("\"compared_with\":\"large\"");
            }
        }

        String router = directory.resolve("own.router").toString();
        StringWriter told = new StringWriter();
        CommandLine line = Main.commandLine().setOut(new PrintWriter(told)).setErr(new PrintWriter(told));
        assertThat(line.execute(
                        "train", "--outcomes", "ledger:" + ledger + "?from=1h", "--router", "sw", "--out", router))
                .as(told.toString())
                .isZero();
        assertThat(told.toString()).contains("wrote " + router + ": sw from ");

        Path folder = Files.createDirectory(directory.resolve("policy"));
        Files.copy(Path.of(router), folder.resolve("own.router"));
        try (RunningGateway gateway = RunningGateway.startIn(folder, RunningGateway.HEAD + MODELS + """
                scores: { pair: { estimator: own.router, strong: large, weak: small, threshold: 0.75 } }
                """)) {
            for (int i = 0; i < 20; i++) {
                boolean garden = i % 2 == 0;
                HttpResponse<String> reply = ask(gateway, "auto:pair", prompt(garden, random));
                assertThat(reply.headers().firstValue("x-gateway-model")).hasValue(garden ? "small" : "large");
            }
        }
    }

    private static String prompt(boolean garden, SplittableRandom random) {
        String[] words = garden ? GARDEN : ENGINE;
        return "tell me of the " + words[random.nextInt(5)] + " and the " + words[random.nextInt(5)] + ", "
                + random.nextInt(1_000_000);
    }

    private static HttpResponse<String> ask(RunningGateway gateway, String model, String prompt) throws Exception {
        HttpResponse<String> reply = gateway.post(
                "/v1/chat/completions",
                "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief\"},"
                        + "{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}");
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return reply;
    }
}
