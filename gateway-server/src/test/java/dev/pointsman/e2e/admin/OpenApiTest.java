package dev.pointsman.e2e.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.e2e.peers.RunningGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The OpenAPI document tells of every route there is, and of no other. */
class OpenApiTest {
    private static final Pattern ROUTE = Pattern.compile(
            "AdminRoute\\s*\\.(page|get|post|delete|stream)\\(\\s*(?:\"(GET|POST)\",\\s*)?\"(/[^\"]*)\"");

    @Test
    void everyOperationOfTheDocumentIsServed() throws Exception {
        try (var gateway =
                RunningGateway.start("providers: { echo: { type: echo } }\nmodels: { small: { at: echo/small } }\n")) {
            var operator = Operator.of(gateway);
            JsonNode document = operator.get("/admin/v1/openapi.json").json();

            assertThat(document.path("openapi").asString()).isEqualTo("3.1.0");
            for (String operation : operations(document)) {
                String path = operation.substring(operation.indexOf(' ') + 1).replaceAll("\\{\\w+}", "nothing");
                String wrong = operation.startsWith("POST") ? "DELETE" : "POST";
                assertThat(operator.ask(wrong, path).text())
                        .as("answer to %s at %s", wrong, path)
                        .doesNotContain("no page ");
                if (operation.startsWith("DELETE") || path.equals("/admin/v1/live")) {
                    continue;
                }
                assertThat(operator.ask(operation.substring(0, operation.indexOf(' ')), path)
                                .status())
                        .as(operation)
                        .isNotIn(405, 500);
            }
        }
    }

    @Test
    void everyRouteOfTheApiIsInTheDocument() throws Exception {
        Set<String> routes = new TreeSet<>();
        for (String source : new String[] {"AdminPages", "WatchPages", "GatewayServer"}) {
            Matcher route =
                    ROUTE.matcher(Files.readString(Path.of("src/main/java/dev/pointsman/server/" + source + ".java")));
            while (route.find()) {
                String method = route.group(2) != null
                        ? route.group(2)
                        : route.group(1).equals("page") ? "GET" : route.group(1).toUpperCase(Locale.ROOT);
                routes.add(method + " " + route.group(3));
            }
        }
        try (var gateway =
                RunningGateway.start("providers: { echo: { type: echo } }\nmodels: { small: { at: echo/small } }\n")) {
            assertThat(operations(
                            Operator.of(gateway).get("/admin/v1/openapi.json").json()))
                    .isEqualTo(routes);
        }
    }

    private static Set<String> operations(JsonNode document) {
        Set<String> operations = new TreeSet<>();
        for (String path : document.path("paths").propertyNames()) {
            document.path("paths")
                    .path(path)
                    .propertyNames()
                    .forEach(method -> operations.add(method.toUpperCase(Locale.ROOT) + " " + path));
        }
        return operations;
    }
}
