package dev.pointsman.cli;

import dev.pointsman.ledger.LedgerPlace;
import dev.pointsman.ledger.LedgerReader;
import dev.pointsman.server.GatewayServer;
import dev.pointsman.server.storage.LedgerStorage;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Checks the installation: starts a gateway with the embedded provider on free ports, asks it, plain and streamed, and stops it. Its classes
 * are also what the start-up archive is made of.
 */
@Command(
        name = "self-test",
        mixinStandardHelpOptions = true,
        description = "Starts on free ports, answers itself a few requests, stops.")
final class SelfTestCommand implements Callable<Integer> {
    private static final String POLICY = """
            version: 1
            server: { listen: "127.0.0.1:0", admin: "127.0.0.1:0", access_log: off }
            storage: { ledger: "sqlite:%s", history: none }
            providers: { echo: { type: echo } }
            models:
              swift: { deployments: [ { at: echo/swift } ] }
              deep: { deployments: [ { at: echo/deep } ] }
            rules:
              - { name: short, when: { input_tokens: "< 100" }, then: { use: swift } }
              - { name: rest, then: { use: deep } }
            reliability: { fallback: { deep: [swift] } }
            """;
    private static final int ROUNDS = 20;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("pointsman-self-test");
        Path records = folder.resolve("ledger.db");
        try {
            Path file = Files.writeString(folder.resolve("gateway.yaml"), POLICY.formatted(records));
            try (GatewayServer server = GatewayServer.start(file, name -> null)) {
                if (!asked(server)) {
                    return 1;
                }
            }
            return recorded(records) ? 0 : 1;
        } finally {
            delete(folder);
        }
    }

    private boolean recorded(Path records) throws IOException {
        LedgerReader.Found found = LedgerStorage.read(LedgerPlace.sqlite(records), System::nanoTime)
                .newest(3 * ROUNDS, any -> true, Long.MAX_VALUE);
        PrintWriter out = spec.commandLine().getOut();
        int count = found.lines().size();
        out.println(
                count == 2 * ROUNDS
                        ? "ok: " + count + " requests answered and recorded"
                        : "FAILED: of " + 2 * ROUNDS + " requests " + count + " are recorded");
        return count == 2 * ROUNDS;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }

    private boolean asked(GatewayServer server) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        URI chat = uri(server.address(), "/v1/chat/completions");
        for (int i = 0; i < ROUNDS; i++) {
            String plain = post(client, chat, "");
            String streamed = post(client, chat, ",\"stream\":true");
            if (!plain.contains("chat.completion") || !streamed.endsWith("data: [DONE]\n\n")) {
                out.println("FAILED: unexpected reply: " + plain + streamed);
                return false;
            }
        }
        InetSocketAddress admin = server.adminAddress();
        if (admin != null && get(client, uri(admin, "/metrics")).isEmpty()) {
            out.println("FAILED: no metrics");
            return false;
        }
        return true;
    }

    private static URI uri(InetSocketAddress address, String path) {
        return URI.create("http://127.0.0.1:" + address.getPort() + path);
    }

    private static String post(HttpClient client, URI uri, String more) throws IOException, InterruptedException {
        String body = "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]" + more + "}";
        return client.send(
                        HttpRequest.newBuilder(uri)
                                .header("content-type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static String get(HttpClient client, URI uri) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
