package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.access.Principal;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.config.ConfigException;
import dev.pointsman.provider.ProviderFactory;
import dev.pointsman.routing.Explanation;
import dev.pointsman.routing.RouterFactory;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every policy of the routing guide loads and passes its own tests, and its plug-in router compiles and runs. */
class RoutingGuideTest {
    private static final Path DOCS = Path.of("..", "docs");

    @TempDir
    private static Path classes;

    private static List<String> blocks;
    private static ServiceLoader<RouterFactory> plugIns;

    @BeforeAll
    static void readTheGuideAndBuildItsPlugIn() throws IOException {
        blocks = yamlBlocks(Files.readString(DOCS.resolve("routing.md")));
        Path example = DOCS.resolve("examples/plug-in-router");
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-Xlint:all",
                        "-Werror",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        example.resolve("com/acme/ResidencyRouterFactory.java").toString());
        assertThat(failed).isZero();
        URL[] archive = {classes.toUri().toURL(), example.toUri().toURL()};
        plugIns = ServiceLoader.load(
                RouterFactory.class, new URLClassLoader(archive, RoutingGuideTest.class.getClassLoader()));
    }

    @Test
    void everyExampleLoadsAndPassesItsOwnTests() {
        assertThat(blocks).hasSize(10);
        for (String block : blocks.subList(1, blocks.size())) {
            assertThat(block).contains("tests:");
            assertThat(load(beginning(block) + block).rules().names()).isNotEmpty();
        }
    }

    @Test
    void anExampleWhoseTestFailsWouldBeNoticed() {
        String wrong =
                blocks.get(2).replace("expect: { models: [large, small] }", "expect: { models: [small, large] }");

        assertThat(wrong).isNotEqualTo(blocks.get(2));
        assertThatThrownBy(() -> load(blocks.get(0) + wrong)).isInstanceOf(ConfigException.class);
    }

    @Test
    void theExamplePlugInKeepsSecretsOnOwnMachines() {
        Policy strict = load(blocks.get(0) + plugIn());

        assertThat(explain(strict, "secret").attempts())
                .extracting(Deployment::id)
                .containsExactly("local/small");
        assertThat(explain(strict, "secret").text())
                .contains("acme-residency: secret: only residency own (removed large)");
        assertThat(explain(strict, "public").attempts().get(0).id()).endsWith("/large");
    }

    @Test
    void theExamplePlugInFailsOrGivesWayAsItsModeSays() {
        String elsewhere = blocks.get(0) + plugIn().substring(0, plugIn().indexOf("tests:"));
        Policy strict = load(elsewhere.replace("secret: own", "secret: mars"));
        Policy lenient = load(elsewhere.replace("secret: own, mode: strict", "secret: mars, mode: lenient"));

        assertThatThrownBy(() -> explain(strict, "secret"))
                .isInstanceOf(GatewayException.class)
                .hasMessage("router acme-residency leaves no model for this request");
        assertThat(explain(lenient, "secret").text()).contains("ignored, it would leave no model");
    }

    @Test
    void theExamplePlugInsMistakesAreToldWithTheirPlace() {
        assertThatThrownBy(() -> load(blocks.get(0) + plugIn().replace("mode: strict", "mood: strict")))
                .hasMessageContaining("chain[1]: unknown key \"mood\" (did you mean \"mode\"?)");
    }

    /** What all examples share; of those that have models of their own, the providers. */
    private static String beginning(String block) {
        String shared = blocks.get(0);
        return block.startsWith("models:") ? shared.substring(0, shared.indexOf("models:")) : shared;
    }

    private static String plugIn() {
        return blocks.stream()
                .filter(block -> block.contains("acme-residency"))
                .findFirst()
                .orElseThrow();
    }

    private static Explanation explain(Policy policy, String dataClass) {
        byte[] body = "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"sum up\"}]}"
                .getBytes(StandardCharsets.UTF_8);
        ApiRequest request = ApiRequest.parse(
                Endpoint.CHAT_COMPLETIONS, "/v1/chat/completions", Headers.of("x-data-class", dataClass), body);
        return new Explainer(policy).explain(request, Principal.ANONYMOUS, Instant.EPOCH, 0.5);
    }

    private static Policy load(String text) {
        List<ProviderFactory> providers = List.of(new Policies.FakeFactory());
        return new PolicyLoader(name -> null, providers, plugIns)
                .load("routing.md", text.replace("type: echo", "type: fake"));
    }

    static List<String> yamlBlocks(String guide) {
        List<String> found = new ArrayList<>();
        String fence = "```yaml\n";
        for (int at = guide.indexOf(fence); at >= 0; at = guide.indexOf(fence, at + 1)) {
            found.add(guide.substring(at + fence.length(), guide.indexOf("```", at + fence.length())));
        }
        return found;
    }
}
