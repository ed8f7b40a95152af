package dev.pointsman.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.config.ConfigException;
import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of a plug-in of each kind, compiled against the gateway's classes, packed, and at work in a running gateway. */
class ExtensionExampleTest {
    private static final Path EXAMPLE = Path.of("..", "examples", "extension");

    @TempDir
    Path folder;

    @Test
    void allItsPlugInsWorkInARunningGateway() throws Exception {
        Path plugins = Files.createDirectory(folder.resolve("plugins"));
        pack(compiled("main"), plugins.resolve("acme.jar"));
        try (ScriptedUpstream upstream = ScriptedUpstream.playing((request, reply) -> reply.whole(
                200, "application/json", Replies.chat("See ACME-4711 for more").getBytes(StandardCharsets.UTF_8)))) {
            Path policy = folder.resolve("policy.yaml");
            Files.writeString(
                    policy,
                    RunningGateway.HEAD
                            + Files.readString(EXAMPLE.resolve("policy.yaml"))
                                    .replace("http://127.0.0.1:8000", upstream.origin()));
            Map<String, String> environment = Map.of("POINTSMAN_PLUGINS", plugins.toString(), "ACME_KEY", "k-1");
            try (GatewayServer server = GatewayServer.start(policy, environment::get)) {
                HttpResponse<String> reply = ask(server, "tell me a story about ACME-12");

                assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
                assertThat(reply.body()).contains("See [ticket] for more");
                assertThat(upstream.last().target()).isEqualTo("/acme/chat");
                assertThat(upstream.last().header("x-acme-key")).isEqualTo("k-1");
                assertThat(upstream.last().text()).contains("about [ticket]").contains("large-2");

                ask(server, "1 2 3 4 55 6 7 8");
                assertThat(upstream.last().text()).as("the encoder's task").contains("\"small\"");
            }
            Files.writeString(policy, Files.readString(policy).replace("keep: small", "keep: nobody"));
            assertThatThrownBy(() -> GatewayServer.start(policy, environment::get))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("nobody");
        }
    }

    private static HttpResponse<String> ask(GatewayServer server, String text)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + "/v1/chat/completions"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}"))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void itsOwnTestsPass() throws Exception {
        URL[] classes = {compiled("main", "test").toUri().toURL()};
        int run = 0;
        try (URLClassLoader loader = new URLClassLoader(classes, getClass().getClassLoader())) {
            Constructor<?> constructor =
                    loader.loadClass("com.acme.AcmePlugInsTest").getDeclaredConstructor();
            constructor.setAccessible(true);
            for (Method method : constructor.getDeclaringClass().getDeclaredMethods()) {
                if (method.isAnnotationPresent(Test.class)) {
                    method.setAccessible(true);
                    method.invoke(constructor.newInstance());
                    run++;
                }
            }
        }
        assertThat(run).isEqualTo(2);
    }

    private Path compiled(String... parts) throws IOException {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        Stream<String> sources = Stream.empty();
        for (String part : parts) {
            try (Stream<Path> files = Files.walk(EXAMPLE.resolve("src").resolve(part))) {
                sources = Stream.concat(
                        sources, files.map(Path::toString).filter(name -> name.endsWith(".java")).toList().stream());
            }
        }
        String[] arguments = Stream.concat(
                        Stream.of(
                                "-proc:none",
                                "-Xlint:all,-processing",
                                "-Werror",
                                "--release",
                                "17",
                                "-d",
                                classes.toString()),
                        sources)
                .toArray(String[]::new);
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments))
                .isZero();
        return classes;
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            add(classes, out);
            add(EXAMPLE.resolve("src").resolve("main").resolve("resources"), out);
        }
    }

    private static void add(Path root, JarOutputStream out) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(root.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, out);
            }
        }
    }
}
