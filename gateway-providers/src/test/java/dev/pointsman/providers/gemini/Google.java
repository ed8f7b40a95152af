package dev.pointsman.providers.gemini;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.Secret;
import dev.pointsman.config.Yaml;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.ProviderSettings;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.UpstreamRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An adapter made as the policy loader makes it, requests to it and replies through it. JSON may be written with single quotes. */
public final class Google {
    static final String KEY = "test-key-4711-abcdef";
    static final String VERTEX = "{ type: vertex, key: $KEY, project: acme, location: europe-west4 }";
    static final String HI = "'messages':[{'role':'user','content':'hi'}]";
    private static final String GEMINI = "{ type: gemini, key: $KEY }";
    private static final JsonMapper MAPPER = new JsonMapper();

    private Google() {}

    static ProviderAdapter adapter(String entry) {
        Yaml yaml = Yaml.of(entry, Map.of("KEY", KEY));
        ProviderAdapter adapter = create(yaml);
        if (!yaml.problems().isEmpty()) {
            throw new IllegalStateException(yaml.problems().toString());
        }
        return adapter;
    }

    static ProviderAdapter adapter() {
        return adapter(GEMINI);
    }

    static List<String> problems(String entry) {
        Yaml yaml = Yaml.of(entry, Map.of("KEY", KEY));
        create(yaml);
        return yaml.problems();
    }

    private static ProviderAdapter create(Yaml yaml) {
        ConfigNode node = yaml.node();
        ConfigNode key = node.at("key");
        ConfigNode url = node.at("url");
        Secret secret = key == null ? null : key.secret();
        return new GeminiFactory(Clock.fixed(Instant.ofEpochSecond(1_790_000_000), ZoneOffset.UTC))
                .create(new ProviderSettings(
                        "it",
                        Objects.requireNonNull(node.at("type")).text(),
                        url == null ? null : url.text(),
                        secret,
                        Duration.ofSeconds(2),
                        node));
    }

    static ApiRequest request(String fields) {
        return request(Endpoint.CHAT_COMPLETIONS, fields);
    }

    static ApiRequest request(Endpoint endpoint, String fields) {
        return ApiRequest.parse(
                endpoint,
                endpoint.path(),
                Headers.of("content-type", "application/json"),
                ("{\"model\":\"public\"," + fields.replace('\'', '"') + "}").getBytes(StandardCharsets.UTF_8));
    }

    static Deployment model(String name) {
        return new Deployment("it", name, 1, null, Map.of());
    }

    public static UpstreamRequest call(String model, String fields) {
        return adapter().encode(request(fields), model(model));
    }

    public static JsonNode sent(String model, String fields) {
        return body(call(model, fields));
    }

    static JsonNode body(UpstreamRequest call) {
        return MAPPER.readTree(call.body().toArray());
    }

    public static JsonNode json(String text) {
        return MAPPER.readTree(text.replace('\'', '"'));
    }

    static RecordedReply reply(
            ProviderAdapter adapter, ApiRequest request, String model, String contentType, List<byte[]> pieces) {
        RecordedReply reply = new RecordedReply();
        ReplyDecoder decoder = adapter.decoder(request, model(model));
        decoder.head(200, Headers.of("content-type", contentType), reply);
        for (byte[] piece : pieces) {
            if (!reply.ended() && reply.failure() == null) {
                decoder.data(piece, reply);
            }
        }
        if (!reply.ended() && reply.failure() == null) {
            decoder.end(reply);
        }
        return reply;
    }

    /** The answer to a request for a stream, given as events in JSON with single quotes. */
    static RecordedReply streamed(String fields, String... events) {
        return streamed(adapter(), fields, events);
    }

    static RecordedReply streamed(ProviderAdapter adapter, String fields, String... events) {
        byte[] bytes = events(events).getBytes(StandardCharsets.UTF_8);
        return reply(
                adapter, request("'stream':true," + fields), "gemini-3-flash", "text/event-stream", List.of(bytes));
    }

    /** The answer to a request for one body, given in JSON with single quotes. */
    static RecordedReply whole(String fields, String body) {
        return whole(adapter(), fields, body);
    }

    static RecordedReply whole(ProviderAdapter adapter, String fields, String body) {
        byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return reply(adapter, request(fields), "gemini-3-flash", "application/json; charset=UTF-8", List.of(bytes));
    }

    static String events(String... events) {
        StringBuilder stream = new StringBuilder();
        for (String event : events) {
            stream.append("data: ").append(event.replace('\'', '"')).append("\r\n\r\n");
        }
        return stream.toString();
    }
}
