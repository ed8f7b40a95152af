package dev.pointsman.e2e.peers;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A request that was once sent to a provider, its reply, and what a client should see of it; one of the provider module's cases. */
public record RecordedExchange(String name, String provider, JsonNode request, JsonNode response, JsonNode expect) {
    private static final JsonMapper MAPPER = new JsonMapper();

    public static List<RecordedExchange> all() {
        try {
            URI cases = Objects.requireNonNull(
                            RecordedExchange.class.getResource("/cases"), "no cases on the class path")
                    .toURI();
            if (!cases.getScheme().equals("jar")) {
                return read(Path.of(cases));
            }
            try (FileSystem archive = FileSystems.newFileSystem(cases, Map.of())) {
                return read(archive.getPath("/cases"));
            }
        } catch (IOException | URISyntaxException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static List<RecordedExchange> read(Path directory) throws IOException {
        var all = new ArrayList<RecordedExchange>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                all.add(of(MAPPER.readTree(Files.readString(file))));
            }
        }
        return all;
    }

    private static RecordedExchange of(JsonNode json) {
        return new RecordedExchange(
                json.path("name").stringValue(),
                json.path("provider").stringValue(),
                json.path("request"),
                json.path("response"),
                json.path("expect"));
    }

    /** The type of its provider, as a policy says it. */
    public String type() {
        return provider.startsWith("openai-") ? "openai" : provider;
    }

    /** The provider's own name of its model: in the body, or for Azure in the path. */
    public String upstreamModel() {
        return type().equals("azure")
                ? path().replaceFirst(".*/deployments/", "").replaceFirst("/.*", "")
                : request.path("body").path("model").stringValue();
    }

    public String path() {
        return request.path("path").stringValue();
    }

    public boolean embeddings() {
        return path().endsWith("/embeddings");
    }

    public int status() {
        return response.path("status").intValue();
    }

    public boolean streamed() {
        return response.has("sse_text");
    }

    /** The request body, asking for another model. */
    public String asking(String model) {
        ObjectNode body = (ObjectNode) request.path("body").deepCopy();
        return body.put("model", model).toString();
    }

    /** The recorded reply, in pieces of that size. */
    public ScriptedUpstream.Script replay(int pieceBytes) {
        String text = streamed()
                ? response.path("sse_text").stringValue()
                : response.path("body").toString();
        var headers = new ArrayList<String>();
        response.path("headers").forEachEntry((name, value) -> {
            if (!name.equals("content-type") && !name.equals("content-length") && !name.equals("transfer-encoding")) {
                headers.add(name + ": " + value.asString());
            }
        });
        String[] lines = headers.toArray(new String[0]);
        return (got, reply) -> {
            reply.inPiecesOf(pieceBytes);
            if (streamed()) {
                reply.stream(lines).text(text).end();
            } else {
                reply.whole(status(), "application/json", text.getBytes(StandardCharsets.UTF_8), lines);
            }
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
