package dev.pointsman.e2e.guides;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.server.GatewayServer;
import io.lettuce.core.RedisClient;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolvedModule;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docker/Dockerfile without a tool that builds it. */
class ImageTest {
    private static final Pattern MODULES = Pattern.compile("--add-modules ([\\w.,]+)");

    /** One class of each part whose need is looked at; jars that are modules themselves tell theirs only among all others. */
    private static final List<Class<?>> CODE =
            List.of(GatewayServer.class, ApiRequest.class, RedisClient.class, org.postgresql.Driver.class);

    /** For data sources as beans, which nobody makes here. */
    private static final Set<String> NOT_NEEDED = Set.of("java.desktop");

    @Test
    void itsJavaHasEveryModuleThatTheGatewayAsksFor() throws Exception {
        Matcher listed = MODULES.matcher(Files.readString(Path.of("../docker/Dockerfile")));
        assertThat(listed.find()).isTrue();
        Set<String> linked = linked(Set.of(listed.group(1).split(",", -1)));

        Set<String> asked = asked();

        assertThat(asked).contains("java.base", "java.net.http");
        asked.removeAll(NOT_NEEDED);
        assertThat(linked).containsAll(asked);
    }

    @Test
    void theArchiveOfClassesIsMadeAndUsedWithTheSameFlags() throws Exception {
        String image = Files.readString(Path.of("../docker/Dockerfile"));

        assertThat(image)
                .as("Java's own archive is made without it, and does not fit then: the manifest of the jar says it")
                .doesNotContain("--enable-native-access");
        assertThat(image.split("-XX:\\+UseSerialGC", -1)).as("made and used").hasSize(3);
        assertThat(image.split("/opt/pointsman/classes\\.jsa", -1)).hasSize(3);
    }

    /** What jlink puts into a run time for these. */
    private static Set<String> linked(Set<String> roots) {
        return Configuration.empty().resolve(ModuleFinder.ofSystem(), ModuleFinder.of(), roots).modules().stream()
                .map(ResolvedModule::name)
                .collect(Collectors.toSet());
    }

    private static Set<String> asked() throws URISyntaxException {
        List<String> arguments =
                new ArrayList<>(List.of("--multi-release", "17", "--ignore-missing-deps", "--print-module-deps"));
        for (Class<?> each : CODE) {
            arguments.add(Path.of(each.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString());
        }
        var said = new StringWriter();
        int code = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(new PrintWriter(said), new PrintWriter(said), arguments.toArray(String[]::new));
        assertThat(code).as(said.toString()).isZero();
        return new TreeSet<>(Set.of(said.toString().strip().split(",", -1)));
    }
}
