package dev.pointsman.e2e.guides;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.policy.Policy;
import dev.pointsman.policy.PolicyLoader;
import dev.pointsman.server.GatewayServer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every policy shown in a guide loads and passes its own tests; every link leads somewhere. */
class GuideExamplesTest {
    /** Their examples are parts of one policy, and run by tests of their own. */
    private static final List<String> ELSEWHERE = List.of("docs/routing.md", "docs/reliability.md");

    /** Files that are made first: those examples are run with them by TasksCommandTest and by the tests of gateway-onnx. */
    private static final List<String> MADE = List.of("routers/tasks.router", "models/encoder.onnx");

    /** The name of the first provider of an example. */
    private static final Pattern PROVIDER = Pattern.compile("(?m)^  ([\\w-]+):$");

    private static final PolicyLoader LOADER =
            GatewayServer.loader(name -> name.startsWith("POINTSMAN_") ? null : "a-secret");

    static Stream<Arguments> examples() {
        var examples = new ArrayList<Arguments>();
        for (Guide guide : Guide.all()) {
            if (!ELSEWHERE.contains(guide.toString())) {
                guide.blocks("yaml").stream()
                        .filter(block -> MADE.stream().noneMatch(block::contains))
                        .forEach(block -> examples.add(Arguments.of(guide, block)));
            }
        }
        return examples.stream();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyPolicyOfAGuideLoads(Guide guide, String text) {
        Policy policy = LOADER.load(guide.toString(), completed(text));

        assertThat(policy.catalog().models()).isNotEmpty();
    }

    @Test
    void thereAreExamplesToLoad() {
        assertThat(examples()).hasSizeGreaterThan(4);
    }

    @Test
    void thePolicyOfTheSidecarLoads() {
        assertThat(LOADER.load(
                                "gateway.yaml",
                                Guide.of("docker/sidecar/gateway.yaml").text())
                        .server()
                        .listen()
                        .loopback())
                .isTrue();
    }

    static Stream<Guide> guides() {
        return Guide.all().stream();
    }

    @ParameterizedTest
    @MethodSource("guides")
    void everyLinkLeadsToAFile(Guide guide) {
        assertThat(guide.links())
                .allSatisfy(link ->
                        assertThat(Files.exists(link)).as(link.toString()).isTrue());
    }

    /** A part of a policy gets the sections that every policy needs. */
    private static String completed(String text) {
        String whole = text;
        if (!text.contains("providers:")) {
            whole += "providers: { echo: { type: echo } }\n";
        }
        if (!text.contains("\nmodels:")) {
            Matcher provider = PROVIDER.matcher(text);
            String name = text.startsWith("providers:") && provider.find() ? provider.group(1) : "echo";
            whole += "models: { small: %1$s/small, large: %1$s/large }\n".formatted(name);
        }
        return whole;
    }
}
