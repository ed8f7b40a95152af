package dev.pointsman.e2e.guides;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.e2e.peers.GatewayProcess;
import dev.pointsman.e2e.peers.RunningGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples for Java of the guide to clients are programs: each asks a running gateway and says what it answered. */
class ClientsGuideTest {
    private static final String ADDRESS = "http://127.0.0.1:8080";

    /** Its libraries are not among those of this build; a project beside the guide has its example. */
    private static final String ELSEWHERE = "org.springframework";

    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start("""
                providers: { echo: { type: echo } }
                models: { small: { deployments: [{ at: echo/small }] } }
                rules: [{ name: all, then: { use: small } }]
                """);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    static Stream<String> examples() {
        return Guide.of("docs/clients.md").blocks("java").stream().filter(example -> !example.contains(ELSEWHERE));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleIsAnswered(String example, @TempDir Path folder) throws IOException, InterruptedException {
        Path program = Files.writeString(folder.resolve("Example.java"), program(example));

        assertThat(run(program)).contains("You said: hello");
    }

    @Test
    void threeLibrariesAreShown() {
        assertThat(examples()).hasSize(3).allMatch(example -> example.contains(ADDRESS));
    }

    private static String program(String example) {
        String own = gateway.url().replace("/v1", "");
        return example.lines().filter(line -> line.startsWith("import ")).collect(Collectors.joining("\n"))
                + "\npublic class Example { public static void main(String[] args) {\n"
                + example.lines()
                        .filter(line -> !line.startsWith("import "))
                        .collect(Collectors.joining("\n"))
                        .replace(ADDRESS, own)
                + "\nSystem.exit(0); } }\n";
    }

    private static String run(Path program) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        List.of(java, "-XX:TieredStopAtLevel=1", "-cp", GatewayProcess.classPath(), program.toString()))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
