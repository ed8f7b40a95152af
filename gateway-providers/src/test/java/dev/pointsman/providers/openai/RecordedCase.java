package dev.pointsman.providers.openai;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.config.Secret;
import dev.pointsman.config.Yaml;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.ProviderSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A request that was once sent to a provider, with the reply it got: one file under {@code cases/<provider>/}. */
record RecordedCase(String name, String provider, JsonNode request, JsonNode response, JsonNode expect) {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String ASKED = "the-public-name";

    static List<RecordedCase> all() {
        try {
            URL cases = Objects.requireNonNull(RecordedCase.class.getResource("/cases"));
            try (Stream<Path> files = Files.walk(Path.of(cases.toURI()))) {
                return files.filter(file -> file.toString().endsWith(".json"))
                        .sorted()
                        .map(RecordedCase::read)
                        .toList();
            }
        } catch (IOException | URISyntaxException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static RecordedCase read(Path file) {
        try {
            JsonNode json = MAPPER.readTree(Files.readString(file));
            return new RecordedCase(
                    json.path("name").stringValue(),
                    json.path("provider").stringValue(),
                    json.path("request"),
                    json.path("response"),
                    json.path("expect"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private String type() {
        return switch (provider) {
            case "openai-chat", "openai-embeddings" -> "openai";
            default -> provider;
        };
    }

    boolean passedThrough() {
        return type().equals("openai");
    }

    ProviderAdapter adapter() {
        boolean azure = type().equals("azure");
        Yaml yaml = Yaml.of("{ type: " + type() + (azure ? ", resource: acme, style: classic" : "") + " }");
        ProviderAdapter adapter = new OpenAiFactory(Clock.systemUTC())
                .create(new ProviderSettings(
                        "it", type(), null, Secret.of("secret-key"), Duration.ofSeconds(2), yaml.node()));
        if (!yaml.problems().isEmpty()) {
            throw new IllegalStateException(yaml.problems().toString());
        }
        return adapter;
    }

    Endpoint endpoint() {
        return path().endsWith("/embeddings") ? Endpoint.EMBEDDINGS : Endpoint.CHAT_COMPLETIONS;
    }

    String path() {
        return request.path("path").stringValue();
    }

    /** As a client of ours sends it, that asks for a public name. */
    ApiRequest asked() {
        ObjectNode body = (ObjectNode) request.path("body").deepCopy();
        body.put("model", ASKED);
        return ApiRequest.parse(
                endpoint(),
                endpoint().path(),
                Headers.of("content-type", "application/json"),
                body.toString().getBytes(StandardCharsets.UTF_8));
    }

    Deployment deployment() {
        String inPath = path().replaceFirst(".*/deployments/", "").replaceFirst("/.*", "");
        String model = type().equals("azure") ? inPath : body().path("model").stringValue();
        return new Deployment("it", model, 1, null, Map.of());
    }

    JsonNode body() {
        return request.path("body");
    }

    int status() {
        return response.path("status").intValue();
    }

    boolean streamed() {
        return response.has("sse_text");
    }

    byte[] reply() {
        String text = streamed()
                ? response.path("sse_text").stringValue()
                : response.path("body").toString();
        return text.getBytes(StandardCharsets.UTF_8);
    }

    Headers replyHeaders() {
        return header -> response.path("headers").path(header).asString(null);
    }

    @Override
    public String toString() {
        return name;
    }
}
