package dev.pointsman.cli;

import dev.pointsman.access.FreshKey;
import dev.pointsman.access.KeyStore;
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
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Checks the installation: starts a gateway on free ports, with a key, limits and a provider that is another gateway, asks it, plain and
 * streamed, and stops both. Its classes are also what the start-up archive is made of, so it does what gateways do.
 */
@Command(
        name = "self-test",
        mixinStandardHelpOptions = true,
        description = "Starts on free ports, answers itself a few requests, stops.")
final class SelfTestCommand implements Callable<Integer> {
    /** Stands for a provider on the network. */
    private static final String PROVIDER = """
            version: 1
            server: { listen: "127.0.0.1:0", admin: none, access_log: off }
            storage: { ledger: none, history: none, learned: none, keys: none }
            providers: { echo: { type: echo } }
            models: { swift: echo/swift }
            """;

    private static final String POLICY = """
            version: 1
            server: { listen: "127.0.0.1:0", admin: "127.0.0.1:0", access_log: off }
            storage: { ledger: "sqlite:%1$s/ledger.db", history: none, spend: "%1$s/spend" }
            providers:
              far: { type: openai, url: "%2$s", key: $KEY }
              echo: { type: echo }
            models:
              swift: { at: far/swift, price: { in: 0.1, out: 0.4 } }
              deep: { at: echo/deep, price: { in: 0.1, out: 0.4 } }
            rules:
              - { name: team, when: { header.x-team: red }, then: { use: deep } }
              - { name: short, when: { input_tokens: "< 100" }, then: { use: swift } }
              - { name: rest, then: { use: deep } }
            reliability: { fallback: { deep: [swift] } }
            keys:
              - { name: self-test, hash: "sha256:%3$s", team: test }
            limits:
              - { per: key, requests: 1M/min, tokens: 1000M/min, concurrent: 10, spend: 1000/day }
            """;

    private static final int MOST_ROUNDS = 100_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "20",
            description = "asks N times whole and N times streamed (default: ${DEFAULT-VALUE})")
    private int rounds;

    private final String key = FreshKey.value();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rounds < 1 || rounds > MOST_ROUNDS) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--rounds: expected 1 to " + MOST_ROUNDS);
        }
        Path folder = Files.createTempDirectory("pointsman-self-test");
        Path records = folder.resolve("ledger.db");
        try {
            try (GatewayServer provider = start(folder, "provider.yaml", PROVIDER);
                    GatewayServer server = start(
                            folder,
                            "gateway.yaml",
                            POLICY.formatted(folder, uri(provider.address(), "/v1"), KeyStore.hash(key)))) {
                if (!asked(server)) {
                    return 1;
                }
            }
            return recorded(records) ? 0 : 1;
        } finally {
            delete(folder);
        }
    }

    private GatewayServer start(Path folder, String file, String policy) throws IOException {
        return GatewayServer.start(
                Files.writeString(folder.resolve(file), policy), name -> name.equals("KEY") ? key : null);
    }

    private boolean recorded(Path records) throws IOException {
        LedgerReader.Found found = LedgerStorage.read(LedgerPlace.sqlite(records), System::nanoTime)
                .newest(3 * rounds, any -> true, Long.MAX_VALUE);
        PrintWriter out = spec.commandLine().getOut();
        int count = found.lines().size();
        out.println(
                count == 2 * rounds
                        ? "ok: " + count + " requests answered and recorded"
                        : "FAILED: of " + 2 * rounds + " requests " + count + " are recorded");
        return count == 2 * rounds;
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
        for (int i = 0; i < rounds; i++) {
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

    private String post(HttpClient client, URI uri, String more) throws IOException, InterruptedException {
        String body = "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]" + more + "}";
        return client.send(
                        HttpRequest.newBuilder(uri)
                                .header("content-type", "application/json")
                                .header("authorization", "Bearer " + key)
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
