package dev.pointsman.providers;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.api.Usage;
import dev.pointsman.config.Secret;
import dev.pointsman.config.Yaml;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.ProviderFactory;
import dev.pointsman.provider.ProviderSettings;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.provider.ReplyDecoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Any recorded exchange, of whatever folder.
 *
 * @param path below the resources
 */
record Fixture(String path, JsonNode json) {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String ENTRY =
            "{ type: %s, url: \"http://127.0.0.1:1\", region: us-east-1, key: $KEY, access-key: $KEY, secret-key: $KEY%s }";

    /** Every file of JSON among the resources of this module that tells of a response. */
    static List<Fixture> all() {
        try {
            Path root = Path.of(Objects.requireNonNull(Fixture.class.getResource("/cases"))
                            .toURI())
                    .getParent();
            try (Stream<Path> files = Files.walk(root)) {
                return files.filter(file -> file.toString().endsWith(".json"))
                        .sorted()
                        .map(file -> read(root, file))
                        .filter(fixture -> fixture.json().has("response"))
                        .toList();
            }
        } catch (IOException | URISyntaxException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static Fixture read(Path root, Path file) {
        try {
            return new Fixture(root.relativize(file).toString(), MAPPER.readTree(Files.readString(file)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private JsonNode response() {
        return json.path("response");
    }

    boolean answered() {
        return response().path("status").intValue() == 200;
    }

    /** Provider type, as a policy names it. */
    String type() {
        String[] folders = path.split("/", -1);
        return switch (folders[0]) {
            case "cases" -> folders[1].startsWith("openai") ? "openai" : folders[1];
            case "translated-cases" -> folders[1];
            default -> "openai";
        };
    }

    /** The form in which its usage is told. */
    String form() {
        String first = path.split("/", -1)[0];
        return first.equals("translated-cases") ? type() : first.equals("cases") ? "chat" : "responses";
    }

    /** As the provider names it. */
    String model() {
        String address = URLDecoder.decode(json.path("request").path("path").stringValue(), StandardCharsets.UTF_8);
        return switch (type()) {
            case "bedrock" -> address.split("/", -1)[2];
            case "gemini" -> address.replaceFirst(".*/models/", "").replaceFirst(":.*", "");
            default -> json.path("request").path("body").path("model").stringValue();
        };
    }

    private boolean streamed() {
        return !response().has("body");
    }

    private byte[] bytes() {
        JsonNode response = response();
        if (response.has("body_base64")) {
            return Base64.getDecoder().decode(response.path("body_base64").stringValue());
        }
        String text = streamed()
                ? response.path("sse_text")
                        .asString(response.path("ndjson_text").asString(""))
                : response.path("body").toString();
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String contentType() {
        return response().has("body")
                ? "application/json"
                : response().has("sse_text")
                        ? "text/event-stream"
                        : response().has("ndjson_text") ? "application/x-ndjson" : "application/vnd.amazon.eventstream";
    }

    /** What the provider sent, as JSON: its body, or the data of each of its events. */
    List<JsonNode> told() {
        if (response().has("body_base64")) {
            return messages(ByteBuffer.wrap(bytes()));
        }
        if (!streamed()) {
            return List.of(response().path("body"));
        }
        List<JsonNode> events = new ArrayList<>();
        for (String line : new String(bytes(), StandardCharsets.UTF_8).split("\r\n|\n|\r", -1)) {
            String data = line.startsWith("data:") ? line.substring(5).strip() : line.strip();
            if (data.startsWith("{")) {
                events.add(MAPPER.readTree(data));
            }
        }
        return events;
    }

    /** Payloads of Amazon's event stream: total length, length of the headers, check sum, headers, payload, check sum. */
    private static List<JsonNode> messages(ByteBuffer stream) {
        List<JsonNode> messages = new ArrayList<>();
        while (stream.remaining() >= 16) {
            int start = stream.position();
            int total = stream.getInt(start);
            int payload = start + 12 + stream.getInt(start + 4);
            byte[] json = new byte[start + total - 4 - payload];
            stream.get(payload, json);
            messages.add(MAPPER.readTree(json));
            stream.position(start + total);
        }
        return messages;
    }

    /** What the gateway makes of it: its usage, where the reply comes in pieces of so many bytes; null where it tells none. */
    @Nullable
    Usage usage(int step) {
        RecordedReply reply = new RecordedReply();
        ReplyDecoder decoder = adapter().decoder(request(), Workbench.model(model()));
        decoder.head(200, Headers.of("content-type", contentType()), reply);
        byte[] all = bytes();
        for (int from = 0; from < all.length && !over(reply); from += step) {
            decoder.data(Arrays.copyOfRange(all, from, Math.min(all.length, from + step)), reply);
        }
        if (!over(reply)) {
            decoder.end(reply);
        }
        if (reply.failure() != null) {
            throw new IllegalStateException(path, reply.failure());
        }
        return reply.usage();
    }

    private static boolean over(RecordedReply reply) {
        return reply.ended() || reply.failure() != null;
    }

    private ProviderAdapter adapter() {
        String more = type().equals("azure")
                ? ", resource: acme, style: classic"
                : path.startsWith("bridged-cases")
                        ? ", api: responses"
                        : path.startsWith("cases/ollama") ? ", api: openai" : "";
        Yaml yaml = Yaml.of(ENTRY.formatted(type(), more), Map.of("KEY", "test-key"));
        return ServiceLoader.load(ProviderFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.types().contains(type()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no provider type for " + path))
                .create(new ProviderSettings(
                        "it", type(), "http://127.0.0.1:1", Secret.of("test-key"), Duration.ofSeconds(1), yaml.node()));
    }

    private ApiRequest request() {
        Endpoint endpoint = path.startsWith("responses-cases")
                ? Endpoint.RESPONSES
                : path.contains("openai-embeddings") ? Endpoint.EMBEDDINGS : Endpoint.CHAT_COMPLETIONS;
        String prompt = endpoint == Endpoint.CHAT_COMPLETIONS
                ? "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
                : "\"input\":\"hi\"";
        String stream = streamed() ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}" : "}";
        return ApiRequest.parse(
                endpoint,
                endpoint.path(),
                Headers.of("content-type", "application/json"),
                ("{\"model\":\"public\"," + prompt + stream).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return path;
    }
}
