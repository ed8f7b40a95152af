package dev.pointsman.e2e.guides;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.policy.Policy;
import dev.pointsman.server.GatewayServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** docker/compose.yaml without a tool that runs it: its files are there, its ports are those that are listened on, its names are known. */
class ComposeFileTest {
    private static final Path DOCKER = Path.of("../docker");
    private static final JsonNode COMPOSE = ReadyMade.tree(DOCKER.resolve("compose.yaml"));
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)(?::([-?]))");
    private static final Pattern ADDRESS = Pattern.compile("(?:https?://|redis://|@|endpoint: )([a-z]+):(\\d+)");

    @Test
    void everyMountedFileIsThere() {
        List<Path> mounted = new ArrayList<>();
        for (String volume : each("volumes")) {
            String from = volume.split(":", -1)[0];
            if (from.startsWith("./")) {
                mounted.add(DOCKER.resolve(from));
                assertThat(volume).endsWith(":ro");
            } else {
                assertThat(COMPOSE.path("volumes").propertyNames()).contains(from);
            }
        }

        assertThat(mounted).hasSizeGreaterThan(4).allMatch(Files::exists);
        assertThat(DOCKER.resolve("grafana/dashboards/pointsman.json")).exists();
        assertThat(COMPOSE.at("/services/grafana/environment/GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH")
                        .asString())
                .isEqualTo(ReadyMade.tree(DOCKER.resolve("grafana/provisioning/dashboards/pointsman.yaml"))
                                .at("/providers/0/options/path")
                                .asString()
                        + "/pointsman.json");
    }

    @Test
    void theGatewaysPortsAreThoseOfItsPolicyAndReachThisMachineOnly() {
        Policy policy = policy();

        List<String> published = new ArrayList<>();
        COMPOSE.at("/services/gateway/ports").forEach(port -> published.add(port.asString()));
        assertThat(published)
                .containsExactly(
                        "127.0.0.1:8080:" + policy.server().listen().port(),
                        "127.0.0.1:9090:" + policy.server().admin().port());
        assertThat(each("ports")).allMatch(port -> port.startsWith("127.0.0.1:"));
        assertThat(each("ports").stream().map(port -> port.split(":", -1)[1])).doesNotHaveDuplicates();
    }

    @Test
    void theGatewayIsClosedAndHasNoRights() {
        Policy policy = policy();
        JsonNode gateway = COMPOSE.at("/services/gateway");

        assertThat(policy.storage().keys().named()).isTrue();
        assertThat(policy.server().adminKey()).isNotNull();
        assertThat(gateway.path("read_only").asBoolean()).isTrue();
        assertThat(gateway.path("cap_drop").toString()).isEqualTo("[\"ALL\"]");
        assertThat(Files.exists(DOCKER.resolve("Dockerfile"))).isTrue();
    }

    @Test
    void whatIsSaidAboutOneServiceAnotherOneFinds() throws Exception {
        Set<String> services = new TreeSet<>(COMPOSE.path("services").propertyNames());
        int found = 0;
        for (String file : List.of(
                "gateway.yaml",
                "otel/collector.yaml",
                "prometheus/prometheus.yml",
                "grafana/provisioning/datasources/pointsman.yaml")) {
            Matcher address = ADDRESS.matcher(Files.readString(DOCKER.resolve(file)));
            while (address.find()) {
                assertThat(services).as(file).contains(address.group(1));
                found++;
            }
        }
        assertThat(found).isGreaterThan(4);
        String target = ReadyMade.tree(DOCKER.resolve("prometheus/prometheus.yml"))
                .at("/scrape_configs/0/static_configs/0/targets/0")
                .asString();
        assertThat(URI.create("http://" + target).getPort())
                .isEqualTo(policy().server().admin().port());
    }

    @Test
    void everyVariableStandsInTheExample() throws Exception {
        Matcher variable = VARIABLE.matcher(Files.readString(DOCKER.resolve("compose.yaml")));
        Set<String> used = new TreeSet<>();
        while (variable.find()) {
            used.add(variable.group(1));
        }
        Set<String> told = new TreeSet<>();
        for (String line : Files.readAllLines(DOCKER.resolve("example.env"))) {
            if (!line.startsWith("#")) {
                assertThat(line).as("no secret is written down").endsWith("=");
                told.add(line.substring(0, line.length() - 1));
            }
        }
        assertThat(told).isEqualTo(used);
    }

    private static Policy policy() {
        Map<String, String> variables =
                Map.of("POINTSMAN_ADMIN_KEY", "a", "OPENAI_API_KEY", "unused", "POSTGRES_PASSWORD", "unused");
        return GatewayServer.loader(variables::get).load(DOCKER.resolve("gateway.yaml"));
    }

    /** What all services have under a key. */
    private static List<String> each(String key) {
        List<String> all = new ArrayList<>();
        COMPOSE.path("services").forEach(service -> service.path(key).forEach(item -> all.add(item.asString())));
        return all;
    }
}
