package dev.pointsman.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.config.ConfigException;
import dev.pointsman.routing.ChainSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlugInsTest {
    private static final Path EXAMPLE = Path.of("..", "docs", "examples", "plug-in-router");
    private static final String POLICY = """
            providers: { echo: { type: echo } }
            models:
              large: { at: echo/large }
              small: { at: echo/small, traits: { quick: 1 } }
            chain: [capability, { type: acme-residency, secret: echo, mode: strict }, rules]
            rules: [ { name: all, then: { use: large } } ]
            """;

    @TempDir
    Path folder;

    @Test
    void aRouterInAJarOfTheFolderCanBeNamedInAPolicy() throws IOException {
        Path plugins = Files.createDirectory(folder.resolve("plugins"));
        pack(compiled(), plugins.resolve("acme.jar"));

        var policy = GatewayServer.loader(Map.of("POINTSMAN_PLUGINS", plugins.toString())::get)
                .load("p.yaml", POLICY);

        assertThat(policy.chain().steps()).extracting(ChainSettings.Step::name).contains("acme-residency");
    }

    @Test
    void withoutTheJarThePolicyIsRefused() {
        assertThatThrownBy(() ->
                        GatewayServer.loader(Map.<String, String>of()::get).load("p.yaml", POLICY))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("acme-residency");
    }

    @Test
    void aNamedFolderThatIsNotThereStopsTheStart() {
        String missing = folder.resolve("missing").toString();

        assertThatThrownBy(() -> GatewayServer.loader(Map.of("POINTSMAN_PLUGINS", missing)::get))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("POINTSMAN_PLUGINS");
    }

    private Path compiled() throws IOException {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        String[] sources;
        try (Stream<Path> files = Files.walk(EXAMPLE)) {
            sources = files.map(Path::toString)
                    .filter(name -> name.endsWith(".java"))
                    .toArray(String[]::new);
        }
        String[] arguments = Stream.concat(Stream.of("-proc:none", "-d", classes.toString()), Stream.of(sources))
                .toArray(String[]::new);
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments))
                .isZero();
        return classes;
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            add(classes, out);
            add(EXAMPLE, out);
        }
    }

    private static void add(Path root, JarOutputStream out) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString().replace('\\', '/');
                if (!name.endsWith(".java")) {
                    out.putNextEntry(new JarEntry(name));
                    Files.copy(file, out);
                }
            }
        }
    }
}
