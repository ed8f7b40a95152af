package dev.pointsman.providers.cohere;

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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An adapter made as the policy loader makes it, requests to it and replies through it. JSON may be written with single quotes. */
final class Command {
    static final String KEY = "test-key-4711-abcdef";
    private static final JsonMapper MAPPER = new JsonMapper();

    private Command() {}

    static ProviderAdapter adapter(String entry) {
        Yaml yaml = Yaml.of(entry, Map.of("KEY", KEY));
        ProviderAdapter adapter = create(yaml);
        if (!yaml.problems().isEmpty()) {
            throw new IllegalStateException(yaml.problems().toString());
        }
        return adapter;
    }

    static ProviderAdapter adapter() {
        return adapter("{ type: cohere, key: $KEY }");
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
        return new CohereFactory(Clock.fixed(Instant.ofEpochSecond(1_790_000_000), ZoneOffset.UTC))
                .create(new ProviderSettings(
                        "it", "cohere", url == null ? null : url.text(), secret, Duration.ofSeconds(2), node));
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

    static UpstreamRequest call(String model, String fields) {
        return adapter().encode(request(fields), model(model));
    }

    static JsonNode sent(String model, String fields) {
        return MAPPER.readTree(call(model, fields).body().toArray());
    }

    static JsonNode json(String text) {
        return MAPPER.readTree(text.replace('\'', '"'));
    }

    /** The whole answer to a request, read at once. */
    static RecordedReply answer(ApiRequest request, String body) {
        return reply(
                request,
                "m",
                "application/json",
                List.of(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    /** The answer to a chat that is streamed, with usage asked for. */
    static RecordedReply stream(String... events) {
        return streamed(events(events));
    }

    /** The same, of the very bytes. */
    static RecordedReply streamed(String stream) {
        ApiRequest request = request(
                "'messages':[{'role':'user','content':'hi'}],'stream':true,'stream_options':{'include_usage':true}");
        return reply(request, "m", "text/event-stream", List.of(stream.getBytes(StandardCharsets.UTF_8)));
    }

    static RecordedReply reply(ApiRequest request, String model, String contentType, List<byte[]> pieces) {
        RecordedReply reply = new RecordedReply();
        ReplyDecoder decoder = adapter().decoder(request, model(model));
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

    /** A stream of these events, each in JSON with single quotes, named after its type as Cohere does. */
    static String events(String... events) {
        StringBuilder stream = new StringBuilder();
        for (String event : events) {
            String data = event.replace('\'', '"');
            stream.append("event: ")
                    .append(MAPPER.readTree(data).path("type").asString("x"))
                    .append("\ndata: ")
                    .append(data)
                    .append("\n\n");
        }
        return stream.toString();
    }
}
