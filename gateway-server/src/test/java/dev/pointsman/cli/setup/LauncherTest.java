package dev.pointsman.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./gateway} of an installation that is built, with a Java that only writes down how it is called. */
class LauncherTest {
    private static final String JAVA = """
            #!/bin/sh
            echo "$*" >> "${0%/*}/calls"
            for each; do
                case $each in
                    -XX:AOTCacheOutput=* | -XX:ArchiveClassesAtExit=*) echo made > "${each#*=}" ;;
                esac
            done
            """;

    @TempDir
    private Path folder;

    private Path jdk;

    @BeforeEach
    void install() throws IOException {
        jdk = Files.createDirectories(folder.resolve("jdk"));
        for (String program : List.of("java", "javac")) {
            Path file = Files.createDirectories(jdk.resolve("bin")).resolve(program);
            assertThat(Files.writeString(file, JAVA).toFile().setExecutable(true))
                    .isTrue();
        }
        Files.copy(Path.of("../gateway"), folder.resolve("gateway"));
        Path jar = folder.resolve("gateway-server/target/gateway-server.jar");
        Files.createDirectories(jar.getParent());
        Files.writeString(jar, "");
    }

    /** What a cache learned without the optimizing compiler would make all later starts slow. */
    @ParameterizedTest
    @ValueSource(strings = {"17.0.15", "25.0.3"})
    void theCacheIsMadeWithoutOnesOwnFlagsAndUsedWithThem(String version) throws Exception {
        List<String> calls = calls(version, "-XX:TieredStopAtLevel=1");

        assertThat(calls).hasSize(2);
        assertThat(calls.get(0)).contains("-XX:+UseSerialGC", " self-test ").doesNotContain("TieredStopAtLevel");
        assertThat(calls.get(1))
                .contains("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
                .endsWith(" --version");
        assertThat(calls(version, "")).hasSize(3).last().asString().doesNotContain("TieredStopAtLevel");
    }

    @Test
    void anotherCollectorTakesThePlaceOfTheUsualOneAndItsSizes() throws Exception {
        assertThat(calls("17.0.15", "-XX:+UseG1GC"))
                .last()
                .asString()
                .contains("-XX:+UseG1GC")
                .doesNotContain("-XX:+UseSerialGC", "-Xmn");
    }

    private List<String> calls(String version, String flags) throws IOException, InterruptedException {
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        var gateway = new ProcessBuilder("sh", folder.resolve("gateway").toString(), "--version");
        gateway.environment().put("JAVA_HOME", jdk.toString());
        gateway.environment().put("POINTSMAN_JAVA_OPTS", flags);
        gateway.redirectErrorStream(true);
        Process run = gateway.start();
        String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(run.waitFor()).as(said).isZero();
        try (Stream<String> lines = Files.lines(jdk.resolve("bin/calls"))) {
            return lines.toList();
        }
    }
}
