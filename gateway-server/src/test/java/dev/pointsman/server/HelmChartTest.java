package dev.pointsman.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.pointsman.policy.Policy;
import dev.pointsman.policy.PolicyLoader;
import dev.pointsman.provider.ProviderFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The chart for Kubernetes. Rendered by the real tool where there is one on the path; what it is made of is held together in any case. */
class HelmChartTest {
    private static final Path CHART = Path.of("../docker/helm/pointsman");
    private static final Path ALL = CHART.resolve("ci/all-values.yaml");
    private static final Pattern VALUE = Pattern.compile("\\.Values\\.([A-Za-z.]+)");
    private static final String HASH = "sha256:" + "0".repeat(63) + "1";

    @Test
    void valuesAreAsTheirSchemaSays() throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                .getSchema(Files.readString(CHART.resolve("values.schema.json")));

        assertThat(schema.validate(Files.readString(CHART.resolve("values.yaml")), InputFormat.YAML))
                .isEmpty();
        String all = Files.readString(ALL)
                + "\nimage: { repository: pointsman }\nreplicas: 1\nservice: {}\nadminPort: 9090\n";
        assertThat(schema.validate(all, InputFormat.YAML)).isEmpty();
        assertThat(schema.validate(all + "replicaz: 1\n", InputFormat.YAML)).hasSize(1);
    }

    @Test
    void templatesAskForNoValueThatIsNotThere() throws IOException {
        JsonNode values = new YAMLMapper().readTree(Files.readString(CHART.resolve("values.yaml")));
        TreeSet<String> asked = new TreeSet<>();
        for (Path template : templates()) {
            Matcher value = VALUE.matcher(Files.readString(template));
            while (value.find()) {
                asked.add(value.group(1));
            }
        }

        assertThat(asked)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(
                                values.at("/" + name.replace('.', '/')).isMissingNode())
                        .as(name)
                        .isFalse());
    }

    @Test
    void theDefaultPolicyIsOneOnceItHasAKey() throws IOException {
        JsonNode values = new YAMLMapper().readTree(Files.readString(CHART.resolve("values.yaml")));
        String text = values.path("policy").asString().replace("sha256:YOURS", HASH);

        Policy policy = new PolicyLoader(name -> null, ServiceLoader.load(ProviderFactory.class), List.of())
                .load("gateway.yaml", text);

        assertThat(policy.server().admin().port())
                .isEqualTo(values.path("adminPort").asInt());
        assertThat(policy.server().listen().port()).isEqualTo(8080);
        assertThat(policy.keys()).hasSize(1);
    }

    @Test
    void theToolRendersIt() throws IOException, InterruptedException {
        String tool = onPath();
        if (tool == null) {
            System.out.println("HelmChartTest: no helm on the path, the chart was not rendered");
            return;
        }
        assertThat(run(tool, "lint", CHART.toString(), "-f", ALL.toString())).contains("0 chart(s) failed");
        String rendered = run(tool, "template", "x", CHART.toString(), "-f", ALL.toString());
        List<String> kinds = new ArrayList<>();
        for (String document : rendered.split("(?m)^---$", -1)) {
            String kind = new YAMLMapper().readTree(document).path("kind").asString("");
            if (!kind.isEmpty()) {
                kinds.add(kind);
            }
        }
        assertThat(kinds)
                .containsExactlyInAnyOrder(
                        "NetworkPolicy",
                        "PodDisruptionBudget",
                        "ConfigMap",
                        "Service",
                        "Service",
                        "HorizontalPodAutoscaler",
                        "StatefulSet",
                        "ServiceMonitor");
        assertThat(run(tool, "template", "x", CHART.toString())).contains("needs a key of yours");
    }

    private static List<Path> templates() throws IOException {
        try (Stream<Path> files = Files.list(CHART.resolve("templates"))) {
            return files.toList();
        }
    }

    private static String onPath() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .map(folder -> Path.of(folder, "helm"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(null);
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
