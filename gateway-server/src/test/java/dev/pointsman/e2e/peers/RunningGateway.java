package dev.pointsman.e2e.peers;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import dev.pointsman.server.GatewayServer;
import dev.pointsman.testing.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A whole gateway in this process, started from a policy, and clients for it. */
public final class RunningGateway implements AutoCloseable {
    /** What every test's policy may refer to. */
    public static final String UPSTREAM_KEY = "sk-upstream-key-of-the-tests";

    private static final Map<String, String> ENVIRONMENT =
            Map.of("UPSTREAM_KEY", UPSTREAM_KEY, "SPARE_KEY", "sk-spare-key-of-the-tests");

    /** The part of a policy that lets it listen on free ports and write no files. */
    public static final String HEAD = """
            version: 1
            server: { listen: "127.0.0.1:0", admin: "127.0.0.1:0", access_log: off }
            storage: { ledger: none, history: none, spend: none, learned: none }
            """;

    private final Path directory;
    private final Path file;
    private final GatewayServer server;
    private final List<OpenAIClient> clients = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();

    private RunningGateway(Path directory, Path file, GatewayServer server) {
        this.directory = directory;
        this.file = file;
        this.server = server;
    }

    /** Starts one with {@link #HEAD} and the rest of a policy. */
    public static RunningGateway start(String policy) {
        return startWhole(HEAD + policy);
    }

    /** Starts one with a whole policy. */
    public static RunningGateway startWhole(String policy) {
        try {
            Path directory = Files.createTempDirectory("pointsman");
            return startIn(directory, policy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts one with a whole policy in a folder that has files beside it, and then is its own. */
    public static RunningGateway startIn(Path directory, String policy) {
        return startIn(directory, policy, ENVIRONMENT);
    }

    /** Starts one with {@link #HEAD} and the rest of a policy, and variables of the environment beside those of every test. */
    public static RunningGateway start(String policy, Map<String, String> environment) {
        try {
            Map<String, String> all = new HashMap<>(ENVIRONMENT);
            all.putAll(environment);
            return startIn(Files.createTempDirectory("pointsman"), HEAD + policy, all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RunningGateway startIn(Path directory, String policy, Map<String, String> environment) {
        try {
            Path file = Files.writeString(directory.resolve("gateway.yaml"), policy);
            return new RunningGateway(directory, file, GatewayServer.start(file, environment::get));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One model {@code small} at one place of an OpenAI provider, without retries. */
    public static RunningGateway inFrontOf(String url) {
        return start(oneModel(url));
    }

    public static String oneModel(String url) {
        return """
                providers: { up: { type: openai, url: "%s", key: $UPSTREAM_KEY } }
                models: { small: { deployments: [{ at: up/gpt-4o-mini }] } }
                reliability: { retry: { times: 0 } }
                """.formatted(url);
    }

    public InetSocketAddress address() {
        return server.address();
    }

    /** Base URL as a client wants it, ending in {@code /v1}. */
    public String url() {
        return "http://127.0.0.1:" + server.address().getPort() + "/v1";
    }

    public String adminUrl() {
        return "http://127.0.0.1:" + server.adminAddress().getPort();
    }

    public RawClient raw() throws IOException {
        return new RawClient(address());
    }

    /** The official client without retries of its own. */
    public OpenAIClient sdk() {
        return sdk("no-key", 0);
    }

    public OpenAIClient sdk(String key, int retries) {
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(url())
                .apiKey(key)
                .maxRetries(retries)
                .timeout(Duration.ofSeconds(60))
                .build();
        clients.add(client);
        return client;
    }

    public HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(Duration.ofSeconds(60))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    public HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return http.send(request(path, json), HttpResponse.BodyHandlers.ofString());
    }

    public HttpResponse<byte[]> postForBytes(String path, String json) throws IOException, InterruptedException {
        return http.send(request(path, json), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpRequest request(String path, String json) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address().getPort() + path))
                .timeout(Duration.ofSeconds(60))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
    }

    /** The folder of the policy's file; goes with the gateway. */
    public Path directory() {
        return directory;
    }

    /** The policy's file. */
    public Path file() {
        return file;
    }

    /** What runs. */
    public GatewayServer server() {
        return server;
    }

    /** Puts another whole policy in the file's place. */
    public void write(String policy) {
        write("gateway.yaml", policy);
    }

    /** Puts a text in the place of a file beside the policy's. */
    public void write(String name, String text) {
        try {
            Path fresh = Files.writeString(directory.resolve(name + ".new"), text);
            Files.move(fresh, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same, and has it read now. */
    public boolean reload(String policy) {
        write(policy);
        return server.reload();
    }

    @Override
    public void close() {
        clients.forEach(OpenAIClient::close);
        server.close();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
