package dev.pointsman.cli;

import dev.pointsman.server.GatewayServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
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
            storage: { ledger: none, history: none }
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
        Path file = Files.createTempFile("pointsman-self-test", ".yaml");
        try {
            Files.writeString(file, POLICY);
            try (GatewayServer server = GatewayServer.start(file, name -> null)) {
                return ask(server);
            }
        } finally {
            Files.delete(file);
        }
    }

    private int ask(GatewayServer server) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        URI chat = uri(server.address(), "/v1/chat/completions");
        for (int i = 0; i < ROUNDS; i++) {
            String plain = post(client, chat, "");
            String streamed = post(client, chat, ",\"stream\":true");
            if (!plain.contains("chat.completion") || !streamed.endsWith("data: [DONE]\n\n")) {
                out.println("FAILED: unexpected reply: " + plain + streamed);
                return 1;
            }
        }
        InetSocketAddress admin = server.adminAddress();
        if (admin != null && get(client, uri(admin, "/metrics")).isEmpty()) {
            out.println("FAILED: no metrics");
            return 1;
        }
        out.println("ok: " + 2 * ROUNDS + " requests answered");
        return 0;
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
